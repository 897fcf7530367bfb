"""`gongshi rehearse`: what another rulebook would have made of what was received."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_tables
from gongshi.clocks.periods import Period, day
from gongshi.errors import UsageError
from gongshi.policy.standards import load_standard

if TYPE_CHECKING:
    from gongshi.actions.rehearse import Progress
    from gongshi.actions.shifts import ChangedRow, Rehearsal

#: A table: title, header, rows.
_Drawn = tuple[str, tuple[str, ...], list[tuple[object, ...]]]
#: Lines of each table that people see, and rows in JSON; the others are in the file.
_SHOWN = 20
_SEVERITIES = {
    "return": "退回", "duplicate": "重复", "exclude": "不上报", "hold": "待清洗",
    "remind": "提醒", "note": "提示", "": "没有",
}  # fmt: skip


@click.command("rehearse")
@click.option("--rulebook", required=True,
              type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="另一个规则库的目录，布局与 src/gongshi/rulebook 相同。")  # fmt: skip
@click.option("--from", "since", required=True, help="起（报送日期），如 2023-12-01。")
@click.option("--to", "until", required=True, help="止（含当日），如 2023-12-31。")
@click.option("--category", help="类别，不写则全部。")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="把有变化的每一行写到这个 .csv 文件。")  # fmt: skip
@format_option
def rehearse(
    rulebook: Path,
    since: str,
    until: str,
    category: str | None,
    out: Path | None,
    shape: str,
) -> None:
    """预演：按另一个规则库重判收到的行，说明哪些单位、哪些规则会变；台账不动。"""
    first, last = day(since), day(until)
    if first > last:
        raise UsageError("bad_span", f"起（{first}）晚于止（{last}），请对调。")
    if out is not None and out.suffix.lower() != ".csv":
        raise UsageError("out", f"「{out.name}」只能写成 .csv。")
    open_ledger()
    from gongshi.actions.rehearse import rehearse as run

    with _progress() as progress:
        found = run(
            rulebook.resolve(),
            Period(first, last),
            category=category,
            progress=progress,
        )
    if out is not None:
        write(out, _table(found.changed_rows))
    show_json(_as_json(found)) if shape == "json" else _show(found, out)


@contextmanager
def _progress() -> Iterator[Progress | None]:
    """Show a bar on a terminal, and nothing when piped."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("重判")
        yield lambda done, total: bar.update(task, completed=done, total=total)


def _as_json(found: Rehearsal) -> dict[str, object]:
    return {
        "rows": found.rows,
        "changed": found.changed,
        "drifted": found.drifted,
        "before": dict(found.before),
        "after": dict(found.after),
        "moves": [
            {"category": category, "before": before, "after": after, "count": count}
            for (category, before, after), count in found.moves.items()
        ],
        "units": [asdict(each) for each in found.units],
        "rules": [asdict(each) for each in found.rules],
        "examples": [asdict(each) for each in found.changed_rows[:_SHOWN]],
    }


def _show(found: Rehearsal, out: Path | None) -> None:
    click.echo(
        f"重判 {found.rows} 行，结果有变的 {found.changed} 行，"
        f"结果不变而所违规则有变的 {len(found.changed_rows) - found.changed} 行。"
    )
    if found.drifted:
        click.echo(
            f"另有 {found.drifted} 行，按现行规则和名录重判就已与台账所记不同"
            "（名录或规则后来变了），变化从重判结果算起。"
        )
    if not found.changed_rows and not found.rules:
        return
    show_tables(
        (_outcomes(found), _moves(found), _units(found), _rules(found), _rows(found))
    )
    if out is not None:
        click.echo(f"有变化的每一行：{out}")


def _outcomes(found: Rehearsal) -> _Drawn:
    from gongshi.checks.outcomes import TITLES

    return (
        "结果",
        ("结果", "现行", "预演", "增减"),
        [
            (TITLES[each], found.before[each], found.after[each],
             f"{found.after[each] - found.before[each]:+d}")
            for each in TITLES
        ],
    )  # fmt: skip


def _moves(found: Rehearsal) -> _Drawn:
    from gongshi.checks.outcomes import TITLES

    return (
        "去向",
        ("类别", "现行", "预演", "行数"),
        [
            (_category(category), TITLES[before], TITLES[after], count)
            for (category, before, after), count in found.moves.items()
        ],
    )


def _units(found: Rehearsal) -> _Drawn:
    return (
        _titled("单位", len(found.units)),
        ("单位", "类别", "行数", "有变", "问题：现行", "问题：预演", "正确：现行", "正确：预演"),
        [
            (each.unit or "未识别", _category(each.category), each.rows, each.changed,
             each.before["faulty"], each.after["faulty"],
             each.before["accepted"], each.after["accepted"])
            for each in found.units[:_SHOWN]
        ],
    )  # fmt: skip


def _rules(found: Rehearsal) -> _Drawn:
    return (
        _titled("规则", len(found.rules)),
        ("规则", "类别", "栏目", "处理", "现行", "预演", "新违反", "不再违反"),
        [
            (each.rule, _category(each.category), each.title,
             _turn(each.severity_before, each.severity_after),
             each.before, each.after, each.added, each.removed)
            for each in found.rules[:_SHOWN]
        ],
    )  # fmt: skip


def _rows(found: Rehearsal) -> _Drawn:
    from gongshi.checks.outcomes import TITLES

    rows = found.changed_rows
    return (
        _titled("逐行", len(rows)),
        ("批次", "行", "单位", "类别", "现行", "预演", "新违反", "不再违反", "改了处理"),
        [
            (each.batch, each.row, each.unit or "未识别",
             _category(each.category), TITLES[each.before], TITLES[each.after],
             *(_readable(each.category, keys)
               for keys in (each.added, each.removed, each.turned)))
            for each in rows[:_SHOWN]
        ],
    )  # fmt: skip


def _readable(category: str, keys: Sequence[str]) -> str:
    """Name rule and column as people do: L-12「许可类别」 for L-12:XK_XKLB."""
    titles = {each.code: each.title for each in load_standard(category).fields}
    told = []
    for key in keys:
        rule, _, code = key.partition(":")
        told.append(f"{rule}「{titles.get(code, '本行')}」" if code else rule)
    return "、".join(told)


def _category(key: str) -> str:
    return load_standard(key).title


def _titled(title: str, count: int) -> str:
    return f"{title}（前 {_SHOWN} 条，共 {count} 条）" if count > _SHOWN else title


def _turn(before: str, after: str) -> str:
    titles = [_SEVERITIES[each] for each in (before, after)]
    return titles[0] if before == after else "→".join(titles)


def _table(rows: tuple[ChangedRow, ...]) -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(
        ("batch", "row", "unit", "category", "before", "after", "added", "removed",
         "turned")
    )  # fmt: skip
    for each in rows:
        writer.writerow(
            (each.batch, each.row, each.unit or "", each.category, each.before,
             each.after, ";".join(each.added), ";".join(each.removed),
             ";".join(each.turned))
        )  # fmt: skip
    # With its mark at the front, spreadsheet programs read it as UTF-8.
    return text.getvalue().encode("utf-8-sig")
