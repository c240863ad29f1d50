"""A person's own account: what is kept of them, password, address, sign-ins."""
