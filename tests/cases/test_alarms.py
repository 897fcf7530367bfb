"""Runs the situations of `cases/alarms/*.toml`: a ledger goes through them day by day.

Every morning at eight the office looks; what was exposed that day is known by then, the
unit files and people call at ten. `expect` says what stands after the look.
"""

import csv
import io
import tomllib
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from gongshi.actions.calls import Call, log_call
from gongshi.actions.import_units import import_units
from gongshi.actions.nil import Word, declare_nil
from gongshi.actions.receive import receive
from gongshi.actions.silence import calls_due, cases_of, silent_units, watch
from gongshi.clocks.periods import CHINA
from gongshi.clocks.spans import span_of
from gongshi.ledger.case_models import CaseStep
from gongshi.ledger.cases import Suspicion, raise_all
from gongshi.ledger.models import Office, Unit
from gongshi.people.rights import ANALYST
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import load_standard
from tests import databases
from tests.ledger.test_mending import GOOD, TITLES, UNIT, UNITS
from tests.people.persons import person

TABLES = [
    tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted((Path(__file__).parent / "alarms").glob("*.toml"))
]
CASES = [
    pytest.param(table, case, id=case["name"])
    for table in TABLES
    for case in table["case"]
]
ONE_DAY = timedelta(days=1)


@pytest.fixture(params=databases.DATABASES)
def ledger(request):
    with databases.ledger_on(request.param):
        import_units(UNITS.encode(), file_name="units.csv")
        yield Unit.objects.get(name=UNIT)


@pytest.mark.parametrize(("table", "case"), CASES)
def test_the_alarm_rings_when_the_document_says(ledger, table, case):
    Office.objects.update(place=table["place"])
    days = {date.fromisoformat(day): said for day, said in case["expect"].items()}
    told = {}

    for on in every_day(case["given"], days):
        happen(case["given"], "exposed", on, ledger)
        watch(on, at(on, 8))
        if on in days:
            told[on] = answer(ledger, on)
        for event in ("filed", "nil", "called"):
            happen(case["given"], event, on, ledger)

    assert told == days


@pytest.mark.parametrize(("table", "case"), CASES)
def test_a_situation_quotes_its_sentence_and_shows_the_sum(table, case):
    sources = [
        each.source.article
        for each in policy_in_force(table["place"], date(2022, 9, 1)).silence
    ]

    assert any(table["quote"].partition("，")[0] in each for each in sources)
    assert case["by_hand"]


def every_day(given, days):
    first = min(given["filed"])
    return (first + n * ONE_DAY for n in range((max(days) - first).days + 1))


def at(on: date, hour: int) -> datetime:
    return datetime.combine(on, time(hour), CHINA)


def happen(given, event: str, on: date, unit: Unit) -> None:
    events = given.get(event, ())
    if on in events:
        HAPPENING[event](unit, on, None)
    elif f"{on}" in events:
        HAPPENING[event](unit, on, events[f"{on}"])


def _filed(unit: Unit, on: date, _) -> None:
    row = GOOD | {
        "XK_WSH": f"示市监许〔2022〕{on:%j}号",
        "XK_NR": f"准予经营{on}",
        "XK_JDRQ": "2022/07/01",
        "XK_YXQZ": "2022/07/01",
    }
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=TITLES)
    writer.writerow(TITLES)
    writer.writerow(row)
    receive(
        text.getvalue().encode(),
        file_name="报送.csv",
        category="licence",
        unit=unit.name,
        received_at=at(on, 10),
    )


def _nil(unit: Unit, on: date, month: date) -> None:
    span = span_of(month, "month")
    declare_nil(Word(unit, "licence", span, reason="no_decision"), at(on, 10))


def _exposed(unit: Unit, on: date, decided: date) -> None:
    seen = Suspicion(
        kind="exposure",
        key=f"exposure:{decided}",
        told="本地报纸写到一份行政许可",
        found_on=on,
        unit=unit,
        category=load_standard("licence").key,
        subject_name="示例食品有限公司",
        authority_name=unit.name,
        decided_on=decided,
    )
    raise_all([seen], at(on, 7))


def _called(unit: Unit, on: date, _) -> None:
    (case,) = cases_of(mine(unit, on)).values()
    log_call(Call(case.number, "办公室主任", "本周报来"), person(ANALYST), at(on, 10))


HAPPENING = {"filed": _filed, "nil": _nil, "exposed": _exposed, "called": _called}


def mine(unit: Unit, on: date):
    return [each for each in silent_units(on) if each.unit == unit]


def answer(unit: Unit, on: date) -> dict[str, object]:
    """Say where the unit and its last case of silence stand."""
    silent = mine(unit, on)
    cases = cases_of(silent)
    if not silent:
        return _ended(unit)
    said = {"step": silent[0].step.title, "state": cases[silent[0].key].state.state}
    acts = [step.act for step in cases[silent[0].key].steps.all()]
    flags = {
        "call": bool(calls_due(silent, cases, on)),
        "reopened": "reopened" in acts,
    }
    return said | {key: True for key, holds in flags.items() if holds}


def _ended(unit: Unit) -> dict[str, object]:
    steps = CaseStep.objects.filter(case__unit=unit, case__signals__kind="silence")
    last = steps.order_by("pk").last()
    if last is None:
        return {}
    assert (last.act, last.made_by) == ("closed", "")
    return {"ended": "零报告" if "报零报告，程序自动结案" in last.text else "报送"}
