"""A missing number is explained by its unit, and the office accepts that or not."""

from datetime import date, datetime, timedelta

import pytest

from gongshi.actions.cases import appeal
from gongshi.actions.cases_seen import find_case
from gongshi.actions.gaps import accept_gaps, explain_gaps, raise_gaps, refuse_gaps
from gongshi.actions.import_units import import_units
from gongshi.actions.series import list_series
from gongshi.actions.withdraw import withdraw_reference
from gongshi.clocks.periods import moment
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.cases import Suspicion, raise_all, take_step
from gongshi.ledger.models import Entry, Unit
from gongshi.people.models import AuditEntry, Notice
from gongshi.people.sight import sight_of
from tests.ledger.test_mending import BRANCH, OTHER, UNIT, UNITS, submit
from tests.ledger.test_series import licences, numbered
from tests.people.persons import person

FOUR, SEVEN, EIGHT = (f"示市监许〔2023〕{serial}号" for serial in (4, 7, 8))
NOW = moment("2023-12-08T09:00:00")


@pytest.fixture(autouse=True)
def filed(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")
    submit(licences(1, 2, 3, 5, 6, 9), "2023-12-05")


def unit(name: str = UNIT) -> Unit:
    return Unit.objects.get(name=name)


def explain(*numbers: str, reason: str = "void", text: str = "", **more: object):
    return explain_gaps(unit(), numbers, reason, text, "clerk", at=NOW, **more)


def states(now: datetime = NOW) -> dict[int, str]:
    (found,) = list_series(unit=UNIT, now=now).numbered
    return {gap.serial: gap.state for gap in found.gaps}


def case_of(number: str) -> Case:
    return Case.objects.get(document_number=number)


def test_nobody_said_anything_of_a_gap_at_first():
    (found,) = list_series(now=NOW).numbered

    told = [(gap.number, gap.state, gap.seen_on, gap.due_on) for gap in found.gaps]
    day, due = date(2023, 12, 5), date(2023, 12, 12)
    assert told == [(each, "unexplained", day, due) for each in (FOUR, SEVEN, EIGHT)]
    assert found.units == (unit().pk,)


def test_numbers_are_explained_at_once_and_are_cases_of_them():
    done = explain("示市监许(2023)第004号", SEVEN, text="号段作废")

    assert (done.numbers, done.decided) == ((FOUR, SEVEN), ())
    assert states() == {4: "explained", 7: "explained", 8: "unexplained"}
    (found,) = list_series(now=NOW).numbered
    standing = found.gaps[0].standing
    assert (standing.reason, standing.text, standing.by) == (
        "void",
        "号段作废",
        "clerk",
    )
    case = case_of(FOUR)
    assert (case.unit, case.signals.get().kind) == (unit(), "gap")


def test_an_accepted_number_is_missing_no_more():
    explain(FOUR, SEVEN)

    assert accept_gaps([case_of(FOUR).pk], "analyst") == 1

    assert states() == {4: "accepted", 7: "explained", 8: "unexplained"}
    (found,) = list_series(now=NOW).series
    assert (found.runs, found.missing) == (((7, 8),), 2)
    assert Notice.objects.get(kind="gap").text == (
        f"信用办认可了{FOUR}的说明，不用再报。"
    )


@pytest.mark.parametrize("how", ["again", "omitted", "concealed"])
def test_a_refused_number_stays_missing(how):
    explain(FOUR)

    assert refuse_gaps([case_of(FOUR).pk], "analyst", how, "请附作废审批单") == 1

    assert states()[4] == "refused"
    (found,) = list_series(now=NOW).numbered
    assert found.gaps[0].standing.ruling == "请附作废审批单"
    assert "请附作废审批单" in Notice.objects.get(kind="gap").text


def test_what_was_asked_again_may_be_explained_again():
    explain(FOUR)
    refuse_gaps([case_of(FOUR).pk], "analyst", "again", "请附作废审批单")

    explain(FOUR, text="审批单见附件")

    assert states()[4] == "explained"


def test_a_second_click_stores_nothing_twice():
    explain(FOUR, SEVEN)
    explain(FOUR, SEVEN)
    cases = [case_of(FOUR).pk, case_of(SEVEN).pk]

    assert [accept_gaps(cases, "analyst") for _ in range(2)] == [2, 0]
    assert refuse_gaps(cases, "analyst", "omitted", "晚了一步") == 0

    acts = CaseStep.objects.values_list("act", flat=True)
    assert list(acts) == ["answered", "answered", "judged", "judged"]


def test_of_a_decided_number_nothing_more_is_heard():
    explain(FOUR, SEVEN)
    refuse_gaps([case_of(FOUR).pk], "analyst", "omitted", "没有作废审批单")

    done = explain(FOUR, SEVEN, reason="skipped")

    assert (done.numbers, done.decided) == ((SEVEN,), (FOUR,))


def test_acts_are_written_to_the_audit_log():
    explain(FOUR, SEVEN)
    accept_gaps([case_of(FOUR).pk], "analyst")
    refuse_gaps([case_of(SEVEN).pk], "analyst", "again", "请附审批单")

    told = AuditEntry.objects.filter(act__startswith="gap.").order_by("pk")
    assert list(told.values_list("act", "actor")) == [
        ("gap.explain", "clerk"),
        ("gap.accept", "analyst"),
        ("gap.refuse", "analyst"),
    ]


@pytest.mark.parametrize(
    ("numbers", "reason", "text", "told"),
    [
        ([], "void", "", "请至少选一个缺号"),
        (["示市监许〔2023〕5号"], "void", "", "不是示例市市场监管局现在的缺号"),
        (["没有这样的号"], "void", "", "不是示例市市场监管局现在的缺号"),
        ([FOUR], "", "", "请选一个原因"),
        ([FOUR], "other", " ", "请写明情况"),
        ([FOUR], "void", "长" * 501, "最多写 500 字"),
        ([FOUR], "void", "\0", "空字符"),
        ([FOUR], "void", "", ""),
    ],
)
def test_what_cannot_be_explained_is_refused_whole(numbers, reason, text, told):
    if not told:
        explain(*numbers, reason=reason, text=text)
        return
    with pytest.raises(UsageError, match=told):
        explain(*numbers, reason=reason, text=text)

    assert not Case.objects.exists()


def test_a_reason_that_there_is_not_is_answered_with_those_there_are():
    with pytest.raises(UnknownName, match="可用：void（作废）、skipped（跳号）"):
        explain(FOUR, reason="没空")


def test_refusing_says_why():
    explain(FOUR)

    for how, text, told in (("omitted", " ", "请写明为什么"), ("no", "不", "请选怎样")):
        with pytest.raises(UsageError, match=told):
            refuse_gaps([case_of(FOUR).pk], "analyst", how, text)


def test_a_unit_explains_what_is_below_it_and_nothing_else():
    submit(numbered(*(f"示新城许〔2023〕{n}号" for n in (1, 2, 4))), unit=BRANCH)
    number = "示新城许〔2023〕3号"

    explain(number)

    assert case_of(number).unit == unit(BRANCH)
    with pytest.raises(UsageError, match="不是示例市交通运输局现在的缺号"):
        explain_gaps(unit(OTHER), [FOUR], "void", "", "clerk", at=NOW)


def test_a_number_that_comes_after_all_is_no_gap():
    explain(FOUR)
    accept_gaps([case_of(FOUR).pk], "analyst")

    submit(licences(4), "2023-12-07")

    assert states() == {7: "unexplained", 8: "unexplained"}
    (found,) = list_series(now=NOW).series
    assert (found.count, found.missing) == (7, 2)


def test_one_that_was_withdrawn_is_a_gap_anew():
    third = Entry.objects.get(document_number="示市监许〔2023〕3号")
    withdraw_reference(f"{third.batch.number}-{third.row_number}", "报错了", "")

    assert states()[3] == "unexplained"


def test_gaps_that_nobody_explained_in_time_become_cases():
    explain(FOUR)
    last_day = moment("2023-12-12T23:00:00")

    assert raise_gaps(last_day).new == 0
    raised = raise_gaps(last_day + timedelta(hours=2))
    again = raise_gaps(last_day + timedelta(days=7))

    assert [each.document_number for each in raised.cases] == [SEVEN, EIGHT]
    assert (raised.new, again.new, again.cases) == (2, 0, raised.cases)
    told = Signal.objects.get(case=raised.cases[0]).told
    assert told == (
        f"缺{SEVEN}，前后两号的决定日期是 2023-12-01 和 2023-12-01。"
        "应有 9 个号，有记录的 6 个，缺 3 个；密度 0.667，不低于 0.30，"
        "请核查是否漏报或说明原因。"
    )


def test_a_raised_gap_is_explained_in_its_case():
    raised = raise_gaps(NOW + timedelta(days=30))

    explain(FOUR)

    assert Case.objects.count() == len(raised.cases) == 3
    assert states()[4] == "explained"


def test_a_case_that_another_search_opened_explains_its_number_too():
    found = Suspicion(
        kind="register", key="register:1", told="台账里有", found_on=date(2023, 12, 6),
        unit=unit(), document_number="示市监许（2023）第4号",
    )  # fmt: skip
    (case,) = raise_all([found], NOW)
    step = CaseStep(case=case, act="judged", verdict="justified", made_at=NOW)
    take_step(step)

    assert states() == {4: "accepted", 7: "unexplained", 8: "unexplained"}


def test_a_case_that_became_part_of_another_stands_as_that_one_does():
    explain(FOUR, SEVEN)
    kept, gone = case_of(FOUR), case_of(SEVEN)
    take_step(CaseStep(case=gone, act="merged", into=kept, made_at=NOW))

    refuse_gaps([kept.pk], "analyst", "omitted", "查实是漏报")

    assert states() == {4: "refused", 7: "refused", 8: "unexplained"}


def test_a_unit_that_spoke_of_its_own_accord_sees_the_verdict_and_appeals():
    explain(FOUR)
    clerk, analyst = person("clerk", unit()), person("analyst")
    assert refuse_gaps([case_of(FOUR).pk], analyst.login, "omitted", "没有审批单") == 1

    seen = sight_of(clerk).of(Case.objects.all())
    assert [each.document_number for each in seen] == [FOUR]
    appeal(find_case(seen.get().number), "审批单在附件里", clerk)

    assert CaseState.objects.get(case=case_of(FOUR)).state == "appealed"
    other = person("clerk", unit(OTHER), login="other")
    assert not sight_of(other).of(Case.objects.all()).exists()
