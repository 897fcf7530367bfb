"""Finds keys that share one counter: several kinds of decision, or several units.

Two counters of their own both begin at 1 and meet in nearly every number. Two keys
that share a counter never meet: the numbers of one lie in the holes of the other. Of
the smaller key some numbers, its probes, are looked for in the other; how unlikely it
is that all of them fall into holes by chance is the evidence. Keys of the same prefix
and year need none beside not meeting, and different prefixes of one authority do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gongshi.oversight.numbers import SERIAL_BITS

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

#: Numbers of a key that are looked for in others.
_PROBES: Final = 64
#: Keys with the same prefix and year that are compared; more do not share one counter.
_MOST_KEYS: Final = 200
#: A key that fills a group up may show that another one belongs to it.
_ROUNDS: Final = 3


def share_counters(
    keys: pl.DataFrame, distinct: pl.DataFrame, limits: Mapping[str, float]
) -> npt.NDArray[np.uint32]:
    """Tell which keys share a counter.

    Args:
        keys, distinct: Of `Numbers`.
        limits: Of the rulebook.

    Returns:
        By key, the least of the keys that it shares with, or itself.
    """
    import numpy as np

    groups = np.arange(keys.height, dtype=np.uint32)
    spans = _spans(distinct, limits)
    pairs = _pairs(keys, spans)
    if not pairs.height:
        return groups
    pairs = _probed(pairs, spans, distinct)
    # What one prefix joins is weighed together against other prefixes.
    groups = _joined(
        groups, _accepted(pairs.filter("same_stem"), spans, groups, limits)
    )
    for _ in range(_ROUNDS):
        joined = _accepted(pairs, spans, groups, limits)
        if not joined.height:
            break
        groups = _joined(groups, joined)
    return groups


def _spans(distinct: pl.DataFrame, limits: Mapping[str, float]) -> pl.DataFrame:
    """Measure each key: count, first, last, leap, covered, every, asked.

    A hole larger than `leap` is a jump; what a key covers are its numbers and its other
    holes; every so many-th of its numbers is a probe, `asked` of them together.
    """
    import polars as pl

    serial = pl.col("serial")
    every = (pl.col("count") + _PROBES - 1) // _PROBES
    spans = distinct.group_by("key", maintain_order=True).agg(
        pl.len().cast(pl.Int64).alias("count"),
        serial.first().alias("first"),
        serial.last().alias("last"),
    )
    leap = (pl.col("count") * limits["jump_share"]).clip(limits["jump_above"])
    spans = spans.with_columns(leap=leap.clip(None, limits["run_at_most"]))
    holes = (
        distinct.lazy()
        .select("key", hole=serial - serial.shift(1) - 1, before=pl.col("key").shift(1))
        .filter((pl.col("key") == pl.col("before")) & (pl.col("hole") > 0))
        .join(spans.lazy().select("key", "leap"), on="key")
        .filter(pl.col("hole") <= pl.col("leap"))
        .group_by("key")
        .agg(pl.col("hole").sum())
        .collect()
    )
    covered = pl.col("count") + pl.col("hole").fill_null(0)
    return spans.join(holes, on="key", how="left", maintain_order="left").with_columns(
        covered=covered, every=every, asked=(pl.col("count") + every - 1) // every
    )


def _pairs(keys: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """List the ordered pairs that might share: own, other, same_stem."""
    import polars as pl

    # Without a hole, and from 1 on, there is no place for another's numbers.
    whole = (pl.col("first") <= 1) & (
        pl.col("count") >= pl.col("last") - pl.col("first") + 1
    )
    able = spans.filter(~whole).join(
        keys.select("key", "authority", "stem", "year"), on="key"
    )
    found = [
        _within(able, "stem").with_columns(same_stem=pl.lit(value=True)),
        _within(able, "authority").with_columns(same_stem=pl.lit(value=False)),
    ]
    return pl.concat(found).unique(subset=["own", "other"], keep="first")


def _within(able: pl.DataFrame, name: str) -> pl.DataFrame:
    import polars as pl

    together = able.filter(pl.len().over(name, "year").is_between(2, _MOST_KEYS))
    both = together.join(together, on=[name, "year"], suffix="_other")
    return both.filter(
        (pl.col("key") != pl.col("key_other"))
        & (pl.col("first") <= pl.col("last_other"))
        & (pl.col("first_other") <= pl.col("last"))
    ).select(own="key", other="key_other")


def _probed(
    pairs: pl.DataFrame, spans: pl.DataFrame, distinct: pl.DataFrame
) -> pl.DataFrame:
    """Add how many probes of `own` lie in the span of `other`, and are its numbers."""
    import numpy as np
    import polars as pl

    bits = np.uint64(SERIAL_BITS)
    packed = (distinct["key"].to_numpy().astype(np.uint64) << bits) | distinct[
        "serial"
    ].to_numpy().astype(np.uint64)
    # Every so many-th number of each key, counted from where the key begins.
    asked = spans.with_columns(
        start=pl.col("count").cum_sum() - pl.col("count")
    ).filter(pl.col("key").is_in(pairs["own"].unique().implode()))
    probes = asked.select(
        own="key",
        at=pl.int_ranges(0, "count", "every", dtype=pl.Int64) + pl.col("start"),
    ).explode("at")
    probes = probes.select("own", serial=distinct["serial"].gather(probes["at"]))
    spread = pairs.join(probes, on="own").join(
        spans.select("key", "leap"), left_on="other", right_on="key"
    )
    wanted = (spread["other"].to_numpy().astype(np.uint64) << bits) | spread[
        "serial"
    ].to_numpy().astype(np.uint64)
    after = np.searchsorted(packed, wanted)
    met = packed[np.minimum(after, len(packed) - 1)] == wanted
    # A probe tells only where the other key counts on both sides of it.
    around = np.stack([after - 1, after]).clip(0, len(packed) - 1)
    below, above = packed[around]
    inside = (below >> bits == wanted >> bits) & (above >> bits == wanted >> bits)
    inside &= (above - below - np.uint64(1)) <= spread["leap"].to_numpy()
    return (
        spread.with_columns(met=pl.Series(met))
        .filter(pl.Series(met | inside))
        .group_by("own", "other", "same_stem")
        .agg(
            pl.len().cast(pl.Int64).alias("probes"), pl.col("met").sum().cast(pl.Int64)
        )
    )


def _accepted(
    pairs: pl.DataFrame,
    spans: pl.DataFrame,
    groups: npt.NDArray[np.uint32],
    limits: Mapping[str, float],
) -> pl.DataFrame:
    """Judge every group of keys against every other as they stand: own, other."""
    import polars as pl

    group_of = pl.Series(groups)
    whole = (
        spans.with_columns(group=group_of.gather(spans["key"]))
        .group_by("group")
        .agg(
            pl.col("count", "asked").sum(),
            pl.col("covered", "last").max(),
            pl.col("first").min(),
        )
    )
    weighed = (
        pairs.with_columns(
            own_group=group_of.gather(pairs["own"]),
            group=group_of.gather(pairs["other"]),
        )
        .filter(pl.col("group") != pl.col("own_group"))
        .group_by("own", "own_group", "group")
        .agg(pl.col("probes").max(), pl.col("met").sum(), pl.col("same_stem").any())
        .group_by("own_group", "group")
        .agg(pl.col("probes").sum(), pl.col("met").sum(), pl.col("same_stem").any())
        .join(whole, on="group")
        .join(whole, left_on="own_group", right_on="group", suffix="_own")
    )
    # The numbers of the smaller one are looked for in the larger one.
    density = (pl.col("count") / pl.col("covered")).clip(0, 0.999)
    evidence = pl.col("probes") * -(1 - density).log()
    apart = pl.col("met") <= limits["shared_overlap"] * pl.col("probes")
    filled = (pl.col("count") + pl.col("count_own")) / pl.col("covered")
    within = pl.col("probes") >= limits["body_share"] * pl.col("asked_own")
    likely = filled >= limits["shared_density"]
    surely = (filled >= limits["shared_full"]) & (pl.col("met") == 0)
    sure = (
        pl.col("same_stem")
        | (within & likely & (evidence >= limits["shared_evidence"]))
        | (within & surely & (evidence >= limits["shared_hint"]))
        | _interleaved(limits)
    )
    smaller = pl.col("count_own") <= pl.col("count")
    return weighed.filter(apart & sure & smaller).select("own_group", "group")


def _interleaved(limits: Mapping[str, float]) -> pl.Expr:
    """Tell where two keys of like size fill one range together and meet in no number.

    The fuller the range, the less evidence is needed. Many numbers of one may lie before
    or behind all of the other: of small keys that is nothing rare.
    """
    import polars as pl

    first = pl.min_horizontal("first", "first_own")
    span = pl.max_horizontal("last", "last_own") - first + 1
    filled = (pl.col("count") + pl.col("count_own")) / span
    evidence = pl.col("asked_own") * -(1 - pl.col("count") / span).log()
    most, least = limits["shared_evidence"], limits["shared_hint"]
    dense, full = limits["shared_density"], limits["shared_full"]
    share = ((filled - dense) / (full - dense)).clip(0, 1)
    needed = most - share * (most - least)
    # One number or two may lie in the hole of a large counter by chance.
    alike = pl.col("count_own") >= limits["body_share"] * pl.col("count")
    return alike & (pl.col("met") == 0) & (filled >= dense) & (evidence >= needed)


def _joined(
    groups: npt.NDArray[np.uint32], pairs: pl.DataFrame
) -> npt.NDArray[np.uint32]:
    """Join the groups of both sides of each pair; the least of the keys names them."""
    heads = groups.tolist()

    def head(key: int) -> int:
        while heads[key] != key:
            heads[key] = key = heads[heads[key]]
        return key

    for own, group in pairs.iter_rows():
        first, second = sorted((head(own), head(group)))
        heads[second] = first
    import numpy as np

    return np.array([head(key) for key in range(len(heads))], dtype=np.uint32)
