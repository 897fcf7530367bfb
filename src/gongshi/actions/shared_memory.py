"""Memory that the processes of a server share: what one looked at, another one may need.

Made before a server's processes are forked, it is theirs together; nothing of it reaches
a disk, and it is gone with them. In any other process it is that process's own.
"""

from __future__ import annotations

import mmap
import struct
from collections.abc import Iterator

from gongshi.ledger.turns import Turn

#: Bytes of a mark.
MARK = 32
#: Where the next content goes, and its number.
_NEXT = struct.Struct("<QQ")
#: One content: its mark, where it begins, and how long it is; 0 is none.
_SLOT = struct.Struct(f"<{MARK}sQQ")


class SharedMemory:
    """A ring: the newest content takes the place of the oldest ones."""

    def __init__(self, size: int, slots: int) -> None:
        """Make it.

        Args:
            size: Bytes of all contents; none longer than a quarter of that is kept.
            slots: Contents, at most.
        """
        self._size, self._slots = size, slots
        self._first = _NEXT.size + slots * _SLOT.size
        self._memory = mmap.mmap(-1, self._first + size)
        self._turn = Turn()

    def put(self, mark: bytes, content: bytes) -> None:
        """Keep a content until it is taken or others need its place."""
        if len(content) > self._size // 4:
            return
        with self._turn:
            begin, number = _NEXT.unpack_from(self._memory)
            if begin + len(content) > self._size:
                begin = 0
            end = begin + len(content)
            for at, (other, first, length) in self._kept():
                if other == mark or (first < end and begin < first + length):
                    self._drop(at)
            self._memory[self._first + begin : self._first + end] = content
            at = _NEXT.size + number % self._slots * _SLOT.size
            _SLOT.pack_into(self._memory, at, mark, begin, len(content))
            _NEXT.pack_into(self._memory, 0, end, number + 1)

    def take(self, mark: bytes) -> bytes | None:
        """Take a content out; None when it is not there."""
        with self._turn:
            for at, (other, first, length) in self._kept():
                if other == mark:
                    self._drop(at)
                    begin = self._first + first
                    return self._memory[begin : begin + length]
        return None

    def _kept(self) -> Iterator[tuple[int, tuple[bytes, int, int]]]:
        for place in range(self._slots):
            at = _NEXT.size + place * _SLOT.size
            mark, first, length = _SLOT.unpack_from(self._memory, at)
            if length:
                yield at, (mark, first, length)

    def _drop(self, at: int) -> None:
        _SLOT.pack_into(self._memory, at, bytes(MARK), 0, 0)
