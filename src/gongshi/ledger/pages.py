"""What pages read: counts by day and unit, batches with their causes, rows and pages."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property, lru_cache
from typing import NamedTuple, TypeVar

from django.db.models import (
    Count,
    F,
    Max,
    Min,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Window,
)
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.functions import RowNumber

from gongshi.assessment.counts import Counts
from gongshi.clocks.judge import judge
from gongshi.clocks.periods import Period, local_day, month
from gongshi.errors import UnknownName
from gongshi.identifiers import document_number
from gongshi.intake.normalise import normalise
from gongshi.ledger import kept
from gongshi.ledger.facts import counts_by, counts_by_head, last_between, last_of
from gongshi.ledger.known import record_of
from gongshi.ledger.models import (
    ROWS_A_BATCH,
    Batch,
    Entry,
    Finding,
    Unit,
    Unmended,
    Withdrawal,
)
from gongshi.ledger.selecting import Selection, select
from gongshi.ledger.subjects import about_subject
from gongshi.policy.policies import Policy

M = TypeVar("M", bound=Model)

#: What a list of rows shows; the rest of a row is read on its own page only.
_LISTED = (
    "row_number", "unit__name", "batch__number", "category", "subject_name",
    "document_number", "decided_on", "received_at", "due_on", "outcome", "late",
    "days_late",
)  # fmt: skip
#: Key of an order of rows → its name, and what rows are ordered by.
SORTS: dict[str, tuple[str, tuple[OrderBy | str, ...]]] = {
    "": ("最近收到的在前", ("-received_at", "-pk")),
    "due": ("应报日早的在前", (F("due_on").asc(nulls_last=True), "-pk")),
    "decided": ("决定日期近的在前", (F("decided_on").desc(nulls_last=True), "-pk")),
    "name": ("按行政相对人", ("subject_name", "-pk")),
    "number": ("按文书号", ("document_number", "-pk")),
    "late": ("迟报天数多的在前", (F("days_late").desc(nulls_last=True), "-pk")),
}
#: Rows in which a part of a name is looked for; no index finds it.
SEARCHED = 50_000
#: Most rows of a unit that are sorted by anything but the time they came, unless a
#: month is named.
MOST_SORTED = 10_000
#: What may be the whole code of a subject.
_CODE = re.compile(r"[0-9A-Za-z-]{6,64}")
#: Ids asked for in one query; SQLite takes 32 766 of them.
_SLICE = 10_000
#: Examples given for one cause of a batch.
EXAMPLES = 10


class Tally(NamedTuple):
    """What one unit filed at one moment, as counted in its period."""

    received_at: datetime
    #: None = nobody could tell the unit.
    unit_id: int | None
    counts: Counts
    #: Of the faulty rows those that a later period mended.
    mended: int


@dataclass(frozen=True)
class Cause:
    """One rule that rows of a batch break in one field."""

    rule: str
    field: str
    count: int
    #: The first of them in file order, with their entries; at most `EXAMPLES`.
    examples: tuple[Finding, ...]


@dataclass(frozen=True)
class Page:
    """A stretch of a long list."""

    items: tuple[Model, ...]
    #: Key of the last item when more follow, else None.
    after: int | None


def latest_period() -> Period | None:
    """Find the latest month in which rows arrived; None while there are none."""
    last = Batch.objects.filter(received__gt=0).order_by("-received_at").first()
    return _month_of(last.received_at) if last else None


def tallies(since: datetime, before: datetime) -> Sequence[Tally]:
    """Count what each unit filed at each moment of a period.

    The counts are those of `facts.standing`. All rows of a batch arrive at one moment,
    so this is a short list however many rows there are, and days, units and totals are
    sums of it.
    """
    # What is mended or withdrawn later counts as well, even by what came before.
    return _tallies(since, before, last_between())


@lru_cache(maxsize=64)
def _tallies(
    since: datetime, before: datetime, last: tuple[object, ...]
) -> tuple[Tally, ...]:
    """Count; `last` tells what there is from what there was."""
    del last
    inside = Entry.objects.filter(received_at__gte=since, received_at__lt=before)
    counted = counts_by(inside, "received_at", "unit_id")
    elsewhere: dict[tuple[object, ...], int] = {}
    for returned_at, unit_id, outcome, mended_at, rows in _mended(since, before):
        key = returned_at, unit_id
        if since <= mended_at < before:
            counted[key] = counted[key] + Counts(**{outcome: -rows})
        elif outcome == "faulty":
            elsewhere[key] = elsewhere.get(key, 0) + rows
    for returned_at, unit_id, withdrawn_at, counts in _withdrawn(since, before):
        if since <= withdrawn_at < before:
            counted[returned_at, unit_id] = counted[returned_at, unit_id] - counts
    return tuple(
        Tally(at, unit_id, counts, elsewhere.get((at, unit_id), 0))
        for (at, unit_id), counts in counted.items()
    )


def _mended(
    since: datetime, before: datetime, *conditions: Q
) -> Iterable[tuple[datetime, int | None, str, datetime, int]]:
    """List the rows of a period that later rows replaced, whenever that was.

    Returns:
        When they came, of which unit, with which outcome, when the later rows came,
        how many.
    """
    ids = Batch.objects.filter(received_at__gte=since, received_at__lt=before)
    span = ids.aggregate(first=Min("pk"), last=Max("pk"))
    if span["first"] is None:
        return []
    # Ids of entries begin with their batch, so this is a stretch of an index.
    pairs = Entry.objects.filter(
        *conditions,
        replaces__gte=span["first"] * ROWS_A_BATCH,
        replaces__lt=(span["last"] + 1) * ROWS_A_BATCH,
        replaces__received_at__gte=since,
        replaces__received_at__lt=before,
    )
    keys = (
        "replaces__received_at",
        "replaces__unit_id",
        "replaces__outcome",
        "received_at",
    )
    rows = Count("replaces", distinct=True)
    return list(pairs.order_by().values_list(*keys).annotate(rows=rows))


def _withdrawn(
    since: datetime, before: datetime, *conditions: Q
) -> Iterable[tuple[datetime, int | None, datetime, Counts]]:
    """List the rows of a period that their unit withdrew, whenever that was.

    Returns:
        When each came, of which unit, when it was withdrawn, and the row as counts.
    """
    # A row is withdrawn after it came; and there are fewer of these than of entries.
    gone = Withdrawal.objects.filter(withdrawn_at__gte=since)
    moments = dict(gone.values_list("entry_id", "withdrawn_at"))
    keys = "pk", "received_at", "unit_id", "outcome", "late", "exempt"
    ids = sorted(moments)
    for start in range(0, len(ids), _SLICE):
        entries = Entry.objects.filter(
            *conditions,
            pk__in=ids[start : start + _SLICE],
            received_at__gte=since,
            received_at__lt=before,
        )
        for pk, at, unit_id, outcome, late, exempt in entries.values_list(*keys):
            counts = Counts(**{outcome: 1}, late=int(late), exempt=int(bool(exempt)))
            yield at, unit_id, moments[pk], counts


def last_filed(since: datetime, before: datetime) -> dict[int, datetime]:
    """Find when each unit filed last between two moments; silent ones are left out."""
    return _last(Unit.objects.all(), received_at__gte=since, received_at__lt=before)


def last_filed_of(unit_ids: Collection[int], before: datetime) -> dict[int, datetime]:
    """Find when some units filed last before a moment, however long ago."""
    return _last(Unit.objects.filter(pk__in=unit_ids), received_at__lt=before)


def _last(units: QuerySet[Unit], **when: datetime) -> dict[int, datetime]:
    # Unit by unit, each by the end of its stretch of an index; not all that it filed.
    own = Entry.objects.filter(unit=OuterRef("pk"), **when).order_by("-received_at")
    last = Subquery(own.values("received_at")[:1])
    found = units.order_by().annotate(last=last).exclude(last=None)
    return dict(found.values_list("pk", "last"))


def units_below(unit_id: int, units: Iterable[Unit]) -> set[int]:
    """Find a unit and all that count towards it."""
    children: dict[int | None, list[int]] = {}
    for unit in units:
        children.setdefault(unit.parent_id, []).append(unit.pk)
    found, rest = set(), [unit_id]
    while rest:
        now = rest.pop()
        if now not in found:
            found.add(now)
            rest += children.get(now, [])
    return found


def tree_of(unit_id: int) -> set[int]:
    """Ask which units count towards a unit, itself among them."""
    # Level by level: most units have none below.
    found = level = {unit_id}
    while level:
        below = Unit.objects.filter(parent__in=level).order_by()
        level = set(below.values_list("pk", flat=True)) - found
        found = found | level
    return found


def counts_by_month(
    unit_ids: Collection[int], periods: Sequence[Period]
) -> dict[Period, Counts]:
    """Count some units in neighbouring months, each as if it were asked alone.

    They are counted again when something was added: those that are over seldom are.

    Args:
        unit_ids: The units, taken together.
        periods: Months without a gap, earliest first.
    """
    *past, last = periods
    asked = tuple(unit_ids)
    known = _counted(asked, tuple(past), last_of(*past)) if past else {}
    return {**known, **_counted(asked, (last,), last_of(last))}


@lru_cache(maxsize=1024)
def _counted(
    unit_ids: tuple[int, ...], periods: tuple[Period, ...], last: tuple[object, ...]
) -> Mapping[Period, Counts]:
    """Count months; `last` tells them from themselves of before."""
    del last
    return _counts_by_month(unit_ids, periods)


def _counts_by_month(
    unit_ids: Collection[int], periods: Sequence[Period]
) -> dict[Period, Counts]:
    since, before = periods[0].start, periods[-1].end
    # A file is one unit's, or tells the unit row by row: so the moments of the others
    # need not be looked at.
    moments = Batch.objects.filter(
        Q(unit__in=unit_ids) | Q(unit=None),
        received_at__gte=since,
        received_at__lt=before,
    ).values("received_at")
    entries = Entry.objects.filter(received_at__in=moments, unit_id__in=unit_ids)
    summed = dict.fromkeys(periods, Counts())
    months = {(each.first_day.year, each.first_day.month): each for each in periods}

    def add(at: datetime, counts: Counts) -> None:
        day = local_day(at)
        period = months[day.year, day.month]
        summed[period] = summed[period] + counts

    for (at,), counts in counts_by(entries, "received_at").items():
        add(at, counts)
    own = Q(replaces__unit__in=unit_ids)
    for returned_at, _, outcome, mended_at, rows in _mended(since, before, own):
        if _month_of(mended_at) == _month_of(returned_at):
            add(returned_at, Counts(**{outcome: -rows}))
    own = Q(unit__in=unit_ids)
    for returned_at, _, withdrawn_at, counts in _withdrawn(since, before, own):
        if _month_of(withdrawn_at) == _month_of(returned_at):
            add(returned_at, Counts() - counts)
    return summed


def _month_of(at: datetime) -> Period:
    return month(f"{local_day(at):%Y-%m}")


def find_batch(number: str, among: QuerySet[Batch] | None = None) -> Batch:
    """Find a batch by its number.

    Args:
        number: As on the receipt.
        among: Those that the asker may see; None = all.

    Raises:
        UnknownName: There is none.
    """
    batches = Batch.objects.all() if among is None else among
    batch = batches.select_related("unit").filter(number=number).first()
    if batch is None:
        raise UnknownName("unknown_batch", f"没有「{number}」这一批，请核对回执编号。")
    return batch


def entries_of(batch: Batch) -> QuerySet[Entry]:
    """Select the rows of a batch by the range of their ids."""
    return Entry.objects.filter(_rows_of(batch))


def causes_of(batch: Batch) -> list[Cause]:
    """Group the findings of a batch by rule and field, commonest first."""
    first = batch.pk * ROWS_A_BATCH
    told = Finding.objects.filter(
        entry_id__gte=first, entry_id__lt=first + ROWS_A_BATCH
    )
    same = ["rule", "field"]
    ranked = told.annotate(
        rank=Window(RowNumber(), partition_by=same, order_by="pk"),
        rows=Window(Count("pk"), partition_by=same),
    ).filter(rank__lte=EXAMPLES)
    groups: dict[tuple[str, str], list[Finding]] = {}
    shown = ("entry__row_number", "entry__subject_name", "entry__outcome")
    fields = ("field", "rule", "severity", "value", "message", "suggestion", "source")
    for finding in ranked.select_related("entry").only(*fields, *shown).order_by("pk"):
        groups.setdefault((finding.rule, finding.field), []).append(finding)
    causes = [
        Cause(rule, field, vars(found[0])["rows"], tuple(found))
        for (rule, field), found in groups.items()
    ]
    return sorted(causes, key=lambda cause: -cause.count)


@dataclass(frozen=True)
class Waiting:
    """The returned rows of a batch that nobody has mended yet."""

    rows: int
    #: The earliest last day among them; None when none is known.
    due_on: object


def waiting_rows(batch: Batch) -> Waiting:
    """Count the returned rows of a batch that still wait, and when the first is due."""
    waiting = Unmended.objects.filter(_rows_of(batch))
    found = waiting.aggregate(rows=Count("pk"), due=Min("due_on"))
    return Waiting(found["rows"], found["due"])


def standing_counts(batch: Batch, period: Period) -> Counts:
    """Count the month of a batch's unit; of everybody when rows tell their own unit."""
    if batch.unit_id is not None:
        return counts_by_month([batch.unit_id], [period])[period]
    return sum(counts_by_head(period).values(), Counts())


