"""The row equals an earlier row in party, day, authority and content, not in number.

kind = "near_repeat"
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongshi.checks.identity import Key


def across(
    keys: Sequence[Key], known: Mapping[Hashable, object]
) -> Iterator[tuple[int, int, tuple[()]]]:
    """Find the rows after the first."""
    firsts: dict[Hashable, Key] = {}
    for key in keys:
        if key.near is None:
            continue
        first = firsts.setdefault(key.near, key)
        if first.identity != key.identity:
            yield key.place, first.place, ()
