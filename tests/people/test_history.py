from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from gongshi.clocks.periods import month
from gongshi.errors import UsageError
from gongshi.ledger.facts import counts_by_head
from gongshi.ledger.history import read_once, units_on
from gongshi.ledger.models import Unit, UnitChange
from gongshi.ledger.selecting import Selection, select
from gongshi.ledger.units import load_register
from gongshi.people import audit, history
from gongshi.people.history import Order
from gongshi.people.models import AuditEntry
from tests.web import city

#: Between the two months in which something was filed.
FROM = Order(date(2023, 12, 20), "平编〔2023〕5号", "tests")
DECEMBER, NOVEMBER = month("2023-12"), month("2023-11")


def unit(name: str) -> Unit:
    return Unit.objects.get(name=name)


def counted(period=NOVEMBER) -> dict[str, int]:
    """Name the rows of each unit that tables show, as the month itself called it."""
    names = {pk: each.name for pk, each in units_on(period.last_day).items()}
    return {names[pk]: each.received for pk, each in counts_by_head(period).items()}


@pytest.fixture
def two_months(ledger) -> None:
    """Each unit files one row in November and one in December."""
    city.set_up_units()
    for number, name in enumerate(("市公安局", "市审计局", "鲁山县市场监督管理局")):
        for at in (11, 12):
            row = city.licence(number * 20 + at, date(2023, at, 21))
            city.file_rows([row], name, city.at(at, 22))


BEFORE = {"市公安局": 1, "市审计局": 1, "鲁山县": 1}


def test_a_renamed_unit_keeps_its_old_name_in_past_months(two_months):
    history.rename(unit("市公安局"), "市公安总局", FROM)

    assert counted(NOVEMBER) == BEFORE
    assert counted(DECEMBER) == {"市公安总局": 1, "市审计局": 1, "鲁山县": 1}


def test_while_a_page_is_made_the_register_is_read_once_for_all_days(two_months):
    with read_once(), CaptureQueriesContext(connection) as captured:
        first, then = counted(NOVEMBER), counted(DECEMBER)
        asked = len(captured)
        history.rename(unit("市公安局"), "市公安总局", FROM)
        renamed = len(captured)
        assert (counted(NOVEMBER), counted(DECEMBER)) == (first, then)

    assert not [each for each in captured.captured_queries[renamed:]
                if 'FROM "ledger_unit"' in each["sql"]]  # fmt: skip
    assert sum('FROM "ledger_unit"' in each["sql"]
               for each in captured.captured_queries[:asked]) == 1  # fmt: skip
    assert counted(DECEMBER) == {"市公安总局": 1, "市审计局": 1, "鲁山县": 1}


def test_files_that_name_a_unit_as_before_are_still_its_own(two_months):
    history.rename(unit("市公安局"), "市公安总局", FROM)

    assert load_register().find("市公安局").name == "市公安总局"


def test_a_merged_unit_counts_towards_the_other_from_the_day_on(two_months):
    history.merge(unit("市审计局"), unit("市公安局"), FROM)

    assert counted(NOVEMBER) == BEFORE
    assert counted(DECEMBER) == {"市公安局": 2, "鲁山县": 1}


def test_a_transferred_unit_leaves_its_county_from_the_day_on(two_months):
    history.transfer(unit("鲁山县市场监督管理局"), None, FROM)

    assert counted(NOVEMBER) == BEFORE
    assert counted(DECEMBER) == {
        "市公安局": 1, "市审计局": 1, "鲁山县市场监督管理局": 1
    }  # fmt: skip


def test_a_unit_split_off_counts_towards_its_origin_before_the_day(two_months):
    new = history.split(unit("市公安局"), "市公安交警支队", FROM)
    for at in (11, 12):
        row = city.licence(100 + at, date(2023, at, 21))
        city.file_rows([row], new.name, city.at(at, 23))

    assert counted(NOVEMBER) == {**BEFORE, "市公安局": 2}
    assert counted(DECEMBER) == {**BEFORE, "市公安交警支队": 1}


