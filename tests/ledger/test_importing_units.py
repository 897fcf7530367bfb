"""A register is imported: what it changes is known before, and no past month moves."""

from datetime import date

import pytest

from gongshi.actions.change_unit import (
    Wanted,
    change_unit,
    changes_of,
    foretell,
    told,
)
from gongshi.actions.import_units import Change, import_units, plan_import
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.ledger.history import units_on
from gongshi.ledger.models import Unit, UnitChange
from gongshi.people import history
from gongshi.people.history import Order
from gongshi.people.models import AuditEntry
from tests.web import city

FROM = Order(date(2023, 12, 20), "平编〔2023〕5号", "tests")


@pytest.fixture(autouse=True)
def units(ledger):
    city.set_up_units()


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def planned(text: str):
    return plan_import(text.encode(), file_name="u.csv")


def imported(text: str, **told):
    return import_units(text.encode(), file_name="u.csv", **told)


def test_what_a_file_would_change_is_told_and_nothing_is_stored():
    plan = planned(
        "name,place,parent\n市公安局,鲁山,\n市审计局,平顶山,市公安局\n新局,,鲁山县\n"
    )

    assert plan.added == ("新局",)
    assert plan.changes == (Change("市公安局", "place", "平顶山", "鲁山"),)
    assert plan.changes[0].title == "地方"
    assert plan.moves == (Change("市审计局", "parent", "", "市公安局"),)
    assert Unit.objects.count() == 4


def test_another_parent_without_a_day_is_refused_and_says_what_to_do():
    with pytest.raises(UsageError) as refused:
        imported("name,parent\n鲁山县市场监督管理局,市公安局\n")

    assert refused.value.text == (
        "单位名录没有导入：「鲁山县市场监督管理局」从「鲁山县」之下改为「市公安局」之下，"
        "换上级单位要写明从哪天起和依据（命令行写 --on 和 --reason），"
        "记作划转，以前的月份才不变；或先办划转再导入。"
    )
    assert unit("鲁山县市场监督管理局").parent == unit("鲁山县")


def test_another_parent_with_a_day_is_a_transfer_and_past_months_stay():
    done = imported("name,parent\n鲁山县市场监督管理局,市公安局\n", order=FROM)

    assert (done.added, done.updated, done.moved, done.total) == (0, 1, 1, 4)
    moved = unit("鲁山县市场监督管理局")
    assert moved.parent == unit("市公安局")
    before = units_on(date(2023, 12, 19))[moved.pk].parent_id
    assert before == unit("鲁山县").pk
    (change,) = changes_of(moved)
    assert told(change) == (
        "自 2023年12月20日起，「鲁山县市场监督管理局」划归「市公安局」"
    )


def test_a_transfer_that_does_not_fit_stops_the_whole_import():
    with pytest.raises(UsageError, match="还没有到"):
        imported(
            "name,place,parent\n市审计局,鲁山,市公安局\n",
            order=Order(date(2999, 1, 1), "甲", "tests"),
        )

    assert unit("市审计局").place == "平顶山"


def test_columns_that_are_not_there_change_nothing():
    imported("name,aliases\n鲁山县市场监督管理局,县市监局\n")

    imported("name,place\n鲁山县市场监督管理局,鲁山\n")

    kept = unit("鲁山县市场监督管理局")
    assert (kept.place, kept.group, kept.functions) == ("鲁山", "counties", ["licence"])
    assert kept.aliases == ["县市监局"]


def test_a_former_name_stays_an_alias():
    history.rename(unit("市公安局"), "市公安总局", FROM)

    imported("name,aliases\n市公安总局,公安\n")

    assert unit("市公安总局").aliases == ["公安", "市公安局"]


def test_what_was_looked_at_is_what_is_done():
    text = "name,place\n市公安局,鲁山\n"
    seen = planned(text).digest
    imported("name,place\n市公安局,汝州\n")

    with pytest.raises(UsageError, match="再看一遍"):
        imported(text, looked_at=seen)

    imported(text, looked_at=planned(text).digest)
    assert unit("市公安局").place == "鲁山"


def test_a_wrong_file_changes_nothing():
    with pytest.raises(FileFault, match="不在名录里"):
        imported("name,parent\n市公安局,某某局\n")


def test_an_import_is_in_the_audit_log():
    imported("name\n新局\n", actor="head")

    entry = AuditEntry.objects.order_by("-number").first()
    assert (entry.act, entry.actor) == ("unit.import", "head")


@pytest.mark.parametrize(
    ("kind", "name", "to", "sentence"),
    [
        ("rename", "市公安局", "市公安总局", "「市公安局」更名为「市公安总局」"),
        ("merge", "市审计局", "市公安局", "「市审计局」并入「市公安局」"),
        ("split", "市公安局", "交警支队", "「市公安局」分出「交警支队」"),
        ("transfer", "市审计局", "鲁山县", "「市审计局」划归「鲁山县」"),
        ("transfer", "鲁山县市场监督管理局", "",
         "「鲁山县市场监督管理局」不再有上级单位，单列"),
        ("alias", "市公安局", "公安", "「市公安局」又称「公安」"),
        ("unalias", "鲁山县市场监督管理局", "县市监局",
         "「鲁山县市场监督管理局」不再称「县市监局」"),
    ],
)  # fmt: skip
def test_what_will_hold_is_told_by_the_code_that_makes_it(kind, name, to, sentence):
    imported("name,aliases\n鲁山县市场监督管理局,县市监局\n")
    police = unit("市公安局")
    wanted = Wanted(kind, unit(name).pk, to, FROM)

    assert foretell(wanted) == f"自 2023年12月20日起，{sentence}"
    assert not UnitChange.objects.exists()

    assert told(change_unit(wanted)) == f"自 2023年12月20日起，{sentence}"
    assert [told(each) for each in changes_of(police)] == (
        [f"自 2023年12月20日起，{sentence}"] if "市公安局" in (name, to) else []
    )


@pytest.mark.parametrize(
    ("kind", "to", "words"),
    [("merge", "某局", "名录里没有「某局」"), ("marry", "市审计局", "可办：更名")],
)
def test_a_change_to_nobody_is_refused(kind, to, words):
    with pytest.raises(UsageError, match=words):
        foretell(Wanted(kind, unit("市公安局").pk, to, FROM))


def test_a_unit_that_is_not_there_cannot_change():
    with pytest.raises(UnknownName, match="没有编号为 77777"):
        change_unit(Wanted("rename", 77777, "某局", FROM))
