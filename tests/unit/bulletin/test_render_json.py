import json
from datetime import date

from gongshi.bulletin.document import Document, Figure, Paragraph, Table
from gongshi.bulletin.render import render

BULLETIN = Document(
    organ="示例市信用办",
    number="示信用办〔2024〕1号",
    title_lines=("关于2023年12月份", "公示情况的通报"),
    period="2023-12",
    recipients="各单位：",
    paragraphs=(
        Paragraph(1, ("一、总体情况",)),
        Paragraph(0, ("迟报", Figure("7", {"from": date(2023, 12, 1)}), "条。")),
    ),
    tables=(
        Table(
            "late",
            "迟报统计表",
            ("单位", "迟报量"),
            (
                (
                    "甲局",
                    Figure("7", {"unit": "甲局", "outcome": {"faulty", "accepted"}}),
                ),
            ),
            note="按报达时间统计",
            annex=1,
        ),
    ),
    signed_by="示例市信用办",
    signed_on=date(2024, 1, 8),
    as_of="2024-01-05T09:00:00+08:00",
    policy="pingdingshan 2023",
    rulebook="sha256:1f",
)


def test_json_holds_the_texts_as_printed_and_every_figure_with_its_query() -> None:
    assert json.loads(render(BULLETIN, "json")) == {
        "title": "关于2023年12月份公示情况的通报",
        "number": "示信用办〔2024〕1号",
        "period": "2023-12",
        "paragraphs": ["一、总体情况", "迟报7条。"],
        "tables": [
            {
                "key": "late",
                "title": "迟报统计表",
                "header": ["单位", "迟报量"],
                "rows": [["甲局", "7"]],
                "note": "按报达时间统计",
            }
        ],
        "figures": [
            {"at": "paragraphs.1", "text": "7", "query": {"from": "2023-12-01"}},
            {
                "at": "tables.0.rows.0.1",
                "text": "7",
                "query": {"unit": "甲局", "outcome": ["accepted", "faulty"]},
            },
        ],
        "as_of": "2024-01-05T09:00:00+08:00",
        "policy": "pingdingshan 2023",
        "rulebook": "sha256:1f",
    }


def test_json_is_written_in_chinese_and_indented_by_two() -> None:
    lines = render(BULLETIN, "json").decode().splitlines()

    assert lines[:3] == [
        "{",
        '  "title": "关于2023年12月份公示情况的通报",',
        '  "number": "示信用办〔2024〕1号",',
    ]
