"""`gongshi series`: series of document numbers, and the numbers that they miss."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from gongshi.checks.workbooks.formulas import inert
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import show_json, show_table
from gongshi.clocks.periods import period as read_period
from gongshi.oversight.telling import told_share
from gongshi.policy.standards import load_standard

if TYPE_CHECKING:
    from gongshi.actions.series import Listed, Unread
    from gongshi.oversight.telling import Series

_HEADER = ("机关", "类别", "机关代字", "年份", "首号", "末号", "有号", "密度", "缺号",
           "重号", "下一个号", "说明")  # fmt: skip
_MISSING = ("缺的文书号", "机关", "类别")


@click.command("series")
@click.option("--unit", help="报送单位的名称、别名或代码，含下级；不写则全部。")
@click.option("--category", help="类别，如 licence 或 行政许可；不写则全部。")
@click.option("--period", help="月份或某一天：只列其间收到过号的系列。")
@click.option("--missing", is_flag=True, help="逐个列出缺的文书号。")
@click.option("--flagged", is_flag=True, help="只列有缺号、重号或别的要说明的系列。")
@click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]),
              default="table", show_default=True, help="输出格式。")  # fmt: skip
def series(
    unit: str | None,
    category: str | None,
    period: str | None,
    missing: bool,
    flagged: bool,
    shape: str,
) -> None:
    """列出文书号系列：号段、密度、缺号、重号、下一个号，以及每一处的原因。"""
    open_ledger()
    from gongshi.actions.series import list_series
    from gongshi.actions.setting_up import office

    office()
    found = list_series(
        read_period(period) if period else None,
        unit=unit,
        category=load_standard(category).key if category else None,
    )
    chosen = [each for each in found.series if each.flags or not flagged]
    if shape == "json":
        show_json(_as_json(chosen, found, missing=missing))
        return
    if missing:
        rows = [(number, *_whose(each)) for each in chosen
                for number in each.missing_numbers()]  # fmt: skip
        _show(f"缺的文书号，{len(rows)} 个", _MISSING, rows, shape)
        return
    _show(
        f"文书号系列，{len(chosen)} 个",
        _HEADER,
        [_cells(each) for each in chosen],
        shape,
    )
    if found.unread and shape == "table":
        told = [_unread_cells(each) for each in found.unread]
        show_table(f"不是文书号的，{len(told)} 个", ("原文", "类别", "读成"), told)


def _show(
    title: str, header: Sequence[str], rows: Sequence[Sequence[object]], shape: str
) -> None:
    if shape == "table":
        show_table(title, header, rows)
        return
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([[_inert(cell) for cell in row] for row in rows])
    click.echo(text.getvalue(), nl=False)


def _inert(cell: object) -> object:
    return inert(cell) if isinstance(cell, str) else cell


def _whose(each: Series) -> tuple[str, str]:
    authorities = dict.fromkeys(member.authority_name for member in each.members)
    kinds = dict.fromkeys(load_standard(member.kind).title for member in each.members)
    return "、".join(authorities), "、".join(kinds)


def _cells(each: Series) -> tuple[object, ...]:
    return (
        *_whose(each),
        each.prefix,
        each.year,
        each.first,
        each.last,
        each.count,
        told_share(each.density),
        each.missing,
        each.duplicates,
        each.next,
        " ".join(f"{flag.title}：{flag.text}" for flag in each.flags),
    )


def _unread_cells(each: Unread) -> tuple[object, ...]:
    title = load_standard(each.category).title
    return each.number, title, each.reading.text


def _as_json(
    chosen: Sequence[Series], found: Listed, *, missing: bool
) -> dict[str, object]:
    return {
        "edition": found.edition,
        "series": [_series_as_json(each, missing=missing) for each in chosen],
        "unread": [
            {
                "number": each.number,
                "category": each.category,
                "authority": each.authority_name,
                "reading": each.reading.key,
                "understood": each.reading.text,
            }
            for each in found.unread
        ],
    }


def _series_as_json(each: Series, *, missing: bool) -> dict[str, object]:
    told: dict[str, object] = {
        "members": [
            {
                "authority": member.authority_name,
                "authority_code": member.authority,
                "category": member.kind,
                "prefix": member.prefix,
            }
            for member in each.members
        ],
        "prefix": each.prefix,
        "year": each.year,
        "first": each.first,
        "last": each.last,
        "count": each.count,
        "density": told_share(each.density),
        "missing": each.missing,
        "runs": [list(run) for run in each.runs],
        "duplicates": each.duplicates,
        "next": each.next,
        "flags": [
            {"key": flag.key, "title": flag.title, "text": flag.text}
            for flag in each.flags
        ],
    }
    if missing:
        told["missing_numbers"] = list(each.missing_numbers())
    return told
