"""A person's own schedule: stars set, its page, its calendar."""
