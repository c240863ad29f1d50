"""What was made once and need not be made again: kept in this process, up to a size.

A key must name everything the thing depends on. Then nothing in here is ever wrong, no
process must tell another of a change, and what nobody asks for any more falls out.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Cache(Generic[T]):
    """Keeps what was used last. May be used from several threads."""

    def __init__(self, limit: int, size: Callable[[T], int]) -> None:
        """Keep things of together at most `limit` bytes, each of `size` bytes."""
        self.limit, self.size = limit, size
        self.used = 0
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()
        self._making: dict[Hashable, Lock] = {}

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, key: Hashable) -> T | None:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what is kept under `key`, made now if there is nothing.

        Of several threads that ask at once, one makes it and the others wait.
        """
        found = self.find(key)
        if found is not None:
            return found
        with self._lock:
            making = self._making.setdefault(key, Lock())
        with making:
            try:
                found = self.find(key)
                if found is None:
                    found = make()
                    self.keep(key, found)
                return found
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def keep(self, key: Hashable, thing: T) -> None:
        """Keep it, in place of what was kept under `key`; not if it is too large."""
        size = self.size(thing)
        if size > self.limit:
            return
        with self._lock:
            replaced = self._kept.pop(key, None)
            if replaced is not None:
                self.used -= self.size(replaced)
            self._kept[key] = thing
            self.used += size
            while self.used > self.limit:
                _, oldest = self._kept.popitem(last=False)
                self.used -= self.size(oldest)

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()
            self.used = 0
