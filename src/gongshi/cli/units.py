"""`gongshi units`: the register of reporting units."""

from pathlib import Path

import click

from gongshi.cli.files import name_of, read
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table


@click.group("units")
def units() -> None:
    """单位名录：导入、查看。"""


@units.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@format_option
def import_(file: Path, shape: str) -> None:
    """导入单位名录（csv 或 xlsx），同名单位更新。

    列：name、code、place、group、functions、aliases、parent，也可用中文表头
    名称、统一社会信用代码、地方、分组、职能、别名、上级单位。
    """
    open_ledger()
    from gongshi.actions.import_units import import_units

    done = import_units(read(file), file_name=name_of(file))
    if shape == "json":
        show_json({"added": done.added, "updated": done.updated, "total": done.total})
    else:
        click.echo(
            f"新增 {done.added} 家，更新 {done.updated} 家，名录现有 {done.total} 家。"
        )


@units.command("list")
@format_option
def list_(shape: str) -> None:
    """列出单位名录。"""
    open_ledger()
    from gongshi.actions.import_units import COLUMNS, listed_units

    rows = listed_units()
    if shape == "json":
        show_json({"units": rows})
        return
    show_table(
        f"单位名录，{len(rows)} 家",
        [column.title for column in COLUMNS],
        [[_joined(row[column.code]) for column in COLUMNS] for row in rows],
    )


def _joined(value: object) -> str:
    return "；".join(value) if isinstance(value, list) else str(value or "")
