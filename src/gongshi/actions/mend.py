"""Mends returned rows on screen: each saving is a filing of its own.

The filing is a JSON file of field codes with the row's 退回编号, which leads it to the
entry that it puts right, exactly as in a returned workbook. What would still be returned
is not filed: whoever typed it sees what is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError
from django.utils import timezone

from gongshi.actions.enter_typed import (
    SCREEN,
    Looked,
    Sheet,
    enter_typed,
    filed_before,
    look,
)
from gongshi.actions.take import take
from gongshi.clocks.periods import local_day
from gongshi.errors import UsageError
from gongshi.intake import RETURN_REFERENCE
from gongshi.ledger.contradicting import contradicted
from gongshi.ledger.known import entry_row, latest_of, reference
from gongshi.ledger.models import Batch, Entry, Filing, Unit, Withdrawal
from gongshi.ledger.to_mend import suggestions
from gongshi.policy.standards import load_standard

#: More rows than this are judged by a job.
MOST_AT_ONCE = 200
_FILE_NAME = "在线修改.json"


@dataclass(frozen=True)
class Change:
    """A returned row and what to put into some of its cells."""

    entry: Entry
    #: Field code → text; "" empties the cell.
    cells: Mapping[str, str]


@dataclass(frozen=True)
class Actor:
    """Who does it, and which of his acts it is."""

    login: str
    #: Names this one act: the same again is the same filing.
    key: str | None = None


@dataclass(frozen=True)
class Saved:
    """What was entered."""

    batch: Batch


@dataclass(frozen=True)
class StillWrong:
    """Nothing was filed: the row would be returned again, or is there already."""

    looked: Looked
    #: The row that it was returned for contradicting, and still is about the record of.
    against: Entry | None = None


class Overtaken(UsageError):
    """Somebody else has mended or withdrawn the row meanwhile."""

    def __init__(self, entry: Entry, later: Entry | None) -> None:
        super().__init__("overtaken", f"{reference(entry)} 刚才已由别人改好或撤回。")
        self.entry = entry
        #: The row that took its place; None when it was withdrawn.
        self.later = later


def mend_row(
    change: Change, actor: Actor, *, at: datetime | None = None
) -> Saved | StillWrong:
    """Mend one row, unless it would still be returned.

    Args:
        change: The row and its new cells; the other cells stay.
        actor: Who mends it.
        at: Aware moment; now when absent.

    Raises:
        Overtaken: Somebody else was first; nothing was stored.
        FileFault: What was typed cannot be read at all.
    """
    entry = change.entry
    assert entry.unit is not None, "a row of no known unit is nobody's to mend"
    sheet = _sheet(entry.unit, [change], actor)
    if batch := filed_before(sheet):
        return Saved(batch)
    refuse_overtaken([entry])
    looked = look(sheet, at)
    if looked.outcomes[0] in ("faulty", "duplicate"):
        return StillWrong(looked)
    # Alone the row has no fault; the row that it contradicts came in another file.
    against = contradicted(entry)
    if against and against.identity == looked.foretold.entries[0]["identity"]:
        return StillWrong(looked, against)
    return Saved(_entered(sheet, [entry], at))


@dataclass(frozen=True)
class Adopted:
    """What became of suggestions that were taken for many rows at once."""

    #: One filing a unit.
    filings: tuple[Filing, ...]
    #: Rows that are filed, and those that still need a person.
    rows: int
    left: int
    #: Whether a job judges them yet.
    is_waiting: bool


def adopt_all(entries: Sequence[Entry], actor: Actor) -> Adopted:
    """Take every suggestion for some rows, as one filing for each unit.

    Args:
        entries: Returned rows of one category, with batch and unit; those that would
            still be returned stay as they are.
        actor: Who decides it.
    """
    offered = suggestions(entries)
    filings, rows, waits = [], 0, False
    for unit, mine in _by_unit(entries).items():
        changes = [Change(each, offered.get(each.pk, {})) for each in mine]
        filing, filed = _adopted(unit, changes, actor)
        filings += [filing] if filing else []
        rows += filed
        waits = waits or len(changes) > MOST_AT_ONCE
    return Adopted(tuple(filings), rows, len(entries) - rows, waits)


def _adopted(
    unit: Unit, changes: Sequence[Change], actor: Actor
) -> tuple[Filing | None, int]:
    """File the changes of one unit; give the filing and how many rows it has."""
    own = Actor(actor.login, f"{actor.key}:{unit.pk}" if actor.key else None)
    sheet = _sheet(unit, changes, own)
    if batch := filed_before(sheet):
        return Filing.objects.get(number=batch.number), batch.received
    if len(changes) > MOST_AT_ONCE:
        filing = take(
            sheet.content,
            file_name=_FILE_NAME,
            category=sheet.category,
            unit=unit,
            brought_by=own.login,
            key=own.key,
            channel=SCREEN,
        )
        return filing, len(changes)
    outcomes = look(sheet).outcomes
    whole = [
        each
        for each, outcome in zip(changes, outcomes, strict=True)
        if outcome not in ("faulty", "duplicate")
    ]
    if not whole:
        return None, 0
    batch = _entered(_sheet(unit, whole, own), [each.entry for each in whole], None)
    return Filing.objects.get(number=batch.number), len(whole)


def refuse_overtaken(entries: Iterable[Entry]) -> None:
    """Refuse when a row was mended or withdrawn already.

    Raises:
        Overtaken: The first such row.
    """
    known = {each.pk: each for each in entries}
    later = Entry.objects.select_related("batch").filter(replaces__in=known)
    if found := later.order_by("pk").first():
        assert found.replaces_id is not None
        raise Overtaken(known[found.replaces_id], latest_of(found))
    if gone := Withdrawal.objects.filter(entry__in=known).first():
        raise Overtaken(known[gone.entry_id], None)


def row_of(entry: Entry) -> dict[str, str]:
    """Give the cells of a row as it was filed, in normal form; blanks left out."""
    standard = load_standard(entry.category, local_day(entry.received_at))
    return {code: text for code, text in entry_row(entry, standard).items() if text}


def _sheet(unit: Unit, changes: Sequence[Change], actor: Actor) -> Sheet:
    return Sheet(
        category=changes[0].entry.category,
        unit=unit,
        rows=[
            row_of(each.entry)
            | dict(each.cells)
            | {RETURN_REFERENCE: reference(each.entry)}
            for each in changes
        ],
        file_name=_FILE_NAME,
        brought_by=actor.login,
        key=actor.key,
    )


def _entered(sheet: Sheet, entries: Sequence[Entry], at: datetime | None) -> Batch:
    try:
        entered = enter_typed(
            sheet, at or timezone.now(), guard=lambda: refuse_overtaken(entries)
        )
    except (IntegrityError, Overtaken):
        # A double click: the other request of the same act was first.
        if batch := filed_before(sheet):
            return batch
        raise
    return entered.batch


def _by_unit(entries: Iterable[Entry]) -> dict[Unit, list[Entry]]:
    found: dict[Unit, list[Entry]] = {}
    for each in entries:
        if each.unit is not None:
            found.setdefault(each.unit, []).append(each)
    return found
