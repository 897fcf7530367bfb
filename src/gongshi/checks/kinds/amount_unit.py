"""The amount in 万元 agrees in unit with the amount that a text states in words.

Amounts after any of the words are read (2000元, 1.5万元, 叁万元整). The rule breaks when
none of them is the field's amount, and one of them is 10 000 times more or less.

    kind = "amount_unit"
    text_field = "CF_NR"
    words = ["罚款"]
    factor = 10000
    fail = [{ CF_NR = "罚款2000元", CF_NR_FK = "2000" }]
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from gongshi.identifiers.amounts import amounts_after

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(
    cell: ValueCell, *, text_field: str, words: Sequence[str], factor: int
) -> bool:
    """Tell whether the units agree."""
    text = cell.other(text_field).text
    stated = amounts_after(text or "", tuple(words))
    return _mistaken(cell.amount, stated, factor) is None


def columns(
    cell: ColumnCell, *, text_field: str, words: Sequence[str], factor: int
) -> pl.Expr:
    """Tell for every row whether the units agree, each distinct pair read once."""
    import polars as pl

    names = tuple(words)

    def judge(pairs: pl.Series) -> pl.Series:
        frame = pairs.struct.unnest()
        distinct = frame.unique()
        holds = [
            _mistaken(amount, amounts_after(text or "", names), factor) is None
            for text, amount in distinct.select("text", "amount").iter_rows()
        ]
        judged = distinct.with_columns(pl.Series("holds", holds, dtype=pl.Boolean))
        joined = frame.join(
            judged, on=["text", "amount"], how="left", nulls_equal=True,
            maintain_order="left",
        )  # fmt: skip
        return joined["holds"]

    pair = pl.struct(
        cell.other(text_field).text.alias("text"), cell.amount.alias("amount")
    )
    return pair.map_batches(judge, return_dtype=pl.Boolean, is_elementwise=True)


def doubt(
    cell: ColumnCell, *, text_field: str, words: Sequence[str], factor: int
) -> pl.Expr:
    """Tell which rows may fail: an amount, and one of the words in the text."""
    named = cell.other(text_field).text.str.contains_any(list(words))
    return cell.amount.is_not_null() & named


def suggest(
    cell: ValueCell, *, text_field: str, words: Sequence[str], factor: int
) -> str | None:
    """Offer the stated amount in 万元."""
    yuan = _yuan(cell, text_field, words, factor)
    return _plain(yuan / factor) if yuan is not None else None


def explain(
    cell: ValueCell, *, text_field: str, words: Sequence[str], factor: int
) -> dict[str, str]:
    """Name the stated amount in both units."""
    yuan = _yuan(cell, text_field, words, factor) or Decimal(0)
    return {"yuan": _plain(yuan), "wan": _plain(yuan / factor)}


def _yuan(
    cell: ValueCell, text_field: str, words: Sequence[str], factor: int
) -> Decimal | None:
    text = cell.other(text_field).text or ""
    return _mistaken(cell.amount, amounts_after(text, tuple(words)), factor)


def _mistaken(
    amount: float | None, stated: Sequence[Decimal], factor: int
) -> Decimal | None:
    """Find the stated amount in 元 that the field's amount mistakes; None = no mistake."""
    if not amount:
        return None
    near = [_close(amount * factor, float(yuan)) for yuan in stated]
    if any(near):
        return None
    for yuan in stated:
        if _close(amount, float(yuan)) or _close(amount * factor * factor, float(yuan)):
            return yuan
    return None


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-6 * max(abs(one), abs(other))


def _plain(amount: Decimal) -> str:
    return f"{amount.normalize():f}"
