"""A table as CSV (RFC 4180) that no spreadsheet program takes for formulas."""

import csv
import io
from collections.abc import Iterable, Sequence

Cell = str | int | None


def write(heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return the table in UTF-8.

    Text that a spreadsheet would take for a formula gets an apostrophe in front.

    Source: OWASP, "CSV Injection".
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heads)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue().encode()


def _harmless(cell: Cell) -> Cell:
    return f"'{cell}" if isinstance(cell, str) and needs_apostrophe(cell) else cell


def needs_apostrophe(text: str) -> bool:
    """Tell whether a spreadsheet would take text for a formula.

    Or whether it only looks as if it had got its apostrophe already.
    """
    bare = text.lstrip("'")
    is_formula = bare.lstrip()[:1] in {"=", "+", "-", "@", "＝", "＋", "－", "＠"}
    return bool(bare) and (is_formula or bare[0] in "\t\r\n")
