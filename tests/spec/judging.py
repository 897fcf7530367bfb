"""Judges truth tables and examples by the row bodies and by the column bodies."""

from dataclasses import replace

import polars as pl
from tests.spec.truth_tables import raw_of, standard_of

from gongshi.checks.by_column import failures, normalise_frame
from gongshi.checks.by_row import failing, normalise_row
from gongshi.checks.cells import ColumnCell, ValueCell
from gongshi.checks.identity import content, identity, key_of
from gongshi.checks.plan import plan
from gongshi.checks.repeats import Known, Repeats, hits
from gongshi.policy.standards import load_standard


def frame_of(raws, standard):
    """Put raw rows into one frame in normal form."""
    codes = [field.code for field in standard.fields]
    codes += ["#surplus"] if any("#surplus" in raw for raw in raws) else []
    full = [[raw.get(code) for code in codes] for raw in raws]
    schema = dict.fromkeys(codes, pl.String)
    return normalise_frame(pl.DataFrame(full, schema=schema, orient="row"), standard)


def fails_by_row(table):
    """Tell for every row of a table whether it fails, by the row body."""
    standard = standard_of(table)
    rows = [normalise_row(raw_of(table, row), standard) for row in table.rows]
    return [bool(failing(row, plan(standard), table.surroundings)) for row in rows]


def fails_by_column(table):
    """Tell for every row of a table whether it fails, by screen and column body."""
    standard = standard_of(table)
    frame = frame_of([raw_of(table, row) for row in table.rows], standard)
    found = failures(frame, plan(standard), table.surroundings)
    return [place in found.rows for place in range(frame.height)]


def fails_unscreened(table):
    """Tell for every row of a table whether it fails, by the column body alone."""
    standard = standard_of(table)
    frame = frame_of([raw_of(table, row) for row in table.rows], standard)
    (check,) = plan(standard).checks
    cell = ColumnCell(check.field.code, table.surroundings)
    holds = check.kind.columns(cell, **check.parameters).fill_null(value=True)
    if not check.judges_blank:
        holds |= cell.text.is_null()
    return frame.with_columns(fails=~holds)["fails"].to_list()


def words_of(table, row):
    """Give what the kind suggests and says about a row."""
    standard = standard_of(table)
    (check,) = plan(standard).checks
    normal = normalise_row(raw_of(table, row), standard)
    cell = ValueCell(normal, check.field.code, table.surroundings)
    suggest = getattr(check.kind, "suggest", lambda cell, **_: None)
    explain = getattr(check.kind, "explain", lambda cell, **_: {})
    said = explain(cell, **check.parameters).items()
    return {
        "suggests": suggest(cell, **check.parameters),
        "says": "，".join(f"{key}={word}" for key, word in said) or None,
    }


def across_standard(table):
    """Give a real standard with only the rule of a table across rows."""
    (rule,) = standard_of(replace(table, heads=("XK_WSH: number",))).rules
    return replace(load_standard("licence"), rules=(rule,))


def hits_by_row(standard, raws, known=None):
    """List (place, first) that the rules across rows find, from keys as text.

    Args:
        standard: Its rules across rows are run.
        raws: Raw rows of the file.
        known: Raw records of the ledger; None = the ledger is not asked.
    """
    rows = [normalise_row(raw, standard) for raw in raws]
    keys = [key_of(row, place, standard) for place, row in enumerate(rows)]
    records = known and [normalise_row(raw, standard) for raw in known]
    ledger = records and {
        identity(each, standard): Known(content(each, standard), "", each)
        for each in records
    }
    found = hits(keys, plan(standard), ledger)
    return sorted((hit.place, hit.first) for hit in found)


def hits_by_column(standard, raws, sizes):
    """List (place, first) that the rules across rows find, from hashes of slices.

    Args:
        standard: Its rules across rows are run.
        raws: Raw rows of the file.
        sizes: How many rows each slice has.
    """
    frame = frame_of(raws, standard)
    repeats, found, start = Repeats(plan(standard)), [], 0
    for size in sizes:
        places = pl.Series(range(start, start + size), dtype=pl.UInt32)
        found += repeats.feed(frame[start : start + size], places)
        start += size
    return sorted((hit.place, hit.first) for hit in found)


