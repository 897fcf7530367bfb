"""Cases of silence and of quiet units, contradicted nil returns, and one digest a day."""

from datetime import date, timedelta

import pytest

from gongshi.actions.contradictions import contradictions
from gongshi.actions.quiet import Quiet, Week, quiet_units, raise_quiet
from gongshi.actions.silence import cases_of, silent_units, watch
from gongshi.actions.work.quiet_units import take
from gongshi.actions.work.silence_digest import tell
from gongshi.jobs.models import Kept
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.cases import Suspicion, end, raise_all, take_step
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.nil_returns import last_heard
from gongshi.ledger.refuting import refuted
from gongshi.people.models import Notice
from gongshi.people.rights import ANALYST, REVIEWER
from tests.ledger.test_mending import BRANCH, OTHER, UNIT, submit, table
from tests.ledger.test_nil_returns import at, declare, register
from tests.people.persons import person

__all__ = ["register"]
NOON = at("2023-12-20T12:00:00")
ON = date(2023, 12, 20)


@pytest.fixture
def unit(register) -> Unit:
    Office.objects.update(created_at=at("2023-12-18T00:00:00"))
    return Unit.objects.get(name=UNIT)


def exposed(unit: Unit, decided: date = date(2023, 11, 29), **changed) -> Case:
    known = {
        "kind": "exposure",
        "key": f"exposure:{unit.pk}:{decided}:{changed}",
        "told": "本地报纸写到一份决定",
        "found_on": ON,
        "unit": unit,
        "category": "licence",
        "document_number": "示市监许〔2023〕9号",
        "decided_on": decided,
    }
    return raise_all([Suspicion(**known | changed)], NOON)[0]


def judge(case: Case, verdict: str) -> None:
    take_step(CaseStep(case=case, act="judged", verdict=verdict, made_at=NOON))


def contradicted() -> list[Suspicion]:
    return contradictions(ON, NOON + timedelta(hours=1))


def test_a_case_of_a_decision_in_its_week_refutes_a_nil_return(unit):
    nil = declare()
    case = exposed(unit)

    (found,) = contradicted()

    assert found.told == (
        f"{UNIT}报过2023年11月27日—12月3日行政许可的零报告（本期没有作出这类决定），"
        f"线索 {case.number} 却是其间2023-11-29（周三）作出的决定。"
    )
    # It is about the same decision, so it joins the case.
    assert raise_all([found], NOON) == [case]
    assert list(case.signals.values_list("kind", flat=True)) == [
        "exposure",
        "contradiction",
    ]
    heard = last_heard(at("2023-11-01T00:00:00"), at("2024-01-01T00:00:00"))
    assert nil.unit_id not in heard


@pytest.mark.parametrize(
    "changed",
    [
        {"decided": date(2023, 11, 26)},
        {"decided": date(2023, 12, 4)},
        {"category": "penalty"},
        {"decided_on": None},
        {"kind": "quiet"},
    ],
)
def test_a_case_of_another_week_category_or_of_no_decision_refutes_nothing(
    unit, changed
):
    declare()
    exposed(unit, **changed)

    assert contradicted() == []


@pytest.mark.parametrize("kind", ["register", "draw", "gap"])
def test_whatever_found_the_decision_refutes_the_nil_return(unit, kind):
    declare()
    exposed(unit, kind=kind)

    assert [each.kind for each in contradicted()] == ["contradiction"]


def test_a_case_of_no_known_category_refutes_all_of_them(unit):
    declare()
    exposed(unit, category="")

    assert len(contradicted()) == 1


def test_a_case_of_a_branch_refutes_the_head_and_that_of_another_unit_does_not(unit):
    declare()
    exposed(Unit.objects.get(name=OTHER))
    assert contradicted() == []

    exposed(Unit.objects.get(name=BRANCH))

    assert len(contradicted()) == 1


def test_what_was_judged_not_to_be_reported_refutes_nothing_any_more(unit):
    declare()
    case = exposed(unit)
    judge(case, "omitted")
    assert len(refuted(NOON + timedelta(hours=1))) == 1

    judge(case, "justified")

    assert refuted(NOON + timedelta(hours=1)) == []


