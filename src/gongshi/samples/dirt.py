"""Spoils a share of good rows the way careless hands do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshi.policy.standards import Standard, categories, load_standard
from gongshi.samples.faults import Fault, faults

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

_PLACE = "#place"


@dataclass(frozen=True, eq=False)
class Soiled:
    """Rows some of which were spoilt."""

    #: As many rows as before, in their order.
    frame: pl.DataFrame
    #: Position of each spoilt row, ascending → its fault.
    faults: dict[int, Fault]


def with_dirt(frame: pl.DataFrame, *, share: float = 0.05, seed: int) -> pl.DataFrame:
    """Spoil a share of the rows.

    Args:
        frame: Good rows, as `sample_frame` gives them.
        share: Part of the rows that is spoilt, 0 to 1; some faults are harmless.
        seed: The same seed and frame give the same dirt.

    Returns:
        As many rows in the same order, String columns.
    """
    return soil(frame, share=share, seed=seed).frame


def soil(frame: pl.DataFrame, *, share: float = 0.05, seed: int) -> Soiled:
    """Spoil a share of the rows and tell which; arguments as `with_dirt`."""
    import numpy as np

    rng = np.random.default_rng(seed)
    spoilt = np.flatnonzero(rng.random(frame.height) < share)
    listed = faults(_standard(frame))
    chosen = _choose(rng, frame[spoilt], listed)
    clean = np.setdiff1d(np.arange(frame.height), spoilt)
    # There is nothing to copy before the first good row.
    first = clean[0] if len(clean) else frame.height
    chosen[(spoilt < first) & _copying(listed)[chosen]] = _plain(listed)
    parts = [
        _spoil(rng, frame, fault, spoilt[chosen == place], clean)
        for place, fault in enumerate(listed)
    ]
    return Soiled(
        _put_back(frame, parts),
        {int(place): listed[each] for place, each in zip(spoilt, chosen, strict=True)},
    )


def _standard(frame: pl.DataFrame) -> Standard:
    for category in categories():
        standard = load_standard(category)
        if standard.fields[0].code in frame.columns:
            return standard
    raise AssertionError(f"rows of no known category: {frame.columns}")


def _choose(
    rng: np.random.Generator, rows: pl.DataFrame, listed: Sequence[Fault]
) -> npt.NDArray[np.int64]:
    """Draw for each row one of the faults that it can have."""
    import numpy as np

    possible = rows.select(
        fault.where.fill_null(False).alias(fault.key) for fault in listed
    )
    able = np.column_stack(
        [np.broadcast_to(each.to_numpy(), rows.height) for each in possible]
    )
    ranks = np.where(able, rng.random(able.shape), -1)
    best: npt.NDArray[np.int64] = ranks.argmax(axis=1)
    return best


def _spoil(
    rng: np.random.Generator,
    frame: pl.DataFrame,
    fault: Fault,
    places: npt.NDArray[np.int64],
    clean: npt.NDArray[np.int64],
) -> pl.DataFrame:
    import numpy as np
    import polars as pl

    taken = places
    if fault.copies and len(places):
        before = np.searchsorted(clean, places)
        taken = clean[(rng.random(len(places)) * before).astype(np.int64)]
    changed = frame[taken].with_columns(
        cell.alias(field) for field, cell in fault.changes.items()
    )
    return changed.with_columns(pl.Series(_PLACE, places, dtype=pl.Int64))


def _put_back(frame: pl.DataFrame, parts: Sequence[pl.DataFrame]) -> pl.DataFrame:
    import polars as pl

    spoilt = pl.concat(parts)
    rows = frame.with_columns(pl.int_range(frame.height, dtype=pl.Int64).alias(_PLACE))
    kept = rows.join(spoilt.select(_PLACE), on=_PLACE, how="anti")
    return pl.concat([kept, spoilt]).sort(_PLACE).drop(_PLACE)


def _copying(listed: Sequence[Fault]) -> npt.NDArray[np.bool_]:
    import numpy as np

    return np.array([fault.copies for fault in listed])


def _plain(listed: Sequence[Fault]) -> int:
    """Give the place of a fault that every row can have."""
    return next(
        place for place, fault in enumerate(listed) if fault.key == "blank_name"
    )
