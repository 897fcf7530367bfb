"""Judges every row of every truth table by both bodies of its kind."""

import pytest

from gongshi.checks.kinds import kinds, load_kind
from tests.spec.judging import (
    across_rows,
    across_standard,
    fails_by_column,
    fails_by_distinct,
    fails_by_row,
    fails_unscreened,
    hits_by_column,
    hits_by_row,
    words_of,
)
from tests.spec.truth_tables import read_tables

TABLES = [table for kind in kinds() for table in read_tables(kind)]
ALONE = [table for table in TABLES if "holds" in table.heads]
ACROSS = [table for table in TABLES if "hit" in table.heads]
WORDED = [table for table in ALONE if {"suggests", "says"} & set(table.heads)]


def named(tables):
    return pytest.mark.parametrize("table", tables, ids=[each.name for each in tables])


@named(ALONE)
def test_every_row_is_judged_as_drawn(table):
    drawn = [{"✓": False, "✗": True}[row["holds"]] for row in table.rows]

    assert fails_by_row(table) == drawn
    assert fails_by_column(table) == drawn
    assert fails_by_distinct(table) == drawn
    assert fails_unscreened(table) == drawn


@named(WORDED)
def test_every_broken_row_is_explained_as_drawn(table):
    broken = [row for row in table.rows if row["holds"] == "✗"]
    asked = [head for head in ("suggests", "says") if head in table.heads]

    said = [words_of(table, row) for row in broken]

    assert [{head: each[head] for head in asked} for each in said] == [
        {head: row[head] for head in asked} for row in broken
    ]


@named(ACROSS)
def test_every_row_is_compared_as_drawn(table):
    standard = across_standard(table)
    raws, known, drawn = across_rows(table, standard)

    if getattr(load_kind(table.kind), "ASKS_LEDGER", False):
        assert hits_by_row(standard, raws, known) == drawn
        return
    assert hits_by_row(standard, raws) == drawn
    for cut in range(len(raws)):
        assert hits_by_column(standard, raws, [cut, len(raws) - cut]) == drawn
    assert hits_by_column(standard, raws, [1] * len(raws)) == drawn
