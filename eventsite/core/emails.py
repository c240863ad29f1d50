"""E-mail addresses: one way to write each, so that it can be compared."""

from email_validator import EmailNotValidError, validate_email


def canonical(typed: str) -> str:
    """Return the address in lower case, its domain as DNS knows it (IDNA).

    Nobody's mail server tells "Ada" from "ada"; so neither do we.

    Raises:
        ValueError: it is no address; the message says what is wrong with it.
    """
    try:
        found = validate_email(
            typed.strip(),
            strict=True,
            allow_smtputf8=False,
            check_deliverability=False,
            test_environment=True,  # lets *.test in, for trying things out
        )
    except EmailNotValidError as wrong:
        raise ValueError(str(wrong)) from None
    return f"{found.local_part}@{found.ascii_domain}".lower()