def test_changes_on_two_days_are_undone_one_by_one(two_months):
    here = unit("市审计局")
    history.merge(here, unit("市公安局"), Order(date(2023, 11, 5), "甲", "tests"))
    history.transfer(unit("市审计局"), unit("鲁山县"), FROM)

    names = {
        day: units_on(date(*day))[here.pk].parent_id
        for day in ((2023, 11, 4), (2023, 11, 5), (2023, 12, 20))
    }

    assert list(names.values()) == [None, unit("市公安局").pk, unit("鲁山县").pk]


def test_every_figure_opens_as_many_rows_as_it_counts(two_months):
    history.merge(unit("市审计局"), unit("市公安局"), FROM)
    history.transfer(unit("鲁山县市场监督管理局"), None, FROM)

    for period in (NOVEMBER, DECEMBER):
        told = counted(period)
        opened = {
            name: select(Selection(period=period, unit=name)).count() for name in told
        }
        assert opened == told


def test_an_alias_is_given_and_taken_and_moves_no_month(two_months):
    history.rename(unit("市公安局"), "市公安总局", FROM)
    before = Order(date(2023, 11, 1), "平编〔2023〕1号", "tests")

    history.add_alias(unit("市公安总局"), "公安局", before)

    assert load_register().find("公安局").name == "市公安总局"
    assert units_on(date(2023, 10, 1))[unit("市公安总局").pk].name == "市公安局"
    assert counted(NOVEMBER) == BEFORE
    history.drop_alias(unit("市公安总局"), "公安局", FROM)
    with pytest.raises(UsageError, match="公安局"):
        load_register().find("公安局")
    told = UnitChange.objects.values_list("kind", "alias")
    assert list(told)[1:] == [("alias", "公安局"), ("unalias", "公安局")]


@pytest.mark.parametrize(
    ("act", "words"),
    [
        (
            lambda: history.rename(unit("市公安局"), "市审计局", FROM),
            "已是「市审计局」的",
        ),
        (
            lambda: history.merge(unit("鲁山县"), unit("鲁山县市场监督管理局"), FROM),
            "就在",
        ),
        (lambda: history.merge(unit("鲁山县"), unit("鲁山县"), FROM), "就在"),
        (
            lambda: history.add_alias(unit("鲁山县"), "市审计局", FROM),
            "已是「市审计局」的",
        ),
        (lambda: history.drop_alias(unit("鲁山县"), "某县", FROM), "没有别名「某县」"),
        (lambda: history.transfer(unit("鲁山县"), None, FROM), "没有什么要改"),
        (
            lambda: history.rename(
                unit("鲁山县"), "某县", Order(date(2999, 1, 1), "甲", "t")
            ),
            "还没有到",
        ),
        (
            lambda: history.rename(unit("鲁山县"), "某县", Order(FROM.on, " ", "t")),
            "依据",
        ),
    ],
)
def test_what_does_not_fit_is_refused_with_its_reason(ledger, act, words):
    city.set_up_units()

    with pytest.raises(UsageError) as refused:
        act()

    assert words in refused.value.text
    assert not UnitChange.objects.exists()


def test_a_change_before_the_last_one_is_refused(ledger):
    city.set_up_units()
    history.rename(unit("鲁山县"), "某县", FROM)

    with pytest.raises(UsageError, match="已有一次变动"):
        history.rename(unit("某县"), "另县", Order(date(2023, 12, 1), "甲", "tests"))


def test_changes_are_kept_for_ever_and_in_the_audit_log(ledger):
    city.set_up_units()
    history.rename(unit("鲁山县"), "某县", FROM)

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        UnitChange.objects.all().delete()

    acts = AuditEntry.objects.order_by("number").values_list("act", flat=True)
    assert list(acts) == ["unit.import", "unit.rename"]
    assert audit.verify().broken_at is None
