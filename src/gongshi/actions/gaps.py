"""Explains missing numbers, and accepts or refuses what was said of them.

A missing number is a case of that number: what the unit says is its answer, what the
office says its verdict, or that it is handed back with a question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from gongshi.actions.kept_gaps import gaps_on_map
from gongshi.actions.kept_series import renew_soon
from gongshi.actions.series import Gap, Listed, Numbered, list_series
from gongshi.clocks.periods import local_day
from gongshi.errors import UnknownName, UsageError, storable
from gongshi.identifiers import document_number
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.cases import Suspicion, raise_all, take_step
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.selecting import units_of
from gongshi.ledger.units import load_register
from gongshi.people import audit
from gongshi.people.notices import notify
from gongshi.policy.calendars import load_calendar
from gongshi.policy.casework import CaseTerms, casework_in_force

#: Of what is said of gaps, and numbers explained in one form.
MOST_CHARS: Final = 500
MOST_NUMBERS: Final = 500
#: How explanations are refused: a verdict that counts, or asked again.
REFUSALS: Final = ("again", "omitted", "concealed")
#: Gaps that are raised in one transaction: nobody else writes meanwhile.
_AT_ONCE: Final = 100


@dataclass(frozen=True)
class Explained:
    """What came of explaining."""

    #: Numbers that wait for the office now, those of the same words before included.
    numbers: tuple[str, ...]
    #: Numbers of which the office has decided already; nothing was stored of them.
    decided: tuple[str, ...]


def explain_gaps(
    unit: Unit,
    numbers: Iterable[str],
    reason: str,
    text: str,
    by: str,
    *,
    at: datetime | None = None,
) -> Explained:
    """Say why numbers have no row; a second time in the same words changes nothing.

    Args:
        unit: Whose series miss them: its own, or those of units below it.
        numbers: In any spelling; each is missing now.
        reason: Key or title of the rulebook.
        text: More of it, up to `MOST_CHARS`; needed where the reason is 其他.
        by: Login.
        at: Aware moment; now when absent.

    Raises:
        UsageError: A number is not missing, no reason, or a text too long.
        UnknownName: There is no such reason.
    """
    moment = at or timezone.now()
    terms = casework_in_force(local_day(moment))
    reason, text = _reason(reason, text, terms)
    found = _wanted(unit, list(numbers), moment)
    with transaction.atomic():
        Office.objects.select_for_update().first()
        told: list[str] = []
        decided: list[str] = []
        for series, gap in found:
            case = _case(series, gap, unit, moment)
            done = _answer(case, CaseStep(
                case=case, act="answered", reason=reason, text=text,
                made_by=by, made_at=moment,
            ))  # fmt: skip
            (told if done else decided).append(gap.number)
        if told:
            target = f"{unit.pk}:{told[0]}"
            audit.record(
                "gap.explain",
                actor=by,
                target=target,
                detail={"numbers": len(told), "reason": reason},
            )
            renew_soon(unit.pk, {each.series.year for each, _ in found})
    return Explained(tuple(told), tuple(decided))


def accept_gaps(cases: Collection[int], by: str, text: str = "") -> int:
    """Accept what was said of missing numbers: they have a good reason.

    Args:
        cases: Ids; those of which nothing waits any more are passed over.
        by: Login.
        text: Why, up to `MOST_CHARS`.

    Returns:
        How many were accepted.
    """
    words = _words(text)
    return _rule(cases, by, CaseStep(act="judged", verdict="justified", text=words))


def refuse_gaps(cases: Collection[int], by: str, how: str, text: str) -> int:
    """Refuse what was said of missing numbers.

    Args:
        cases: Ids; those of which nothing waits any more are passed over.
        by: Login.
        how: One of `REFUSALS`.
        text: Why, up to `MOST_CHARS`.

    Returns:
        How many were refused.

    Raises:
        UsageError: No text, or no such way.
    """
    words = _words(text)
    if not words:
        raise UsageError("no_reason", "不认可的，请写明为什么。")
    if how not in REFUSALS:
        raise UsageError(
            "unknown_refusal", "请选怎样处理：退回再说明、判漏报或判瞒报。"
        )
    if how == "again":
        terms = casework_in_force(local_day(timezone.now()))
        days = int(terms.limits["answer_days"])
        due_on = load_calendar().add_workdays(local_day(timezone.now()), days)
        return _rule(cases, by, CaseStep(act="dispatched", text=words, due_on=due_on))
    return _rule(cases, by, CaseStep(act="judged", verdict=how, text=words))


@dataclass(frozen=True)
class Raised:
    """What came of looking for gaps that nobody explained in time."""

    #: Of all such gaps, those of before included.
    cases: tuple[Case, ...]
    #: How many of them were opened now.
    new: int


def raise_gaps(now: datetime | None = None) -> Raised:
    """Open the cases of gaps that were not explained in the days of the rulebook.

    Args:
        now: Aware moment of looking; the present when absent.
    """
    moment = now or timezone.now()
    today = local_day(moment)
    overdue = [
        (each, gap)
        for each in list_series(now=moment).numbered
        for gap in each.missing("unexplained")
        if gap.due_on is not None and gap.due_on < today
    ]
    units = Unit.objects.in_bulk()
    keys = [key for _, gap in overdue for key in gap.keys]
    raised = set(
        Signal.objects.filter(among("key", keys)).values_list("key", flat=True)
    )
    late = [
        suspicion(each, _named_as_before(gap, raised), units.get(each.unit), today)
        for each, gap in overdue
    ]
    parts = (late[at : at + _AT_ONCE] for at in range(0, len(late), _AT_ONCE))
    cases = dict.fromkeys(case for part in parts for case in raise_all(part, moment))
    return Raised(tuple(cases), sum(each.opened_at == moment for each in cases))


def _named_as_before(gap: Gap, raised: Collection[str]) -> Gap:
    """Put the key first under which a gap was raised, whoever names its series now."""
    known = [key for key in gap.keys if key in raised]
    return replace(gap, keys=(*known, *gap.keys))


def suspicion(series: Numbered, gap: Gap, unit: Unit | None, on: date) -> Suspicion:
    """Say of a gap what a case has to know."""
    member = series.series.members[0]
    return Suspicion(
        kind="gap",
        key=gap.keys[0],
        told=_told(series, gap),
        found_on=on,
        unit=unit,
        category=member.kind,
        document_number=gap.number,
        authority_name=member.authority_name[:200],
        evidence={
            "authority": member.authority,
            "category": member.kind,
            "prefix": series.series.prefix,
            "year": series.series.year,
            "serial": gap.serial,
            "seen_on": f"{gap.seen_on or ''}",
        },
    )


def _told(series: Numbered, gap: Gap) -> str:
    days = [f"{each:%Y-%m-%d}" for each in (gap.after, gap.before) if each]
    between = f"前后两号的决定日期是 {' 和 '.join(days)}" if days else "决定日期不明"
    flags = (each.text for each in series.series.flags if each.key == "gaps")
    why = next(flags, "")
    return f"缺{gap.number}，{between}。{why}"[:500]


def gaps_of(listed: Listed) -> dict[str, tuple[Numbered, Gap]]:
    """Look gaps up by what equal numbers have in common; accepted ones are left out."""
    return {
        document_number.key(gap.number): (each, gap)
        for each in listed.numbered
        for gap in each.missing()
    }


def _wanted(
    unit: Unit, numbers: Collection[str], at: datetime
) -> list[tuple[Numbered, Gap]]:
    """Find the gaps that are meant; each once."""
    if not numbers:
        raise UsageError("no_number", "请至少选一个缺号。")
    if len(numbers) > MOST_NUMBERS:
        raise UsageError(
            "many_numbers", f"一次最多说明 {MOST_NUMBERS} 个号，请分几次。"
        )
    keys = dict.fromkeys(map(document_number.key, map(storable, numbers)))
    years = {each.year for each in map(document_number.parse, numbers) if each}
    units = units_of(unit.name, local_day(at))
    known = gaps_on_map(units, years, keys, casework_in_force(local_day(at)))
    # What the map does not know may be missing since a minute ago.
    if not keys.keys() <= known.keys():
        for year in years:
            known |= gaps_of(list_series(unit=unit.name, year=year, now=at))
    if strange := next((key for key in keys if key not in known), None):
        raise UsageError(
            "not_missing",
            f"「{strange[:60]}」不是{unit.name}现在的缺号：可能已经报来、已经认可，"
            "或者不在编号系列里，请刷新页面再看。",
        )
    return [known[key] for key in keys]


def _case(series: Numbered, gap: Gap, unit: Unit, at: datetime) -> Case:
    """Give the case of a gap; a new one where nobody raised it."""
    if gap.standing:
        return gap.standing.case
    is_own = series.unit is None or unit.pk in series.units
    chosen = unit if is_own else Unit.objects.get(pk=series.units[0])
    found = suspicion(series, gap, chosen, local_day(at))
    return raise_all([found], at, is_told=True)[0]


def _answer(case: Case, step: CaseStep) -> bool:
    """Answer a case; False where the office has decided already."""
    state = CaseState.objects.select_for_update().get(pk=case.pk)
    if state.state == "answered":
        last = case.steps.filter(act="answered").last()
        assert last is not None
        if (last.reason, last.text) == (step.reason, step.text):
            return True
    if state.state not in ("open", "waiting", "answered"):
        return False
    take_step(step)
    return True


def _rule(cases: Collection[int], by: str, ruling: CaseStep) -> int:
    """Take the same step in every case that waits for it."""
    now = timezone.now()
    with transaction.atomic():
        waiting = CaseState.objects.select_for_update(of=("self",)).filter(
            pk__in=cases, state="answered"
        )
        found = list(waiting.select_related("case__unit").order_by("pk"))
        for state in found:
            to = state.case.unit if ruling.act == "dispatched" else None
            take_step(CaseStep(
                case=state.case, act=ruling.act, verdict=ruling.verdict,
                text=ruling.text, due_on=ruling.due_on, to=to,
                made_by=by, made_at=now,
            ))  # fmt: skip
        for unit, states in _by_unit(found):
            renew_soon(unit.pk, _years(states))
        if found:
            _tell(found, ruling, now)
            act = "accept" if ruling.verdict == "justified" else "refuse"
            audit.record(
                f"gap.{act}",
                actor=by,
                target=found[0].case.number,
                detail={"cases": len(found), "how": ruling.verdict or "again"},
            )
    return len(found)


_SAID: Final = {
    "justified": "认可了{numbers}的说明，不用再报。",
    "": "对{numbers}的说明要再问：{text}，请于 {due} 24:00 前答复。",
    "omitted": "没有认可{numbers}的说明，判为漏报：{text}",
    "concealed": "没有认可{numbers}的说明，判为瞒报：{text}",
}


def _tell(found: list[CaseState], ruling: CaseStep, at: datetime) -> None:
    """Tell each unit in one notice what was decided of its numbers."""
    for unit, states in _by_unit(found):
        numbers = [each.case.document_number for each in states]
        named = numbers[0] + (f"等 {len(numbers)} 个号" if len(numbers) > 1 else "")
        notify(
            kind="gap",
            text="信用办" + _SAID[ruling.verdict].format(
                numbers=named, text=ruling.text, due=ruling.due_on
            ),
            key=f"gap:{states[0].pk}:{ruling.act}:{at.isoformat()}",
            unit=unit,
        )  # fmt: skip


def _by_unit(found: list[CaseState]) -> Iterator[tuple[Unit, list[CaseState]]]:
    units = {each.case.unit for each in found}
    for unit in units:
        if unit is not None:
            yield unit, [each for each in found if each.case.unit == unit]


def _years(found: list[CaseState]) -> set[int]:
    """List the years of the numbers that cases are about."""
    numbers = (document_number.parse(each.case.document_number) for each in found)
    return {each.year for each in numbers if each and each.year}


def _reason(written: str, text: str, terms: CaseTerms) -> tuple[str, str]:
    words = _words(text)
    for key, each in terms.reasons.items():
        if written in (key, each.title):
            if key == "other" and not words:
                raise UsageError("no_reason", "选了「其他」，请写明情况。")
            return key, words
    if not written:
        raise UsageError("no_reason", "请选一个原因。")
    listed = "、".join(f"{key}（{each.title}）" for key, each in terms.reasons.items())
    raise UnknownName(
        "unknown_reason", f"没有「{written[:60]}」这个原因，可用：{listed}。"
    )


def _words(text: str) -> str:
    words = " ".join(storable(text).split())
    if len(words) > MOST_CHARS:
        raise UsageError("long_text", f"最多写 {MOST_CHARS} 字，请写短一些。")
    return words


def waiting_cases(numbers: Collection[str]) -> list[int]:
    """Find the cases of numbers, in any spelling, of which an answer waits.

    Raises:
        UnknownName: Of one of them nothing waits.
    """
    found: dict[int, None] = {}
    for number in numbers:
        key = document_number.key(storable(number))
        waiting = Case.objects.filter(number_key=key, state__state="answered")
        if not (cases := list(waiting.values_list("pk", flat=True))):
            raise UnknownName(
                "not_waiting",
                f"「{number[:60]}」没有等审核的说明，请用 gongshi gaps list 查看。",
            )
        found |= dict.fromkeys(cases)
    return list(found)


def find_unit(written: str) -> Unit:
    """Find a unit by name, alias or code.

    Raises:
        UnknownName: There is none.
    """
    return load_register().find(written)
