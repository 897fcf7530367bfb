"""Acts on cases: what the office does about a suspicion, and what the unit says to it.

Each act is one step that follows from the state the case is in, one line in the audit
log, and a notice to whoever has to know.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import DatabaseError, transaction
from django.utils import timezone

from gongshi.actions import cases_telling as telling
from gongshi.actions.attachments import Attachment, refuse_unopenable
from gongshi.actions.cases_fit import (
    due_after,
    refuse_early_close,
    refuse_late_appeal,
    refuse_overruling,
    refuse_untold,
    terms_today,
)
from gongshi.actions.cases_seen import STATES, TITLES
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReceived, UnknownName, UsageError, storable
from gongshi.ledger import archive
from gongshi.ledger.case_models import Case, CaseState, CaseStep
from gongshi.ledger.cases import Suspicion, Unfitting, raise_all, take_step
from gongshi.ledger.known import entry_id
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.pages import tree_of
from gongshi.ledger.refusals import why
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.people.rights import ANALYSE, FILE, REVIEW, may
from gongshi.people.sight import Sight, sight_of

#: Characters of what is said with a step, and of the sentence of a tip.
MOST_CHARS, MOST_TOLD = 1000, 300
#: Papers that come with one step.
MOST_FILES = 5
_HOLDERS = {
    ANALYSE: "分析员",
    REVIEW: "审核员或办公室负责人",
    FILE: "报送员或单位负责人",
}


@dataclass(frozen=True)
class Tip:
    """A suspicion that somebody told: who decided what, as far as he knows."""

    told: str
    unit: Unit | None = None
    category: str = ""
    document_number: str = ""
    authority_name: str = ""
    subject_name: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class Answer:
    """What a unit says to a suspicion; one of reason, text and entry at least."""

    #: Key of `[[reason]]`.
    reason: str = ""
    text: str = ""
    #: The row that reports the decision.
    entry: Entry | None = None
    papers: Sequence[Attachment] = field(default=())


def open_case(tip: Tip, person: Person) -> Case:
    """Open a case by hand; the same tip twice is one.

    Raises:
        UsageError: Nothing was told, or it names a day that is to come.
    """
    _refuse_without(person, ANALYSE, "登记举报")
    told = written(tip.told, "举报的内容", MOST_TOLD, needed=True)
    now = timezone.now()
    if tip.decided_on and tip.decided_on > local_day(now):
        raise UsageError("future", f"决定日期 {tip.decided_on} 还没有到，请核对。")
    about = (tip.unit and tip.unit.pk, tip.category, tip.document_number,
             tip.authority_name, tip.subject_name, f"{tip.decided_on}", told)  # fmt: skip
    digest = hashlib.new("sm3", repr(about).encode()).hexdigest()
    suspicion = Suspicion(
        kind="tip",
        key=f"tip:{digest}",
        told=told,
        found_on=local_day(now),
        unit=tip.unit,
        category=tip.category,
        document_number=written(tip.document_number, "文书号", 200),
        authority_name=written(tip.authority_name, "决定机关", 200),
        subject_name=written(tip.subject_name, "行政相对人", 200),
        decided_on=tip.decided_on,
        evidence={"by": person.login},
    )
    with transaction.atomic():
        (case,) = raise_all([suspicion], now)
        audit.record("case.open", actor=person.login, target=case.number)
    return case


def dispatch(case: Case, to: Unit | None, text: str, person: Person) -> CaseState:
    """Ask a unit about a case, or hand it on: a county to a unit below it.

    Args:
        case: The case.
        to: Whom; None = an authority above us, which the text names.
        text: What to look at, or to whom it went.
        person: An analyst, or a person of the unit that was asked.

    Raises:
        UsageError: He may not, or it does not follow.
    """
    told = written(text, "派单的说明", MOST_CHARS, needed=to is None)
    if may(person.role, ANALYSE):
        due_on = due_after(local_day(timezone.now()), "answer_days") if to else None
    else:
        due_on = _due_handed_on(case, to, person)
    step = CaseStep(case=case, act="dispatched", to=to, text=told, due_on=due_on)
    return _taken(step, person)


def _due_handed_on(case: Case, to: Unit | None, person: Person) -> date | None:
    """Check that a unit hands on what it was asked; the last day stays the same."""
    _refuse_without(person, FILE, "转派线索")
    below = tree_of(person.unit_id or 0)
    if to is None or to.pk not in below - {person.unit_id}:
        raise UsageError("not_below", "只能转给本单位的下级单位，请另选一家。")
    if case.state.state != "waiting" or not sight_of(person).holds(
        case.state.holder_id
    ):
        raise UsageError(
            "not_held", f"线索 {case.number} 现在不在本单位手里，不能转派。"
        )
    return case.state.due_on


def call(case: Case, whom: str, said: str, person: Person) -> CaseState:
    """Note a call: who was called, and what was said."""
    _refuse_without(person, ANALYSE, "登记电话")
    who = written(whom, "接电话的人", 60, needed=True)
    text = written(said, "通话内容", MOST_CHARS, needed=True)
    return _taken(CaseStep(case=case, act="called", text=f"{who}：{text}"), person)


def answer(case: Case, given: Answer, person: Person) -> CaseState:
    """Take the answer of a unit; its papers are on disk before the step that names them.

    Raises:
        UserError: Something in it is wrong; nothing was stored.
    """
    _refuse_without(person, FILE, "答复线索")
    text = written(given.text, "说明", MOST_CHARS, needed=given.reason == "other")
    if given.reason and given.reason not in terms_today().reasons:
        raise UnknownName("unknown_reason", f"没有「{given.reason}」这个原因，请重选。")
    if not (given.reason or text or given.entry):
        raise UsageError(
            "no_answer", "请选一个原因，写明情况，或者指出报这项决定的行。"
        )
    _refuse_unasked(case, person)
    step = CaseStep(case=case, act="answered", reason=given.reason, text=text,
                    entry=given.entry, files=_kept(given.papers))  # fmt: skip
    return _taken(step, person)


def _refuse_unasked(case: Case, person: Person) -> None:
    """Refuse what a unit says while nobody asks it; the office may note it any time."""
    if not person.duty.is_of_unit:
        return
    if case.state.state not in ("waiting", "answered"):
        title = STATES[case.state.state]
        raise UsageError("not_asked", f"线索 {case.number}「{title}」，现在不用答复。")


def judge(case: Case, verdict: str, text: str, person: Person) -> CaseState:
    """Judge a case, or decide an appeal: by another person than the one who judged.

    Args:
        case: The case.
        verdict: Key of `[[verdict]]`.
        text: Why; needed where the verdict counts, and upon an appeal.
        person: Analyst, or upon an appeal a reviewer.

    Raises:
        UsageError: He may not, or it does not follow.
    """
    terms = terms_today()
    if verdict not in terms.verdicts:
        raise UnknownName("unknown_verdict", f"没有「{verdict}」这种结论，请重选。")
    is_appealed = case.state.state == "appealed"
    counts = terms.verdicts[verdict].counts
    told = written(text, "认定的理由", MOST_CHARS, needed=counts or is_appealed)
    if is_appealed:
        _refuse_without(person, REVIEW, "答复申诉")
        judged = case.steps.filter(act="judged").last()
        if judged is not None and judged.made_by == person.login:
            raise UsageError("own_verdict", "原来的结论是您作的，申诉要由另一人答复。")
    else:
        _refuse_without(person, ANALYSE, "认定线索")
        refuse_overruling(case)
        if counts:
            refuse_untold(case)
    step = CaseStep(case=case, act="judged", verdict=verdict, text=told)
    return _taken(step, person)


def appeal(
    case: Case, text: str, person: Person, papers: Sequence[Attachment] = ()
) -> CaseState:
    """Take the appeal of a unit against a verdict that counts; once, and in time."""
    _refuse_without(person, FILE, "申诉")
    told = written(text, "申诉的理由", MOST_CHARS, needed=True)
    refuse_late_appeal(case)
    step = CaseStep(case=case, act="appealed", text=told, files=_kept(papers))
    return _taken(step, person)


def close(case: Case, text: str, person: Person) -> CaseState:
    """Close a case; while the unit may still appeal it stays open."""
    _refuse_without(person, ANALYSE, "结案")
    refuse_early_close(case)
    told = written(text, "结案的说明", MOST_CHARS)
    return _taken(CaseStep(case=case, act="closed", text=told), person)


def reopen(case: Case, text: str, person: Person) -> CaseState:
    """Open a judged or closed case again, saying why."""
    _refuse_without(person, ANALYSE, "重新核查")
    told = written(text, "重新核查的理由", MOST_CHARS, needed=True)
    return _taken(CaseStep(case=case, act="reopened", text=told), person)


def merge(case: Case, into: Case, text: str, person: Person) -> CaseState:
    """Make a case part of another one about the same decision."""
    _refuse_without(person, ANALYSE, "并案")
    if into.pk == case.pk:
        raise UsageError("same_case", "不能并入它自己，请写另一条线索的号。")
    if into.state.state == "merged":
        raise UsageError(
            "merged", f"{into.number} 自己已经并入别的线索，请并入那一条。"
        )
    told = written(text, "并案的说明", MOST_CHARS)
    return _taken(CaseStep(case=case, act="merged", into=into, text=told), person)


def row_named(named: str, seen: Sight) -> Entry:
    """Find a row by batch and row, such as GS-20231208-0001-3.

    Raises:
        UnknownName: There is none that is seen.
    """
    batch, _, row = named.strip().rpartition("-")
    found = None
    filed = Batch.objects.filter(number=batch).first()
    if filed and row.isascii() and row.isdigit() and len(row) < len("9" * 8):
        entries = seen.of(Entry.objects.select_related("batch"))
        found = entries.filter(pk=entry_id(filed.pk, int(row))).first()
    if found is None:
        raise UnknownName(
            "unknown_row",
            f"没有「{named}」这一行，请写批次号-行号，如 GS-20231208-0001-3。",
        )
    return found


def written(text: str, title: str, most: int, *, needed: bool = False) -> str:
    """Give what somebody wrote, blanks aside.

    Raises:
        UsageError: It is too long, or missing where it is needed.
    """
    told = storable(text).strip()
    if needed and not told:
        raise UsageError("no_text", f"请写明{title}。")
    if len(told) > most:
        raise UsageError("long_text", f"{title}最多 {most} 字，请写短些。")
    return told


def _taken(step: CaseStep, person: Person) -> CaseState:
    """Take a step in the name of a person, tell those concerned, and log it."""
    step.made_by, step.made_at = person.login, timezone.now()
    with transaction.atomic():
        # In one order, so that two who merge into each other do not both.
        touched = {each.pk: each for each in (step.case, step.into) if each}
        for _, each in sorted(touched.items()):
            _refuse_stale(each)
        try:
            state = take_step(step)
        except Unfitting as error:
            raise UsageError(
                "unfitting",
                f"线索 {step.case.number} 现在「{STATES[str(error)]}」，"
                f"不能{TITLES[step.act]}，请刷新看最新的情况。",
            ) from error
        telling.tell(step, is_decision=step.case.state.state == "appealed")
        audit.record(
            f"case.{step.act}",
            actor=person.login,
            target=step.case.number,
            detail={"step": step.pk, "verdict": step.verdict, "to": step.to_id or 0},
        )
    return state


def _refuse_stale(case: Case) -> None:
    """Lock a case; refuse where it went on since it was looked at.

    What the act was checked against would not hold any more: an appeal that came in
    between must not be decided by whoever only meant to judge.
    """
    locked = CaseState.objects.select_for_update().get(pk=case.pk)
    if locked.changed_at != case.state.changed_at:
        raise UsageError(
            "gone_on", f"线索 {case.number} 刚有人办过一步，请看过最新的情况再办。"
        )


def _refuse_without(person: Person, right: str, what: str) -> None:
    if not (person.is_active and may(person.role, right)):
        raise UsageError(
            "no_right",
            f"「{person.login}」（{person.duty.title}）不能{what}，"
            f"要由{_HOLDERS[right]}办。",
        )


def _kept(papers: Sequence[Attachment]) -> list[dict[str, object]]:
    """Put papers into the archive; gives name, hash and size in bytes of each."""
    if len(papers) > MOST_FILES:
        raise UsageError("many_papers", f"一次最多附 {MOST_FILES} 个文件，请合并。")
    for each in papers:
        refuse_unopenable(each)
    kept: list[dict[str, object]] = []
    try:
        for each in papers:
            digest = hashlib.new("sm3", each.content).hexdigest()
            archive.keep(each.content, digest)
            size = len(each.content)
            kept.append({"name": each.name[-200:], "hash": digest, "size": size})
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"附件没有存上（{why(error)}），什么都没有存，请稍后再试。",
        ) from error
    return kept
