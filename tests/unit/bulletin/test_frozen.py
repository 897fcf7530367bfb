"""A frozen bulletin keeps everything, and its seal names it."""

from dataclasses import replace
from datetime import date, datetime

from gongshi.bulletin.document import Document, Figure, Paragraph, Span, Table
from gongshi.bulletin.frozen import freeze, seal, thaw

TABLE = Table(
    key="units",
    title="统计表",
    header=("单位", "数量"),
    rows=(("市公安局", Figure("3", {"unit": "市公安局", "late": True})),),
    annex=1,
    widths=(40, 0),
    total=True,
    over=((Span("甲", 2),),),
)
DOCUMENT = Document(
    organ="示例办",
    number="示〔2024〕1号",
    title_lines=("关于…", "的通报"),
    period="2023-12",
    recipients="各单位：",
    paragraphs=(Paragraph(0, ("收到", Figure("12", {"period": "2023-12"}), "条。")),),
    tables=(TABLE,),
    signed_by="示例办",
    signed_on=date(2024, 1, 8),
    attachments=("统计表",),
    printed_on=date(2024, 1, 9),
)


def test_a_thawed_bulletin_is_the_one_that_was_frozen():
    assert thaw(freeze(DOCUMENT)) == DOCUMENT
    undated = replace(DOCUMENT, signed_on=None)
    assert thaw(freeze(undated)) == undated


def test_equal_bulletins_have_equal_seals_and_a_changed_one_another():
    other = replace(DOCUMENT, number="示〔2024〕2号")

    assert seal(freeze(DOCUMENT)) == seal(freeze(replace(DOCUMENT)))
    assert seal(freeze(DOCUMENT)) != seal(freeze(other))
    assert len(seal("")) == 64


def test_odd_values_of_queries_are_kept_as_texts():
    query = {
        "on": date(2023, 12, 1), "at": datetime(2023, 12, 1, 9),  # noqa: DTZ001
        "outcomes": {"b", "a"}, "other": 1j,
    }  # fmt: skip
    odd = replace(DOCUMENT, paragraphs=(Paragraph(0, (Figure("1", query),)),))

    (figure,) = thaw(freeze(odd)).paragraphs[0].runs

    assert figure == Figure(
        "1",
        {"on": "2023-12-01", "at": "2023-12-01T09:00:00", "outcomes": ["a", "b"],
         "other": "1j"},
    )  # fmt: skip


def test_half_a_character_cannot_break_the_text():
    odd = replace(DOCUMENT, organ="甲\ud800")

    assert "\ud800" not in freeze(odd)
