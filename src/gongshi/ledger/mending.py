"""Which returned rows the rows of a new file put right."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.db.models import QuerySet

from gongshi.checks import Checked
from gongshi.intake import Batch as File
from gongshi.ledger.among import among
from gongshi.ledger.facts import heads
from gongshi.ledger.known import (
    entry_id,
    held_entries,
    returned,
    unmended,
)
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.waiting import waiting_for

#: Values asked for in one query: some hundred kilobytes of them.
_SLICE = 10_000
#: Below `ROWS_A_BATCH`.
_ROW_NUMBER = re.compile("[0-9]{1,7}")
_T = TypeVar("_T", int, str)


@dataclass(frozen=True)
class Replaced:
    """An entry that a new row takes the place of."""

    entry: int
    unit_id: int | None
    #: When it first came, if it only waited for a person to decide.
    held_since: datetime | None


def replaced_entries(
    file: File,
    checked: Checked,
    identities: Sequence[str],
    names: Sequence[tuple[str, str]],
    *,
    reporter: Unit | None = None,
) -> dict[int, Replaced]:
    """Find for each row the returned row that it puts right, or tries to.

    A returned workbook says so itself, in its column 退回编号. Otherwise it is the
    returned row of the same record that nobody has mended yet, or that of the same
    number and name, when its code was the fault. A row that waited for a decision is
    replaced when it comes again.

    Args:
        file: As read.
        checked: Its rows and outcomes; duplicates replace nothing.
        identities: Hash of each row's identity.
        names: Number and name of each row, as entries keep them.
        reporter: The unit that files; rows of other units are none of its business.

    Returns:
        Position of the row → the entry; each entry at most once.
    """
    category = checked.standard.key
    places = [
        place for place, each in enumerate(checked.outcomes) if each != "duplicate"
    ]
    asked = [identities[place] for place in places]
    tree = _tree(reporter)
    referred = _referred(file, category)
    waiting = waiting_for(category, asked, [names[place] for place in places], tree)
    held = held_entries(category, asked)
    targets = (referred, *waiting, held)
    known = _known({entry for each in targets for entry in each.values()})
    found: dict[int, Replaced] = {}
    taken: set[int] = set()
    for place in places:
        for target in (
            referred.get(place),
            waiting.by_identity.get(identities[place]),
            waiting.as_told.get(names[place]),
            held.get(identities[place]),
        ):
            if target is None or target in taken:
                continue
            unit = known[target].unit_id
            if tree is None or unit is None or unit in tree:
                taken.add(target)
                found[place] = known[target]
                break
    return found


def _known(targets: Iterable[int]) -> dict[int, Replaced]:
    columns = ("pk", "unit_id", "outcome", "received_at")
    return {
        pk: Replaced(pk, unit_id, received_at if outcome == "pending" else None)
        for part in _slices(targets)
        for pk, unit_id, outcome, received_at in Entry.objects.filter(
            among("pk", part)
        ).values_list(*columns)
    }


def _tree(reporter: Unit | None) -> Set[int] | None:
    """Say whose returned rows a unit may mend beside those of nobody; None = all.

    A row of nobody is one whose unit could not be told, which may be its very fault.
    """
    if reporter is None:
        return None
    tops = heads()
    return {pk for pk, top in tops.items() if top == tops[reporter.pk]}


def _referred(file: File, category: str) -> dict[int, int]:
    """Read the column 退回编号: position of the row → entry that still waits."""
    column = file.reference_column
    if column is None:
        return {}
    texts = [(row[column] or "").strip().upper() for row in file.tuples()]
    pairs = [text.rpartition("-")[::2] for text in texts]
    batches = _batches({number for number, _ in pairs}, category)
    wanted = {
        place: entry_id(batches[number], int(row))
        for place, (number, row) in enumerate(pairs)
        if number in batches and _ROW_NUMBER.fullmatch(row)
    }
    latest = _latest_attempts(set(wanted.values()))
    return {
        place: latest[target] for place, target in wanted.items() if target in latest
    }


def _batches(numbers: Iterable[str], category: str) -> dict[str, int]:
    """Find the batches of a category by their number."""
    return dict(
        pair
        for part in _slices(numbers)
        for pair in Batch.objects.filter(
            among("number", part), category=category
        ).values_list("number", "pk")
    )


def _latest_attempts(targets: set[int]) -> dict[int, int]:
    """Follow returned rows to their latest attempt that is still not mended."""
    current: Mapping[int, int] = {target: target for target in targets}
    while later := dict(_pairs(returned(), "replaces", current.values())):
        current = {start: later.get(now, now) for start, now in current.items()}
    waiting = dict(_pairs(unmended(), "pk", current.values()))
    return {start: now for start, now in current.items() if now in waiting}


def _pairs(
    entries: QuerySet[Entry], key: str, values: Iterable[int]
) -> Iterator[tuple[int, int]]:
    """Give key and id of the entries whose key is one of the values."""
    for part in _slices(values):
        yield from entries.filter(among(key, part)).values_list(key, "pk")


def _slices(values: Iterable[_T]) -> Iterator[list[_T]]:
    ordered = sorted(set(values))
    for start in range(0, len(ordered), _SLICE):
        yield ordered[start : start + _SLICE]
