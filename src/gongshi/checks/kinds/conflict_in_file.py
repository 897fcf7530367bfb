"""The row is about the same record as an earlier row of the file, and differs from it.

kind = "conflict_in_file"
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongshi.checks.identity import Key


def across(
    keys: Sequence[Key], known: Mapping[Hashable, object]
) -> Iterator[tuple[int, int, tuple[()]]]:
    """Find the rows that contradict the first."""
    firsts: dict[Hashable, Key] = {}
    for key in keys:
        first = firsts.setdefault(key.identity, key)
        if first is not key and first.content != key.content:
            yield key.place, first.place, ()
