"""Judges truth tables and examples by the row bodies and by the column bodies."""

from dataclasses import replace

import numpy as np
import polars as pl

from gongshi.checks.by_row import failing, normalise_row
from gongshi.checks.by_slice import check_slice
from gongshi.checks.cells import ColumnCell, Surroundings, ValueCell
from gongshi.checks.identity import content, identity, key_of
from gongshi.checks.plan import plan
from gongshi.checks.repeats import Known, Repeats, hits, traces_of
from gongshi.policy.standards import load_standard
from tests.spec.truth_tables import ON, raw_of, standard_of

#: So many rows make a slice work on distinct texts where there are few of them.
MANY = 5_000


def frame_of(raws, standard):
    """Put raw rows into one frame of String columns."""
    codes = [field.code for field in standard.fields]
    codes += ["#surplus"] if any("#surplus" in raw for raw in raws) else []
    full = [[raw.get(code) for code in codes] for raw in raws]
    return pl.DataFrame(full, schema=dict.fromkeys(codes, pl.String), orient="row")


def broken_by_slice(raws, ready, beside, times=1):
    """Give for every raw row the places of the checks it breaks, by a slice.

    Args:
        raws: Raw rows.
        ready: The plan.
        beside: What is known beside the rows.
        times: How often the rows stand in the slice; the first ones are told.
    """
    frame = frame_of(raws, ready.standard)
    found = check_slice(pl.concat([frame] * times), ready, beside).failures
    broken = [[] for _ in range(frame.height * times)]
    for place, number in zip(found.rows.tolist(), found.checks.tolist(), strict=True):
        broken[place].append(number)
    assert broken == broken[: frame.height] * times
    return broken[: frame.height]


def fails_by_row(table):
    """Tell for every row of a table whether it fails, by the row body."""
    standard = standard_of(table)
    rows = [normalise_row(raw_of(table, row), standard) for row in table.rows]
    return [bool(failing(row, plan(standard), table.surroundings)) for row in rows]


def fails_by_column(table, times=1):
    """Tell for every row of a table whether it fails, by screen and column body."""
    ready = plan(standard_of(table))
    raws = [raw_of(table, row) for row in table.rows]
    return [
        bool(each) for each in broken_by_slice(raws, ready, table.surroundings, times)
    ]


def fails_by_distinct(table):
    """Tell the same in a slice so long that each distinct text is judged once."""
    return fails_by_column(table, MANY // len(table.rows))


def fails_unscreened(table):
    """Tell for every row of a table whether it fails, by the column body alone."""
    ready = plan(standard_of(table))
    raw = frame_of([raw_of(table, row) for row in table.rows], ready.standard)
    frame = check_slice(raw, ready, table.surroundings).frame
    (check,) = ready.checks
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
    ledger = known_records(known, standard)
    found = hits(keys, plan(standard), ledger)
    return sorted((hit.place, hit.first) for hit in found)


def across_rows(table, standard):
    """Give the raw rows of the file, those of the ledger, and the drawn hits."""
    roles = {f"@{role}": code for role, code in standard.roles.items()}
    file = [row for row in table.rows if row["row"] != "known"]
    known = [row for row in table.rows if row["row"] == "known"]

    def coded(row):
        return {roles[head]: cell for head, cell in raw_of(table, row).items()}

    drawn = [
        (place, int(first) - 1 if first else None)
        for place, row in enumerate(file)
        for mark, _, first in [row["hit"].partition(" ")]
        if mark == "✗"
    ]
    return list(map(coded, file)), list(map(coded, known)), drawn


def known_records(known, standard):
    """Give raw records of the ledger by identity; None = the ledger is not asked."""
    rows = known and [normalise_row(raw, standard) for raw in known]
    return rows and {
        identity(row, standard): Known(content(row, standard), "", row) for row in rows
    }


def hits_by_column(standard, raws, sizes):
    """List (place, first) that the rules across rows find, from hashes of slices.

    Args:
        standard: Its rules across rows are run.
        raws: Raw rows of the file.
        sizes: How many rows each slice has.
    """
    repeats, found, start = Repeats(plan(standard)), [], 0
    for size in sizes:
        part = raws[start : start + size]
        found += fed(repeats, part, start, plan(standard))
        start += size
    return sorted((hit.place, hit.first) for hit in found)


def fed(repeats, raws, start, ready):
    """Feed raw rows, none of them to be returned, as the next slice."""
    frame = check_slice(frame_of(raws, ready.standard), ready, Surroundings(ON)).frame
    return repeats.feed(traces_of(frame, ready), start, np.ones(len(raws), bool))
