"""`gongshi evidence`: the reviewed papers that a score rests on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import name_of, refuse_odd
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import month
from gongshi.errors import FileFault, refusal

if TYPE_CHECKING:
    from gongshi.actions.attachments import Attachment
    from gongshi.ledger.models import Evidence

_HEADER = (
    "号", "单位", "种类", "认定", "应报送", "瞒报", "审核人", "附件", "收到", "代替", "说明",
)  # fmt: skip


@click.group("evidence")
def evidence() -> None:
    """证据：台账核对、抽查、说明、各项认定、加减分，由人审核后登记。"""


@evidence.command("add")
@click.option("--period", required=True, help="计入哪个月，如 2021-08。")
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option("--kind", required=True, help="种类，如 register 或 台账核对。")
@click.option("--unit", "units", multiple=True, help="单位名称、别名或代码；可写多个。")
@click.option("--decision", type=click.Choice(["met", "unmet"]), default="met",
              show_default=True, help="认定，或不认定。")  # fmt: skip
@click.option("--due", type=click.IntRange(0), help="台账核对：应报送多少条。")
@click.option("--concealed", type=click.IntRange(0), help="台账核对：其中瞒报多少条。")
@click.option("--register", "table", type=click.Path(path_type=Path),
              help="台账核对结果一张表：单位、应报送、瞒报。")  # fmt: skip
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
    due: int | None,
    concealed: int | None,
    table: Path | None,
    file: Path | None,
    reviewer: str,
    note: str,
    replaces: int | None,
    shape: str,
) -> None:
    """登记一件证据；同一单位同月同种的后一件代替前一件，加减分逐件累计。"""
    open_ledger()
    from gongshi.actions.keep_evidence import Review, keep_evidence
    from gongshi.actions.setting_up import office

    home = office()
    review = Review(
        kind=kind,
        units=units,
        reviewer=reviewer,
        is_met=decision == "met",
        note=note,
        due=due,
        concealed=concealed,
        replaces=replaces,
        attachment=_read(file),
        table=_read(table),
    )
    kept = keep_evidence(review, month(period), place or home.place)
    if shape == "json":
        show_json({"evidence": [_as_json(each) for each in kept]})
        return
    for each in kept:
        click.echo(f"已登记第 {each.pk} 号：{each.unit.name}。")


@evidence.command("list")
@click.option("--period", required=True, help="哪个月，如 2021-08。")
@click.option("--policy", "place", help="地方，默认台账所属地方。")
@click.option("--unit", help="只看这个单位。")
@click.option("--all", "shows_all", is_flag=True, help="被代替的也列出。")
@format_option
def list_(
    period: str, place: str | None, unit: str | None, shows_all: bool, shape: str
) -> None:
    """列出一个月的证据。"""
    open_ledger()
    from gongshi.actions.keep_evidence import listed_evidence
    from gongshi.actions.setting_up import office

    home = office()
    found, titles = listed_evidence(
        month(period), place or home.place, unit=unit, with_replaced=shows_all
    )
    if shape == "json":
        show_json({"evidence": [_as_json(each) for each in found]})
        return
    show_table(
        f"{period} 的证据，{len(found)} 件",
        _HEADER,
        [_cells(each, titles) for each in found],
    )


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
        "reviewer": each.reviewer,
        "note": each.note,
        "file_name": each.file_name,
        "file_hash": each.file_hash,
        "policy": each.policy,
        "received_at": each.received_at.isoformat(),
        "replaces": each.replaces_id,
    }


def _cells(each: Evidence, titles: dict[str, str]) -> tuple[object, ...]:
    from django.utils import timezone

    return (
        each.pk,
        each.unit.name,
        titles.get(each.kind, each.kind),
        "认定" if each.is_met else "不认定",
        each.due,
        each.concealed,
        each.reviewer,
        each.file_name,
        f"{timezone.localtime(each.received_at):%Y-%m-%d %H:%M}",
        each.replaces_id,
        each.note,
    )
