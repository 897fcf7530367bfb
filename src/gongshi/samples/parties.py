"""The parties of made-up rows: firms, traders and persons, with matching numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.samples.drawing import pick, some
from gongshi.samples.numbers import (
    credit_codes,
    identity_numbers,
    registration_numbers,
)
from gongshi.samples.words import words

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: Parts of all parties: firms, traders, persons.
_SHARES = (0.68, 0.22, 0.10)


def draw_parties(rng: np.random.Generator, rows: int, prefix: str) -> pl.DataFrame:
    """Draw the parties of some rows; a third of them come back in later rows.

    Args:
        rng: Where they come from.
        rows: How many rows.
        prefix: Of the category's field codes, like XK.

    Returns:
        One row per row, String columns: the thirteen fields of the subject block.
    """
    pool = _pool(rng, rows * 2 // 3 + 1, prefix)
    return pool[rng.integers(0, pool.height, rows)]


def _pool(rng: np.random.Generator, rows: int, prefix: str) -> pl.DataFrame:
    import polars as pl

    kinds = rng.choice(3, rows, p=_SHARES)
    frame = _drawn(rng, rows).with_columns(
        kind=pl.Series(kinds), code=credit_codes(rng, kinds % 2 + 1)
    )
    firm, person = pl.col("kind") == 0, pl.col("kind") == 2
    has_certificate = ~person & pl.col("certificate").is_not_null()
    card = pl.lit(words()["identity_card"])
    empty = pl.lit(None, pl.String)
    shop = pl.concat_str("place", "lane", "coined", "shop")
    company = pl.concat_str("place", "coined", "second", "trade", "ending")
    names = list(words()["subject"].values())
    return frame.select(
        pl.when(person)
        .then("person")
        .when(firm)
        .then(company)
        .otherwise(shop)
        .alias(f"{prefix}_XDR_MC"),
        pl.lit(pl.Series(names)).gather(pl.col("kind")).alias(f"{prefix}_XDR_LB"),
        pl.when(~person).then("code").alias(f"{prefix}_XDR_SHXYM"),
        pl.when(firm).then("registration").alias(f"{prefix}_XDR_GSZC"),
        pl.when(firm & pl.col("registration").is_not_null())
        .then(pl.col("code").str.slice(8, 9))
        .alias(f"{prefix}_XDR_ZZJG"),
        pl.when(firm & pl.col("registration").is_not_null())
        .then("code")
        .alias(f"{prefix}_XDR_SWDJ"),
        empty.alias(f"{prefix}_XDR_SYDW"),
        empty.alias(f"{prefix}_XDR_SHZZ"),
        pl.when(~person).then("person").alias(f"{prefix}_FRDB"),
        pl.when(has_certificate).then(card).alias(f"{prefix}_FR_ZJLX"),
        pl.when(has_certificate).then("certificate").alias(f"{prefix}_FR_ZJHM"),
        pl.when(person).then(card).alias(f"{prefix}_XDR_ZJLX"),
        pl.when(person).then("identity").alias(f"{prefix}_XDR_ZJHM"),
    )


def _drawn(rng: np.random.Generator, rows: int) -> pl.DataFrame:
    import polars as pl

    drawn = {
        column: pick(rng, words()[listed], rows)
        for column, listed in (
            ("place", "places"),
            ("coined", "coined"),
            ("second", "second"),
            ("trade", "trades"),
            ("ending", "endings"),
            ("lane", "lanes"),
            ("shop", "shops"),
            ("surname", "surnames"),
            ("given", "given"),
        )
    }
    return pl.DataFrame(drawn).with_columns(
        person=pl.concat_str("surname", "given"),
        identity=identity_numbers(rng, rows),
        certificate=some(rng, identity_numbers(rng, rows), 0.08),
        registration=some(rng, registration_numbers(rng, rows), 0.15),
    )
