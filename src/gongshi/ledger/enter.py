"""Enters a checked file: one batch, its entries, findings and records, or nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, islice
from operator import itemgetter
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from gongshi.assessment.counts import Counts
from gongshi.checks import Checked, Finding, findings
from gongshi.checks.identity import Key
from gongshi.clocks.judge import Judgement, judge
from gongshi.intake import Batch as File
from gongshi.ledger.among import among
from gongshi.ledger.canonical import begun, line, plain, rest_of_line
from gongshi.ledger.known import (
    KnownRecord,
    entry_id,
    known_records,
)
from gongshi.ledger.load import SLICE, load, renew
from gongshi.ledger.mending import replaced_entries
from gongshi.ledger.models import (
    Batch,
    Entry,
    Filing,
    Office,
    Record,
    Restoration,
    Seal,
    Unit,
    UnitChange,
    Unmended,
    WindowDecision,
    Withdrawal,
)
from gongshi.ledger.models import Finding as StoredFinding
from gongshi.ledger.seals import batch_seal
from gongshi.ledger.told import Told
from gongshi.ledger.units import Register
from gongshi.ledger.waiting import hashed_as_told
from gongshi.ledger.windows import widened
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.policies import Policy

#: Times that a file is compared beforehand, when others are in its way.
_ATTEMPTS = 3


@dataclass(frozen=True)
class Arrival:
    """A checked file on its way into the ledger."""

    file: File
    checked: Checked
    register: Register
    #: The unit that filed it; None when every row tells its own.
    reporter: Unit | None
    #: Without the office's own windows; entering adds those.
    policy: Policy
    told: Told


@dataclass(frozen=True)
class Entered:
    """What the ledger now holds of the file."""

    batch: Batch
    counts: Counts
    findings: tuple[Finding, ...]


class Outrun(Exception):  # asks for another attempt, no error
    """Others changed the ledger after a file was compared with it."""


@dataclass(frozen=True)
class Ahead:
    """A file that was compared with the ledger before anybody had to wait for it."""

    entering: _Entering
    #: What it depends on, as it was then.
    state: _State


class _State(NamedTuple):
    """How far the ledger is; compare it with an earlier one."""

    next_batch: int
    #: Last keys of withdrawals, changes of units, and windows that were granted.
    others: tuple[int, ...]


def attempts(arrival: Arrival, received_at: datetime) -> Iterator[Ahead | None]:
    """Give what `enter` is to be tried with, one after the other.

    While a file is entered, SQLite lets nobody else write, and PostgreSQL nobody else
    enter. So it is compared and written out beforehand, and again when others were in
    its way; the last attempt does everything in its transaction.
    """
    for _ in range(_ATTEMPTS):
        state = _state()
        entering = _Entering(arrival, received_at, state.next_batch)
        entering.prepare()
        yield Ahead(entering, state)
    yield None


def enter(arrival: Arrival, filing: Filing, ahead: Ahead | None = None) -> Entered:
    """Enter a file in one transaction; it is durable when this returns.

    Args:
        arrival: The file, checked.
        filing: As which it was received; its rows are judged by that moment, however
            late they are entered.
        ahead: What `attempts` gave.

    Returns:
        The batch, its counts, and all findings, those against the ledger included.

    Raises:
        Outrun: The ledger is not any more what `ahead` was compared with; nothing was
            stored.
    """
    with transaction.atomic():
        # One writer at a time compares, numbers and enters. SQLite has that lock
        # already; on PostgreSQL it is this row's.
        Office.objects.select_for_update().first()
        state = _state()
        if ahead is None:
            entering = _Entering(arrival, filing.received_at, state.next_batch)
            entering.prepare()
        else:
            entering = ahead.entering
            if ahead.state.others != state.others or entering.is_touched():
                raise Outrun
            entering.renumber(state.next_batch)
        return entering.run(filing)


def _state() -> _State:
    with connection.cursor() as cursor:
        cursor.execute(_LASTS)
        batch, least, *others = (last or 0 for last in cursor.fetchone())
    # After a restoration no number from before comes again.
    return _State(max(batch + 1, least), tuple(others))


@dataclass(frozen=True)
class Foretold:
    """What would become of a file if it were received; nothing is stored."""

    counts: Counts
    findings: tuple[Finding, ...]
    #: What each row's entry would hold, in the order of the file.
    entries: tuple[Mapping[str, Any], ...]


def foretell(arrival: Arrival, received_at: datetime) -> Foretold:
    """Say what entering a file would make of it, by the very code that enters it.

    Args:
        arrival: The file, checked.
        received_at: When it would be received.
    """
    entering = _Entering(arrival, received_at, batch_id=0)
    entries = entering.judge()
    told = tuple(findings(entering.checked))
    return Foretold(entering.counts(entries), told, tuple(entries))


class _Entering:
    """One file being entered; needs state, since each table builds on the one before."""

    def __init__(self, arrival: Arrival, moment: datetime, batch_id: int) -> None:
        self.arrival = arrival
        self.moment = moment
        self.batch_id = batch_id
        self.standard = arrival.checked.standard
        # A window that is granted at this moment holds for this file or comes after it,
        # never both: the file is entered by what is known while the office is locked.
        self.policy = widened(arrival.policy, moment)
        self.received_at = connection.ops.adapt_datetimefield_value(moment)
        #: The same moment as a sealed line has it.
        self.sealed = {"received_at": plain(moment)}
        self.judged: dict[tuple[date, datetime], Judgement] = {}
        self.identities = arrival.told.identities

    def prepare(self) -> None:
        """Judge every row, and say what is found."""
        self.entries = self.judge()
        self.told = tuple(findings(self.checked))
        # Where many file, the numbers of a batch seldom stay as foreseen; the rest does.
        self.rests = list(map(self._rest, self.entries[:SLICE]))

    def is_touched(self) -> bool:
        """Tell whether a batch that came meanwhile has to do with these rows."""
        came = Entry.objects.filter(pk__gte=entry_id(self.batch_id, 0))
        told = came.values_list(
            "identity", "replaces_id", "document_number", "subject_name"
        )
        identities = set(self.identities)
        replaced = {each.entry for each in self.replaced.values()}
        names = {(each["document_number"], each["subject_name"])
                 for each in self.entries if each["document_number"]}  # fmt: skip
        return any(
            identity in identities or replaces in replaced or tuple(name) in names
            for identity, replaces, *name in told.iterator()
        )

    def renumber(self, batch_id: int) -> None:
        """Take the number of a batch that is free now."""
        if batch_id == self.batch_id:
            return
        self.batch_id = batch_id
        numbers = self.checked.row_numbers
        for each, number in zip(self.entries, numbers, strict=True):
            each |= {"id": entry_id(batch_id, number), "batch_id": batch_id}

    def run(self, filing: Filing) -> Entered:
        """Store every row."""
        counts = self.counts(self.entries)
        batch = self._store_batch(filing, counts)
        load(Entry, ENTRY_COLUMNS, (tuple(each.values()) for each in self.entries))
        load(StoredFinding, FINDING_COLUMNS, self._findings(self.told))
        for seal in self._seals():
            seal.save(force_insert=True)
        self._keep_records()
        self._keep_waiting()
        return Entered(batch, counts, self.told)

    def judge(self) -> list[dict[str, Any]]:
        """Compare every row with the ledger, and give the cells of its entry."""
        moment = {"received_at": self.received_at}
        entries = [_BLANK | each | moment for each in self.arrival.told.cells]
        self.known = known_records(
            self.standard.key, self.arrival.told.keys, self.standard
        )
        self.checked = self._against_ledger()
        self.replaced = replaced_entries(
            self.arrival.file,
            self.checked,
            self.identities,
            [(each["document_number"], each["subject_name"]) for each in entries],
            reporter=self.arrival.reporter,
        )
        self._judge_each(entries)
        return entries

    def _against_ledger(self) -> Checked:
        """Compare the rows that nothing returns with the records they are about."""
        checked = self.arrival.checked
        keys = [
            Key(
                place,
                self.identities[place],
                self.arrival.told.contents[place],
                None,
                "",
                "",
            )
            for place in checked.clean()
            if self.identities[place] in self.known
        ]
        return checked.against(self.known, keys) if keys else checked

    def _judge_each(self, entries: list[dict[str, Any]]) -> None:
        """Fill in what the ledger, the clock and the other rows say of an entry."""
        published = self.standard.publication == "public"
        numbers, outcomes = self.checked.row_numbers, self.checked.outcomes
        withheld = self._withheld()
        decided = self.arrival.told.decided
        for place, entry in enumerate(entries):
            outcome = outcomes[place]
            verdict = self._verdict(place, decided[place], outcome)
            replaced = self.replaced.get(place)
            entry["id"] = entry_id(self.batch_id, numbers[place])
            entry["batch_id"] = self.batch_id
            entry["row_number"] = numbers[place]
            entry["outcome"] = outcome
            entry["publish"] = published and place not in withheld
            if replaced:
                entry["unit_id"] = entry["unit_id"] or replaced.unit_id
                entry["replaces_id"] = replaced.entry
            if verdict:
                entry["due_on"] = verdict.due_on and verdict.due_on.isoformat()
                entry["late"] = bool(outcome == "accepted" and verdict.late)
                entry["days_late"] = verdict.days_late
                entry["exempt"] = verdict.exempt or ""

    def _verdict(
        self, place: int, decided_on: date | None, outcome: str
    ) -> Judgement | None:
        """Judge a row that complies.

        An update complied when its record first did, and a row that a person had to
        decide on when it first came.
        """
        if decided_on is None:
            return None
        complied_at = self.moment
        if outcome == "accepted":
            record = self.known.get(self.identities[place])
            replaced = self.replaced.get(place)
            first = record.first_received_at if record else None
            held = replaced.held_since if replaced else None
            complied_at = min(each for each in (first, held, complied_at) if each)
        key = decided_on, complied_at
        if key not in self.judged:
            self.judged[key] = judge(
                self.policy, self.standard.key, decided_on, complied_at
            )
        return self.judged[key]

    def _withheld(self) -> set[int]:
        """Find the rows that a rule keeps from publication."""
        checks = self.checked.plan.all
        return {
            place
            for place, broken in self.checked.failures.items()
            if any(checks[each].rule.publication == "withhold" for each in broken)
        }

    def counts(self, entries: list[dict[str, Any]]) -> Counts:
        """Count the entries by what became of them."""
        outcomes = self.checked.outcomes
        return Counts(
            **{each: outcomes.count(each) for each in set(outcomes)},
            late=sum(each["late"] for each in entries),
            exempt=sum(
                bool(each["exempt"]) and each["outcome"] == "accepted"
                for each in entries
            ),
        )

    def _store_batch(self, filing: Filing, counts: Counts) -> Batch:
        arrival = self.arrival
        return Batch.objects.create(
            id=self.batch_id,
            number=filing.number,
            unit=arrival.reporter,
            category=self.standard.key,
            edition=arrival.file.edition,
            channel=filing.channel,
            file_name=filing.file_name,
            file_hash=filing.file_hash,
            received_at=filing.received_at,
            finished_at=timezone.now(),
            policy=f"{arrival.policy.place}@{arrival.policy.edition}",
            rulebook=fingerprint(),
            **counts.named(),
        )

    def _findings(self, told: tuple[Finding, ...]) -> Iterator[tuple[Any, ...]]:
        for each in told:
            yield (
                entry_id(self.batch_id, each.row_number),
                each.field,
                each.rule,
                each.severity,
                each.value,
                each.message,
                each.suggestion,
                each.source,
            )

    def _rest(self, entry: dict[str, Any]) -> bytes:
        """Write what follows its id and its batch as the database will give it back."""
        return rest_of_line(islice((entry | self.sealed).values(), 2, None))

    def _seals(self) -> Iterator[Seal]:
        """Seal the rows and their findings."""
        rests = chain(self.rests, map(self._rest, self.entries[len(self.rests) :]))
        lines = (
            begun((each["id"], each["batch_id"]), rest)
            for each, rest in zip(self.entries, rests, strict=True)
        )
        yield batch_seal(Entry, self.batch_id, ENTRY_COLUMNS, lines)
        if self.told:
            by_entry = sorted(self._findings(self.told), key=itemgetter(0))
            found = map(line, by_entry)
            yield batch_seal(StoredFinding, self.batch_id, FINDING_COLUMNS, found)

    def _keep_records(self) -> None:
        """Make each accepted row the present state of its record."""
        new, renewed = [], []
        for place, outcome in enumerate(self.checked.outcomes):
            if outcome != "accepted":
                continue
            entry = entry_id(self.batch_id, self.checked.row_numbers[place])
            record: KnownRecord | None = self.known.get(self.identities[place])
            if record is None:
                new.append((self.arrival.told.keys[place], self.standard.key, entry,
                            self.received_at, 1))  # fmt: skip
            else:
                renewed.append((record.record_id, entry))
        load(Record, RECORD_COLUMNS, new)
        renew(renewed)

    def _keep_waiting(self) -> None:
        """Let returned rows wait, and those no longer that these rows replace."""
        waiting = (each for each in self.entries if each["outcome"] == "faulty")
        load(Unmended, UNMENDED_COLUMNS, map(cells_of_unmended, waiting))
        mended = {each.entry for each in self.replaced.values()}
        Unmended.objects.filter(among("entry_id", mended)).delete()


def cells_of_unmended(entry: Mapping[str, Any]) -> tuple[Any, ...]:
    """Give the cells of a returned row as `Unmended` keeps it, in order of its columns."""
    told = hashed_as_told(entry["document_number"], entry["subject_name"])
    own = {"entry_id": entry["id"], "told": told}
    return tuple(own[each] if each in own else entry[each] for each in UNMENDED_COLUMNS)


def _last(model: type[Model], column: str = "id") -> str:
    return f"(SELECT MAX({column}) FROM {model._meta.db_table})"


#: Asked twice for every file, the second time while others wait: five questions in one,
#: which Django need not write anew.
_LASTS = "SELECT " + ", ".join(
    [
        _last(Batch),
        _last(Restoration, "first_batch"),
        *map(_last, (Withdrawal, UnitChange, WindowDecision)),
    ]
)
ENTRY_COLUMNS = tuple(field.attname for field in Entry._meta.concrete_fields)
#: An entry of which nothing is known; its cells stand in the order of the columns.
_BLANK: dict[str, Any] = dict.fromkeys(ENTRY_COLUMNS) | {"late": False, "exempt": ""}
FINDING_COLUMNS = tuple(
    field.attname
    for field in StoredFinding._meta.concrete_fields
    if not field.primary_key
)
UNMENDED_COLUMNS = tuple(field.attname for field in Unmended._meta.concrete_fields)
RECORD_COLUMNS = tuple(
    field.attname for field in Record._meta.concrete_fields if not field.primary_key
)
