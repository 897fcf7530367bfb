"""A case from the tip to the appeal: who may do what, when, and who is told."""

import hashlib
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from gongshi.actions.assess import assess
from gongshi.actions.attachments import Attachment
from gongshi.actions.cases import (
    Answer,
    Tip,
    answer,
    appeal,
    call,
    close,
    dispatch,
    judge,
    merge,
    open_case,
    reopen,
)
from gongshi.actions.cases_omitted import omissions
from gongshi.actions.cases_seen import find_case
from gongshi.actions.scorecards import as_json
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.ledger import archive
from gongshi.ledger.case_models import Case, CaseState, CaseStep
from gongshi.ledger.caseload import CasesAsked, rows_of, select_cases, suggested
from gongshi.ledger.cases import Suspicion, raise_all, take_step
from gongshi.ledger.models import Unit
from gongshi.people.models import AuditEntry, Notice
from gongshi.people.sight import sight_of
from gongshi.policy.calendars import load_calendar
from tests.days import this_month, today
from tests.people.persons import person
from tests.web import city

PAPER = Attachment(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "作废审批单.pdf")


@pytest.fixture(autouse=True)
def units(ledger):
    city.set_up_units()


def unit(name: str = "市公安局") -> Unit:
    return Unit.objects.get(name=name)


@pytest.fixture
def analyst():
    return person("analyst")


@pytest.fixture
def clerk():
    return person("clerk", unit())


@pytest.fixture
def case(analyst) -> Case:
    tip = Tip(
        told="企业反映领了许可证，网上查不到",
        unit=unit(),
        category="licence",
        document_number="平示许〔2023〕77号",
    )
    return open_case(tip, analyst)


def state(case: Case) -> CaseState:
    return CaseState.objects.get(case=case)


def now(case: Case) -> Case:
    return find_case(case.number)


def judged(case: Case, analyst, clerk, verdict: str = "concealed") -> Case:
    dispatch(case, unit(), "", analyst)
    answer(now(case), Answer(text="没有这份决定"), clerk)
    judge(now(case), verdict, "企业出示了许可证", analyst)
    return now(case)


def test_a_tip_opens_a_case_once(analyst):
    tip = Tip(told="有人看见了处罚公告", unit=unit(), decided_on=today())

    first, again = open_case(tip, analyst), open_case(tip, analyst)

    assert first == again
    assert [each.kind for each in first.signals.all()] == ["tip"]
    with pytest.raises(UsageError, match="请写明举报的内容"):
        open_case(replace(tip, told=" "), analyst)
    with pytest.raises(UsageError, match="还没有到"):
        open_case(replace(tip, decided_on=today() + timedelta(days=1)), analyst)


def test_a_dispatch_gives_the_unit_working_days_and_tells_it(case, analyst):
    moved = dispatch(case, unit(), "请核实", analyst)

    assert (moved.state, moved.holder) == ("waiting", unit())
    assert moved.due_on == load_calendar().add_workdays(today(), 5)
    told = Notice.objects.get(unit=unit())
    assert "「平示许〔2023〕77号」疑似没有报送" in told.text
    assert told.link == f"/my-cases/{case.number}/"
    assert AuditEntry.objects.filter(act="case.dispatched", target=case.number).exists()


def test_what_goes_to_an_authority_above_needs_words(case, analyst):
    with pytest.raises(UsageError, match="请写明派单的说明"):
        dispatch(case, None, "", analyst)

    moved = dispatch(case, None, "省属单位，报省信用办", analyst)

    assert (moved.state, moved.holder, moved.due_on) == ("waiting", None, None)


def test_a_county_hands_on_to_a_unit_below_and_to_no_other(case, analyst):
    county = person("clerk", unit("鲁山县"))
    asked = dispatch(case, unit("鲁山县"), "", analyst)
    for other in (unit(), unit("鲁山县"), None):
        with pytest.raises(UsageError):
            dispatch(now(case), other, "转派", county)

    handed = dispatch(now(case), unit("鲁山县市场监督管理局"), "请你局核实", county)

    assert (handed.holder.name, handed.due_on) == (
        "鲁山县市场监督管理局",
        asked.due_on,
    )
    seen = {
        name: sight_of(person("clerk", unit(name))).of(Case.objects.all()).exists()
        for name in ("鲁山县", "鲁山县市场监督管理局", "市公安局")
    }
    assert list(seen.values()) == [True, True, False]


