"""`gongshi check`: look at a file before filing it; no ledger is needed or touched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import name_of, read, refuse_odd, write
from gongshi.cli.output import format_option, show_footers, show_json, show_table
from gongshi.clocks.periods import CHINA, day, local_day
from gongshi.errors import UsageError

if TYPE_CHECKING:
    from gongshi.actions.check_file import CheckedFile

#: Findings that people see; the others are in the returned workbook and in JSON.
_SHOWN = 20
#: A file that is judged slice by slice may be far larger than one that is filed.
_MOST_BYTES = 1 << 36
_OUTCOMES = ("accepted", "faulty", "duplicate", "pending", "excluded")


@click.command("check")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--category", required=True, help="类别：licence 或 penalty。")
@click.option("--on", "on_text", help="按哪一天核对，如 2023-12-01；默认今天。")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path),
              help="写出：.xlsx 是只有要改的行的退回件，.parquet 是每行带结果的全表。")  # fmt: skip
@format_option
@click.pass_context
def check(
    ctx: click.Context,
    file: Path,
    category: str,
    on_text: str | None,
    out: Path | None,
    shape: str,
) -> None:
    """核对一个文件：不报送、不入账，只说哪里不对、怎么改。"""
    on = day(on_text) if on_text else local_day(datetime.now(CHINA))
    _refuse(file, out)
    refuse_odd(file, _MOST_BYTES)
    if out is not None and out.suffix.lower() == ".parquet":
        ctx.exit(_annotate(file, out, category, on, shape))
    from gongshi.actions.check_file import check_file, workbook_of

    result = check_file(read(file), file_name=name_of(file), category=category, on=on)
    if out is not None and result.counts.faulty:
        write(out, workbook_of(result))
    show_json(_as_json(result)) if shape == "json" else _show(result, out)
    ctx.exit(1 if result.counts.faulty else 0)


def _refuse(file: Path, out: Path | None) -> None:
    if out is None:
        return
    if out.suffix.lower() not in (".xlsx", ".parquet"):
        raise UsageError("out", f"「{out.name}」只能写成 .xlsx 或 .parquet。")
    if out.suffix.lower() == ".parquet" and not out.parent.is_dir():
        raise UsageError("out", f"没有「{out.parent}」这个目录，请先建好或换一个位置。")
    if out.exists() and out.samefile(file):
        raise UsageError("out", f"「{out.name}」就是要核对的文件，请换一个文件名。")


def _annotate(file: Path, out: Path, category: str, on: date, shape: str) -> int:
    """Write all rows with their results; gives the exit code."""
    from gongshi.actions.annotate import annotate
    from gongshi.checks.cells import Surroundings
    from gongshi.checks.streaming import counted
    from gongshi.policy.standards import load_standard

    tally = annotate(file, out, load_standard(category, on), Surroundings(on=on))
    named = counted(tally)
    if shape == "json":
        below = [{"row": number, "text": text} for number, text in tally.footers]
        told = {"name": name_of(file), "out": str(out)}
        show_json({"file": told, "counts": named, "below_table": below})
    else:
        click.echo(_counted(named))
        show_footers(tally.footers)
        click.echo(f"每行的结果：{out}")
    return 1 if named["faulty"] else 0


def _as_json(result: CheckedFile) -> dict[str, object]:
    file, named = result.file, result.counts.named()
    return {
        "file": {
            "name": file.file_name,
            "hash": file.file_hash,
            "format": file.format,
            "sheet": file.sheet,
            "category": result.checked.standard.key,
            "edition": file.edition,
            "on": result.checked.surroundings.on.isoformat(),
        },
        "counts": {each: named[each] for each in ("received", *_OUTCOMES)},
        "rules": [asdict(each) for each in result.rules],
        "findings": [
            {
                "row": each.row_number,
                "field": each.field,
                "title": each.title,
                "rule": each.rule,
                "severity": each.severity,
                "value": each.value,
                "message": each.message,
                "suggestion": each.suggestion,
                "source": each.source,
            }
            for each in result.findings
        ],
        "below_table": [{"row": number, "text": text} for number, text in file.footers],
    }


def _counted(named: Mapping[str, int]) -> str:
    return (
        f"共 {named['received']} 行：正确 {named['accepted']}，问题 {named['faulty']}，"
        f"重复 {named['duplicate']}，待清洗 {named['pending']}，"
        f"不上报 {named['excluded']}。"
    )


def _show(result: CheckedFile, out: Path | None) -> None:
    click.echo(_counted(result.counts.named()))
    show_footers(result.file.footers)
    if result.rules:
        show_table(
            "按规则",
            ("行数", "规则", "栏目", "说明"),
            [
                (each.count, each.rule, each.title, each.message)
                for each in result.rules
            ],
        )
    if result.findings:
        more = len(result.findings) > _SHOWN
        show_table(
            f"逐行（前 {_SHOWN} 处）" if more else "逐行",
            ("行", "栏目", "内容", "说明", "建议"),
            [
                (each.row_number, each.title, each.value, each.message,
                 "清空" if each.suggestion == "" else each.suggestion)
                for each in result.findings[:_SHOWN]
            ],
        )  # fmt: skip
    if out is None:
        return
    faulty = result.counts.faulty
    click.echo(f"退回件：{out}" if faulty else f"没有要改的行，没有写出 {out}。")
