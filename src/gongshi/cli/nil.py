"""`gongshi nil`: 零报告, that a unit decided nothing in a week or month."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table

if TYPE_CHECKING:
    from gongshi.ledger.nil_returns import Declared

_HEADER = ("单位", "类别", "期间", "原因", "何人", "何时", "是否相符")


@click.group("nil")
def nil() -> None:
    """零报告：增加、查看。"""


@nil.command("add")
@click.option("--unit", required=True, help="报送单位的名称、别名或代码。")
@click.option("--category", required=True, help="类别，如 licence 或 行政许可。")
@click.option("--span", required=True, help="哪一周或哪一月，如 2023-W49、2023-12。")
@click.option("--reason", default="", help="原因的代码；写错会列出全部。")
@click.option("--text", default="", help="另写的原因。")
def add(unit: str, category: str, span: str, reason: str, text: str) -> None:
    """替一家单位报零报告；同一期再报一次不改变什么。"""
    _open()
    from django.utils import timezone

    from gongshi.actions.nil import Word, declare_nil, terms_in_force
    from gongshi.clocks.spans import Span, read_span
    from gongshi.ledger.units import load_register

    _, terms = terms_in_force(timezone.now())
    done = declare_nil(
        Word(
            unit=load_register().find(unit),
            category=category,
            span=read_span(span, terms.every),
            reason=reason,
            written=text,
        )
    )
    title = Span(done.first_day, done.last_day).title
    click.echo(f"已记下「{done.unit.name}」{title}的零报告：{done.told}")


@nil.command("list")
@click.option("--unit", help="报送单位的名称、别名或代码；不写则全部。")
@click.option("--contradicted", is_flag=True, help="只列与实报不符的。")
@format_option
def list_(unit: str | None, contradicted: bool, shape: str) -> None:
    """列出零报告，新的在前，并说明后来的报送是否与它不符。"""
    _open()
    from gongshi.ledger.models import NilReturn
    from gongshi.ledger.nil_returns import with_contradictions
    from gongshi.ledger.units import load_register

    found = NilReturn.objects.select_related("unit")
    if unit:
        found = found.filter(unit=load_register().find(unit))
    told = with_contradictions(list(found))
    told = [each for each in told if each.is_contradicted or not contradicted]
    if shape == "json":
        show_json({"nil_returns": [_as_json(each) for each in told]})
        return
    rows = [_cells(each) for each in told]
    show_table(f"零报告，{len(told)} 次", _HEADER, rows)


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()


def _as_json(each: Declared) -> dict[str, object]:
    nil = each.nil
    return {
        "unit": nil.unit.name,
        "category": nil.category,
        "first_day": str(nil.first_day),
        "last_day": str(nil.last_day),
        "reason": nil.reason,
        "text": nil.told,
        "declared_by": nil.declared_by,
        "declared_at": nil.declared_at.isoformat(),
        "later_rows": each.rows,
    }


def _cells(each: Declared) -> tuple[object, ...]:
    from django.utils import timezone

    from gongshi.clocks.spans import Span
    from gongshi.policy.standards import load_standard

    nil = each.nil
    return (
        nil.unit.name,
        load_standard(nil.category).title,
        Span(nil.first_day, nil.last_day).title,
        nil.told,
        nil.declared_by or "命令行",
        f"{timezone.localtime(nil.declared_at):%Y-%m-%d %H:%M}",
        f"与实报不符（后来 {each.rows} 行）" if each.is_contradicted else "相符",
    )
