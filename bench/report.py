"""Writes tables as Markdown, and into the page of the manual."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "performance.md"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; columns after the first are right-aligned."""
    lines = [head, ["---"] + ["---:"] * (len(head) - 1), *rows]
    return "\n".join(f"| {' | '.join(map(str, line))} |" for line in lines)


def seconds(value: float) -> str:
    return f"{value:.2f}"


def krows(rows: int, taken: float) -> str:
    """Write thousands of rows a second."""
    speed = rows / taken / 1000
    return f"{speed:.1f}" if speed < 100 else f"{speed:.0f}"


def megabytes(size: int) -> str:
    return f"{size / 1e6:,.0f}"


def against(value: float, target: float, unit: str) -> str:
    """Say what was asked for and whether it was reached."""
    verdict = "met" if value <= target else "**missed**"
    return f"≤ {target:g} {unit}: {verdict}"


def write(name: str, text: str, file: Path = PAGE, *, kind: str = "bench") -> None:
    """Put the measured text of a part between its two marks on a page."""
    start, end = f"<!-- {kind}:{name} -->", f"<!-- /{kind}:{name} -->"
    page = file.read_text(encoding="utf-8")
    marked = re.compile(f"{re.escape(start)}.*?{re.escape(end)}", re.DOTALL)
    if not marked.search(page):
        raise SystemExit(f"{file} has no marks {start} … {end}")
    file.write_text(
        marked.sub(lambda _: f"{start}\n{text}\n{end}", page), encoding="utf-8"
    )
