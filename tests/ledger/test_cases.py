"""A suspicion joins the case of its decision, and a case goes on by steps that fit."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongshi.actions.verify import verify_ledger
from gongshi.clocks.periods import CHINA
from gongshi.ledger.case_models import Case, CaseState, CaseStep, Signal
from gongshi.ledger.cases import (
    ACTS,
    FOLLOWING,
    STATES,
    Suspicion,
    Unfitting,
    raise_all,
    take_step,
)
from gongshi.ledger.models import Unit

AT = datetime(2022, 11, 3, 9, tzinfo=CHINA)
GAP = Suspicion(
    kind="gap",
    key="gap:示许:2022:31",
    told="缺第 31 号",
    found_on=date(2022, 11, 3),
    category="licence",
    document_number="示许〔2022〕31号",
)


@pytest.fixture(autouse=True)
def units(ledger: None) -> dict[str, Unit]:
    names = ("示例市市场监管局", "示例市卫健委")
    return {
        name: Unit.objects.create(name=name, position=at)
        for at, name in enumerate(names)
    }


def suspicion(kind: str, **known: object) -> Suspicion:
    return replace(GAP, kind=kind, key=f"{kind}:{sorted(known.items())}", **known)


def step(case: Case, act: str, **told: object) -> CaseState:
    return take_step(CaseStep(case=case, act=act, made_at=AT, **told))


def test_signals_of_one_decision_make_one_case(units):
    unit = units["示例市市场监管局"]
    found = [
        suspicion("gap", unit=unit),
        suspicion("register", unit=unit, document_number="示许（2022）第031号"),
        suspicion("draw", unit=unit, document_number="示许[2022]31号"),
        suspicion("gap", unit=units["示例市卫健委"]),
    ]

    cases = raise_all(found, AT)

    assert [each.number for each in cases] == ["X20221103-0001", "X20221103-0002"]
    kinds = cases[0].signals.values_list("kind", flat=True)
    assert list(kinds) == ["gap", "register", "draw"]
    assert CaseState.objects.get(case=cases[0]).signals == 3


def test_without_a_number_party_day_and_authority_make_the_decision():
    known = {
        "document_number": "",
        "subject_name": "示例食品有限公司",
        "authority_name": "示例市市场监管局",
    }
    days = [date(2022, 10, 8), date(2022, 10, 8), date(2022, 10, 9)]
    found = [
        suspicion(kind, decided_on=day, **known)
        for kind, day in zip(("register", "exposure", "draw"), days, strict=True)
    ]

    assert len(raise_all(found, AT)) == 2


def test_what_names_nothing_is_a_case_of_its_own():
    found = [suspicion(kind, document_number="") for kind in ("silence", "quiet")]

    assert len(raise_all(found, AT)) == 2


def test_cases_and_signals_are_sealed(units):
    raise_all([GAP, suspicion("register")], AT)

    assert verify_ledger().faults == ()


def test_the_same_finding_is_raised_once():
    first = raise_all([GAP, GAP], AT)
    again = raise_all([GAP], AT + timedelta(days=7))

    assert first == again
    assert Signal.objects.count() == 1


def test_a_signal_of_a_merged_case_goes_to_its_heir():
    kept, gone = raise_all(
        [GAP, suspicion("draw", document_number="示许〔2022〕32号")], AT
    )
    step(gone, "merged", into=kept)

    found = raise_all([suspicion("register", document_number="示许〔2022〕32号")], AT)

    assert found == [kept]


def test_of_two_findings_with_one_key_the_first_is_stored():
    (case,) = raise_all([GAP, replace(GAP, told="又缺第 31 号")], AT)

    assert [each.told for each in case.signals.all()] == ["缺第 31 号"]


def test_a_closed_case_is_opened_once_by_new_kinds_and_by_no_old_one():
    (case,) = raise_all([GAP], AT)
    for act in ("judged", "closed"):
        step(case, act)

    raise_all([suspicion("gap", authority_name="")], AT)
    closed = CaseState.objects.get(case=case).state
    raise_all([suspicion("draw"), suspicion("register")], AT)

    told = CaseState.objects.get(case=case)
    assert (closed, told.state, told.signals) == ("closed", "open", 4)
    assert case.steps.filter(act="reopened").count() == 1


def test_many_findings_cost_as_many_queries_as_few(units):
    def found(serials: range) -> list[Suspicion]:
        unit = units["示例市卫健委"]
        return [
            suspicion(
                "register",
                unit=unit,
                document_number=f"示许〔2022〕{each}号" if each % 2 else "",
                subject_name=f"示例{each}厂",
                decided_on=date(2022, 10, 8),
            )
            for each in serials
        ]

    with CaptureQueriesContext(connection) as few:
        raise_all(found(range(4)), AT)
    with CaptureQueriesContext(connection) as many:
        raise_all(found(range(2, 60)), AT)

    assert (Case.objects.count(), len(many)) == (60, len(few))


def test_a_case_goes_its_way(units):
    (case,) = raise_all([GAP], AT)
    unit = units["示例市卫健委"]

    seen = [
        step(case, "dispatched", to=unit, due_on=date(2022, 11, 10)),
        step(case, "called", text="电话催办"),
        step(case, "answered", reason="void"),
        step(case, "judged", verdict="justified"),
        step(case, "closed"),
        step(case, "reopened"),
    ]

    told = [(each.state, each.holder, each.due_on) for each in seen]
    assert told == [
        ("waiting", unit, date(2022, 11, 10)),
        ("waiting", unit, date(2022, 11, 10)),
        ("answered", None, None),
        ("judged", None, None),
        ("closed", None, None),
        ("open", None, None),
    ]
    assert (seen[-1].reason, seen[-1].verdict) == ("void", "justified")


def test_a_step_that_does_not_fit_is_refused():
    (case,) = raise_all([GAP], AT)

    with pytest.raises(Unfitting, match="open"):
        step(case, "closed")

    assert CaseStep.objects.count() == 0


def test_every_state_is_reached_and_every_act_may_follow_something():
    assert set(FOLLOWING) == set(STATES)
    assert {state for state in ACTS.values() if state} == set(STATES)
    assert set().union(*FOLLOWING.values()) == set(ACTS)


@pytest.mark.parametrize("model", [Case, Signal, CaseStep])
def test_what_was_written_stays(model):
    (case,) = raise_all([GAP], AT)
    step(case, "called")

    rows = model.objects.all()
    for change in (lambda: rows._raw_delete(rows.db), lambda: rows.update(id=7)):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()
