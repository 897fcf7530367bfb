"""Draws of departments and of numbers: published, made once, repeated by anybody."""

import json
import os
import subprocess
import sys
from datetime import datetime

import pytest

from gongshi.actions.draws import making
from gongshi.actions.draws.making import Wanted, find_draw, make, publish
from gongshi.actions.draws.rehearsing import rehearse
from gongshi.actions.draws.replaying import as_told, verify
from gongshi.actions.import_units import import_units
from gongshi.actions.work.rehearse_draws import tell_all
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UsageError
from gongshi.ledger.case_models import Case, CaseStep
from gongshi.ledger.cases import take_step
from gongshi.ledger.evidence import standing_evidence
from gongshi.ledger.models import Office, Unit
from gongshi.ledger.register_models import Draw, DrawNotice
from gongshi.people.models import Notice
from tests.ledger.test_mending import UNIT, submit, table

DECEMBER = month("2023-12")
COUNTIES = [f"第{n}县" for n in range(3)]
UNITS = [
    ("name,code,group,parent",),
    *((f"{name},,counties,",) for name in COUNTIES),
    *((f"{name}第{n}局,,counties,{name}",) for name in COUNTIES for n in range(4)),
    (f"{UNIT},11100000000013039Y,departments,",),
    *((f"市第{n}局,,departments,",) for n in range(9)),
]
SEED = "种子"
#: What it draws on every machine: sha256 of seed and name, the least first.
DRAWN = [
    {
        "group": "counties",
        "drawn": ["第0县第3局", "第1县第1局", "第2县第1局", "第2县第0局", "第0县第1局"],
    },
    {
        "group": "departments",
        "drawn": ["市第4局", "示例市市场监管局", "市第3局", "市第7局", "市第0局"],
    },
]


@pytest.fixture(autouse=True)
def city(ledger: None) -> None:
    text = "\n".join(line for (line,) in UNITS)
    import_units(text.encode(), file_name="units.csv")
    Office.objects.update(place="yuncheng")


def wanted(kind: str, seed: str = SEED, **more: object) -> Wanted:
    return Wanted(kind, DECEMBER, seed, made_by="li", reviewer="李四", **more)


def drawn(kind: str, **more: object) -> Draw:
    return make(publish(wanted(kind, **more)), made_by="li", reviewer="李四")


def licences(*serials: int) -> bytes:
    return table(
        *({"XK_WSH": f"示市监许〔2023〕{n}号", "XK_NR": f"经营{n}"} for n in serials)
    )


def test_departments_of_counties_and_of_the_city_are_drawn():
    made = drawn("units")

    groups = {each["group"]: each["drawn"] for each in made.result["groups"]}
    assert {key: len(each) for key, each in groups.items()} == {
        "counties": 5,
        "departments": 5,
    }
    assert all("县第" in name for name in groups["counties"])
    papers = standing_evidence("yuncheng", "2023-12").filter(kind="drawn")
    assert {each.unit.name for each in papers} == {
        *groups["counties"],
        *groups["departments"],
    }
    assert Notice.objects.filter(kind="drawn").count() == 10


def test_it_is_drawn_once_and_with_the_seed_that_was_published():
    notice = publish(wanted("units"))

    assert publish(wanted("units")) == notice
    with pytest.raises(UsageError, match="已经公布过种子"):
        publish(wanted("units", "更好的种子"))
    assert drawn("units") == drawn("units")
    assert Draw.objects.count() == 1


def test_numbers_up_to_the_largest_are_drawn_and_missing_ones_suspected():
    submit(licences(*range(1, 31), *range(33, 41)))

    made = drawn("numbers", units=5)

    states = {each["number"]: each["state"] for each in made.result["numbers"]}
    missing = {number for number, state in states.items() if state == "missing"}
    assert len(states) == 25
    assert missing <= {"示市监许〔2023〕31号", "示市监许〔2023〕32号"}
    assert set(Case.objects.values_list("document_number", flat=True)) == missing
    assert {each.signals.get().kind for each in Case.objects.all()} <= {"draw"}


def test_all_numbers_are_drawn_where_there_are_fewer_and_a_justified_one_is_left_out():
    submit(licences(1, 2, 3, 5, 6, 7, 8, 10))
    unit = Unit.objects.get(name=UNIT)
    first = rehearse(unit, at=datetime(2023, 12, 20, tzinfo=CHINA))
    assert {each["number"] for each in first.missing} == {
        "示市监许〔2023〕4号",
        "示市监许〔2023〕9号",
    }
    assert not Case.objects.exists()

    drawn("numbers")
    case = Case.objects.get(document_number="示市监许〔2023〕4号")
    at = datetime(2023, 12, 21, tzinfo=CHINA)
    take_step(CaseStep(case=case, act="judged", verdict="justified", made_at=at))

    again = rehearse(unit, at=datetime(2023, 12, 22, tzinfo=CHINA))
    assert [each["number"] for each in again.missing] == ["示市监许〔2023〕9号"]
    assert [each["number"] for each in again.of("explained")] == ["示市监许〔2023〕4号"]


def test_a_number_that_came_as_a_returned_row_is_not_missing():
    submit(licences(1, 2, 3, 5))
    submit(table({"XK_WSH": "示市监许〔2023〕4号", "XK_NR": ""}))

    found = rehearse(
        Unit.objects.get(name=UNIT), at=datetime(2023, 12, 20, tzinfo=CHINA)
    )

    assert found.missing == []


def test_a_draw_without_ranges_and_one_of_too_few_departments_are_refused():
    with pytest.raises(UsageError, match="还没有能划定范围的文书号"):
        publish(wanted("numbers"))
    with pytest.raises(UsageError, match="每次抽 5 至 7 个部门"):
        publish(wanted("numbers", units=3))


def test_what_was_drawn_is_repeated_from_what_is_kept():
    submit(licences(1, 2, 3, 5, 6, 7, 8, 10))
    for kind in ("units", "numbers"):
        told = as_told(drawn(kind).notice)
        assert verify(told) == []
        changed = json.loads(json.dumps(told, ensure_ascii=False))
        key = "groups" if kind == "units" else "numbers"
        changed["result"][key] = changed["result"][key][1:]
        assert len(verify(changed)) == 1


def test_every_database_and_process_draws_the_same():
    result = drawn("units").result

    code = (
        "import json, sys; from gongshi.oversight.draws import replay; "
        "print(json.dumps(replay(*json.load(sys.stdin))))"
    )
    notice = DrawNotice.objects.get()
    done = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(["units", notice.seed, {}, notice.given]),
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout) == result
    assert result["groups"] == DRAWN


def test_the_weekly_rehearsal_tells_the_unit_alone(monkeypatch):
    submit(licences(1, 2, 3, 5, 6, 7, 8, 10))
    now = datetime(2023, 12, 18, 8, tzinfo=CHINA)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    tell_all()
    tell_all()

    (notice,) = Notice.objects.filter(kind="rehearsal")
    assert (notice.unit.name, notice.person) == (UNIT, None)
    assert "抽了 10 个文书号，2 个平台上没有" in notice.text
    assert not Case.objects.exists()


def test_no_draw_may_be_lost_by_its_number():
    made = drawn("units")

    assert find_draw(made.notice.number).draw == made
    with pytest.raises(UsageError, match="没有「C1」这次抽查"):
        find_draw("C1")
    assert making.find_notice("numbers", DECEMBER) is None