def test_a_unit_that_was_not_meant_no_longer_sees_the_case(case, analyst, clerk):
    dispatch(case, unit(), "", analyst)
    assert sight_of(clerk).of(Case.objects.all()).exists()

    dispatch(now(case), unit("市审计局"), "派错了", analyst)

    assert not sight_of(clerk).of(Case.objects.all()).exists()


def test_a_call_changes_no_state(case, analyst):
    dispatch(case, unit(), "", analyst)

    assert call(now(case), "办公室", "答应周五前查清", analyst).state == "waiting"
    assert case.steps.last().text == "办公室：答应周五前查清"


def test_an_answer_keeps_its_papers_and_tells_the_office(case, analyst, clerk):
    dispatch(case, unit(), "", analyst)

    moved = answer(now(case), Answer(reason="void", papers=[PAPER]), clerk)

    (kept,) = case.steps.last().files
    assert (moved.state, moved.reason) == ("answered", "void")
    assert archive.fetch(kept["hash"]) == PAPER.content
    assert kept["hash"] == hashlib.new("sm3", PAPER.content).hexdigest()
    assert Notice.objects.filter(person=analyst, text__contains=case.number).exists()


@pytest.mark.parametrize(
    ("given", "told"),
    [
        (Answer(), "请选一个原因"),
        (Answer(reason="other"), "请写明说明"),
        (Answer(reason="lost"), "没有「lost」这个原因"),
        (Answer(text="长" * 1001), "最多 1000 字"),
        (Answer(text="\0"), "NUL"),
        (Answer(text="附后", papers=[PAPER] * 6), "最多附 5 个"),
        (Answer(text="附后", papers=[replace(PAPER, content=b"")]), "是空的"),
    ],
)
def test_an_answer_that_says_nothing_or_too_much_is_refused(
    case, analyst, clerk, given, told
):
    dispatch(case, unit(), "", analyst)

    with pytest.raises((UsageError, UnknownName, FileFault), match=told):
        answer(now(case), given, clerk)

    assert state(case).state == "waiting"


def test_a_unit_answers_only_what_it_is_asked(case, clerk):
    with pytest.raises(UsageError, match="现在不用答复"):
        answer(case, Answer(text="没有"), clerk)


def test_nobody_does_what_his_role_does_not_hold(case, analyst, clerk):
    reviewer = person("reviewer")
    acts = [
        lambda: open_case(Tip("有人说"), clerk),
        lambda: call(case, "甲", "乙", clerk),
        lambda: judge(case, "justified", "", reviewer),
        lambda: answer(case, Answer(text="无"), reviewer),
        lambda: close(case, "", clerk),
        lambda: merge(case, case, "", reviewer),
    ]

    for act in acts:
        with pytest.raises(UsageError, match="不能"):
            act()

    assert not CaseStep.objects.exists()


def test_a_verdict_that_counts_needs_a_unit_that_was_heard(case, analyst, clerk):
    with pytest.raises(UsageError, match="请先派单"):
        judge(case, "omitted", "查实", analyst)
    dispatch(case, unit(), "", analyst)
    with pytest.raises(UsageError, match=r"期限.*也没有过"):
        judge(now(case), "omitted", "查实", analyst)
    answer(now(case), Answer(text="忘了报"), clerk)
    with pytest.raises(UsageError, match="请写明认定的理由"):
        judge(now(case), "omitted", "", analyst)

    assert judge(now(case), "omitted", "单位自认", analyst).verdict == "omitted"
    assert "认定：漏报" in Notice.objects.filter(unit=unit()).first().text


def test_an_appeal_is_decided_by_another_person_and_once(case, analyst, clerk):
    judged(case, analyst, clerk)
    head, reviewer = person("office_head"), person("reviewer")
    appeal(now(case), "许可证是上级发的", clerk, [PAPER])
    assert Notice.objects.filter(person=reviewer, text__contains="申诉").exists()

    with pytest.raises(UsageError, match="要由审核员或办公室负责人办"):
        judge(now(case), "justified", "成立", analyst)
    judge(now(case), "omitted", "部分成立", reviewer)

    with pytest.raises(UsageError, match="已经申诉过"):
        appeal(now(case), "还是不服", clerk)
    assert close(now(case), "", analyst).state == "closed"
    assert head.login != reviewer.login


def test_what_was_decided_upon_an_appeal_is_not_judged_over(case, analyst, clerk):
    judged(case, analyst, clerk)
    appeal(now(case), "不服", clerk)
    judge(now(case), "justified", "成立", person("reviewer"))

    with pytest.raises(UsageError, match="请先写明理由重新核查"):
        judge(now(case), "concealed", "还是瞒报", analyst)

    reopen(now(case), "企业又交来证件", analyst)
    assert judge(now(case), "concealed", "查实", analyst).state == "judged"


