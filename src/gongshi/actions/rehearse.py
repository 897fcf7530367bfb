"""Judges received rows again under another rulebook; the ledger stays as it is.

Every row is judged twice, under the rulebook in force and under the other one, with the
registers of today: so what differs is the rulebook's doing and nobody else's. Rows that
the rulebook in force would not judge as the ledger has it are counted apart.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from gongshi.actions.rulebooks import refuse_broken
from gongshi.actions.setting_up import office
from gongshi.actions.shifts import Rehearsal, Twice, joined
from gongshi.checks.cells import Surroundings
from gongshi.checks.identity import identity
from gongshi.checks.rejudging import Earlier, Rejudging
from gongshi.clocks.periods import Period, local_day
from gongshi.ledger import replay
from gongshi.ledger.models import Unit
from gongshi.ledger.references import records_of
from gongshi.ledger.subjects import subjects_of
from gongshi.ledger.units import Register, load_register
from gongshi.policy.standards import Standard, categories, load_standard
from gongshi.policy.toml import RULEBOOK, Root

if TYPE_CHECKING:
    import polars as pl

#: Told how many rows are done, and of how many.
Progress = Callable[[int, int], None]


def rehearse(
    root: Root,
    span: Period,
    *,
    category: str | None = None,
    progress: Progress | None = None,
) -> Rehearsal:
    """Judge what was received in a span under another rulebook.

    Args:
        root: The other rulebook, a folder laid out like the packaged one.
        span: By the moment of reporting, both days included.
        category: Key or title; None = all.
        progress: Told after every slice.

    Raises:
        UsageError: The folder is no rulebook.
        RulebookFault: Everything that is wrong in it; nothing was judged.
        UnknownName: It lacks a category of which rows were received.
        NotReady: The ledger was not set up.
    """
    office()
    refuse_broken(root)
    keys = [load_standard(category).key] if category else categories()
    filed = {key: replay.filed_between(span.start, span.end, key) for key in keys}
    for key in keys:
        if filed[key]:
            load_standard(key, root=root)
    total = sum(each.rows for batches in filed.values() for each in batches)
    meter = _Meter(progress, total)
    register = load_register()
    names = dict(Unit.objects.values_list("pk", "name"))
    parts = [
        _judge_twice(key, batches, root, register, meter).shifts(key, names)
        for key, batches in filed.items()
        if batches
    ]
    return joined(parts)


class _Meter:
    """Counts rows that are done; needs state, since slices come one by one."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def add(self, rows: int) -> None:
        self._done += rows
        if self._progress:
            self._progress(self._done, self._total)


def _judge_twice(
    category: str,
    filed: Sequence[replay.Filed],
    root: Root,
    register: Register,
    meter: _Meter,
) -> Twice:
    import polars as pl

    roots = (RULEBOOK, root)
    present, other = (Rejudging(partial(_standard, category, each)) for each in roots)
    kept, renamed = [], []
    for batches, entries in replay.slices(filed):
        arrived = _arrived(batches, entries)
        raw = _raw(category, entries, arrived)
        last = local_day(batches[-1].received_at)
        for judging, each in zip((present, other), roots, strict=True):
            standard = load_standard(category, last, each)
            judging.feed(raw, arrived, _beside(raw, standard, register))
        if _names_alike(load_standard(category, last), standard):
            renamed.append(entries["identity"])
        else:
            renamed.append(_identities(raw, standard))
        kept.append(entries.drop("row", "name", "number", "surplus"))
        meter.add(entries.height)
    entries = pl.concat(kept)
    identities, contents = entries["identity"], entries["content"]
    earlier = [
        Earlier(*each)
        for each in replay.accepted_elsewhere(category, entries["key"], filed)
    ]
    return Twice(
        entries,
        {each.id: each.number for each in filed},
        present.finish(identities, contents, earlier),
        other.finish(pl.concat(renamed), contents, earlier),
    )


def _names_alike(one: Standard, other: Standard) -> bool:
    """Tell whether two standards name a record by the same fields."""
    pairs = ((each.identity, each.identity_without_number) for each in (one, other))
    return len({*pairs}) == 1 and one.roles == other.roles


def _identities(raw: pl.DataFrame, standard: Standard) -> pl.Series:
    """Say which record each row is about, where the ledger names records otherwise.

    Such a name is never that of a record from before the span.
    """
    import polars as pl

    named = (identity(row, standard) for row in raw.iter_rows(named=True))
    return pl.Series("identity", list(named), pl.String)


def _standard(category: str, root: Root, on: date) -> Standard:
    return load_standard(category, on, root)


def _beside(raw: pl.DataFrame, standard: Standard, register: Register) -> Surroundings:
    """Look up what rows ask of the registers; their days are put in later."""
    file = replay.as_file(raw, standard)
    return register.surroundings(
        date.min,
        by_source=False,
        subjects=subjects_of(file, standard),
        records=records_of(file, standard),
    )


def _arrived(batches: Sequence[replay.Filed], entries: pl.DataFrame) -> pl.DataFrame:
    """Say of every row when it arrived, and in which file."""
    import polars as pl

    when = pl.DataFrame(
        {
            "batch": [each.id for each in batches],
            "day": [local_day(each.received_at) for each in batches],
            "by_source": [each.by_source for each in batches],
        }
    )
    joined = entries.select("batch").join(
        when, on="batch", how="left", maintain_order="left"
    )
    return joined.rename({"batch": "file"})


def _raw(category: str, entries: pl.DataFrame, arrived: pl.DataFrame) -> pl.DataFrame:
    """Read rows back by the standard that they were entered by."""
    import polars as pl

    standards = {
        day: load_standard(category, day) for day in arrived["day"].unique().to_list()
    }
    editions = {each.since: each for each in standards.values()}
    if len(editions) == 1:
        return replay.fields_of(entries, next(iter(editions.values())))
    parts = []
    for since, standard in editions.items():
        days = [day for day, each in standards.items() if each.since == since]
        chosen = arrived["day"].is_in(days)
        place = pl.int_range(entries.height, eager=True).filter(chosen).alias("@place")
        own = replay.fields_of(entries.filter(chosen), standard)
        parts.append(own.with_columns(place))
    return pl.concat(parts, how="diagonal").sort("@place").drop("@place")
