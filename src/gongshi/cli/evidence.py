"""`gongshi evidence`: the reviewed papers that scores and bulletins rest on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gongshi.cli.adjustments import decide, person, requests, show_requests
from gongshi.cli.files import name_of, refuse_odd
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import month
from gongshi.errors import FileFault, UsageError, refusal

if TYPE_CHECKING:
    from gongshi.actions.attachments import Attachment
    from gongshi.actions.taken_papers import Taken
    from gongshi.ledger.models import Evidence

_HEADER = (
    "号", "月份", "单位", "种类", "认定", "内容", "审核人", "附件", "收到", "代替", "说明",
)  # fmt: skip


@click.group("evidence")
def evidence() -> None:
    """证据：台账核对、各项认定、漏报瞒报、平台对接等，由人审核后登记。"""


evidence.add_command(requests)
evidence.add_command(decide)


@evidence.command("add")
@click.option("--period", required=True, help="计入哪个月，如 2021-08。")
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option("--kind", required=True, help="种类，如 register 或 台账核对。")
@click.option("--unit", "units", multiple=True, help="单位名称、别名或代码；可写多个。")
@click.option("--decision", type=click.Choice(["met", "unmet"]), default="met",
              show_default=True, help="认定，或不认定。")  # fmt: skip
@click.option("--value", "values", multiple=True,
              help="内容，如 平台名称=蔡甸区大数据平台；可写多个。")  # fmt: skip
@click.option("--due", type=click.IntRange(0), help="即 --value due=条数。")
@click.option("--concealed", type=click.IntRange(0), help="即 --value concealed=条数。")
@click.option("--register", "table", type=click.Path(path_type=Path),
              help="一张表登记多件：单位，和这种证据的各项内容。")  # fmt: skip
@click.option("--file", "file", type=click.Path(path_type=Path),
              help="附件：pdf、jpg、png、docx、xlsx、ofd。")  # fmt: skip
@click.option("--reviewer", required=True, help="审核人。")
@click.option("--note", default="", help="说明。")
@click.option("--replaces", type=click.IntRange(1), help="代替哪一号证据。")
@format_option
def add(
    period: str,
    place: str | None,
    kind: str,
    units: tuple[str, ...],
    decision: str,
    values: tuple[str, ...],
    due: int | None,
    concealed: int | None,
    table: Path | None,
    file: Path | None,
    reviewer: str,
    note: str,
    replaces: int | None,
    shape: str,
) -> None:
    """登记证据；同一单位同月同种的后一件代替前一件，逐件累计的除外。

    加减分先是提请，由另一人批准以后才算数。
    """
    open_ledger()
    from gongshi.actions import adjust
    from gongshi.actions.keep_evidence import Review, keep_evidence
    from gongshi.actions.setting_up import office
    from gongshi.actions.taken_papers import taken_in_force

    home = office()
    asked, where = month(period), place or home.place
    review = Review(
        kind=kind,
        units=units,
        reviewer=person(reviewer),
        is_met=decision == "met",
        note=note,
        values=[*map(_named, values), *_counted(due=due, concealed=concealed)],
        replaces=replaces,
        attachment=_read(file),
        table=_read(table),
    )
    taken = taken_in_force(asked, where)
    if adjust.is_adjustment(taken.find_kind(kind), taken):
        show_requests(adjust.ask(review, asked, where, review.reviewer), shape)
        return
    kept = keep_evidence(review, asked, where)
    if shape == "json":
        show_json({"evidence": [_as_json(each) for each in kept]})
        return
    for each in kept:
        click.echo(f"已登记第 {each.pk} 号：{each.unit.name}。")


@evidence.command("list")
@click.option("--period", required=True, help="哪个月，如 2021-08。")
@click.option("--so-far", is_flag=True, help="这个月和以前各月的。")
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option("--unit", help="只看这个单位，含下级。")
@click.option("--group", help="只看这些分组，可用逗号连写。")
@click.option("--kind", help="只看这一种。")
@click.option(
    "--decision", type=click.Choice(["met", "unmet"]), help="只看认定的，或不认定的。"
)
@click.option("--number", type=click.IntRange(1), help="只看这一号。")
@click.option("--all", "with_replaced", is_flag=True, help="被代替的也列出。")
@click.option("--per", type=click.Choice(["unit"]),
              help="unit：不列证据，列出有这些证据的单位和各自的件数。")  # fmt: skip
@format_option
def list_(
    period: str, place: str | None, per: str | None, shape: str, **asked: Any
) -> None:
    """列出一个月的证据；通报里的数背后的证据也在这里看。"""
    open_ledger()
    from gongshi.actions.list_evidence import listed_evidence
    from gongshi.actions.setting_up import office

    home = office()
    found, taken = listed_evidence(month(period), place or home.place, **asked)
    if per:
        _show_units(found, shape)
        return
    if shape == "json":
        show_json({"evidence": [_as_json(each) for each in found]})
        return
    show_table(
        f"{period} 的证据，{len(found)} 件",
        _HEADER,
        [_cells(each, taken) for each in found],
    )


def _show_units(found: list[Evidence], shape: str) -> None:
    from gongshi.ledger.facts import heads

    tops = heads()
    units = Counter(tops[each.unit_id].name for each in found)
    if shape == "json":
        told = [{"unit": name, "papers": count} for name, count in units.items()]
        show_json({"total": len(units), "units": told})
        return
    show_table(f"共 {len(units)} 家", ("单位", "件数"), list(units.items()))


def _named(written: str) -> tuple[str, str]:
    name, sign, value = written.partition("=")
    if not sign:
        raise UsageError(
            "paper_value", f"--value「{written}」缺等号，请写成 名称=内容 的样子。"
        )
    return name, value


def _counted(**counts: int | None) -> Iterator[tuple[str, str]]:
    for key, count in counts.items():
        if count is not None:
            yield key, str(count)


def _read(path: Path | None) -> Attachment | None:
    from gongshi.actions.attachments import Attachment

    if path is None:
        return None
    if path.exists():
        refuse_odd(path)
    try:
        return Attachment(path.read_bytes(), name_of(path))
    except OSError as error:
        raise FileFault(
            "attachment",
            f"附件「{path}」打不开（{refusal(error)}），什么都没有存。",
        ) from error


def _as_json(each: Evidence) -> dict[str, object]:
    return {
        "number": each.pk,
        "period": each.period,
        "unit": each.unit.name,
        "kind": each.kind,
        "decision": "met" if each.is_met else "unmet",
        "due": each.due,
        "concealed": each.concealed,
        "values": each.told,
        "reviewer": each.reviewer,
        "note": each.note,
        "file_name": each.file_name,
        "file_hash": each.file_hash,
        "policy": each.policy,
        "received_at": each.received_at.isoformat(),
        "replaces": each.replaces_id,
    }


def _cells(each: Evidence, taken: Taken) -> tuple[object, ...]:
    from django.utils import timezone

    from gongshi.actions.list_evidence import said

    return (
        each.pk,
        each.period,
        each.unit.name,
        taken.titles.get(each.kind, each.kind),
        "认定" if each.is_met else "不认定",
        said(each, taken),
        each.reviewer,
        each.file_name,
        f"{timezone.localtime(each.received_at):%Y-%m-%d %H:%M}",
        each.replaces_id,
        each.note,
    )
