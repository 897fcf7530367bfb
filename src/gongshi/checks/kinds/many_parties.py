"""One number of one authority is used for at most so many parties.

One decision may bind several parties; the row that brings one too many is named, and
every row after it.

    kind = "many_parties"
    parties = 50
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongshi.checks.identity import Key


def across(
    keys: Sequence[Key], known: Mapping[Hashable, object], *, parties: int
) -> Iterator[tuple[int, int, tuple[tuple[str, str], ...]]]:
    """Find the rows beyond the limit."""
    firsts: dict[Hashable, int] = {}
    subjects: dict[Hashable, set[Hashable]] = defaultdict(set)
    for key in keys:
        first = firsts.setdefault(key.document, key.place)
        subjects[key.document].add(key.subject)
        count = len(subjects[key.document])
        if count > parties:
            words = (("n", str(count)), ("parties", str(parties)))
            yield key.place, first, words
