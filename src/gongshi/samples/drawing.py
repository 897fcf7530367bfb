"""Draws columns of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl


def pick(rng: np.random.Generator, texts: Sequence[str], rows: int) -> pl.Series:
    """Draw texts, each as likely as any other; String, `rows` of them."""
    return at(texts, rng.integers(0, len(texts), rows))


def at(texts: Sequence[str], places: npt.NDArray[np.int64]) -> pl.Series:
    """Take the texts at some places; an empty text becomes null."""
    import polars as pl

    filled = [text or None for text in texts]
    return pl.Series(filled, dtype=pl.String).gather(places)


def some(rng: np.random.Generator, texts: pl.Series, share: float) -> pl.Series:
    """Keep a share (0 to 1) of a column; the rest becomes null."""
    import polars as pl

    kept = pl.Series(rng.random(len(texts)) < share)
    return texts.set(~kept, None)
