"""By which token a program acts now, for what is written down of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_token: ContextVar[int | None] = ContextVar("acting_token", default=None)


def token() -> int | None:
    """Return the token's id; None: a person acts themselves, or the clock."""
    return _token.get()


@contextmanager
def by_token(token_id: int) -> Iterator[None]:
    before = _token.set(token_id)
    try:
        yield
    finally:
        _token.reset(before)
