"""Draws a unit's own register beside its records, some rows written otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import polars as pl

#: Decisions that one party has on average: several of a day and an authority occur.
_EACH: Final = 20
#: What may have happened to a row of the register, and its part of all rows.
SLIPS: Final = {
    "none": 0.80, "spelled": 0.05, "blank": 0.04, "mistyped": 0.03, "renamed": 0.03,
    "redated": 0.02, "concealed": 0.03,
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Registered:
    """A register, the records of the ledger, and what belongs together."""

    #: Number, subject, authority (Strings), decided (Date), one row per decision.
    register: pl.DataFrame
    records: pl.DataFrame
    #: By place in the register: slip (String), record (UInt32, null where concealed).
    truth: pl.DataFrame


def draw_register(records: pl.DataFrame, *, seed: int) -> Registered:
    """Write a register of decisions, of which some are then taken out of the records.

    Args:
        records: Number, subject, authority (Strings), decided (Date); their subjects
            are drawn anew from the first of them.
        seed: The same seed and records give the same register.
    """
    import numpy as np
    import polars as pl

    # Not the chance that the records themselves came from.
    rng = np.random.default_rng([seed, len(SLIPS)])
    slips = rng.choice(list(SLIPS), records.height, p=list(SLIPS.values()))
    parties = records["subject"].head(max(1, records.height // _EACH))
    drawn = parties.gather(rng.integers(0, len(parties), records.height))
    rows = records.with_columns(subject=drawn, slip=pl.Series(slips))
    rows = rows.with_row_index("row")
    slip = pl.col("slip")
    number = pl.col("number")
    other = pl.Series(rng.integers(1, 10, rows.height)).cast(pl.String)
    register = rows.select(
        "row",
        "slip",
        "authority",
        number=pl.when(slip == "spelled")
        .then(number.str.replace("〔", "（").str.replace("〕", "）第"))
        .when(slip == "blank")
        .then(pl.lit(None))
        .when(slip == "mistyped")
        .then(number.str.strip_suffix("号") + other + "号")
        .when(slip == "redated")
        .then(pl.lit(None))
        .otherwise(number),
        subject=pl.when(slip == "renamed")
        .then(pl.col("subject").str.replace("有限公司|店|公司|有限", ""))
        .otherwise("subject"),
        decided=pl.when(slip == "redated")
        .then(pl.col("decided") + pl.duration(days=3))
        .otherwise("decided"),
    )
    kept = rows.filter(slip != "concealed").with_row_index("record")
    truth = rows.join(kept.select("row", "record"), on="row", how="left")
    names = ("number", "subject", "authority", "decided")
    return Registered(
        register=register.select(names),
        records=kept.select(names),
        truth=truth.sort("row").select("slip", "record"),
    )
