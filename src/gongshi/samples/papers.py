"""Writes the papers that give decisions away: registers of units, news, pages of sites."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from gongshi.clocks.periods import CHINA

if TYPE_CHECKING:
    import polars as pl

#: What units call the columns of their registers, each in its own way.
_HEADS: Final = (
    ("序号", "类别", "文书号", "行政相对人名称", "决定日期", "备注"),
    ("序号", "事项类型", "决定书编号", "当事人", "作出决定的日期", "说明"),
)
_TITLES: Final = {"licence": "行政许可", "penalty": "行政处罚"}
#: What is not to be reported, and so is no concealment.
_SUMMARY: Final = ("行政处罚", "当场〔{year}〕{serial}号", "示例当场处罚人", "简易程序")
_STORIES: Final = {
    "licence": "{unit}近日向{subject}颁发许可{number}，决定于{day}作出。",
    "penalty": "{unit}近日通报，{subject}因违法被处罚{number}，决定于{day}作出。",
}
_WRITTEN: Final = datetime(2024, 1, 1, tzinfo=CHINA)
#: One of so many stories names no number.
_WITHOUT_NUMBER: Final = 4
_SITE: Final = "https://news.example.com/{on}/{place}.html"


def register_paper(
    unit: str, month: str, rows: pl.DataFrame, place: int
) -> tuple[str, bytes]:
    """Write a register; its name and content.

    Args:
        unit: Whose it is.
        month: Like 2026-10.
        rows: One row per decision: category, number, subject (Strings), decided_on.
        place: Even ones are csv, odd ones xlsx.
    """
    lines = [
        (_TITLES[category], _careless(number, at), subject, f"{day:%Y-%m-%d}", "")
        for at, (category, number, subject, day) in enumerate(
            rows.select("category", "number", "subject", "decided_on").iter_rows()
        )
    ]
    kind, number, subject, note = _SUMMARY
    number = number.format(year=month[:4], serial=place + 1)
    lines.append((kind, number, subject, f"{month}-15", note))
    numbered = [(f"{at}", *line) for at, line in enumerate(lines, 1)]
    head = _HEADS[place % len(_HEADS)]
    if place % 2:
        title = f"{unit}{month}{lines[0][0]}台账"
        return f"{title}.xlsx", _workbook(title, head, numbered)
    text = io.StringIO()
    csv.writer(text).writerows([head, *numbered])
    # With the mark by which a spreadsheet program knows the encoding.
    return f"{unit}{month}{lines[0][0]}台账.csv", text.getvalue().encode("utf-8-sig")


def _careless(number: str, place: int) -> str:
    """Write a number as hands do: every third with other brackets."""
    return (
        number.replace("〔", "（").replace("〕", "）第") if place % 3 == 1 else number
    )


def _workbook(title: str, head: Sequence[str], lines: Sequence[Sequence[str]]) -> bytes:
    """Write a workbook with a title over all columns and a line of totals."""
    from xlsxwriter import Workbook

    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    # Else the moment of writing stands in it, and no two are the same.
    book.set_properties({"created": _WRITTEN})
    sheet = book.add_worksheet("台账")
    sheet.merge_range(0, 0, 0, len(head) - 1, title)
    for row, cells in enumerate((head, *lines, ("合计", f"{len(lines)} 件")), 1):
        sheet.write_row(row, 0, cells)
    book.close()
    return out.getvalue()


def exposure_paper(
    unit: str,
    number: str,
    subject: str,
    decided_on: date,
    *,
    category: str,
    on: date,
    place: int,
) -> tuple[str, bytes]:
    """Write what was told in public of a decision; name and content of the file."""
    told = "" if place % _WITHOUT_NUMBER == _WITHOUT_NUMBER - 1 else f"（{number}）"
    day = f"{decided_on.year}年{decided_on.month}月{decided_on.day}日"
    story = _STORIES[category].format(unit=unit, subject=subject, number=told, day=day)
    title = f"{unit}公布一起{_TITLES[category]}决定"
    name = f"曝光{place + 1:02}"
    address = _SITE.format(on=on, place=place + 1)
    if place % 3 == 0:
        text = io.StringIO()
        writer = csv.writer(text)
        writer.writerow(["标题", "网址", "公开日期", "相对人", "文书号", "机关", "决定日期", "正文"])  # fmt: skip
        numbered = number if told else ""
        writer.writerow(
            [title, address, on, subject, numbered, unit, decided_on, story]
        )
        return f"{name}.csv", text.getvalue().encode("utf-8-sig")
    if place % 3 == 1:
        return f"{name}.txt", f"{title}\n\n{story}\n\n来源：{address}\n{on}\n".encode()
    page = (
        '<!doctype html><html lang="zh-CN"><head><meta charset="utf-8">'
        f"<title>{title}</title></head><body><nav>首页 新闻</nav><article><h1>{title}</h1>"
        f'<p><time datetime="{on}">{on}</time></p><p>{story}</p></article></body></html>\n'
    )
    return f"{name}.html", page.encode()
