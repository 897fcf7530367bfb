from datetime import date

import pytest

from tests.web import city
from tests.web.conftest import heading


def test_month_answers_in_its_heading(reader, december):
    source = reader.open("/")

    assert heading(source).startswith("2023年12月 报送情况：10 行，合格率")


def test_month_shows_fraction_of_rates(reader, december):
    words = reader.words("/?period=2023-12")

    assert "合格率 70% 7 / 10" in words


def test_month_counts_children_with_their_parent(reader, december):
    source = reader.open("/month.csv?period=2023-12")

    assert "县（市、区）,鲁山县,7,4,3," in source


def test_month_links_numbers_to_rows_that_are_as_many(reader, december):
    source = reader.open("/rows/?period=2023-12&unit=鲁山县&outcome=faulty")

    assert heading(source) == "2023年12月 鲁山县 问题：3 行"


def test_month_sorts_by_a_column(reader, december):
    source = reader.open("/month.csv?period=2023-12&sort=received")

    assert source.index("市审计局") < source.index("市公安局")


def test_month_shows_one_group(reader, december):
    source = reader.open("/?period=2023-12&group=departments")

    assert ">鲁山县</a>" not in source
    assert heading(source).startswith("2023年12月 报送情况：3 行")


def test_month_prints_a_dash_for_nothing_over_nothing(reader, december):
    source = reader.open("/month.csv?period=2023-12")

    assert "市直部门,市审计局,0,0,0,0,0,0,0,—,—" in source


def test_month_shows_rows_of_no_unit_apart(reader, december):
    city.file_rows([city.licence(20, date(2023, 12, 18))], "auto", city.at(12, 20))

    source = reader.open("/month.csv?period=2023-12")

    assert "其他,未识别单位,1," in source


@pytest.mark.parametrize(("last", "told"), [(17, 14), (18, 13)])
def test_month_counts_silence_to_the_end_of_its_last_day(reader, last, told):
    city.set_up_units()
    day = date(2023, 12, last - 1)
    city.file_rows([city.licence(20, day)], "市审计局", city.at(12, last))

    words = reader.words("/?period=2023-12")

    assert f"市审计局 {told} 天" in words


def test_month_says_what_to_do_when_the_ledger_is_empty(reader):
    words = reader.words("/")

    assert "还没有报送" in words
    assert "gongshi units import" in words


def test_month_refuses_a_month_written_otherwise(reader, december):
    assert "请写成 2023-12 的样子" in reader.words("/?period=12月", status=400)


@pytest.mark.parametrize("filings", [1, 6])
def test_month_asks_the_same_queries_however_many_filings(reader, december, filings):
    for number in range(filings):
        row = city.licence(100 + number, date(2023, 12, 18))
        city.file_rows([row], "市公安局", city.at(12, 20, number))

    reader.open("/?period=2023-12")

    # register · its changes since · what was added last · counts · ids of batches · mended
    # rows · withdrawn rows · the same for days before the month (December has more than thirty days, so
    # none) · office · last filings · last nil returns · cases that refute some · drafts of
    # bulletins · windows asked for · latest batches
    assert reader.queries == 16