def test_rows_of_its_week_contradict_a_nil_return_once(unit):
    declare()
    submit(table({}))

    (found,) = contradicted()

    assert found.told.endswith("后来收到这段时间作出的决定 1 行。")
    assert (found.unit, found.category) == (unit, "licence")
    assert raise_all([found], NOON) == raise_all(contradicted(), NOON)


def test_what_a_person_closed_stays_closed(unit):
    Office.objects.update(created_at=at("2023-12-01T00:00:00"))
    watch(ON, NOON)
    case = Case.objects.get(unit=unit)
    judge(case, "justified")
    take_step(CaseStep(case=case, act="closed", made_by="analyst", made_at=NOON))

    watch(ON + timedelta(days=30), NOON)

    assert CaseState.objects.get(case=case).state == "closed"


def test_the_program_ends_a_case_once(unit):
    case = exposed(unit)

    assert end(case, "单位报来了。", NOON).state == "closed"
    assert end(case, "单位报来了。", NOON) is None
    assert [(each.act, each.made_by) for each in case.steps.all()] == [("closed", "")]


def test_watching_twice_changes_nothing(unit):
    Office.objects.update(created_at=at("2023-12-01T00:00:00"))
    watch(ON, NOON)
    before = list(CaseStep.objects.values())

    again = watch(ON, NOON)

    assert list(CaseStep.objects.values()) == before
    assert (again.opened, again.reopened, again.ended) == ((), (), ())


def test_the_case_is_handed_to_the_unit_with_days_to_answer(unit):
    Office.objects.update(created_at=at("2023-12-05T10:00:00"))
    watch(ON, NOON)

    (step,) = CaseStep.objects.filter(case__unit=unit)

    # Five working days after Wednesday the 20th.
    assert (step.act, step.to, step.due_on) == ("dispatched", unit, date(2023, 12, 27))
    assert step.text == (
        f"2 周 提醒：{UNIT}从没有报送过，自2023-12-05（周二）起已有 14 天。"
        "有产生的请尽快报送，没有的请报零报告。"
    )
    assert step.made_by == ""


def test_a_ledger_younger_than_its_rows_began_with_them(unit):
    submit(table({}), "2023-12-05")
    Office.objects.update(created_at=at("2024-06-01T00:00:00"))

    silent = {each.unit: each for each in silent_units(ON)}

    other = silent[Unit.objects.get(name=OTHER)]
    assert (other.heard.how, other.since, other.days) == (
        "never",
        date(2023, 12, 5),
        14,
    )
    # Who filed is silent since that day, not since the ledger.
    assert (silent[unit].heard.how, silent[unit].days) == ("filed", 14)


def test_a_year_without_a_calendar_leaves_the_last_day_of_the_answer_open(unit):
    Office.objects.update(created_at=at("2098-12-05T10:00:00"))

    watch(date(2098, 12, 20), NOON)

    assert CaseStep.objects.filter(due_on=None).count() == 2


def test_a_unit_that_came_under_another_leaves_the_ladder(unit):
    Office.objects.update(created_at=at("2023-12-01T00:00:00"))
    watch(ON, NOON)
    other = Unit.objects.get(name=OTHER)

    Unit.objects.filter(pk=other.pk).update(parent=unit)
    (ended,) = watch(ON, NOON).ended

    assert ended.unit == other
    assert ended.steps.last().text == f"{OTHER}不再单独计算报送，程序自动结案。"


def quiet(unit: Unit, on: date) -> Quiet:
    return Quiet(
        unit_id=unit.pk,
        unit=unit.name,
        first_day=f"{on - timedelta(weeks=8)}",
        last_day=f"{on - timedelta(days=1)}",
        rows=3,
        expected=40.0,
        chance=1e-6,
        peer_chance=1e-5,
        peers=12,
        told="近 8 周（40 个工作日）报了 3 行。",
        weeks=(Week(f"{on - timedelta(weeks=1)}", 0, 5.0),),
    )


