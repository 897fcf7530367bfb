"""Reads rows of an older edition as rows of today's: old values, and what went unsaid."""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from gongshi.checks.by_column import applies
from gongshi.checks.by_row import Row, holds
from gongshi.policy.standards import Fill, Mapping_, Standard

if TYPE_CHECKING:
    import polars as pl


def mapping_of(standard: Standard, edition: str) -> Mapping_ | None:
    """Find how files of an edition are read; None for the standard's own."""
    return next((each for each in standard.mappings if each.edition == edition), None)


def translate_row(raw: Row, mapping: Mapping_) -> Row:
    """Translate one raw row.

    Args:
        raw: Today's field code → raw text.
        mapping: Old values and fills; a fill leaves a filled field alone.
    """
    row = dict(raw)
    for code, values in mapping.values.items():
        text = row.get(code)
        row[code] = values.get(text.strip(), text) if text else text
    for fill in mapping.fills:
        if not row.get(fill.field) and all(holds(row, each) for each in fill.when):
            row[fill.field] = row.get(fill.copied) if fill.copied else fill.value
    return row


def translate_frame(raw: pl.DataFrame, mapping: Mapping_) -> pl.DataFrame:
    """Translate every row as `translate_row` does.

    Args:
        raw: String columns named by today's field codes.
        mapping: Old values and fills.
    """
    import polars as pl

    named = {code for fill in mapping.fills for code in _codes(fill)}
    missing = sorted((named | set(mapping.values)) - set(raw.columns))
    raw = raw.with_columns(pl.lit(None, pl.String).alias(code) for code in missing)
    # Blank cells count as unfilled, as they do in a row.
    raw = raw.with_columns(
        pl.when(pl.col(code) != "").then(pl.col(code)) for code in sorted(named)
    )
    for code, values in mapping.values.items():
        stripped = pl.col(code).str.strip_chars()
        old = stripped.is_in(list(values))
        replaced = stripped.replace(dict(values))
        raw = raw.with_columns(
            pl.when(old).then(replaced).otherwise(pl.col(code)).alias(code)
        )
    for fill in mapping.fills:
        value = pl.col(fill.copied) if fill.copied else pl.lit(fill.value)
        wanted = reduce(
            and_, (applies(each) for each in fill.when), pl.col(fill.field).is_null()
        )
        raw = raw.with_columns(
            pl.when(wanted).then(value).otherwise(pl.col(fill.field)).alias(fill.field)
        )
    return raw


def _codes(fill: Fill) -> list[str]:
    codes = [fill.field, *(each.field for each in fill.when)]
    return [*codes, fill.copied] if fill.copied else codes
