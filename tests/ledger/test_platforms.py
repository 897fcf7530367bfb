"""武汉's connected platforms: entered one by one, told and listed inside the text."""

import pytest

from gongshi.actions.attachments import Attachment
from gongshi.actions.import_units import import_units
from gongshi.actions.issue import compose_bulletin
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.list_evidence import listed_evidence
from gongshi.bulletin.document import Document
from gongshi.clocks.periods import month
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.ledger.models import Evidence, Office
from tests.ledger.opening import counted, opened, said, shown

UNITS = """name,group,aliases,parent
蔡甸区,districts,,
汉阳区,districts,,
汉阳区教育局,,,汉阳区
市审批局,departments,,
"""
JUNE, JULY = month("2022-06"), month("2022-07")
TABLE = """所属单位,平台名称
市审批局,示例审管联动平台
汉阳区,示例楼宇平台
汉阳区教育局,示例教育云平台
"""
NEW = (
    "截至7月份，已有4个平台（系统）与市信用信息公共服务平台完成对接，"
    "其中本月新增3个，具体如下："
)


@pytest.fixture(autouse=True)
def office(ledger: None) -> None:
    Office.objects.update(place="wuhan")
    import_units(UNITS.encode(), file_name="units.csv")


def keep(period, *units, **more):
    review = Review("platform", units, "审核员", **more)
    return keep_evidence(review, period, "wuhan")


@pytest.fixture
def document() -> Document:
    keep(JUNE, "蔡甸区", values=[("name", "示例大数据平台")])
    keep(JULY, table=Attachment(TABLE.encode(), "平台.csv"))
    return compose_bulletin(JULY, "wuhan")


def test_the_platforms_of_the_month_stand_in_the_text(document):
    place = said(document).index(NEW)

    assert shown(document, "platforms") == [
        ["1", "市审批局", "示例审管联动平台"],
        ["2", "汉阳区", "示例楼宇平台"],
        ["3", "汉阳区教育局", "示例教育云平台"],
    ]
    table = document.tables[0]
    assert (table.annex, table.after) == (None, place)
    assert [each.annex for each in document.tables[1:]] == [1, 2, 3]
    assert len(document.attachments) == 3


def test_every_number_of_platforms_opens_them(document):
    figures = [each for each in counted(document) if "kind" in each.query]

    assert [int(each.text) for each in figures] == [4, 3]
    assert [opened(each) for each in figures] == [4, 3]


def test_a_unit_has_the_platforms_below_it(document):
    found, _ = listed_evidence(JULY, "wuhan", kind="平台对接", unit="汉阳区")

    assert [each.values["name"] for each in found] == ["示例楼宇平台", "示例教育云平台"]


def test_a_month_without_new_platforms_has_no_table():
    keep(JUNE, "蔡甸区", values=[("平台名称", "示例大数据平台")])

    document = compose_bulletin(JULY, "wuhan")

    assert (
        "截至7月份，已有1个平台（系统）与市信用信息公共服务平台完成对接，本月没有新增。"
        in said(document)
    )
    assert "platforms" not in [each.key for each in document.tables]


def test_nothing_entered_is_told_plainly():
    told = said(compose_bulletin(JULY, "wuhan"))

    assert "截至7月份，没有登记与市信用信息公共服务平台完成对接的平台（系统）。" in told


def test_a_withdrawn_platform_is_no_longer_counted(document):
    number = Evidence.objects.get(values__name="示例楼宇平台").pk
    keep(JULY, "汉阳区", is_met=False, replaces=number)

    again = compose_bulletin(JULY, "wuhan")

    assert len(shown(again, "platforms")) == 2


@pytest.mark.parametrize(
    ("units", "more", "fault", "text"),
    [
        (["蔡甸区"], {}, FileFault, "「平台对接」没有存，请改好再来：没有写平台名称。"),
        (["蔡甸区"], {"values": [("名", "甲")]}, FileFault, "「平台对接」没有存，请改好再来："
         "没有「名」这一项，可写：name（平台名称）；没有写平台名称。"),
        (["蔡甸区"], {"values": [("name", "甲"), ("平台名称", "乙")]}, FileFault,
         "「平台对接」没有存，请改好再来：「平台名称」写了两次。"),
        (["蔡甸区"], {"values": [("name", "平" * 201)]}, FileFault,
         f"「平台对接」没有存，请改好再来：平台名称「{'平' * 201}」应在 200 字以内，不含看不见的字符。"),
        (["火星区"], {"values": [("name", "甲")]}, UnknownName, "单位名录里没有「火星区」，"
         "请用 gongshi units list 查看名录，或先用 gongshi units import 导入。"),
        ([], {"table": Attachment("单位,系统\n蔡甸区,甲\n".encode(), "平台.csv")}, FileFault,
         "「平台.csv」不是「平台对接」的表：表头应有 unit、name（或 单位、平台名称），什么都没有存。"),
        ([], {"table": Attachment("单位,平台名称\n蔡甸区,\n火星区,甲\n".encode(), "平台.csv")},
         FileFault, "「平台对接」没有存，请改好再来：第 2 行「蔡甸区」：没有写平台名称；"
         "第 3 行：单位名录里没有「火星区」。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_and_nothing_is_stored(units, more, fault, text):
    with pytest.raises(fault) as told:
        keep(JULY, *units, **more)

    assert told.value.text == text
    assert Evidence.objects.count() == 0


def test_a_place_that_takes_no_papers_says_so():
    with pytest.raises(UsageError) as told:
        keep_evidence(Review("platform", ["蔡甸区"], "甲"), JULY, "pingdingshan")

    assert told.value.text.startswith("「平顶山市」在2022年7月没有考核办法")
