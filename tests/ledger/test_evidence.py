"""Reviewed papers are kept whole or not at all, and give way without being changed."""

from datetime import datetime

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.assess import assess
from gongshi.actions.attachments import Attachment
from gongshi.actions.import_units import import_units
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.list_evidence import listed_evidence
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.ledger import archive
from gongshi.ledger.models import Evidence

UNITS = """name,group,aliases,parent
盐湖区,counties,,
盐湖区教育局,,,盐湖区
市发展改革委,departments,,
市教育局,departments,市教委,
"""
AUGUST = month("2021-08")
PDF = Attachment(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n", "说明.pdf")


@pytest.fixture(autouse=True)
def units(ledger):
    import_units(UNITS.encode(), file_name="units.csv")


def keep(kind, *names, due=None, concealed=None, **more):
    counts = [("due", due), ("concealed", concealed)]
    values = [(key, str(count)) for key, count in counts if count is not None]
    review = Review(kind, names, "审核员", values=values, **more)
    return keep_evidence(review, AUGUST, "yuncheng")


def table(text):
    return Attachment(text.encode(), "核对.csv")


def standing(**more):
    found, _ = listed_evidence(AUGUST, "yuncheng", **more)
    return [(each.unit.name, each.kind, each.is_met, each.due) for each in found]


def test_a_register_check_is_kept_with_its_numbers():
    (kept,) = keep("register", "市教委", due=20, concealed=3)

    assert (kept.unit.name, kept.due, kept.concealed) == ("市教育局", 20, 3)
    assert (kept.period, kept.policy) == ("2021-08", "yuncheng@2021-07-14")
    assert standing() == [("市教育局", "register", True, 20)]


def test_a_table_of_register_checks_is_kept_with_the_table_itself():
    file = table("单位,应报送,瞒报\n盐湖区教育局,20,3\n市教育局,0,0\n")

    kept = keep("台账核对", table=file)

    assert [(each.unit.name, each.due, each.concealed) for each in kept] == [
        ("盐湖区教育局", 20, 3),
        ("市教育局", 0, 0),
    ]
    assert archive.fetch(kept[0].file_hash) == file.content


def test_a_later_register_check_takes_the_place_of_the_one_before():
    (first,) = keep("register", "市教育局", due=20, concealed=3)

    (second,) = keep("register", "市教育局", due=20, concealed=1)

    assert second.replaces == first
    assert standing() == [("市教育局", "register", True, 20)]
    assert len(standing(with_replaced=True)) == 2


def test_adjustments_add_up_until_one_is_replaced():
    keep("media", "市教育局")
    (second,) = keep("media", "市教育局")

    keep("media", "市教育局", replaces=second.pk, is_met=False)

    assert [each[2] for each in standing()] == [True, False]


def test_a_paper_that_already_gave_way_is_not_replaced_again():
    (first,) = keep("media", "市教育局")
    keep("media", "市教育局", replaces=first.pk, is_met=False)

    with pytest.raises(UnknownName, match="2021年8月没有第"):
        keep("media", "市教育局", replaces=first.pk)


def test_an_attached_file_is_kept_and_named():
    (kept,) = keep("explanation", "市教育局", attachment=PDF)

    assert kept.file_name == "说明.pdf"
    assert archive.fetch(kept.file_hash) == PDF.content


@pytest.mark.parametrize("act", ["update", "delete"])
def test_evidence_can_neither_be_changed_nor_deleted(act):
    (kept,) = keep("media", "市教育局")
    found = Evidence.objects.filter(pk=kept.pk)
    acts = {"update": lambda: found.update(note="改"), "delete": found.delete}

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        acts[act]()


@pytest.mark.parametrize(
    ("kind", "names", "more", "fault", "text"),
    [
        ("media", ["火星局"], {}, UnknownName, "单位名录里没有「火星局」，"
         "请用 gongshi units list 查看名录，或先用 gongshi units import 导入。"),
        ("applause", ["市教育局"], {}, UnknownName, "没有「applause」这种证据，可用："
         "plan_published（工作方案公开）、directory_published（目录公开）、"
         "records_published（信息完整公示）、platform_incident（平台重大事故）、"
         "commendation（国家级、省部级表彰）、model_city（申报创建示范城市）、"
         "media（主站正面专题报道）、praise（省领导批示或大会表扬）、register（台账核对）、"
         "drawn（被抽查）、explanation（盖章说明）。"),
        ("explanation", ["市教育局"], {}, UsageError,
         "「盖章说明」须有印证材料，请用 --file 附上文件。"),
        ("platform_incident", ["市教育局"], {}, UsageError,
         "「平台重大事故」的责任单位是市发展改革委，不是「市教育局」；"
         "如是同一单位，请在名录里给它加上这个别名。"),
        ("register", ["市教育局"], {}, FileFault,
         "「台账核对」没有存，请改好再来：没有写应报送；没有写瞒报。"),
        ("register", ["市教育局"], {"due": 3}, FileFault,
         "「台账核对」没有存，请改好再来：没有写瞒报。"),
        ("register", ["市教育局"], {"due": 3, "concealed": 4}, FileFault,
         "「台账核对」没有存，请改好再来：瞒报「4」不能多于应报送「3」。"),
        ("media", ["市教育局"], {"due": 3, "concealed": 1}, UsageError,
         "「主站正面专题报道」只有认定，没有可填的内容，也不能用一张表登记。"),
        ("media", [], {}, UsageError, "没有写单位，请用 --unit 写明。"),
        ("register", ["市教育局"], {"table": table("unit,due,concealed\n市教育局,1,0\n")},
         UsageError, "用了 --register 就不再写 --unit、--value 和 --file，表里每行一件。"),
        ("register", [], {"table": table("甲,乙\n1,2\n")}, FileFault,
         "「核对.csv」不是「台账核对」的表：表头应有 unit、due、concealed"
         "（或 单位、应报送、瞒报），什么都没有存。"),
        ("register", [], {"table": table("unit,due\n市教育局,1\n")}, FileFault,
         "「核对.csv」不是「台账核对」的表：表头应有 unit、due、concealed"
         "（或 单位、应报送、瞒报），什么都没有存。"),
        ("register", [], {"table": table("unit,due,concealed\n")}, FileFault,
         "文件只有表头，没有数据行，请在表头下面逐行填写后重新上传。"),
        ("register", [], {"table": table(
            "unit,due,concealed\n火星局,1,0\n市教育局,1,2\n市教委,x,0\n盐湖区,1,0\n盐湖区,1,0\n"
         )}, FileFault, "「台账核对」没有存，请改好再来：第 2 行：单位名录里没有「火星局」；"
         "第 3 行「市教育局」：瞒报「2」不能多于应报送「1」；"
         "第 4 行「市教育局」：应报送「x」应为 0 或更大的整数；"
         "「市教育局」重复；「盐湖区」重复。"),
        ("media", ["市教育局"], {"attachment": Attachment(b"", "a.pdf")}, FileFault,
         "附件「a.pdf」是空的，什么都没有存。"),
        ("media", ["市教育局"], {"attachment": Attachment(b"%PDF-1.7 cut", "a.pdf")},
         FileFault, "附件「a.pdf」打不开（内容不是完整的 pdf 文件），"
         "请重新扫描或导出；什么都没有存。"),
        ("media", ["市教育局"], {"attachment": Attachment(b"PK\3\4", "a.docx")}, FileFault,
         "附件「a.docx」打不开（内容不是完整的 docx 文件），请重新扫描或导出；什么都没有存。"),
        ("media", ["市教育局"], {"attachment": Attachment(b"MZ", "a.exe")}, FileFault,
         "附件「a.exe」的格式不收，可用：pdf、jpg、jpeg、png、docx、xlsx、ofd；什么都没有存。"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence_and_nothing_is_stored(
    kind, names, more, fault, text
):
    with pytest.raises(fault) as told:
        keep(kind, *names, **more)

    assert told.value.text == text
    assert Evidence.objects.count() == 0


def test_a_reviewer_has_to_be_named():
    with pytest.raises(UsageError, match="没有写审核人"):
        keep_evidence(Review("media", ["市教育局"], " "), AUGUST, "yuncheng")


def test_a_month_before_the_first_edition_takes_no_evidence():
    with pytest.raises(UsageError) as told:
        keep_evidence(Review("media", ["市教育局"], "甲"), month("2021-06"), "yuncheng")

    assert told.value.text == (
        "「运城市」在2021年6月没有考核办法（最早一版自 2021-07-14 起）。"
    )


def test_what_came_after_the_moment_does_not_count():
    before = datetime(2021, 9, 5, 9, tzinfo=CHINA)
    review = Review(
        "register", ["市教育局"], "甲", values=[("应报送", "10"), ("瞒报", "5")]
    )
    keep_evidence(review, AUGUST, "yuncheng", received_at=before)
    keep("register", "市教育局", due=10, concealed=0)

    points = [
        assess(AUGUST, "yuncheng", as_of=moment).of("市教育局").card.total
        for moment in (before, None)
    ]

    assert points == [12.5, 25]


def test_a_draw_that_is_short_is_told():
    keep("drawn", "盐湖区教育局")

    notes = assess(AUGUST, "yuncheng").notes

    assert "县（市、区）本月应抽查 5 家，已登记 1 家。" in notes
    assert "市直部门本月应抽查 5 家，已登记 0 家。" in notes
