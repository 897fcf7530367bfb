"""How commands answer: a table for people, stable JSON for programs."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, Final, TypeVar

import click

from gongshi.checks.workbooks.formulas import inert

F = TypeVar("F", bound=Callable[..., Any])
#: Elements of a list that are written over several lines each; more are not.
_MANY: Final = 1_000
#: A number with or without its sign, such as -10 or +3.5: nothing to calculate with.
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?%?")


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
    """Print a value as JSON, Chinese as it is; of a long list one line an element."""
    click.echo(_indented(value))


def _indented(value: object) -> str:
    written = partial(json.dumps, ensure_ascii=False)
    if isinstance(value, dict):
        pairs = [(written(str(key)), each) for key, each in value.items()]
        told = [f"{key}: {_indented(each)}" for key, each in pairs]
        return _within("{", told, "}")
    # Python's own indenting of fifty thousand rows takes a second.
    if isinstance(value, list) and len(value) > _MANY:
        return _within("[", list(map(written, value)), "]")
    return written(value, indent=2)


def _within(start: str, told: list[str], end: str) -> str:
    if not told:
        return start + end
    inner = ",\n".join(told).replace("\n", "\n  ")
    return f"{start}\n  {inner}\n{end}"


def show_table(
    title: str, header: Sequence[str], rows: Sequence[Sequence[object]]
) -> None:
    """Print a table: drawn on a terminal, tab-separated in a pipe.

    Args:
        title: A sentence above it; left out in a pipe.
        header: Names of the columns; those of whole numbers are right-aligned.
        rows: Cells; None prints as nothing.
    """
    if _is_drawn():
        from gongshi.cli.drawing import draw

        draw(title, header, [[_plain(cell) for cell in row] for row in rows])
        return
    for row in (header, *rows):
        click.echo("\t".join(_inert(cell) for cell in row))


def show_tables(
    tables: Iterable[tuple[str, Sequence[str], Sequence[Sequence[object]]]],
) -> None:
    """Print several tables, each with its title, in a pipe too; empty ones are not.

    Args:
        tables: Title, header and rows, as `show_table` takes them.
    """
    for title, header, rows in tables:
        if not rows:
            continue
        if not _is_drawn():
            click.echo(f"\n{title}")
        show_table(title, header, rows)


def _is_drawn() -> bool:
    return sys.stdout.isatty() or bool(os.environ.get("FORCE_COLOR"))


def _inert(cell: object) -> str:
    """Write a cell so that no spreadsheet program calculates with it."""
    text = _plain(cell)
    # A number is none, and neither is the "-" of nothing over nothing.
    is_number = isinstance(cell, int) or _NUMBER.fullmatch(text)
    return text if is_number or len(text) == 1 else inert(text)


def _plain(cell: object) -> str:
    return "" if cell is None else str(cell).replace("\t", " ").replace("\n", " ")


def show_footers(footers: Iterable[tuple[int, str]]) -> None:
    """Tell which lines below the table were not taken for records."""
    for number, text in footers:
        click.echo(f"第 {number} 行「{text}」在表格下面，不是记录，没有计入。")
