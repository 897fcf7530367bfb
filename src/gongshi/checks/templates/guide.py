"""The sheet 填写说明: what is asked of each column, the example row, the rules.

The example stands here, on its side, and not in the sheet that is filed: nobody has to
delete it, and nobody files it by mistake.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from gongshi.checks.plan import Check
from gongshi.checks.templates.requirements import (
    Requirement,
    common_rules,
    severity_title,
    told,
)
from gongshi.checks.workbooks import measures
from gongshi.checks.workbooks.inert import put
from gongshi.checks.workbooks.looks import CELL, FONT, HEAD
from gongshi.policy.standards import Standard

_HEADER = (
    "栏目",
    "填写",
    "填写要求",
    "格式",
    "可填的值",
    "示例（虚构）",
    "不合要求的情形和依据",
)
_WIDTHS = (26, 11, 34, 24, 24, 28, 76)
_COMMON = ("规则", "栏目", "不合要求的情形", "依据")
#: Columns that are set in the middle.
_CENTRED = (1,)
#: Values of a list that are written out; longer lists are in the drop-down.
_MOST_VALUES = 20


@dataclass(frozen=True)
class _Looks:
    title: Format
    plain: Format
    head: Format
    cell: Format
    centred: Format
    needed: Format
    example: Format


def write_guide(
    book: Workbook,
    sheet: Worksheet,
    standard: Standard,
    asked: Sequence[Requirement],
    example: Mapping[str, str],
) -> None:
    """Write the sheet that tells how to fill the template in.

    Args:
        book: Gives the looks.
        sheet: Still empty.
        standard: The category.
        asked: What is asked of each column.
        example: Field code → text; a good row.
    """
    looks = _looks(book)
    for column, wide in enumerate(_WIDTHS):
        sheet.set_column(column, column, wide)
    sheet.set_row(0, 34)
    put(sheet, 0, 0, f"{standard.title}填写说明", looks.title)
    row = 1
    for row, text in enumerate(_sentences(standard), 1):
        sheet.merge_range(row, 0, row, len(_WIDTHS) - 1, "", looks.plain)
        sheet.set_row(row, measures.height([(text, sum(_WIDTHS))]))
        put(sheet, row, 0, text, looks.plain)
    row = _table(sheet, row + 2, asked, example, looks)
    _common(sheet, row + 2, standard, looks)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)


def _sentences(standard: Standard) -> tuple[str, ...]:
    return (
        "1. 在第一张表里填写，一行一条；表头带 * 的必填。表头的次序可以变，名称不要改。",
        "2. 点到格子上会显示填写要求；有下拉表的，从下拉表中选。代码、文号、日期都按文本保存，不会丢位。",
        "3. 填好后存盘，照常报送。本表只供查看，不会被报送；示例一列竖着看，就是合格的一行，"
        "人和单位都是虚构的。不合要求的情形里，「…」是格子里填的内容。",
        f"依据：{standard.source}。",
    )


def _table(
    sheet: Worksheet,
    row: int,
    asked: Sequence[Requirement],
    example: Mapping[str, str],
    looks: _Looks,
) -> int:
    """Write a line for each column; gives the last row."""
    _line(sheet, row, _HEADER, [looks.head] * len(_HEADER))
    for row, each in enumerate(asked, row + 1):  # noqa: B020  # goes on below
        texts = _cells(each, example)
        styles = [looks.cell] * len(texts)
        styles[1] = looks.needed if each.field.required else looks.centred
        styles[5] = looks.example
        _line(sheet, row, texts, styles)
    return row


def _cells(each: Requirement, example: Mapping[str, str]) -> tuple[str, ...]:
    shown = each.values[:_MOST_VALUES]
    more = (
        f"等 {len(each.values)} 个，见下拉表" if len(each.values) > len(shown) else ""
    )
    return (
        each.field.title,
        each.needed,
        each.field.hint,
        each.shape,
        "、".join(shown) + more,
        example.get(each.field.code, ""),
        "\n".join(_clause(check, each.field.title) for check in each.rules),
    )


def _clause(check: Check, titles: str) -> str:
    severity = severity_title(check.rule.severity)
    return f"{severity}：{told(check, titles)}（{check.rule.id}，{check.rule.source}）"


def _common(sheet: Worksheet, row: int, standard: Standard, looks: _Looks) -> None:
    """Write the rules on many columns, in the widths of the table above."""
    rules = common_rules(standard)
    if not rules:
        return
    put(sheet, row, 0, "对多个栏目、整行和整份文件的规则", looks.title)
    sheet.set_row(row, 28)
    _wide(sheet, row + 1, _COMMON, looks.head, looks.head)
    for row, (check, titles) in enumerate(rules, row + 2):  # noqa: B020
        severity = severity_title(check.rule.severity)
        named = "所列栏目" if "、" in titles else titles
        said = f"{severity}：{told(check, named)}"
        texts = (check.rule.id, titles, said, check.rule.source)
        _wide(sheet, row, texts, looks.cell, looks.centred)


#: First and last column of each cell of the lower table.
_SPANS = ((0, 0), (1, 3), (4, 5), (6, 6))


def _wide(
    sheet: Worksheet, row: int, texts: Iterable[str], look: Format, first: Format
) -> None:
    pairs = list(zip(texts, _SPANS, strict=True))
    widths = [(text, sum(_WIDTHS[a : b + 1])) for text, (a, b) in pairs]
    sheet.set_row(row, measures.height(widths))
    for text, (start, end) in pairs:
        style = first if start == 0 else look
        if start != end:
            sheet.merge_range(row, start, row, end, "", style)
        put(sheet, row, start, text, style)


def _line(
    sheet: Worksheet, row: int, texts: Sequence[str], styles: Sequence[Format]
) -> None:
    sheet.set_row(row, measures.height(zip(texts, _WIDTHS, strict=True)))
    for column, (text, style) in enumerate(zip(texts, styles, strict=True)):
        put(sheet, row, column, text, style)


def _looks(book: Workbook) -> _Looks:
    return _Looks(
        title=book.add_format({**FONT, "bold": 1, "font_size": 16}),
        plain=book.add_format({**FONT, "text_wrap": 1}),
        head=book.add_format({**HEAD}),
        cell=book.add_format({**CELL, "indent": 1}),
        centred=book.add_format({**CELL, "align": "center"}),
        needed=book.add_format({**CELL, "align": "center", "font_color": "#A61B1B"}),
        example=book.add_format({**CELL, "indent": 1, "bg_color": "#EEF6EE"}),
    )