def test_a_drop_that_lasts_is_one_case_and_a_new_one_after_its_verdict(unit):
    first = date(2023, 12, 18)
    weeks = [first + timedelta(weeks=n) for n in range(10)]
    for on in weeks:
        raise_quiet([quiet(unit, on)], on, NOON)
    case = Case.objects.get(signals__kind="quiet")
    judge(case, "omitted")

    for on in weeks:
        raise_quiet([quiet(unit, on)], on, NOON)

    # The eight weeks before the 19 February lie behind 18 December.
    found = Signal.objects.filter(kind="quiet").values_list("found_on", flat=True)
    assert list(found) == [first, date(2024, 2, 19)]


def test_nobody_is_told_twice_a_day(unit):
    """Steps, calls, quiet units and contradicted nil returns make one digest."""
    Office.objects.update(created_at=at("2023-11-01T00:00:00"))
    analysts = [person(ANALYST, login=name) for name in ("a", "b")]
    person(REVIEWER)
    declare()
    exposed(unit)
    take([quiet(unit, ON)], ON)

    tell(ON)
    take([quiet(unit, ON)], ON)
    tell(ON)

    told = Notice.objects.exclude(person=None)
    assert sorted(each.person.login for each in told) == ["a", "b"]
    assert [each.person for each in told.order_by("person__login")] == analysts
    assert told[0].link == "/silence/"
    assert told[0].text == (
        f"今天有 2 家单位未报天数到了新的一级：{UNIT}（6 周 督办）、"
        f"{OTHER}（6 周 督办）。今天要打电话的有 2 家：{UNIT}、{OTHER}。"
        f"报送异常偏少的有 1 家：{UNIT}。零报告与证据不符的有 1 家：{UNIT}。"
    )
    assert Kept.objects.filter(kind="quiet_units").count() == 1


def test_a_reopened_silence_is_told(unit):
    Office.objects.update(created_at=at("2023-11-13T00:00:00"))
    person(ANALYST)
    tell(date(2023, 11, 29))
    declare(when="2023-12-01T18:00:00")
    tell(date(2023, 12, 2))
    exposed(unit)

    tell(date(2023, 12, 3))

    digest = Notice.objects.filter(key__startswith="silence:2023-12-03").get()
    assert f"零报告或报送不作数、重新计时的有 1 家：{UNIT}。" in digest.text
    (silent,) = [each for each in silent_units(date(2023, 12, 3)) if each.unit == unit]
    case = cases_of([silent])[silent.key]
    assert [each.act for each in case.steps.all()] == [
        *("dispatched", "closed", "reopened", "dispatched"),
    ]


def test_quiet_units_are_found_in_the_ledger(unit):
    """Thirty weeks of six rows each; of the last eight, the unit files one a week."""
    monday = date(2023, 12, 18)
    others = [
        Unit.objects.create(name=f"示例市第{n}局", position=10 + n) for n in range(4)
    ]
    for place, each in enumerate((unit, *others)):
        for week in range(30):
            rows = 1 if not place and week < 8 else 6
            file(each, monday - timedelta(weeks=week, days=3), rows, place, week)

    (found,) = quiet_units(monday)

    assert (found.unit, found.rows, found.peers) == (UNIT, 8, 4)
    assert [each.rows for each in found.weeks] == [6] * 8 + [1] * 8
    assert found.first_day == "2023-10-23"
    # No holiday from 23 October to 17 December 2023: 8 times 5 working days.
    assert found.told.startswith("近 8 周（40 个工作日）报了 8 行，按自己往常应有约 ")
    assert "没有分组的其他 4 家单位同期报送是往常的 " in found.told


def file(unit: Unit, on: date, rows: int, place: int, week: int) -> None:
    faults = [
        {
            "XK_WSH": f"示许{'甲乙丙丁戊'[place]}〔2023〕{week * 10 + n + 1}号",
            "XK_NR": f"准予经营{place}-{week}-{n}",
            "XK_JDRQ": f"{on:%Y/%m/%d}",
            "XK_YXQZ": f"{on:%Y/%m/%d}",
        }
        for n in range(rows)
    ]
    submit(table(*faults), f"{on}", unit=unit.name)
