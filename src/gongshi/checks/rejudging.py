"""Judges rows again that were judged before: many files at once, each as of its day.

Almost all rules say the same on every day, so they are run on long slices of rows from
many files; the few that ask for the day, or who reports, are run day by day. Rows are
compared inside their file, then with the records of their time, file after file.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, cast

from gongshi.checks.by_slice import applies, check_slice
from gongshi.checks.cells import Surroundings
from gongshi.checks.identity import Key
from gongshi.checks.lanes import FULL, breaks, true_rows
from gongshi.checks.plan import Check, Plan, plan
from gongshi.checks.repeats import Hit, Known, hits, keys_of, traces_of
from gongshi.checks.streaming import BY_RANK, ranks_of
from gongshi.policy.standards import Standard

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

_FAULTY, _DUPLICATE = BY_RANK.index("faulty"), BY_RANK.index("duplicate")
_ACCEPTED = BY_RANK.index("accepted")


@dataclass(frozen=True)
class Rejudged:
    """What became of the rows of one category under one rulebook."""

    #: Place in `BY_RANK` of each row's outcome.
    ranks: np.ndarray
    #: Which rows break which checks: two arrays of one length, unordered.
    rows: np.ndarray
    #: Places in `labels`.
    checks: np.ndarray
    #: Labels of the checks, rule and field.
    labels: tuple[str, ...]
    #: The check behind each label, as it was last met.
    plans: Mapping[str, Check]


@dataclass(frozen=True, slots=True)
class Earlier:
    """An accepted row of another file, which a row may repeat."""

    #: Number of its file; files are compared in the order of their numbers.
    file: int
    identity: str
    content: str


class Rejudging:
    """Takes slices of rows; needs state, since rows may repeat earlier ones."""

    def __init__(self, standard_on: Callable[[date], Standard]) -> None:
        self._standard_on = standard_on
        self._height = 0
        self._ranks: list[np.ndarray] = []
        self._rows: list[np.ndarray] = []
        self._checks: list[np.ndarray] = []
        self._labels: dict[str, int] = {}
        self._plans: dict[str, Check] = {}
        self._traces: dict[Plan, list[pl.DataFrame]] = {}

    def feed(
        self, raw: pl.DataFrame, arrived: pl.DataFrame, beside: Surroundings
    ) -> None:
        """Take the next slice.

        Args:
            raw: One row per row, String columns by field code; rows of a file follow
                each other, and files come in the order of their numbers.
            arrived: Of the same rows: `day` (Date), `by_source` (Boolean), `file`
                (Int64, number of the file).
            beside: What is known beside these rows, whatever its day.
        """
        import numpy as np

        rank = np.full(raw.height, _ACCEPTED, np.uint8)
        days = arrived["day"].unique().to_list()
        plans = {day: plan(self._standard_on(day)) for day in days}
        for ready in dict.fromkeys(plans.values()):
            own = [day for day in days if plans[day] is ready]
            places = true_rows(arrived["day"].is_in(own))
            part, when = raw[places], arrived[places]
            frame, found = _check(part, when, ready, beside)
            for rows, numbers in found:
                np.minimum.at(rank, places[rows], ranks_of(ready)[numbers])
                self._note(self._height + places[rows], numbers, ready)
            if ready.across:
                traces = traces_of(frame, ready).with_columns(
                    when["file"], _column("place", self._height + places)
                )
                self._traces.setdefault(ready, []).append(traces)
        self._ranks.append(rank)
        self._height += raw.height

    def _note(self, rows: np.ndarray, numbers: np.ndarray, ready: Plan) -> None:
        """Write down what fails; places of a plan become places of `labels`."""
        import numpy as np

        own = [
            self._labels.setdefault(each.label, len(self._labels)) for each in ready.all
        ]
        self._plans |= {each.label: each for each in ready.all}
        self._rows.append(rows)
        self._checks.append(np.array(own)[numbers])

    def finish(
        self, identities: pl.Series, contents: pl.Series, others: Iterable[Earlier]
    ) -> Rejudged:
        """Compare rows with each other and with earlier ones, and tell the outcomes.

        Args:
            identities: String, which record each row is about.
            contents: String, equal for rows that say the same.
            others: Accepted rows of files that were not fed, in the order of files.
        """
        import numpy as np

        ranks = np.concatenate([*self._ranks, np.empty(0, np.uint8)])
        for ready, parts in self._traces.items():
            self._apply(_hits_in_files(parts, ready, ranks), ready, ranks)
        self._compare(ranks, identities, contents, others)
        return Rejudged(
            ranks=ranks,
            rows=np.concatenate([*self._rows, np.empty(0, np.int64)]).astype(np.int64),
            checks=np.concatenate([*self._checks, np.empty(0, np.int64)]),
            labels=tuple(self._labels),
            plans=self._plans,
        )

    def _apply(self, found: Iterable[Hit], ready: Plan, ranks: np.ndarray) -> None:
        import numpy as np

        told = list(found)
        places = np.array([hit.place for hit in told], np.int64)
        numbers = np.array([hit.check for hit in told], np.int64)
        np.minimum.at(ranks, places, ranks_of(ready)[numbers])
        self._note(places, numbers, ready)

    def _compare(
        self,
        ranks: np.ndarray,
        identities: pl.Series,
        contents: pl.Series,
        others: Iterable[Earlier],
    ) -> None:
        """Go through files in their order, keeping what each record says by then."""
        waiting = sorted(others, key=lambda each: each.file, reverse=True)
        known: dict[Hashable, Known] = {}
        met = {each.identity for each in waiting}
        for ready, file, rows in self._repeated(identities, contents, met):
            while waiting and waiting[-1].file < file:
                other = waiting.pop()
                known[other.identity] = Known(other.content, "", {})
            keys = [
                Key(place, identity, content, None, None, "")
                for place, identity, content in rows
                if ranks[place] not in (_FAULTY, _DUPLICATE)
            ]
            self._apply(hits(keys, ready, known), ready, ranks)
            for key in keys:
                if ranks[key.place] == _ACCEPTED:
                    known[key.identity] = Known(key.content, "", {})

    def _repeated(
        self, identities: pl.Series, contents: pl.Series, met: set[str]
    ) -> Iterator[tuple[Plan, int, list[tuple[int, str, str]]]]:
        """Choose the rows of records that are met twice, file by file."""
        import polars as pl

        plans = list(self._traces)
        parts = [
            part.select("place", "file", plan=pl.lit(number, pl.Int64))
            for number, ready in enumerate(plans)
            for part in self._traces[ready]
        ]
        if not parts:
            return
        rows = pl.concat(parts).sort("place")
        rows = rows.with_columns(
            identity=identities.gather(rows["place"]),
            content=contents.gather(rows["place"]),
        )
        again = pl.col("identity").is_duplicated() | pl.col("identity").is_in(list(met))
        chosen = rows.filter(again).select(
            "plan", "file", "place", "identity", "content"
        )
        grouped = groupby(chosen.iter_rows(), key=lambda row: row[:2])
        for (number, file), same in grouped:
            yield plans[number], file, [row[2:] for row in same]


def _check(
    part: pl.DataFrame, when: pl.DataFrame, ready: Plan, beside: Surroundings
) -> tuple[pl.DataFrame, list[tuple[np.ndarray, np.ndarray]]]:
    """Run the checks of single rows; gives rows and places of what fails."""
    import numpy as np

    steady, kept, daily = _split(ready)
    checked = check_slice(part, steady, beside)
    found = [(checked.failures.rows, np.array(kept)[checked.failures.checks])]
    for (day, by_source), rows in _groups(when, "day", "by_source"):
        around = replace(beside, on=day, by_source=by_source)
        asked = checked.frame[rows].select(
            _asked(ready.checks[place], around).alias(f"{place}") for place in daily
        )
        for place, answers in zip(daily, asked, strict=True):
            wrong = rows[true_rows(answers)]
            found.append((wrong, np.full(len(wrong), place)))
    return checked.frame, found


def _hits_in_files(
    parts: list[pl.DataFrame], ready: Plan, ranks: np.ndarray
) -> Iterator[Hit]:
    """Compare the rows of each file, those that nothing returns."""
    import polars as pl

    traces = pl.concat(parts)
    clean = traces.filter(_column("clean", ranks[traces["place"]] > _FAULTY))
    chosen = pl.any_horizontal(
        pl.struct("file", "others").is_duplicated(),
        pl.col("near").is_not_null() & pl.struct("file", "near").is_duplicated(),
        _is_crowded(ready),
    )
    candidates = clean.filter(chosen)
    files = dict(candidates.select("place", "file").iter_rows())
    keys = [_in_file(key, files[key.place]) for key in keys_of(candidates)]
    return hits(keys, ready)


def _is_crowded(ready: Plan) -> pl.Expr:
    """True for the rows of numbers that very many parties share."""
    import polars as pl

    limits = [check.parameters.get("parties") for check in ready.across]
    least = min((each for each in limits if isinstance(each, int)), default=None)
    if least is None:
        return pl.lit(value=False)
    shared = pl.len().over("file", "document") > least
    return pl.col("document").is_not_null() & shared


def _in_file(key: Key, file: int) -> Key:
    """Make a key that equals only keys of its own file."""
    return Key(
        place=key.place,
        identity=(file, key.identity),
        content=key.content,
        near=None if key.near is None else (file, key.near),
        document=None if key.document is None else (file, key.document),
        subject=key.subject,
    )


def _groups(
    frame: pl.DataFrame, *names: str
) -> Iterator[tuple[tuple[Any, ...], np.ndarray]]:
    """Give the places of the rows of each combination of values."""
    import polars as pl

    grouped = frame.select(*names, place=pl.int_range(pl.len())).group_by(
        *names, maintain_order=True
    )
    for values, rows in grouped:
        yield values, rows["place"].to_numpy()


def _column(name: str, values: np.ndarray) -> pl.Series:
    import polars as pl

    return pl.Series(name, values)


def _asked(check: Check, around: Surroundings) -> pl.Expr:
    """True where a check fails; never null."""
    asked = breaks(check, around)
    for condition in check.rule.when:
        asked &= applies(condition)
    return asked


@cache
def _split(ready: Plan) -> tuple[Plan, tuple[int, ...], tuple[int, ...]]:
    """Part the checks of single rows by whether they ask for the day.

    Returns:
        A plan of those that do not, their places, and the places of those that do.
    """
    daily = tuple(
        place for place, check in enumerate(ready.checks) if _asks_for_the_day(check)
    )
    kept = tuple(place for place in range(len(ready.checks)) if place not in daily)
    steady = Plan(ready.standard, tuple(ready.checks[each] for each in kept), ())
    return steady, kept, daily


def _asks_for_the_day(check: Check) -> bool:
    spy = _Spy()
    breaks(check, cast(Surroundings, spy))
    return bool(spy.asked & {"on", "by_source"})


class _Spy:
    """Surroundings that remember what was asked of them; a check says so itself."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def __getattr__(self, name: str) -> object:
        self.asked.add(name)
        return getattr(FULL, name)
