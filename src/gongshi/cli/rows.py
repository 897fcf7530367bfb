"""`gongshi rows`: the rows behind a figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import period as read_period
from gongshi.errors import UsageError

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from gongshi.ledger.models import Entry


@click.command("rows")
@click.option("--period", help="月份，如 2023-12，或某一天；其间已改好的行不再计。")
@click.option("--unit", help="单位名称、别名或代码，含下级；或 未识别。")
@click.option("--group", help="分组，如 departments。")
@click.option("--not-group", help="这些分组以外的：没有分组的、别的分组的和未识别的。")
@click.option("--batch", help="批次（回执号）。")
@click.option("--category", help="类别，可用逗号连写：licence,penalty。")
@click.option("--outcome", help="结果，可用逗号连写：accepted,faulty 或 正确,问题。")
@click.option("--late", "is_late", is_flag=True, help="只看迟报的。")
@click.option("--not-late", "is_prompt", is_flag=True, help="只看未迟报的。")
@click.option("--exempt", is_flag=True, default=None, help="只看补报窗口内免计迟报的。")
@click.option("--per", type=click.Choice(["unit"]),
              help="unit：不列行，列出有这些行的单位和各自的行数。")  # fmt: skip
@click.option("--limit", type=click.IntRange(1, 1_000_000), default=200, show_default=True,
              help="最多列出多少行；json 不限。")  # fmt: skip
@format_option
def rows(
    period: str | None,
    limit: int,
    shape: str,
    category: str | None,
    per: str | None,
    is_late: bool,
    is_prompt: bool,
    **wanted: object,
) -> None:
    """列出一个数背后的每一行。"""
    if is_late and is_prompt:
        raise UsageError("late", "--late 和 --not-late 只能写一个。")
    open_ledger()
    from gongshi.actions.setting_up import office
    from gongshi.ledger.selecting import Selection, select

    office()
    chosen = select(
        Selection(
            period=read_period(period) if period else None,
            category=_keys(category) if category else None,
            late=is_late if is_late or is_prompt else None,
            **wanted,  # type: ignore[arg-type]  # named as the options are
        )
    ).select_related("unit", "batch")
    if per:
        _show_units(chosen, shape)
        return
    total = chosen.count()
    if shape == "json":
        show_json({"total": total, "rows": [_as_json(each) for each in chosen]})
        return
    show_table(
        f"共 {total} 行",
        ("批次", "行", "单位", "文书号", "相对人", "决定日期", "应报", "结果", "迟报"),
        [_cells(each) for each in chosen[:limit]],
    )
    if total > limit:
        click.echo(
            f"共 {total} 行，列出前 {limit} 行；要全部请加 --format json。", err=True
        )


def _keys(written: str) -> str:
    """Read categories by key or title, joined with commas."""
    from gongshi.policy.standards import load_standard

    return ",".join(load_standard(each).key for each in written.split(","))


def _show_units(chosen: QuerySet[Entry], shape: str) -> None:
    from gongshi.ledger.facts import rows_by_head

    units = rows_by_head(chosen)
    if shape == "json":
        told = [{"unit": name, "rows": rows} for name, rows in units]
        show_json({"total": len(units), "units": told})
        return
    show_table(
        f"共 {len(units)} 家",
        ("单位", "行数"),
        [(name or "未识别", rows) for name, rows in units],
    )


def _as_json(entry: Entry) -> dict[str, object]:
    return {
        "id": entry.pk,
        "batch": entry.batch.number,
        "row": entry.row_number,
        "unit": entry.unit.name if entry.unit else None,
        "category": entry.category,
        "document_number": entry.document_number,
        "subject": entry.subject_name,
        "decided": entry.decided_on and entry.decided_on.isoformat(),
        "received_at": entry.received_at.isoformat(),
        "due": entry.due_on and entry.due_on.isoformat(),
        "outcome": entry.outcome,
        "late": entry.late,
        "days_late": entry.days_late,
        "exempt": entry.exempt or None,
        "replaces": entry.replaces_id,
    }


def _cells(entry: Entry) -> tuple[object, ...]:
    from gongshi.checks.outcomes import TITLES

    return (
        entry.batch.number,
        entry.row_number,
        entry.unit.name if entry.unit else "未识别",
        entry.document_number,
        entry.subject_name,
        entry.decided_on,
        entry.due_on,
        TITLES[entry.outcome],
        f"迟 {entry.days_late} 天" if entry.late else "",
    )
