"""The office's map of series, one of them whole, and what is said of its gaps."""

import csv
import io
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gongshi.actions.gaps import explain_gaps
from gongshi.actions.series_map import find_all
from gongshi.jobs.models import Job
from gongshi.ledger.case_models import Case
from gongshi.ledger.models import Unit
from gongshi.ledger.series_models import NumberSeries
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_windows import Desk
from tests.web.unit.conftest import judge as do_what_waits

DAY = date(2023, 12, 4)


def file(*serials: int, unit: str = "市公安局", **changed: str) -> None:
    own = {"XK_LYDW": unit, "XK_LYDWDM": "", "XK_XKJG": unit, "XK_XKJGDM": ""}
    rows = [city.licence(each, DAY, **own) for each in serials]
    if prefix := changed.get("prefix"):
        rows = [
            row | {"XK_WSH": f"{prefix}〔2023〕{n}号"}
            for n, row in zip(serials, rows, strict=True)
        ]
    city.file_rows(rows, unit, city.at(12, 5), name=f"{unit}{serials}{changed}.csv")


def number(serial: int) -> str:
    return f"平示许〔2023〕{serial}号"


@pytest.fixture
def analyst() -> Desk:
    city.set_up_units()
    file(1, 2, 5, 6, 8)
    file(1, 2, 3, unit="市审计局", prefix="示审许")
    find_all()()
    return Desk("analyst")


@pytest.fixture
def explained(analyst) -> Desk:
    unit = Unit.objects.get(name="市公安局")
    explain_gaps(unit, [number(3), number(4), number(7)], "void", "整本作废", "clerk")
    find_all()()
    return analyst


def address() -> str:
    return f"/series/{NumberSeries.objects.get(prefix='平示许').pk}/"


def cases(*serials: int) -> list[str]:
    found = {each.document_number: each.pk for each in Case.objects.all()}
    return [f"{found[number(serial)]}" for serial in serials]


def decide(desk: Desk, *serials: int, status: int = 302, **form: object) -> str:
    told = {"case": " ".join(cases(*serials)), **form}
    return desk.send(f"{address()}decide/", status, **told)


def test_the_map_shows_every_series_worst_first(analyst):
    page = analyst.open("/series/")

    assert heading(page) == "编号：2 个系列，缺 3 个号"
    told = words(page)
    assert told.index("平示许〔2023〕") < told.index("示审许〔2023〕")
    assert 'aria-label="1 到 8 号，缺 3 个"' in page


@pytest.mark.parametrize(
    ("query", "prefixes"),
    [
        ("gaps=1", ["平示许"]),
        ("unit=市审计局", ["示审许"]),
        ("category=penalty", []),
        ("year=2023&sort=name", ["平示许", "示审许"]),
        ("year=2022", []),
        ("sort=waiting", ["平示许", "示审许"]),
        ("sort=due", ["平示许", "示审许"]),
    ],
)
def test_the_map_is_filtered_and_exported_alike(analyst, reader, query, prefixes):
    page = reader.open(f"/series/?{query}")
    _, *lines = csv.reader(io.StringIO(reader.open(f"/series.csv?{query}")))

    assert [line[2] for line in lines] == prefixes
    assert [each for each in ("平示许〔", "示审许〔") if each in page] == [
        f"{prefix}〔" for prefix in ("平示许", "示审许") if prefix in prefixes
    ]


def test_a_line_of_the_file_says_all(analyst, reader):
    _, line, _ = csv.reader(io.StringIO(reader.open("/series.csv")))

    assert line[:4] == ["市公安局", "行政许可", "平示许", "2023"]
    assert line[4:15] == [
        "1",
        "8",
        "5",
        "0.625",
        "3",
        "3",
        "0",
        "0",
        "0",
        "0",
        "2023-12-12",
    ]
    assert line[15] == "3—4、7"


