"""How commands answer: a table for people, stable JSON for programs."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

import click

from gongshi.checks.workbooks.formulas import inert

F = TypeVar("F", bound=Callable[..., Any])


def format_option(function: F) -> F:
    """Give a command the option `--format table|json`."""
    return click.option(
        "--format",
        "shape",
        type=click.Choice(["table", "json"]),
        default="table",
        show_default=True,
        help="输出格式。",
    )(function)


def show_json(value: object) -> None:
    """Print a value as JSON, Chinese as it is."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def show_table(
    title: str, header: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Print a table: drawn on a terminal, tab-separated in a pipe.

    Args:
        title: A sentence above it; left out in a pipe.
        header: Names of the columns; those of whole numbers are right-aligned.
        rows: Cells; None prints as nothing.
    """
    if not sys.stdout.isatty() and not os.environ.get("FORCE_COLOR"):
        for row in (header, *rows):
            click.echo("\t".join(_inert(cell) for cell in row))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=None, header_style="bold")
    for place, name in enumerate(header):
        numbers = all(isinstance(row[place], int) for row in rows)
        table.add_column(name, justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*(_plain(cell) for cell in row))
    Console().print(table)


def _inert(cell: object) -> str:
    """Write a cell so that no spreadsheet program calculates with it."""
    text = _plain(cell)
    # A number is none, and neither is the "-" of nothing over nothing.
    return text if isinstance(cell, int) or len(text) == 1 else inert(text)


def _plain(cell: object) -> str:
    return "" if cell is None else str(cell).replace("\t", " ").replace("\n", " ")


def show_footers(footers: Iterable[tuple[int, str]]) -> None:
    """Tell which lines below the table were not taken for records."""
    for number, text in footers:
        click.echo(f"第 {number} 行「{text}」在表格下面，不是记录，没有计入。")
