"""Payment references with check digits, so that a slip of the pen is seen.

Source: ISO 11649 (RF creditor reference); check digits by ISO 7064, mod 97-10.
"""

import re

LONGEST = 25
_SHAPE = re.compile(r"RF\d\d[0-9A-Z]{1,21}", re.ASCII)


def creditor_reference(code: str) -> str:
    """Return "RF18539007547034" for "539007547034".

    Raises:
        ValueError: not 1 to 21 Latin capitals and digits.
    """
    check = 98 - _remainder(f"{code}RF00")
    reference = f"RF{check:02}{code}"
    if not _SHAPE.fullmatch(reference):
        raise ValueError(f"{code!r} makes no payment reference")
    return reference


def find_reference(text: str) -> str | None:
    """Return the reference in what a payer typed, None if there is no valid one."""
    packed = re.sub(r"[\s./-]", "", text).upper()
    found = _SHAPE.fullmatch(packed)
    valid = found and _remainder(packed[4:] + packed[:4]) == 1
    return packed if valid else None


def spaced(reference: str) -> str:
    """Return the reference in groups of four, as it is printed."""
    return " ".join(reference[i : i + 4] for i in range(0, len(reference), 4))


def _remainder(text: str) -> int:
    return int("".join(str(int(c, 36)) for c in text)) % 97
