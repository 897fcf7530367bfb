"""Takes every text of the table in `document_numbers.md` apart, by both bodies."""

import re
from pathlib import Path

import polars as pl
import pytest

from gongshi.identifiers import document_number

PAGE = Path(__file__).with_suffix(".md").with_name("document_numbers.md")
LINES = [
    [cell.strip() for cell in line.strip().strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("|") and not line.startswith(("| raw", "|---"))
]
#: Text, prefix, year, serial and sub; None = no number.
ROWS = [
    (text, None if prefix == "—" else (prefix, year, serial))
    for texts, prefix, year, serial, _ in LINES
    for text in texts.split(", ")
]


def drawn(cells):
    """Read what a line says of a number: prefix, year, serial as a number, sub."""
    prefix, year, serial = cells
    number, sub = re.fullmatch(r"([0-9]+)(?: \(sub -([0-9]+)\))?", serial).groups()
    return prefix.removeprefix("(empty) + "), int(year), int(number), sub


@pytest.mark.parametrize(("text", "cells"), ROWS, ids=[row[0] for row in ROWS])
def test_a_number_is_taken_apart_as_drawn(text, cells):
    number = document_number.parse(text)

    if cells is None:
        assert number is None
        return
    assert (number.prefix, number.year, number.number, number.sub) == drawn(cells)
    # Where the table keeps the zeros, they are kept for display.
    assert cells[2].split()[0] in (number.serial, number.padded)


def test_the_column_is_taken_apart_as_drawn():
    parts = document_number.parse_columns(pl.col("text"))

    frame = pl.DataFrame({"text": [text for text, _ in ROWS]}).select(parts)

    assert [
        each["prefix"]
        and (each["prefix"], each["year"], int(each["serial"]), each["sub"])
        for each in frame.to_series()
    ] == [cells and drawn(cells) for _, cells in ROWS]
