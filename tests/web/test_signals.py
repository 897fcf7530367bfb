"""What came of each kind of signal, and turning a weak kind down."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from gongshi.actions.turn_signals import turn
from gongshi.ledger.case_models import Case, CaseStep, Signal, SignalSwitch
from gongshi.ledger.cases import Suspicion, raise_all, take_step
from gongshi.people.models import AuditEntry
from tests.people.persons import person
from tests.web.conftest import words
from tests.web.test_bulletin_wizard import Desk

FOUND = Suspicion(kind="gap", key="gap:0", told="缺第 0 号", found_on=date(2023, 12, 4))


@pytest.fixture
def analyst() -> Desk:
    return Desk("analyst")


def found(count: int, kind: str = "gap", first: int = 0) -> list[Suspicion]:
    return [
        replace(
            FOUND, kind=kind, key=f"{kind}:{n}", document_number=f"示许〔2023〕{n}号"
        )
        for n in range(first, first + count)
    ]


def judge(cases: list[Case], verdict: str) -> None:
    for case in cases:
        step = CaseStep(case=case, act="judged", verdict=verdict)
        step.made_at = timezone.now()
        take_step(step)


def row(page: str, kind: str) -> str:
    """Give the words of the line of a kind."""
    return words(page.partition(f'id="k-{kind}"')[2].partition("</tr>")[0])


def test_the_funnel_counts_from_signals_to_verdicts(analyst):
    cases = raise_all(found(5), timezone.now())
    raise_all(found(2, "draw"), timezone.now())
    take_step(
        CaseStep(case=cases[0], act="answered", reason="void", made_at=timezone.now())
    )
    judge(cases[:1], "justified")
    judge(cases[1:3], "omitted")

    page = analyst.open("/signals/")

    told = row(page, "gap")
    assert "5 5 1 3 2 有正当理由 1 漏报 2" in told
    assert "判过 3 件，不到 20 件，还说不准" in told
    assert "2 2 1 2 1 有正当理由 1 漏报 1" in row(page, "draw")


def test_every_figure_opens_its_cases(analyst):
    cases = raise_all(found(3), timezone.now())
    judge(cases[:2], "omitted")

    for stage, count in {"cases": 3, "judged": 2, "right": 2, "omitted": 2}.items():
        page = analyst.open(f"/signals/cases/?kind=gap&stage={stage}")
        assert f"{count} 件" in words(page)
        assert page.count('<th scope="row">') == count


def test_precision_is_told_from_twenty_verdicts_on(analyst):
    cases = raise_all(found(25), timezone.now())
    judge(cases[:4], "omitted")
    judge(cases[4:25], "justified")

    told = row(analyst.open("/signals/"), "gap")

    assert "16%（4 / 25）" in told
    assert "不准，可以调低" in told


def test_a_kind_that_is_right_often_enough_is_not_weak(analyst):
    cases = raise_all(found(20), timezone.now())
    judge(cases[:4], "made_up")
    judge(cases[4:], "reported")

    told = row(analyst.open("/signals/"), "gap")

    assert "20%（4 / 20）" in told
    assert "不准" not in told


def test_a_kind_that_is_off_raises_nothing_more(analyst):
    (before,) = raise_all(found(1), timezone.now())
    analyst.send("/signals/switch/", kind="gap", how="off", reason="十有九错")

    raised = raise_all(found(3), timezone.now())

    assert raised == [before]
    assert Signal.objects.count() == 1
    page = words(analyst.open("/signals/"))
    assert "停用" in page
    assert "十有九错" in page


def test_a_kind_that_only_joins_opens_no_case(analyst):
    (known,) = raise_all(found(1, "draw"), timezone.now())
    analyst.send("/signals/switch/", kind="gap", how="together", reason="十有九错")

    raised = raise_all(found(3), timezone.now())

    assert raised == [known]
    assert list(known.signals.values_list("kind", flat=True)) == ["draw", "gap"]
    assert Case.objects.count() == 1


def test_what_a_unit_tells_itself_is_heard_of_every_kind(analyst):
    analyst.send("/signals/switch/", kind="gap", how="off", reason="十有九错")

    assert len(raise_all(found(2), timezone.now(), is_told=True)) == 2


def test_turned_up_again_it_raises_as_before(analyst):
    for how in ("off", "off", "on"):
        analyst.send("/signals/switch/", kind="gap", how=how, reason="试一个月")

    assert len(raise_all(found(2), timezone.now())) == 2
    # The second click changed nothing.
    assert list(SignalSwitch.objects.values_list("how", flat=True)) == ["off", "on"]
    assert AuditEntry.objects.filter(act="signal.switch").count() == 2


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": " "}, "请写明为什么这样调整"),
        ({"reason": "长" * 501}, "最多写 500 字"),
        ({"kind": "rumour"}, "没有这一类线索"),
        ({"how": "maybe"}, "没有这种用法"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_stored(analyst, typed, told):
    form = {"kind": "gap", "how": "off", "reason": "十有九错", **typed}

    assert told in analyst.send("/signals/switch/", 422, **form)
    assert not SignalSwitch.objects.exists()


def test_who_only_reads_turns_nothing(analyst):
    reader = Desk("supervisor")

    assert "调整一类信号" not in reader.open("/signals/")
    reader.send("/signals/switch/", 403, kind="gap", how="off", reason="不")


def test_a_switch_stays_as_it_was_written():
    turn("gap", "off", "十有九错", person("analyst"))

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        SignalSwitch.objects.update(how="on")


def test_a_stage_that_there_is_not_is_not_found(analyst):
    assert "没有这样的线索" in analyst.open("/signals/cases/?kind=gap&stage=x", 404)
