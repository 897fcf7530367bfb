"""Opens the rows behind a figure: the filters of `gongshi rows` and of the pages."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from django.utils import timezone

from gongshi.checks import OUTCOMES
from gongshi.checks.outcomes import TITLES
from gongshi.clocks.periods import Period, local_day
from gongshi.errors import UnknownName
from gongshi.ledger.facts import heads, standing
from gongshi.ledger.known import entry_id
from gongshi.ledger.models import ROWS_A_BATCH, Batch, Entry, Office, Unit
from gongshi.ledger.units import find_ever
from gongshi.policy.policies import find_group, policy_in_force

#: Names the rows whose unit nobody could tell.
UNKNOWN_UNIT = "未识别"


@dataclass(frozen=True)
class Selection:
    """Which rows are asked for; what is None asks nothing."""

    period: Period | None = None
    #: Name, alias or code of a unit, with everything below it; or `UNKNOWN_UNIT`.
    unit: str | None = None
    #: Keys of groups, joined with commas.
    group: str | None = None
    #: Keys of groups: all rows but those of units in them, the rows of no unit too.
    not_group: str | None = None
    batch: str | None = None
    #: Keys of categories, joined with commas.
    category: str | None = None
    #: Outcomes, joined with commas; keys or Chinese.
    outcome: str | None = None
    late: bool | None = None
    exempt: bool | None = None


def select(wanted: Selection) -> QuerySet[Entry]:
    """Select the rows that a figure counts.

    Args:
        wanted: With a period, rows that were mended inside it are left out, as they
            leave the counts; without one, every received row counts.

    Returns:
        Entries, oldest first.

    Raises:
        UnknownName: No such unit, batch or outcome.
    """
    entries = (
        standing(wanted.period.start, wanted.period.end)
        if wanted.period
        else Entry.objects.all()
    )
    for condition in _conditions(wanted):
        entries = entries.filter(condition)
    return entries.order_by("pk")


def _conditions(wanted: Selection) -> Iterable[Q]:
    # As the figure counted: by the tree of the period's last day.
    day = wanted.period.last_day if wanted.period else None
    if wanted.unit:
        yield _of_unit(wanted.unit, day)
    if wanted.group:
        yield Q(unit__in=_below(Q(group__in=_groups(wanted.group)), day))
    if wanted.not_group:
        yield _outside(wanted.not_group.split(","), day)
    if wanted.batch:
        # Entries are numbered by their batch, so its rows are a range of ids.
        first = entry_id(_batch(wanted.batch).pk, 0)
        yield Q(pk__gte=first, pk__lt=first + ROWS_A_BATCH)
    if wanted.category:
        yield Q(category__in=wanted.category.split(","))
    if wanted.outcome:
        yield Q(outcome__in=[_outcome(each) for each in wanted.outcome.split(",")])
    if wanted.late is not None:
        yield Q(late=wanted.late)
    if wanted.exempt is not None:
        yield ~Q(exempt="") if wanted.exempt else Q(exempt="")


def units_of(written: str, day: date | None) -> list[int]:
    """List the ids of a unit and of all that counted towards it on a day.

    Args:
        written: Its name, one that it had, an alias or its code.
        day: None = today.

    Raises:
        UnknownName: There is no such unit.
    """
    return _below(Q(pk=find_ever(written).pk), day)


def _of_unit(written: str, day: date | None) -> Q:
    if written == UNKNOWN_UNIT:
        return Q(unit=None)
    return Q(unit__in=units_of(written, day))


def _outside(groups: Collection[str], day: date | None) -> Q:
    inside = [pk for pk, top in heads(day).items() if top.group in groups]
    return Q(unit=None) | ~Q(unit__in=inside)


def _groups(written: str) -> list[str]:
    """Read groups by key, title or alias, joined with commas."""
    office = Office.objects.get()
    policy = policy_in_force(office.place, local_day(timezone.now()))
    # A bulletin of another place's policy names the groups as units have them.
    used = set(Unit.objects.values_list("group", flat=True))
    return [
        each if each in used else find_group(policy, each).key
        for each in written.split(",")
    ]


def _below(tops: Q, day: date | None) -> list[int]:
    """List the units that counted towards any of these on a day, they included."""
    chosen = set(Unit.objects.filter(tops).values_list("pk", flat=True))
    children = {unit: top.pk for unit, top in heads(day).items() if top.pk in chosen}
    return sorted(chosen | children.keys())


def _batch(number: str) -> Batch:
    batch = Batch.objects.filter(number=number.strip()).first()
    if batch is None:
        raise UnknownName("unknown_batch", f"没有「{number}」这一批，请核对回执号。")
    return batch


def _outcome(written: str) -> str:
    keys = {title: key for key, title in TITLES.items()}
    outcome = keys.get(written.strip(), written.strip())
    if outcome not in OUTCOMES:
        listed = "、".join(f"{key}（{TITLES[key]}）" for key in OUTCOMES)
        raise UnknownName(
            "unknown_outcome", f"没有「{written}」这种结果，可用：{listed}。"
        )
    return outcome
