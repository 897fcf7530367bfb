"""The row repeats a record of the ledger in every field.

kind = "repeat"
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongshi.checks.identity import Key
    from gongshi.checks.repeats import Known

#: Runs when the known records are at hand.
ASKS_LEDGER = True


def across(
    keys: Sequence[Key], known: Mapping[Hashable, Known]
) -> Iterator[tuple[int, None, tuple[tuple[str, str], ...]]]:
    """Find the rows that say nothing new."""
    for key in keys:
        record = known.get(key.identity)
        if record and record.content == key.content:
            yield key.place, None, (("reference", record.reference),)