def test_whoever_looked_before_an_appeal_came_looks_again(case, analyst, clerk):
    looked = judged(case, analyst, clerk)
    assert looked.state.state == "judged"
    appeal(now(case), "不服", clerk)

    with pytest.raises(UsageError, match="刚有人办过一步"):
        reopen(looked, "再查一遍", analyst)


def test_whoever_judged_does_not_decide_the_appeal(case, analyst, clerk):
    judged(case, analyst, clerk)
    appeal(now(case), "不服", clerk)
    # He was promoted meanwhile.
    analyst.role = "reviewer"
    analyst.save()

    with pytest.raises(UsageError, match="要由另一人答复"):
        judge(now(case), "justified", "成立", analyst)


def test_an_appeal_comes_within_its_days_and_closing_waits_for_them(case, clerk):
    take_step(CaseStep(case=case, act="dispatched", to=unit(), made_at=case.opened_at))
    ago = timezone.now() - timedelta(days=30)
    judged = CaseStep(case=case, act="judged", verdict="omitted", made_at=ago)
    take_step(judged)

    with pytest.raises(UsageError, match="已过，不能申诉"):
        appeal(now(case), "不服", clerk)

    assert close(now(case), "", person("analyst")).state == "closed"


def test_a_case_is_not_closed_while_the_unit_may_appeal(case, analyst, clerk):
    judged(case, analyst, clerk)

    with pytest.raises(UsageError, match="单位还可以申诉"):
        close(now(case), "", analyst)


def test_a_case_becomes_part_of_another(case, analyst):
    other = open_case(
        Tip("另一份", unit=unit(), document_number="平示许〔2023〕78号"), analyst
    )

    with pytest.raises(UsageError, match="不能并入它自己"):
        merge(case, now(case), "", analyst)
    merge(other, now(case), "同一份决定", analyst)

    with pytest.raises(UsageError, match="请并入那一条"):
        merge(now(case), now(other), "", analyst)
    with pytest.raises(UsageError, match="现在「已并案」，不能派单"):
        dispatch(now(other), unit(), "", analyst)


def test_of_two_who_merge_two_cases_into_each_other_the_second_looks_again(
    case, analyst
):
    tip = Tip("另一份", unit=unit(), document_number="平示许〔2023〕78号")
    other = open_case(tip, analyst)
    seen = [now(case), now(other)]
    assert all(each.state.state == "open" for each in seen)

    merge(now(case), now(other), "", analyst)

    with pytest.raises(UsageError, match="刚有人办过一步"):
        merge(seen[1], seen[0], "", analyst)


def test_new_evidence_of_another_kind_opens_a_closed_case_again(case, analyst):
    judge(case, "justified", "", analyst)
    close(now(case), "", analyst)
    found = Suspicion(
        "tip", "tip:again", "又有人说", today(), unit(),
        document_number="平示许〔2023〕77号",
    )  # fmt: skip
    raise_all([found], timezone.now())
    assert state(case).state == "closed"

    raise_all([replace(found, kind="exposure", key="e:1")], timezone.now())

    last = case.steps.last()
    assert state(case).state == "open"
    assert (last.act, last.text, last.made_by) == (
        "reopened",
        "有新的证据，重新核查",
        "",
    )


def test_the_ledger_suggests_by_when_the_row_came(case, analyst):
    assert suggested(case, rows_of(case)) == ""
    day = date(2023, 12, 4)
    before = timezone.now() - timedelta(days=1)
    other = open_case(Tip("另一份", document_number="平示许(2023)第78号"), analyst)
    city.file_rows([city.licence(78, day)], "市公安局", before)

    city.file_rows([city.licence(77, day)], "市公安局", timezone.now())

    assert suggested(case, rows_of(case)) == "made_up"
    assert suggested(other, rows_of(other)) == "reported"


def test_cases_are_found_by_what_is_asked(case, analyst):
    open_case(Tip("无报送"), analyst)
    dispatch(case, unit(), "", analyst)
    found = {
        "units": CasesAsked(units={unit().pk}),
        "state": CasesAsked(state="waiting"),
        "words": CasesAsked(words="平示许(2023)第077号"),
        "kind": CasesAsked(kind="tip", sort="unit"),
        "period": CasesAsked(period=this_month(), sort="due"),
        "verdict": CasesAsked(verdict="concealed"),
        "overdue": CasesAsked(overdue_on=today() + timedelta(days=30)),
    }

    assert {key: len(select_cases(each)) for key, each in found.items()} == {
        "units": 1, "state": 1, "words": 1, "kind": 2, "period": 2, "verdict": 0,
        "overdue": 1,
    }  # fmt: skip


