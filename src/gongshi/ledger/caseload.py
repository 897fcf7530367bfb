"""What lists and scores ask of cases: who answers for each, and which verdicts count."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.expressions import OrderBy
from django.db.models.functions import Coalesce

from gongshi.clocks.periods import Period
from gongshi.identifiers import document_number
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseStep, Signal
from gongshi.ledger.models import Entry, Unit, Withdrawal

#: What a verdict on these costs stands in the paper of a register already.
_REGISTER = "register"
#: Rows that are about a decision without reporting it.
_NOT_TAKEN = "faulty"
#: Rows about one decision that are looked at.
_MOST_ROWS = 200


@dataclass(frozen=True)
class CasesAsked:
    """Which cases are asked for; what is empty asks nothing."""

    #: Ids of a unit and of those below it.
    units: Collection[int] | None = None
    state: str = ""
    kind: str = ""
    verdict: str = ""
    #: In which the case was opened.
    period: Period | None = None
    #: Number of the case, or document number however written.
    words: str = ""
    #: Only those whose last day of answer lies before this day.
    overdue_on: date | None = None
    sort: str = ""


#: Key of an order → its name, and what cases are ordered by.
SORTS: dict[str, tuple[str, tuple[OrderBy | str, ...]]] = {
    "": ("新的在前", ("-pk",)),
    "due": ("先到期的在前", (F("state__due_on").asc(nulls_last=True), "-pk")),
    "signals": ("线索多的在前", ("-state__signals", "-pk")),
    "unit": ("按单位", (F("position").asc(nulls_last=True), "-pk")),
}


def _last_sent() -> Subquery:
    sent = CaseStep.objects.filter(case=OuterRef("pk"), act="dispatched")
    return Subquery(sent.order_by("-pk").values("to_id")[:1])


def with_units(cases: QuerySet[Any]) -> QuerySet[Any]:
    """Tell of each case who was asked last, `asked_id`, and who answers, `unit_now`.

    A unit that explained a number of its own accord was not asked, and is heard.
    """
    said = CaseStep.objects.filter(case=OuterRef("pk"), act="answered")
    own = Subquery(said.values("case__unit_id")[:1])
    told = cases.annotate(asked_id=Coalesce(_last_sent(), own))
    unit = Coalesce("asked_id", "unit_id", output_field=BigIntegerField())
    found: QuerySet[Any] = told.annotate(unit_now=unit)
    return found


def select_cases(asked: CasesAsked) -> QuerySet[Any]:
    """Select cases, with state and who answers for each as `with_units` tells."""
    found = with_units(Case.objects.select_related("state__holder"))
    if asked.units is not None:
        found = found.filter(unit_now__in=asked.units)
    for name, value in (
        ("state__state", asked.state),
        ("state__verdict", asked.verdict),
    ):
        found = found.filter(**{name: value}) if value else found
    if asked.kind:
        pointing = Signal.objects.filter(case=OuterRef("pk"), kind=asked.kind)
        found = found.filter(Exists(pointing))
    if asked.period:
        opened = asked.period.start, asked.period.end
        found = found.filter(opened_at__gte=opened[0], opened_at__lt=opened[1])
    if asked.words:
        found = found.filter(_named(asked.words))
    if asked.overdue_on:
        found = found.filter(state__state="waiting", state__due_on__lt=asked.overdue_on)
    if asked.sort == "unit":
        place = Unit.objects.filter(pk=OuterRef("unit_now")).values("position")
        found = found.annotate(position=Subquery(place))
    return found.order_by(*SORTS[asked.sort][1])


def _named(words: str) -> Q:
    named = Q(number__icontains=words) | Q(document_number__icontains=words)
    key = document_number.key(words)
    return named | Q(number_key=key) if key else named


def rows_of(case: Case) -> list[Entry]:
    """Find the rows about the decision of a case: same number, else same party and day.

    Returns:
        Oldest first; what was withdrawn is left out.
    """
    found = Entry.objects.exclude(pk__in=Withdrawal.objects.values("entry_id"))
    parsed = document_number.parse(case.document_number)
    if parsed:
        found = found.filter(
            series_prefix__in={parsed.prefix, parsed.stem},
            series_year=parsed.year,
            series_serial=parsed.serial,
        )
    elif case.number_key:
        # Rows without a series are few, and an index has them.
        found = found.filter(series_prefix="", document_number=case.document_number)
    elif case.subject_name and case.decided_on:
        # No row comes before its decision, and rows of a time are found by an index.
        since = Period(case.decided_on, case.decided_on).start
        found = found.filter(
            received_at__gte=since,
            subject_name=case.subject_name,
            decided_on=case.decided_on,
        )
    else:
        return []
    rows = found.select_related("batch", "unit").order_by("pk")[:_MOST_ROWS]
    return [
        each
        for each in rows
        if document_number.key(each.document_number) == case.number_key
        or not case.number_key
    ]


def suggested(case: Case, rows: Sequence[Entry]) -> str:
    """Name the verdict that the ledger speaks for; a person gives it.

    Args:
        case: The case.
        rows: As `rows_of` gives them.

    Returns:
        `reported`, `made_up`, or "" where no row reports the decision.
    """
    came = [each.received_at for each in rows if each.outcome != _NOT_TAKEN]
    if not came:
        return ""
    return "reported" if min(came) < case.opened_at else "made_up"


@dataclass(frozen=True)
class Proven:
    """A verdict that counts, as it stands."""

    case: Case
    #: Who was asked before it; None = nobody of ours.
    unit_id: int | None
    verdict: str
    #: When the case was first judged so; a decision upon appeal does not move it.
    judged_at: datetime
    #: Whether the paper of a register counts it too.
    is_of_register: bool


def proven(
    period: Period, counting: Collection[str], as_of: datetime | None = None
) -> list[Proven]:
    """Find the verdicts of a period that count and were not taken back.

    Args:
        period: In which the case was first judged so.
        counting: Keys of the verdicts that count.
        as_of: Steps taken later do not matter; None = all matter.

    Returns:
        One per case, oldest case first; of merged cases the one that is left.
    """
    known = CaseStep.objects.all()
    if as_of is not None:
        known = known.filter(made_at__lte=as_of)
    judged = known.filter(
        act="judged",
        verdict__in=counting,
        made_at__gte=period.start,
        made_at__lt=period.end,
    )
    steps: dict[int, list[CaseStep]] = {}
    for step in known.filter(case__in=judged.values("case_id")).order_by("pk"):
        steps.setdefault(step.case_id, []).append(step)
    found = [_standing(each, counting) for each in steps.values()]
    first = [each for each in found if each and each.made_at >= period.start]
    return _told([each for each in first if each.made_at < period.end], steps, as_of)


def _standing(steps: Iterable[CaseStep], counting: Collection[str]) -> CaseStep | None:
    """Find the first of the verdicts that count, up to the one that stands."""
    first = None
    for step in steps:
        if step.act == "merged":
            return None
        if step.act == "judged":
            first = (first or step) if step.verdict in counting else None
    return first


def _told(
    judged: list[CaseStep], steps: dict[int, list[CaseStep]], as_of: datetime | None
) -> list[Proven]:
    if not judged:
        return []
    cases = Case.objects.in_bulk([each.case_id for each in judged])
    registered = _registered(cases, as_of)
    return [
        Proven(
            case=cases[each.case_id],
            unit_id=_asked_before(each, steps[each.case_id], cases[each.case_id]),
            verdict=[s for s in steps[each.case_id] if s.act == "judged"][-1].verdict,
            judged_at=each.made_at,
            is_of_register=each.case_id in registered,
        )
        for each in sorted(judged, key=lambda step: step.case_id)
    ]


def _asked_before(judged: CaseStep, steps: list[CaseStep], case: Case) -> int | None:
    sent = [s for s in steps if s.act == "dispatched" and s.pk < judged.pk]
    return sent[-1].to_id if sent else case.unit_id


def _registered(cases: Collection[int], as_of: datetime | None) -> set[int]:
    """Find those that a register points at, by themselves or by one merged into them."""
    found = Signal.objects.filter(kind=_REGISTER)
    if as_of is not None:
        found = found.filter(raised_at__lte=as_of)
    own = found.filter(among("case_id", cases)).values_list("case_id", flat=True)
    merged = CaseStep.objects.filter(
        among("into_id", cases), case__in=found.values("case_id")
    )
    into = merged.values_list("into_id", flat=True)
    return {*own, *(each for each in into if each is not None)}
