"""`gongshi exposures`: decisions seen in media and on sites, and whether they were reported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli import files
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table

if TYPE_CHECKING:
    from gongshi.actions.exposures.adding import Added
    from gongshi.actions.exposures.listing import Listed
    from gongshi.ledger.exposure_models import ExposureFeed

_HEADER = ("号", "状态", "文书号", "当事人", "机关", "决定日期", "线索", "来源", "标题")
_FILES = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group("exposures")
def exposures() -> None:
    """曝光：媒体、网站上公开的决定，同台账核对，没有报的立线索。"""


@exposures.command("add")
@click.argument("paths", metavar="[文件]…", nargs=-1, type=_FILES)
@click.option("--number", default="", help="文书号。")
@click.option("--subject", default="", help="当事人（相对人）名称。")
@click.option("--authority", default="", help="决定机关。")
@click.option("--date", "decided", default="", help="决定日期，如 2023-12-01。")
@click.option("--title", default="", help="报道的标题。")
@click.option("--address", default="", help="网址，以 http:// 或 https:// 开头。")
@click.option("--source", default="", help="媒体或网站的名称。")
@click.option("--seen", "seen_on", default="", help="公开的日期，如 2023-12-01。")
@click.option("--by", default="", help="谁登记：登录名；不写则不记。")
@format_option
def add(paths: tuple[Path, ...], by: str, shape: str, **told: str) -> None:
    """登记曝光：文件（csv、xlsx、RSS、Atom、html、pdf、txt），或者用选项手填一件。"""
    _open(by)
    from gongshi.actions.exposures.adding import add_file, add_typed
    from gongshi.errors import UsageError

    typed = {key: value for key, value in told.items() if value}
    if bool(paths) == bool(typed):
        raise UsageError("nothing", "请写文件，或者用选项手填一件；两样不能一起。")
    done = [add_file(files.read(path), files.name_of(path), by) for path in paths]
    _show_added(done or [add_typed(typed, by)], shape)


@exposures.command("list")
@click.option(
    "--state", default="", help="只列这一种状态，如 near、absent；不写则全部。"
)
@click.option("--unit", default="", help="只列这个单位的。")
@format_option
def list_(state: str, unit: str, shape: str) -> None:
    """列出曝光的每一件决定和它的状态，新登记的在前。"""
    _open()
    from gongshi.actions.exposures.listing import listed, selected
    from gongshi.ledger.units import load_register

    asked = load_register().find(unit).pk if unit else None
    found = listed(selected(state, asked))
    if shape == "json":
        show_json({"exposures": [_as_json(each) for each in found]})
        return
    show_table(f"曝光，{len(found)} 件", _HEADER, [_cells(each) for each in found])


@exposures.command("show")
@click.argument("number", metavar="号", type=click.IntRange(1))
@format_option
def show(number: int, shape: str) -> None:
    """列出一份曝光：读出了哪些决定，每一件可能是台账里的哪一行、为什么。"""
    _open()
    from gongshi.actions.exposures.listing import shown

    exposure, found = shown(number)
    if shape == "json":
        show_json(
            {
                "exposure": exposure.pk,
                "title": exposure.title,
                "address": exposure.address,
                "source": exposure.source,
                "seen": str(exposure.seen_on) if exposure.seen_on else None,
                "text": exposure.text,
                "decisions": [_as_json(each) for each in found],
            }
        )
        return
    show_table(
        f"第 {number} 号曝光：{exposure.title or exposure.source or '没有标题'}",
        _HEADER,
        [_cells(each) for each in found],
    )
    near = [
        (each.told.place + 1, one.entry.pk, one.reference, one.entry.document_number,
         one.entry.subject_name, one.entry.decided_on, one.score, one.reason)
        for each in found for one in each.candidates
    ]  # fmt: skip
    if near:
        header = (
            "第几件",
            "行",
            "批次",
            "文书号",
            "相对人",
            "决定日期",
            "分",
            "为什么",
        )
        show_table("可能是台账里的", header, near)


@exposures.command("confirm")
@click.argument("number", metavar="号", type=click.IntRange(1))
@click.option("--place", type=click.IntRange(1), default=1, show_default=True,
              help="一份曝光里的第几件决定。")  # fmt: skip
@click.option("--same", type=click.IntRange(1), help="已报：就是台账里的这一行。")
@click.option("--ours", is_flag=True, help="没有报：立线索。")
@click.option("--foreign", is_flag=True, help="与本地无关。")
@click.option("--unit", default="", help="没有报的，是哪个单位的决定；认得出就不写。")
@click.option("--note", default="", help="说明。")
@click.option("--by", required=True, help="谁认定：分析员的登录名。")
def confirm(
    number: int,
    place: int,
    same: int | None,
    ours: bool,
    foreign: bool,
    unit: str,
    note: str,
    by: str,
) -> None:
    """认定一件决定：已报、没有报，或者与本地无关。"""
    _open(by)
    from gongshi.actions.exposures.listing import terms_now
    from gongshi.actions.exposures.ruling import Ruling, rule
    from gongshi.errors import UsageError

    if (same is not None) + ours + foreign != 1:
        raise UsageError("ruling", "请在 --same、--ours、--foreign 里写一个。")
    kind = "same" if same is not None else "ours" if ours else "foreign"
    done = rule(number, place - 1, Ruling(kind, by, same, unit, note))
    case = f"，线索 {done.case.number}" if done.case and ours else ""
    click.echo(
        f"第 {number} 号曝光的第 {place} 件：{terms_now().states[done.state]}{case}。"
    )


@exposures.command("feeds")
@click.option(
    "--add", "address", default="", help="登记一个 RSS 或 Atom 网址；登记后是关着的。"
)
@click.option("--name", default="", help="它的名称。")
@click.option("--on", "switch_on", type=click.IntRange(1), help="打开这一号。")
@click.option("--off", "switch_off", type=click.IntRange(1), help="关掉这一号。")
@click.option("--fetch", is_flag=True, help="现在就取开着的地址。")
@click.option("--by", default="", help="谁改的：登录名；不写则不记。")
@format_option
def feeds(
    address: str,
    name: str,
    switch_on: int | None,
    switch_off: int | None,
    fetch: bool,
    by: str,
    shape: str,
) -> int:
    """列出订阅地址；登记、开关、现在就取。有没取到的，退出码为 1。"""
    _open(by)
    from gongshi.actions.exposures.feeds import add_feed, fetch_feeds, switch_feed
    from gongshi.ledger.exposure_models import ExposureFeed

    if address:
        add_feed(address, name, by)
    for number, is_on in ((switch_on, True), (switch_off, False)):
        if number is not None:
            switch_feed(number, by, is_on=is_on)
    failed = fetch and any(each.fault for each in fetch_feeds())
    found = list(ExposureFeed.objects.all())
    if shape == "json":
        show_json({"feeds": [_feed_as_json(each) for each in found]})
    else:
        header = ("号", "开关", "名称", "网址", "上次取到", "没取到的原因")
        rows = [
            (each.pk, "开" if each.is_on else "关", each.name, each.address,
             each.fetched_at or "", each.fault) for each in found
        ]  # fmt: skip
        show_table(f"订阅地址，{len(found)} 个", header, rows)
    return 1 if failed else 0


def _feed_as_json(each: ExposureFeed) -> dict[str, object]:
    return {
        "feed": each.pk,
        "address": each.address,
        "name": each.name,
        "is_on": each.is_on,
        "fetched_at": each.fetched_at.isoformat() if each.fetched_at else None,
        "fault": each.fault,
    }


def _show_added(done: list[Added], shape: str) -> None:
    from gongshi.actions.exposures.listing import listed, selected

    kept = [one.pk for each in done for one in each.exposures]
    new = sum(each.new for each in done)
    found = listed(selected().filter(exposure__in=kept).order_by("exposure", "place"))
    if shape == "json":
        show_json({"new": new, "exposures": [_as_json(each) for each in found]})
        return
    known = len(set(kept)) - new
    again = f"，以前登记过 {known} 份" if known else ""
    show_table(
        f"登记 {new} 份{again}，读出 {len(found)} 件决定",
        _HEADER,
        [_cells(each) for each in found],
    )


def _open(by: str = "") -> None:
    open_ledger()
    from gongshi.actions.setting_up import office
    from gongshi.people.accounts import find_person

    office()
    if by:
        find_person(by)


def _cells(each: Listed) -> tuple[object, ...]:
    exposure = each.told.exposure
    certificate = f"（{each.not_number} 是证照编号）" if each.not_number else ""
    return (
        f"{exposure.pk}-{each.told.place + 1}",
        each.state,
        each.told.number or certificate,
        each.told.subject,
        each.sighted.unit.name if each.sighted.unit else each.told.authority,
        each.told.decided_on or "",
        each.sighted.case.number if each.sighted.case else "",
        exposure.source,
        exposure.title,
    )


def _as_json(each: Listed) -> dict[str, object]:
    exposure, sighted = each.told.exposure, each.sighted
    return {
        "exposure": exposure.pk,
        "place": each.told.place + 1,
        "state": sighted.state,
        "document_number": each.told.number,
        "not_number": each.not_number,
        "subject": each.told.subject,
        "authority": each.told.authority,
        "unit": sighted.unit.name if sighted.unit else None,
        "decided": str(each.told.decided_on) if each.told.decided_on else None,
        "category": each.told.category,
        "row": sighted.entry_id,
        "case": sighted.case.number if sighted.case else None,
        "title": exposure.title,
        "address": exposure.address,
        "source": exposure.source,
        "candidates": [
            {"row": one["entry"], "score": one["score"], "reason": one["reason"]}
            for one in sighted.candidates
        ],
    }