def standing_faulty(batch: Batch, period: Period) -> int:
    """Count the returned rows of a batch that still count in its month."""
    first = batch.pk * ROWS_A_BATCH
    later = Entry.objects.filter(
        replaces__gte=first,
        replaces__lt=first + ROWS_A_BATCH,
        received_at__lt=period.end,
    )
    withdrawn = Withdrawal.objects.filter(
        entry_id__gte=first,
        entry_id__lt=first + ROWS_A_BATCH,
        withdrawn_at__lt=period.end,
    )
    returned = entries_of(batch).filter(outcome="faulty")
    gone = Q(pk__in=later.values("replaces_id")) | Q(
        pk__in=withdrawn.values("entry_id")
    )
    return returned.exclude(gone).count()


def batches(after: int | None, size: int, among: QuerySet[Batch] | None = None) -> Page:
    """Give a stretch of batches, latest first: all, or those that the asker may see."""
    found = Batch.objects.all() if among is None else among
    return _page(found.select_related("unit"), after, size)


@dataclass(frozen=True)
class RowsAsked:
    """The rows a page lists: a selection, and what stands in it."""

    selection: Selection
    #: The batch, found already; its rows are a range of ids.
    batch: Batch | None = None
    #: Part of a document number or of a name, or a whole code; empty asks nothing.
    words: str = ""
    #: Key of `SORTS`.
    sort: str = ""
    #: The units that the asker may see; None = all, rows of no known unit too.
    units: frozenset[int] | None = None

    def entries(self) -> QuerySet[Entry]:
        """Select the rows."""
        if not self.words:
            return self._among
        if self._meant is not None:
            return self._among.filter(self._meant)
        searched = self._among
        if self._oldest is not None:
            searched = searched.filter(received_at__gt=self._oldest)
        return searched.filter(self._said)

    @property
    def is_everything(self) -> bool:
        """Tell whether rows of all months and units are asked for: too many to sort."""
        wanted = self.selection
        return not (wanted.period or wanted.unit or self.batch) and self.units is None

    @cached_property
    def is_too_long(self) -> bool:
        """Tell whether a unit's rows of all months are too many to sort."""
        if self.selection.period or self.batch:
            return False
        return self.is_everything or self.counted > MOST_SORTED

    @cached_property
    def counted(self) -> int:
        """Count the rows, but no further than one beyond `MOST_SORTED`."""
        return count_rows(self, MOST_SORTED)

    @property
    def last(self) -> kept.Last:
        """Say what was added to the rows last."""
        period = self.selection.period
        return last_of(period) if period else last_between()

    @property
    def is_cut(self) -> bool:
        """Tell whether older rows than the latest ones were not searched."""
        return bool(self.words) and self._meant is None and self._oldest is not None

    @cached_property
    def _among(self) -> QuerySet[Entry]:
        """Select the rows, whatever stands in them."""
        entries = select(self.selection)
        if self.units is not None:
            entries = entries.filter(unit__in=self.units)
        if self.batch is not None:
            entries = entries.filter(_rows_of(self.batch))
        return entries

    @cached_property
    def _meant(self) -> Q | None:
        """Say which rows have this whole number or code, if there is any such row."""
        number = normalise(self.words, "number") or self.words
        named = []
        if _CODE.fullmatch(self.words):
            named += [about_subject(self.words.upper())]
        if parts := document_number.parse(number):
            named += [
                Entry.objects.filter(
                    series_prefix=parts.prefix,
                    series_year=parts.year,
                    series_serial=parts.serial,
                    document_number=number,
                )
            ]
        # By itself: beside a unit SQLite would rather read all rows of the unit.
        whole = [Q(pk__in=each.values("pk")) for each in named]
        return next((each for each in whole if self._among.filter(each).exists()), None)

    @cached_property
    def _said(self) -> Q:
        """Say what has to stand in them."""
        number = normalise(self.words, "number") or self.words
        name = normalise(self.words, "name") or self.words
        return Q(document_number__contains=number) | Q(subject_name__contains=name)

    @cached_property
    def _oldest(self) -> datetime | None:
        """Say before which moment rows are not searched; None when all of them are."""
        if self.selection.period or self.batch:
            return None
        among = Entry.objects.all() if self.is_everything else self._among
        received = among.order_by("-received_at").values_list("received_at")
        found = received[SEARCHED : SEARCHED + 1].first()
        return found[0] if found else None