def completeness() -> tuple[int, int, str]:
    assessed = assess(this_month(), "yuncheng")
    item = assessed.of("市公安局").card.items[4]
    points = next(
        each for each in as_json(assessed)["units"] if each["unit"] == "市公安局"
    )["items"][4]["points"]
    return item.measure.numerator, item.measure.denominator, points


def register(due: str, concealed: str) -> None:
    from gongshi.actions.keep_evidence import Review, keep_evidence

    values = [("due", due), ("concealed", concealed)]
    keep_evidence(
        Review("register", ["市公安局"], "甲", values=values), this_month(), "yuncheng"
    )


def test_the_rate_and_the_score_move_by_exactly_one_case(case, analyst, clerk):
    register("9", "1")
    assert completeness() == (1, 9, "22.22")

    judged(case, analyst, clerk)

    # (1 - 2/10) x 25: one more concealed of one more due.
    assert completeness() == (2, 10, "20")
    assert [each.case for each in omissions(this_month())] == [case]
    card = as_json(assess(this_month(), "yuncheng"))["units"]
    item = next(each for each in card if each["unit"] == "市公安局")["items"][4]
    told = [
        (each["title"], each["count"], each.get("cases")) for each in item["losses"]
    ]
    assert told == [
        ("台账有而平台没有", 1, None),
        ("核查认定的漏报、瞒报", 1, [case.number]),
    ]


def test_who_supposes_what_is_concealed_supposes_all_of_it(case, analyst, clerk):
    register("9", "1")
    judged(case, analyst, clerk)

    supposed = assess(
        this_month(), "yuncheng", unit="市公安局", supposing={"concealed": 0}
    )

    measure = supposed.of("市公安局").card.items[4].measure
    assert (measure.numerator, measure.denominator) == (0, 10)


def test_an_appeal_that_succeeds_takes_it_back(case, analyst, clerk):
    register("9", "1")
    judged(case, analyst, clerk)
    as_of = timezone.now()
    appeal(now(case), "不是我单位的决定", clerk)
    assert completeness()[:2] == (2, 10)

    judge(now(case), "justified", "申诉成立", person("reviewer"))

    assert completeness() == (1, 9, "22.22")
    assert omissions(this_month()) == []
    assert [each.case for each in omissions(this_month(), as_of=as_of)] == [case]


@pytest.mark.parametrize("verdict", ["made_up", "justified", "reported"])
def test_what_is_no_omission_moves_nothing(case, analyst, clerk, verdict):
    register("9", "1")

    judged(case, analyst, clerk, verdict)

    assert completeness() == (1, 9, "22.22")


def test_what_a_register_counts_is_not_counted_again(case, analyst, clerk):
    found = Suspicion(
        "register", "r:1", "台账第 3 行", today(), unit(),
        document_number="平示许〔2023〕77号",
    )  # fmt: skip
    raise_all([found], timezone.now())
    register("9", "1")

    judged(case, analyst, clerk)

    assert completeness() == (1, 9, "22.22")
    assert [each.is_of_register for each in omissions(this_month())] == [True]


def test_a_register_that_points_at_a_merged_case_counts_for_its_heir(
    case, analyst, clerk
):
    found = Suspicion("register", "r:1", "台账第 3 行，没有文书号", today(), unit())
    (other,) = raise_all([found], timezone.now())
    merge(now(other), case, "同一份决定", analyst)
    register("9", "1")

    judged(case, analyst, clerk)

    assert completeness() == (1, 9, "22.22")


def test_a_decision_upon_appeal_stays_in_the_month_of_the_verdict():
    (case,) = raise_all(
        [Suspicion("tip", "t", "说", date(2023, 11, 1), unit())],
        datetime(2023, 11, 1, tzinfo=CHINA),
    )
    for at, act, verdict in (
        (datetime(2023, 11, 2, tzinfo=CHINA), "dispatched", ""),
        (datetime(2023, 11, 30, 23, 59, tzinfo=CHINA), "judged", "concealed"),
        (datetime(2023, 12, 1, tzinfo=CHINA), "appealed", ""),
        (datetime(2023, 12, 4, tzinfo=CHINA), "judged", "omitted"),
    ):
        to = unit() if act == "dispatched" else None
        take_step(CaseStep(case=case, act=act, verdict=verdict, to=to, made_at=at))

    assert omissions(month("2023-12")) == []
    assert [each.verdict for each in omissions(month("2023-11"))] == ["omitted"]
