"""Columns of codes of one fixed width, seen as a table of bytes.

A check digit over a million codes is a table look-up and a dot product once every
code is a row of bytes. Polars hands those bytes over without copying.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

#: What an illegal byte adds to a sum; eighteen of them still fit an Int32.
ILLEGAL: Final = 1 << 26


def split(
    codes: pl.Series, width: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.uint8]]:
    """Pick the codes of `width` bytes and lay out their bytes.

    Args:
        codes: String; null allowed.
        width: Bytes per code. Text outside ASCII may have that many bytes too, so
            the caller's look-up table must refuse bytes above 127.

    Returns:
        A mask, one entry per code (null is False), and a table with one row per
        picked code in the order of the column, `width` columns.
    """
    import polars as pl

    fits = (codes.str.len_bytes() == width).fill_null(False)
    picked = codes.filter(fits).cast(pl.Binary)
    table = picked.bin.reinterpret(dtype=pl.Array(pl.UInt8, width))
    return fits.to_numpy(), table.to_numpy().reshape(-1, width)


def look_up(alphabet: str) -> npt.NDArray[np.float32]:
    """Lay out an alphabet as a table from byte to value; -1 for any other byte.

    Float32 holds every sum met here exactly (below 2**24) and is the type for which
    a dot product is quick.
    """
    import numpy as np

    table = np.full(256, -1, np.float32)
    table[np.frombuffer(alphabet.encode(), np.uint8)] = np.arange(len(alphabet))
    return table


def weigh(
    table: npt.NDArray[np.uint8], weights: Sequence[int], alphabet: str
) -> npt.NDArray[np.int32]:
    """Add up value × weight over the first places of each row.

    One look-up a pair of places: each pair has a table of its own that holds the sums.

    Args:
        table: One row of bytes per code.
        weights: Of the first places, small enough for the sum to stay below `ILLEGAL`.
        alphabet: Its place is the value.

    Returns:
        The sums; `ILLEGAL` or more where a byte is not in the alphabet.
    """
    import numpy as np

    totals = np.zeros(len(table), np.int32)
    even = len(weights) // 2 * 2
    if even:
        pairs = table[:, :even].view(np.uint16)
        sums = _sums_of_pairs(tuple(weights[:even]), alphabet)
        for place, sums_of_pair in enumerate(sums):
            totals += sums_of_pair.take(pairs[:, place])
    for place in range(even, len(weights)):
        totals += _products(weights[place], alphabet).take(table[:, place])
    return totals


@lru_cache(maxsize=32)
def _sums_of_pairs(
    weights: tuple[int, ...], alphabet: str
) -> list[npt.NDArray[np.int32]]:
    """Give for each two places the sum for all 65 536 pairs of bytes, as they lie."""
    import numpy as np

    first, second = np.arange(1 << 16, dtype=np.uint16).view(np.uint8).reshape(-1, 2).T
    return [
        _products(one, alphabet)[first] + _products(two, alphabet)[second]
        for one, two in zip(weights[::2], weights[1::2], strict=True)
    ]


def _products(weight: int, alphabet: str) -> npt.NDArray[np.int32]:
    import numpy as np

    values = look_up(alphabet).astype(np.int32)
    return np.where(values < 0, ILLEGAL, values * weight).astype(np.int32)


def verdicts(codes: pl.Series, good: npt.NDArray[np.bool_]) -> pl.Series:
    """Give `good` back as a Boolean column in which a null code stays null."""
    import polars as pl

    column = pl.Series(codes.name, good, dtype=pl.Boolean)
    return column.set(codes.is_null(), None) if codes.null_count() else column
