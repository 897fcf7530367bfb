"""`gongshi audit`: find the contradictions of a bulletin, whoever wrote it."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.cli.files import refuse_odd
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.errors import FileFault, NotReady, UsageError, refusal

if TYPE_CHECKING:
    from gongshi.bulletin.audit import Contradiction, NameRegister


@click.command("audit")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--units", "units", type=click.Path(exists=True, dir_okay=False, path_type=Path),
              help="单位名录（csv 或 xlsx），按它核对单位名称。")  # fmt: skip
@format_option
@click.pass_context
def audit(ctx: click.Context, file: Path, units: Path | None, shape: str) -> None:
    """审读一份通报（docx、xlsx、md、txt、html）：只说对不上的地方。

    没有发现矛盾时退出码为 0，有矛盾为 1，读不了为 3。
    """
    from gongshi.bulletin.audit import audit as find
    from gongshi.bulletin.audit.readers import read
    from gongshi.bulletin.audit.readers.faults import MOST_BYTES

    writing = read(_bytes(file, MOST_BYTES), file_name=file.name)
    registers = [_register_of(units)] if units else _register_of_ledger()
    findings = find(writing, registers)
    if shape == "json":
        show_json(
            {"file": file.name, "findings": [_as_json(each) for each in findings]}
        )
    else:
        _show(file.name, findings)
    ctx.exit(1 if findings else 0)


def _bytes(file: Path, most: int) -> bytes:
    """Read a file, one byte more than is allowed at most."""
    refuse_odd(file)
    try:
        with file.open("rb") as opened:
            return opened.read(most + 1)
    except OSError as error:
        raise UsageError(
            "cannot_read", f"读不了「{file}」（{refusal(error)}）。"
        ) from error


def _register_of(file: Path) -> NameRegister:
    from gongshi.bulletin.audit.registers import register
    from gongshi.intake import read
    from gongshi.policy.registers import load_register_standard

    standard = load_register_standard("units")
    batch = read(_bytes(file, 50 << 20), file_name=file.name, standard=standard)
    if "name" not in batch.codes:
        raise FileFault("units_header", "单位名录里没有 name（名称）这一列，请补上。")
    names: list[str] = []
    for cells in batch.tuples():
        row = dict(zip(batch.codes, cells, strict=True))
        aliases = row.get("aliases") or ""
        for mark in "；,，、|":
            aliases = aliases.replace(mark, ";")
        names += [row["name"] or "", *aliases.split(";")]
    return register(f"名录「{file.name}」", names, is_certain=True)


def _register_of_ledger() -> list[NameRegister]:
    """Give the names in the ledger; none where there is no ledger."""
    from gongshi.cli.ledger_home import open_ledger

    try:
        open_ledger()
        from gongshi.actions.audit_draft import registers_of_ledger

        return registers_of_ledger()
    except NotReady:
        return []


def _as_json(finding: Contradiction) -> dict[str, str]:
    told = asdict(finding)
    return {key: told[key] for key in ("place", "kind", "found", "expected", "message")}


def _show(name: str, findings: tuple[Contradiction, ...]) -> None:
    if not findings:
        click.echo(f"「{name}」没有发现矛盾。")
        return
    from gongshi.policy.audits import load_audit_terms

    titles = load_audit_terms().titles
    show_table(
        f"「{name}」有 {len(findings)} 处对不上",
        ("位置", "种类", "说明"),
        [(each.place, titles[each.kind], each.message) for each in findings],
    )