def rows(asked: RowsAsked, after: int | None, size: int) -> Page:
    """Give a stretch of rows in the order that is asked for.

    Args:
        asked: The rows.
        after: `Page.after` of the stretch before.
        size: Rows in a stretch.
    """
    if not asked.sort:
        return _page(listed(asked), after, size)
    start = after or 0
    # Their ids alone first: whole rows would all be sorted, to show a few of them.
    sorted_rows = asked.entries().order_by(*SORTS[asked.sort][1])
    ids = kept.ids(sorted_rows, asked.last, start, start + size + 1)
    found = _with_shown(Entry.objects.filter(pk__in=ids[:size])).in_bulk()
    items = tuple(found[pk] for pk in ids[:size])
    return Page(items, start + size if len(ids) > size else None)


def listed(asked: RowsAsked) -> QuerySet[Entry]:
    """Select rows with the columns that lists show, in the order that is asked for."""
    return _with_shown(asked.entries()).order_by(*SORTS[asked.sort][1])


def _with_shown(entries: QuerySet[Entry]) -> QuerySet[Entry]:
    return entries.select_related("unit", "batch").only(*_LISTED)


def count_rows(asked: RowsAsked, most: int) -> int:
    """Count rows, but no further than one beyond a limit."""
    entries = asked.entries().order_by().values("pk")
    return kept.count(entries[: most + 1], asked.last)


