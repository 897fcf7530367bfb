"""What people have done in the made-up city, so that every page has something to show."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlencode

if TYPE_CHECKING:
    from gongshi.clocks.periods import Period
    from gongshi.ledger.models import Letter, Unit
    from gongshi.people.models import Person

#: Whose way of scoring the city is looked at by; its own place scores nobody.
SCORED = "yuncheng"
#: Place of the paragraph of a bulletin that somebody has put into his own words.
EDITED = 2
_PAPER = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


def done(home: Path, last: Period) -> dict[str, str]:
    """Do it all, and tell what addresses are filled with.

    Args:
        home: Folder of the ledger.
        last: The last month that is over.

    Returns:
        Place in an address → what stands there, everything of the clerk's own unit.
    """
    from django.utils import timezone

    from gongshi.actions.receipts import receipt_seal
    from gongshi.clocks.periods import local_day
    from gongshi.ledger.models import Filing
    from gongshi.ledger.to_mend import causes_to_mend, rows_to_mend
    from gongshi.people.models import Person

    clerk = Person.objects.select_related("unit").get(login="clerk")
    unit = clerk.unit
    assert unit is not None
    _withdrawal(unit, clerk)
    _nil(unit, clerk)
    waiting = rows_to_mend({unit.pk})
    own = waiting.filter(entry__batch__unit=unit).select_related("entry__batch")
    offered = waiting.filter(entry__finding__suggestion__isnull=False)
    row = offered.filter(due_on__gte=local_day(timezone.now())).first() or offered[0]
    number = own[0].entry.batch.number
    cause = causes_to_mend({unit.pk})[0].key
    filled: dict[str, object] = {
        "unit": unit.name,
        "unit_id": unit.pk,
        "number": number,
        "seal": receipt_seal(Filing.objects.get(number=number)),
        "entry_id": row.pk,
        "category": cause.category,
        "cause": urlencode(
            {"category": cause.category, "rule": cause.rule, "field": cause.field}
        ),
        "evidence_id": _evidence(unit, last),
        "case_number": _case(unit, clerk),
        "paper": 0,
        "request_id": _request(unit, last),
        "window_id": _window(last),
        "person_id": _person(),
        "job_id": _rehearsal(home, last),
        "bulletin_id": _issued(last.previous()),
        "draft_id": _draft(last),
        "exposure_id": _exposures(unit),
        "check_id": _register(unit, last),
        "draw_id": _draw(last),
        "at": EDITED,
        "series_id": _series(unit),
        "kind": "csv",
        "form": "docx",
    }
    letter = _letter(last)
    filled |= {"letter_id": letter.pk, "addressee": letter.unit.name}
    return {name: str(value) for name, value in filled.items()}


def _withdrawal(unit: Unit, clerk: Person) -> None:
    from gongshi.actions.withdraw import withdraw
    from gongshi.ledger.models import Entry

    mine = Entry.objects.filter(unit=unit).select_related("batch", "unit")
    entered = mine.filter(outcome="accepted").last()
    repeated = mine.exclude(outcome__in=("accepted", "faulty")).last()
    for entry in filter(None, (entered, repeated)):
        withdraw(entry, "业务系统里登记错了，不是本单位的决定", clerk)


def _nil(unit: Unit, clerk: Person) -> None:
    from django.utils import timezone

    from gongshi.actions.nil import Word, declare_nil, terms_in_force
    from gongshi.clocks.periods import local_day
    from gongshi.clocks.spans import span_of
    from gongshi.policy.standards import categories

    at = timezone.now()
    _, terms = terms_in_force(at)
    span = span_of(local_day(at), terms.every)
    other = next(each for each in categories() if each not in unit.functions)
    # What a unit may decide, and did not this time.
    unit.functions = [*unit.functions, other]
    unit.save()
    reason = terms.reasons[0].key
    declare_nil(
        Word(unit=unit, category=other, span=span, reason=reason, by=clerk.login)
    )


def _evidence(unit: Unit, last: Period) -> int:
    from gongshi.actions.attachments import Attachment
    from gongshi.actions.keep_evidence import Review, keep_evidence

    review = Review(
        kind="register",
        units=[unit.name],
        reviewer="分析员",
        values=[("due", "20"), ("concealed", "1")],
        attachment=Attachment(_PAPER, "比对台账.pdf"),
        note="与业务系统的台账逐行比对",
    )
    return keep_evidence(review, last, SCORED)[0].pk


def _case(unit: Unit, clerk: Person) -> str:
    """Prove one omission, and ask the unit about another decision; gives its number."""
    from gongshi.actions import cases
    from gongshi.actions.attachments import Attachment
    from gongshi.actions.cases_seen import find_case
    from gongshi.people.models import Person

    analyst = Person.objects.get(login="analyst")
    tip = cases.Tip(
        "有企业说领了许可证，网上查不到", unit, "licence", "云示许〔2026〕9901号"
    )
    asked = cases.Tip("路过看到处罚公告", unit, "penalty", "云示罚〔2026〕9902号")
    numbers = [cases.open_case(each, analyst).number for each in (tip, asked)]
    for number in numbers:
        cases.dispatch(find_case(number), unit, "请查一查", analyst)
    given = cases.Answer(text="经办人漏了", papers=[Attachment(_PAPER, "情况说明.pdf")])
    for number in numbers:
        cases.answer(find_case(number), given, clerk)
    cases.judge(find_case(numbers[0]), "omitted", "单位自己承认", analyst)
    cases.open_case(cases.Tip("有人反映某局罚款不公示"), analyst)
    return numbers[1]


def _register(unit: Unit, last: Period) -> int:
    """Bring a register: rows that are there, one near, one missing, one excused, a sum."""
    from gongshi.actions.registers.keeping import keep
    from gongshi.actions.registers.matching import Brought, look
    from gongshi.actions.registers.reading import RegisterFile
    from gongshi.ledger.models import Entry

    filed = Entry.objects.filter(unit=unit, category="licence", outcome="accepted")
    known = [
        f"{each.document_number},{each.subject_name},{each.decided_on},"
        for each in filed.order_by("-pk")[:6]
    ]
    number, subject, rest = known[0].split(",", 2)
    known[0] = f"{number},{subject[:-2]},{rest}"
    day = last.first_day
    lines = (
        "文号,相对人,决定日期,备注",
        *known,
        f"云许字〔{day.year}〕90001号,青禾食品有限公司,{day},",
        f",远岫食品店,{day},简易程序",
        "合计,,,",
    )
    file = RegisterFile("\n".join(lines).encode(), "上月台账.csv")
    brought = Brought(file, unit, "licence", last, made_by="clerk", reviewer="报送员")
    return keep(look(brought)).pk


def _draw(last: Period) -> int:
    from gongshi.actions.draws.making import Wanted, make, publish

    wanted = Wanted("numbers", last, "开奖号码 07 12 19", made_by="analyst")
    notice = publish(wanted)
    make(notice, made_by="analyst", reviewer="分析员")
    return notice.pk


def _request(unit: Unit, last: Period) -> int:
    from gongshi.actions.adjust import ask
    from gongshi.actions.attachments import Attachment
    from gongshi.actions.keep_evidence import Review

    review = Review(
        kind="media",
        units=[unit.name],
        reviewer="分析员",
        note="省级媒体报道了本单位的做法",
        attachment=Attachment(_PAPER, "报道.pdf"),
    )
    return ask(review, last, SCORED, "analyst")[0].pk


def _window(last: Period) -> int:
    """Open a window, and ask for another one that waits for an answer."""
    from django.utils import timezone

    from gongshi.actions.window_terms import Wanted
    from gongshi.actions.windows import ask, decide
    from gongshi.clocks.periods import local_day
    from gongshi.people.models import Person

    persons = {each.login: each for each in Person.objects.all()}
    first = last.first_day
    wanted = Wanted(
        name="专线中断补报",
        decided_from=first,
        decided_to=first + timedelta(days=6),
        submit_by=local_day(timezone.now()) + timedelta(days=14),
        categories=["licence"],
        reason="专线中断七天，业务系统推不出来",
        paper="关于专线中断的情况说明",
        number=f"云信用办〔{first.year}〕3号",
    )
    opened = ask(wanted, persons["analyst"])
    decide(opened.pk, persons["reviewer"], is_granted=True)
    ask(
        replace(
            wanted,
            name="换系统补报",
            decided_from=first + timedelta(days=7),
            decided_to=first + timedelta(days=9),
        ),
        persons["analyst"],
    )
    return opened.pk


def _series(unit: Unit) -> int:
    """Explain the first gap of the unit, put all series on the map, and turn a kind down."""
    from django.utils import timezone

    from gongshi.actions.gaps import explain_gaps
    from gongshi.actions.series import list_series
    from gongshi.actions.series_map import find_all
    from gongshi.actions.turn_signals import turn
    from gongshi.ledger.series_models import NumberSeries
    from gongshi.people.models import Person

    own = list_series(unit=unit.name, now=timezone.now()).numbered
    if gaps := [gap for each in own for gap in each.missing()]:
        explain_gaps(unit, [gaps[0].number], "void", "整本作废", "clerk")
    turn("quiet", "together", "多半是淡季", Person.objects.get(login="analyst"))
    find_all()()
    shown = NumberSeries.objects.filter(units=unit).order_by("-missing")
    return (shown.first() or NumberSeries.objects.all()[0]).pk


def _exposures(unit: Unit) -> int:
    """Enter what media told: a record, one like it, one that is missing; and a feed."""
    from gongshi.actions.exposures.adding import add_file
    from gongshi.actions.exposures.feeds import add_feed, switch_feed
    from gongshi.ledger.models import Entry

    rows = Entry.objects.filter(unit=unit, outcome="accepted")
    one, other = rows.exclude(document_number="").order_by("pk")[:2]
    prefix = one.document_number.partition("〔")[0]
    text = (
        f"{unit.name}公布三起案例\n"
        f"1.{one.subject_name}，{one.decided_on}作出决定（{one.document_number}）。\n"
        f"2.{other.subject_name}，{other.decided_on}作出处罚决定。\n"
        f"3.云陵示例餐饮有限公司，{other.decided_on}作出处罚决定"
        f"（{prefix}〔{other.decided_on.year}〕9901号）。\n"
    )
    added = add_file(text.encode(), "云陵晚报.txt", "analyst")
    feed = add_feed("https://news.example/rss", "云陵晚报 法治版", "analyst")
    switch_feed(feed.pk, "analyst", is_on=True)
    return added.exposures[0].pk


def _person() -> int:
    from gongshi.people.accounts import NewPerson, add_person

    wanted = NewPerson("new-analyst", "新来的分析员", "analyst")
    return add_person(wanted, actor="system_admin", is_approved=False).person.pk


def _rehearsal(home: Path, last: Period) -> int:
    """Put the rulebook in force up for rehearsal; the worker runs it."""
    import gongshi.rulebook
    from gongshi.jobs.enqueue import enqueue

    shutil.copytree(
        Path(gongshi.rulebook.__path__[0]),
        home / "rulebooks" / "试行本",
        ignore=shutil.ignore_patterns("__pycache__", "*.py"),
    )
    since, until = f"{last.first_day}", f"{last.last_day}"
    return enqueue("rehearse", rulebook="试行本", since=since, until=until).pk


def _issued(period: Period) -> int:
    from gongshi.actions.issue_bulletin import issue_draft
    from gongshi.actions.review_bulletin import approve, send

    draft = _draft(period)
    send(draft, "analyst", remark="照口径核过")
    approve(draft, "reviewer")
    signed_on = period.last_day + timedelta(days=5)
    number = f"云信用办〔{signed_on.year}〕1号"
    return issue_draft(draft, "office_head", number, signed_on).pk


def _draft(period: Period) -> int:
    """Begin a bulletin, and put one paragraph into words of one's own."""
    from gongshi.actions.draft_bulletin import (
        find_draft,
        mark,
        paragraph_of,
        start,
        write,
    )
    from gongshi.bulletin.frozen import thaw

    draft = start(period, "pingdingshan", "analyst")
    composed = paragraph_of(thaw(draft.document), EDITED).text
    seen = mark(find_draft(draft.pk), EDITED)
    write(
        draft.pk,
        EDITED,
        f"{composed}各单位要对照退回的行逐条整改。",
        "analyst",
        seen=seen,
    )
    return draft.pk


def _letter(last: Period) -> Letter:
    """Register a letter to the first unit that the facts give a ground for."""
    from gongshi.actions.letters import draft_letter, register_letter
    from gongshi.errors import UsageError
    from gongshi.ledger.models import Unit

    for unit in Unit.objects.all():
        try:
            drafted = draft_letter("prompt", unit.name, last, "pingdingshan")
        except UsageError:
            continue
        return register_letter(drafted, lambda _: None)
    raise AssertionError("in a month some unit is late or has a faulty row")