@pytest.mark.parametrize(
    ("query", "status", "told"),
    [
        ("sort=no", 400, "地址里的排序不对"),
        ("year=no", 400, "年份请写四位数字"),
        ("unit=没有的局", 404, "单位名录里没有"),
    ],
)
def test_an_address_that_asks_nonsense_is_refused(analyst, reader, query, status, told):
    assert told in reader.words(f"/series/?{query}", status)


def test_the_map_reads_no_rows(analyst, reader):
    with CaptureQueriesContext(connection) as captured:
        reader.open("/series/")

    assert reader.queries <= 10
    assert not [each for each in captured if "ledger_entry" in each["sql"]]


def test_one_series_is_shown_with_its_reasons(analyst):
    told = words(analyst.open(address()))

    for each in (
        "有记录的 5 个，没有记录的 3 个：未说明 3，待审核 0",
        "市公安局的行政许可「平示许」",
        "应有 8 个号，有记录的 5 个，缺 3 个",
        "下一个号 平示许〔2023〕9号",
        "2 段",
    ):
        assert each in told


def test_explanations_are_accepted_and_refused_many_at_once(explained):
    told = words(explained.open(address()))
    assert "待审核 3" in told
    assert "退回，请单位再说明 判为漏报 判为瞒报" in told

    decide(explained, 3, 4, answer="accept")
    decide(explained, 7, answer="refuse", how="omitted", text="查实是漏报")

    told = words(explained.open(address()))
    assert "未说明 0，待审核 0，未认可 1，已认可 2" in told
    assert "信用办：查实是漏报" in told


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ({"answer": "refuse", "how": "omitted"}, "请写明为什么"),
        ({"answer": "refuse", "how": "no", "text": "不"}, "请选怎样处理"),
        ({"answer": "accept", "case": "x"}, "请至少选一个"),
        ({"answer": "accept", "text": "长" * 501}, "最多写 500 字"),
    ],
)
def test_what_is_wrong_is_told(explained, form, told):
    assert told in decide(explained, 3, status=422, **form)
    assert "待审核 3" in words(explained.open(address()))


def test_who_only_reads_decides_nothing(explained):
    reviewer = Desk("supervisor")

    assert 'name="case"' not in reviewer.open(address())
    decide(reviewer, 3, status=403, answer="accept")


def test_the_search_is_begun_once_a_minute(analyst):
    for _ in range(2):
        analyst.send("/series/anew/")

    assert Job.objects.filter(kind="series_map").count() == 1
    assert "已交后台重新计算" in words(analyst.open("/series/?begun=1"))


def test_a_series_that_is_gone_is_not_found(analyst):
    assert "没有编号为 999 的文书号系列" in words(analyst.open("/series/999/", 404))


def test_what_was_found_before_and_is_no_more_leaves_the_map(analyst):
    NumberSeries.objects.filter(prefix="示审许").update(key="gone")

    find_all()()

    keys = set(NumberSeries.objects.values_list("key", flat=True))
    assert len(keys) == 2
    assert "gone" not in keys


def test_one_series_reads_no_numbers_and_says_when_later_ones_came(analyst):
    with CaptureQueriesContext(connection) as captured:
        assert "之后又报来了文书号" not in words(analyst.open(address()))
    assert not [each for each in captured if "ledger_entry" in each["sql"]]

    file(9)
    assert "之后又报来了文书号，正在重新计算" in words(analyst.open(address()))
    do_what_waits()

    told = words(analyst.open(address()))
    assert "平示许〔2023〕1—9 号" in told
    assert "之后又报来了文书号" not in told


def test_a_long_series_shows_its_gaps_page_by_page(analyst):
    file(*(each for each in range(10, 1500) if each % 5))
    find_all()()

    first, second = (words(analyst.open(f"{address()}?page={at}")) for at in (1, 2))

    assert "分 6 页，没有认可的在前；这是第 1 页" in first
    assert "段没有画出来，只画这一页有缺号的和首尾两段" in first
    assert "15 号" in first
    assert "500 号" in second
    assert "500 号" not in first