def find_row(entry_id: int, among: QuerySet[Entry] | None = None) -> Entry:
    """Find a row with its batch, unit and the row it replaces.

    Args:
        entry_id: Its id.
        among: Those that the asker may see; None = all.

    Raises:
        UnknownName: There is none.
    """
    related = ("unit", "batch", "replaces__batch", "withdrawal")
    rows = Entry.objects.all() if among is None else among
    entry = rows.select_related(*related).filter(pk=entry_id).first()
    if entry is None:
        raise UnknownName("unknown_row", f"没有编号为「{entry_id}」的行。")
    return entry


def findings_of(entry: Entry) -> list[Finding]:
    """List what is wrong with a row, in the order in which it was told."""
    return list(Finding.objects.filter(entry=entry).order_by("pk"))


def replacing(entry: Entry) -> Entry | None:
    """Find the row that mended this one, or tried to."""
    later = Entry.objects.select_related("batch").filter(replaces=entry)
    return later.order_by("-pk").first()


def clock_sentence(entry: Entry, policy: Policy) -> str:
    """Explain the due day of a row, and whether it came in time.

    Args:
        entry: The row.
        policy: In force when it arrived.

    Returns:
        "" for rows that no clock runs for: repeats, and rows that are not sent up.
    """
    if entry.decided_on is None or entry.outcome in ("duplicate", "excluded"):
        return ""
    complied_at = None
    if entry.outcome == "accepted":
        record = record_of(entry).first()
        first = record.first_received_at if record else entry.received_at
        complied_at = min(first, entry.received_at)
    return judge(policy, entry.category, entry.decided_on, complied_at).reason


