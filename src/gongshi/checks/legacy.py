"""Reads rows of an older edition as rows of today's: old values, and what went unsaid.

Old values and conditions are told by the normal form, so ` ０ ` is the old 0 and a blank
certificate says nothing; what is not replaced stays as it was typed.
"""

from __future__ import annotations

from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from gongshi.checks.by_row import Row, holds, normalise_row
from gongshi.checks.by_slice import applies
from gongshi.intake.normalise import normalise_column
from gongshi.policy.standards import Mapping_, Standard

if TYPE_CHECKING:
    import polars as pl


def mapping_of(standard: Standard, edition: str) -> Mapping_ | None:
    """Find how files of an edition are read; None for the standard's own."""
    return next((each for each in standard.mappings if each.edition == edition), None)


def translate_row(raw: Row, mapping: Mapping_, standard: Standard) -> Row:
    """Translate one raw row.

    Args:
        raw: Today's field code → raw text.
        mapping: Old values and fills; a fill leaves a filled field alone.
        standard: Today's, for the normal form of its fields.
    """
    row, normal = dict(raw), normalise_row(raw, standard)
    for code, values in mapping.values.items():
        if (text := normal[code]) in values:
            row[code] = normal[code] = values[text or ""]
    for fill in mapping.fills:
        if not normal[fill.field] and all(holds(normal, each) for each in fill.when):
            source = fill.copied
            row[fill.field] = row.get(source) if source else fill.value
            normal[fill.field] = normal[source] if source else fill.value
    return row


def translate_frame(
    raw: pl.DataFrame, mapping: Mapping_, standard: Standard
) -> pl.DataFrame:
    """Translate every row as `translate_row` does.

    Args:
        raw: String columns named by today's field codes.
        mapping: Old values and fills.
        standard: Today's, for the normal form of its fields.

    Returns:
        Same rows and order, with a column for every field that was put in.
    """
    import polars as pl

    named = _named(mapping)
    raw = raw.with_columns(
        pl.lit(None, pl.String).alias(code) for code in named if code not in raw.columns
    )
    normal = raw.select(
        normalise_column(raw[code], standard.field(code).form).alias(code)
        for code in named
    )
    for code, values in mapping.values.items():
        old = normal[code].is_in(list(values))
        meant = normal[code].replace(dict(values))
        raw, normal = _put(raw, code, old, meant), _put(normal, code, old, meant)
    for fill in mapping.fills:
        conditions = [applies(each) for each in fill.when]
        unsaid = pl.col(fill.field).is_null()
        wanted = normal.select(reduce(and_, conditions, unsaid)).to_series()
        raw, normal = (
            _put(each, fill.field, wanted, each[fill.copied])
            if fill.copied
            else _put(each, fill.field, wanted, pl.lit(fill.value))
            for each in (raw, normal)
        )
    return raw


def _named(mapping: Mapping_) -> list[str]:
    fills = mapping.fills
    written = [code for fill in fills for code in (fill.field, fill.copied)]
    asked = [each.field for fill in fills for each in fill.when]
    return sorted({*mapping.values, *written, *asked} - {""})


def _put(
    frame: pl.DataFrame, code: str, where: pl.Series, texts: pl.Series | pl.Expr
) -> pl.DataFrame:
    import polars as pl

    put = pl.when(where).then(texts).otherwise(pl.col(code))
    return frame.with_columns(put.alias(code))
