"""`gongshi return`: the unit's own workbook with the rows to mend."""

from __future__ import annotations

from pathlib import Path

import click

from gongshi.cli.files import write
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json
from gongshi.errors import UsageError


@click.command("return")
@click.argument("batch")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path),
              help="写到哪个文件，如 退回件.xlsx。")  # fmt: skip
@format_option
def return_(batch: str, out: Path, shape: str) -> None:
    """退回件：单位自己的表，只有要改的行，写明原因、建议和依据。"""
    if out.suffix.lower() != ".xlsx":
        raise UsageError("out", f"退回件是 .xlsx 文件，「{out.name}」请改成 .xlsx。")
    open_ledger()
    from gongshi.actions.return_faulty import return_faulty

    returned = return_faulty(batch)
    write(out, returned.content)
    if shape == "json":
        show_json(
            {
                "batch": returned.batch.number,
                "file": str(out),
                "rows": returned.rows,
                "left_over": returned.left_over,
            }
        )
        return
    click.echo(f"退回件：{out}，{returned.rows} 行要改；改好后把这个文件照常报送即可。")
    if returned.left_over:
        click.echo(f"另有 {returned.left_over} 行放不下，这些行改好后再取一次。")