def windows_of(batch: Batch) -> list[str]:
    """Name the windows without which rows of a batch would be late."""
    if not batch.exempt:
        return []
    rows = Entry.objects.filter(_rows_of(batch), outcome="accepted").exclude(exempt="")
    return sorted(rows.order_by().values_list("exempt", flat=True).distinct())


def exempted() -> dict[str, int]:
    """Count the rows that each window exempted, by its name."""
    # As the index says it: with a parameter in its place the databases do not use it.
    found = Entry.objects.filter(exempt__gt=RawSQL("''", ()))
    return dict(found.order_by().values_list("exempt").annotate(rows=Count("pk")))


def _rows_of(batch: Batch) -> Q:
    first = batch.pk * ROWS_A_BATCH
    return Q(pk__gte=first, pk__lt=first + ROWS_A_BATCH)


def _page(found: QuerySet[M], after: int | None, size: int) -> Page:
    """Cut a list, latest first, behind the item with a key."""
    if after is not None:
        at = found.filter(pk=after).values_list("received_at").first()
        if at is None:
            raise UnknownName("unknown_key", "这一页已经不在了，请回到第一页。")
        found = found.filter(received_at__lte=at[0]).exclude(
            received_at=at[0], pk__gte=after
        )
    items = tuple(found.order_by("-received_at", "-pk")[: size + 1])
    more = len(items) > size
    return Page(items[:size], items[size - 1].pk if more else None)
