from datetime import date

from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshi.ledger import pages
from tests.web import city
from tests.web.conftest import heading


def test_rows_are_those_behind_a_figure(reader, december):
    source = reader.open("/rows/?period=2023-12&late=1&outcome=accepted")

    assert heading(source) == "2023年12月 迟报：1 行"
    assert "平示许〔2023〕3号" in source


def test_rows_take_several_outcomes_as_bulletins_ask(reader, december):
    source = reader.open("/rows/?period=2023-12&outcome=accepted,faulty")

    assert heading(source) == "2023年12月 正确＋问题：10 行"


def test_rows_of_two_categories_name_both(reader, december):
    source = reader.open("/rows/?period=2023-12&category=licence,penalty")

    assert heading(source) == "2023年12月 行政许可、行政处罚：10 行"


def test_rows_show_the_latest_month_when_none_is_asked(reader, december):
    assert heading(reader.open("/rows/")) == "2023年12月：10 行"


def test_rows_of_a_batch_are_all_its_rows(reader, december):
    source = reader.open(f"/rows/?batch={december.number}")

    assert heading(source) == f"{december.number}：5 行"


def test_rows_are_found_by_part_of_number_or_name(reader, december):
    assert heading(reader.open("/rows/?q=2023〕3号")).endswith("1 行")
    assert heading(reader.open("/rows/?q=示例4号")).endswith("1 行")


def test_rows_are_paged_by_key(reader):
    city.set_up_units()
    day = date(2023, 12, 4)
    city.file_rows(
        [city.licence(n, day) for n in range(1, 61)], "市公安局", city.at(12, 5)
    )
    first = reader.open("/rows/?period=2023-12")
    address = first.split("后 50 行")[0].rpartition('href="')[2].partition('"')[0]

    second = reader.open(address.replace("&amp;", "&"))

    assert first.count('data-l="行政相对人"') == 50
    assert second.count('data-l="行政相对人"') == 10
    assert heading(second) == "2023年12月：60 行"


def test_a_sorted_month_is_sorted_once_for_all_its_pages_until_rows_are_added(reader):
    city.set_up_units()
    day = date(2023, 12, 4)
    rows = [city.licence(n, day) for n in range(1, 61)]
    city.file_rows(rows[:59], "市公安局", city.at(12, 5))
    address = "/rows/?period=2023-12&sort=number&q=平示"
    last = f"{address}&after=50"
    assert heading(reader.open(address)).endswith("：59 行")

    with CaptureQueriesContext(connection) as asked:
        assert reader.open(last).count('data-l="行政相对人"') == 9
    assert not [each for each in asked if "LIKE" in each["sql"]]

    city.file_rows(rows[59:], "市公安局", city.at(12, 6))
    assert heading(reader.open(address)).endswith("：60 行")
    assert reader.open(last).count('data-l="行政相对人"') == 10


def test_rows_of_all_months_are_sorted_in_one_way_only(reader, december):
    everything = reader.open("/rows/?period=all&sort=name")
    unit = reader.open("/rows/?period=all&sort=name&unit=市公安局")

    assert "只按最近收到的在前排" in everything
    assert "按行政相对人" not in everything
    assert '<option value="name" selected>按行政相对人' in unit


def test_a_part_of_a_name_is_looked_for_in_the_latest_rows(
    reader, december, monkeypatch
):
    monkeypatch.setattr(pages, "SEARCHED", 5)
    part = reader.words("/rows/?period=all&q=示例")
    code = city.licence(1, date(2023, 12, 4))["XK_XDR_SHXYM"]

    assert "只在最近收到的 5 行里找" in part
    assert "找；更早的请写月份" not in reader.words("/rows/?period=2023-12&q=示例")
    assert "行里找" not in reader.words(f"/rows/?period=all&q={code}")


def test_rows_say_what_to_do_when_nothing_is_found(reader, december):
    words = reader.words("/rows/?period=2023-12&q=查无此号")

    assert "没有这样的行" in words
    assert "放宽一些" in words


def test_rows_name_a_unit_that_does_not_exist(reader, december):
    assert "单位名录里没有「火星」" in reader.words("/rows/?unit=火星", status=404)


def test_rows_ask_four_queries(reader, december):
    reader.open("/rows/?period=2023-12&outcome=accepted")

    # rows · office · names of units; all rows are shown, so they are counted
    assert reader.queries == 4


def test_rows_export_no_formula(reader):
    city.set_up_units()
    day = date(2023, 12, 4)
    row = city.licence(1, day, XK_XDR_MC="=HYPERLINK(1)", XK_WSH="＋1〔2023〕1号")
    city.file_rows([row], "市公安局", city.at(12, 5))

    source = reader.open("/rows.csv?period=2023-12")

    assert ",'=HYPERLINK（1）,'+1" in source


def test_rows_export_a_workbook(reader, december):
    source = reader.open("/rows.xlsx?period=2023-12")

    assert source.startswith("PK")
    assert reader.headers["Content-Disposition"].endswith(".xlsx")


def test_row_shows_fields_with_their_titles(reader, december):
    words = reader.words(f"/rows/{december.pk * 10_000_000 + 2}/")

    assert "行政相对人名称 示例4号公司" in words
    assert "2023-12-04（周一）作出决定，7 个工作日内报送" in words


def test_row_hides_certificate_numbers(reader, december):
    source = reader.open(f"/rows/{december.pk * 10_000_000 + 6}/")

    assert city.CERTIFICATE[:-1] not in source
    assert "1****************1" in source


def test_row_leads_to_the_row_that_mended_it(reader, december):
    source = reader.open(f"/rows/{december.pk * 10_000_000 + 3}/")

    assert "由 <a" in source
    assert "GS-20231212-0001-2" in source


def test_row_asks_eight_queries(reader, december):
    reader.open(f"/rows/{december.pk * 10_000_000 + 2}/")

    # row with batch, unit and what it replaces · office · windows · findings · record ·
    # later row · what was asked about it · notices
    assert reader.queries == 8


def test_row_that_does_not_exist_is_not_found(reader, december):
    assert "没有编号为「7」的行" in reader.words("/rows/7/", status=404)
