"""Runs the column bodies over a slice of raw rows.

Fields go through their lanes one by one (see `lanes`). What remains are the checks
that look at several fields or at blanks; those with a rare condition, or of a field that
is seldom filled, are run only on the rows that they ask about.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gongshi.checks.by_row import holds
from gongshi.checks.cells import ColumnCell, Surroundings, ValueCell
from gongshi.checks.lanes import (
    FULL,
    TOGETHER,
    Run,
    breaks,
    by_row,
    elsewhere,
    has_screen,
    lanes,
    run_lane,
    run_together,
    screen,
    true_rows,
)
from gongshi.checks.plan import WHOLE_ROW, Check, Plan
from gongshi.policy.conditions import Condition

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: A condition is rare when at most this share of the rows fulfils it, and a field when
#: it is filled in so few.
_RARE = 0.3


@dataclass(frozen=True)
class Failures:
    """Which rows fail which checks, as two arrays of one length, by row then check."""

    #: Position of the row in the slice, from 0.
    rows: np.ndarray
    #: Place of the check in `Plan.all`.
    checks: np.ndarray


@dataclass(frozen=True)
class Slice:
    """A slice of rows in normal form, with what they break."""

    #: Every field as String; beside each date `<code>@date` (Date), beside each amount
    #: `<code>@amount` (Float64, 万元); other columns as they came.
    frame: pl.DataFrame
    failures: Failures


def check_slice(raw: pl.DataFrame, plan: Plan, around: Surroundings) -> Slice:
    """Put rows into normal form and find what they break, row by row.

    Args:
        raw: One row per record, String columns named by field code; fields that the
            file lacks may be missing.
        plan: Its `checks` are run; those across rows are not.
        around: The day and the register of units.

    Returns:
        Same rows and order.
    """
    import polars as pl

    kept = {name: raw[name] for name in raw.columns}
    if WHOLE_ROW.code in kept:
        kept[WHOLE_ROW.code] = kept[WHOLE_ROW.code].replace("", None)

    is_small = raw.height <= TOGETHER
    if is_small:
        runs, left = run_together(kept, raw.height, plan, around)
    else:
        runs = [
            run_lane(lane, kept.get(lane.field.code), raw.height, plan, around)
            for lane in lanes(plan)
        ]
    columns = {column.name: column for each in runs for column in each.columns}
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, raw.height)
    rest = {name: column for name, column in kept.items() if name not in columns}
    frame = pl.DataFrame({WHOLE_ROW.code: blank} | rest | columns)
    masks = _Masks(frame, runs)
    found = list(_where_asked(runs, plan, masks))
    found += _further(frame, plan, around, runs)
    if is_small:
        found += _together(frame, [*left, *elsewhere(plan)], plan, around, masks)
    else:
        found += _elsewhere(frame, plan, around, masks)
    return Slice(frame, _sorted(found))


class _Masks:
    """Which rows fulfil a condition; needs state, since rules share conditions."""

    def __init__(self, frame: pl.DataFrame, runs: list[Run]) -> None:
        self._frame = frame
        self._distinct = {
            run.columns[0].name: run.distinct for run in runs if run.distinct
        }
        self._found: dict[tuple[Condition, ...], np.ndarray] = {}

    def of(self, when: tuple[Condition, ...]) -> np.ndarray:
        """Give a Boolean for every row."""
        import numpy as np

        if when not in self._found:
            self._found[when] = np.logical_and.reduce(
                [self._one(each) for each in when]
            )
        return self._found[when]

    def _one(self, condition: Condition) -> np.ndarray:
        import numpy as np

        code = condition.field
        if code not in self._distinct:
            return self._frame.select(applies(condition)).to_series().to_numpy()
        texts, by_row = self._distinct[code]
        return np.array([holds({code: text}, condition) for text in texts]).take(by_row)


def _where_asked(
    runs: list[Run], plan: Plan, masks: _Masks
) -> Iterator[tuple[np.ndarray, int]]:
    """Keep of a lane's failures those whose rule applies to the row."""
    for run in runs:
        for place, rows in run.failed:
            when = plan.checks[place].rule.when
            wrong = rows[masks.of(when)[rows]] if when else rows
            if len(wrong):
                yield wrong, place


def _further(
    frame: pl.DataFrame, plan: Plan, around: Surroundings, runs: list[Run]
) -> Iterator[tuple[np.ndarray, int]]:
    """Run the checks of several fields on the rows that a lane's search stopped at."""
    import numpy as np

    for lane, run in zip(lanes(plan), runs, strict=True):
        for place in lane.further:
            rows = run.stopped
            if rows is None:
                rows = _suspicious(frame, place, plan, around)
            elif hasattr(plan.checks[place].kind, "doubt"):
                answers = frame.lazy().select(_doubt(place, plan, around)).collect()
                rows = np.union1d(rows, true_rows(answers.to_series()))
            if len(rows):
                rows = rows[_looked_at_closely(frame, rows, place, plan, around)]
            if len(rows):
                yield rows, place


def _suspicious(
    frame: pl.DataFrame, place: int, plan: Plan, around: Surroundings
) -> np.ndarray:
    asked = frame.lazy().select(_first_questions((place,), plan, around)).collect()
    return true_rows(asked.to_series())


@lru_cache(maxsize=256)
def _doubt(place: int, plan: Plan, around: Surroundings) -> pl.Expr:
    check = plan.checks[place]
    cell = ColumnCell(check.field.code, around)
    doubt: pl.Expr = check.kind.doubt(cell, **check.parameters)
    return doubt.fill_null(value=False)


def _together(
    frame: pl.DataFrame,
    places: list[int],
    plan: Plan,
    around: Surroundings,
    masks: _Masks,
) -> Iterator[tuple[np.ndarray, int]]:
    """Run checks on every row, and keep the failures where the rule applies."""
    for rows, place in _run(frame, places, plan, around):
        when = plan.checks[place].rule.when
        wrong = rows[masks.of(when)[rows]] if when else rows
        if len(wrong):
            yield wrong, place


def _elsewhere(
    frame: pl.DataFrame, plan: Plan, around: Surroundings, masks: _Masks
) -> Iterator[tuple[np.ndarray, int]]:
    """Run the checks that look at several fields or at blanks."""
    import numpy as np

    for when, places in _by_condition(frame, plan).items():
        mask = masks.of(when) if when else None
        part, rows = frame, None
        if mask is not None and mask.sum() <= _RARE * len(mask):
            rows = np.flatnonzero(mask)
            part = frame.select(_looked_at(plan, places))[rows]
            mask = None
        if part.height:
            for wrong, place in _run(part, places, plan, around):
                if mask is not None:
                    wrong = wrong[mask[wrong]]
                if len(wrong):
                    yield (wrong if rows is None else rows[wrong]), place


@cache
def _names(plan: Plan, place: int) -> frozenset[str]:
    return frozenset(breaks(plan.checks[place], FULL).meta.root_names())


def _looked_at(plan: Plan, places: list[int]) -> list[str]:
    """Name the columns that checks look at: fields, and what stands beside them."""
    names = {plan.checks[place].field.code for place in places}
    names = names.union(*(_names(plan, place) for place in places))
    return sorted(names | {name.partition("@")[0] for name in names})


def _by_condition(
    frame: pl.DataFrame, plan: Plan
) -> dict[tuple[Condition, ...], list[int]]:
    """Group the checks by what must hold for them to be asked.

    A check of a field that is seldom filled is asked only where it is.
    """
    blanks = dict(zip(frame.columns, frame.null_count().row(0), strict=True))
    grouped: dict[tuple[Condition, ...], list[int]] = {}
    for place in elsewhere(plan):
        check = plan.checks[place]
        when, code = check.rule.when, check.field.code
        is_rare = blanks[code] >= (1 - _RARE) * frame.height
        if not when and is_rare and not check.judges_blank:
            when = (Condition(code, "filled"),)
        grouped.setdefault(when, []).append(place)
    return grouped


def _run(
    frame: pl.DataFrame, places: list[int], plan: Plan, around: Surroundings
) -> Iterator[tuple[np.ndarray, int]]:
    """Run checks on rows; those with a screen only on the rows that it stops."""
    questions = _first_questions(tuple(places), plan, around)
    if frame.height <= TOGETHER:
        asked = frame.select(questions)
    else:
        # Lazily, since screens of one field share their patterns.
        asked = frame.lazy().select(questions).collect()
    for place, answers in zip(places, asked, strict=True):
        if not answers.any():
            continue
        rows = true_rows(answers)
        if has_screen(plan.checks[place]):
            rows = rows[_looked_at_closely(frame, rows, place, plan, around)]
        if len(rows):
            yield rows, place


def _looked_at_closely(
    frame: pl.DataFrame, rows: np.ndarray, place: int, plan: Plan, around: Surroundings
) -> np.ndarray:
    """Run the exact body on the rows that a screen stopped: few of them row by row."""
    import numpy as np

    check = plan.checks[place]
    if not by_row(len(rows), frame.height):
        close = frame.select(_names(plan, place))[rows].select(breaks(check, around))
        return close.to_series().to_numpy()
    code, kind = check.field.code, check.kind
    fields = {name.partition("@")[0] for name in _names(plan, place)} | {code}
    return np.array(
        [
            row[code] is not None
            and not kind.value(ValueCell(row, code, around), **check.parameters)
            for row in frame.select(fields)[rows].iter_rows(named=True)
        ],
        bool,
    )


# Building expressions takes longer than asking them of a few thousand rows.
@lru_cache(maxsize=256)
def _first_questions(
    places: tuple[int, ...], plan: Plan, around: Surroundings
) -> list[pl.Expr]:
    return [
        _first_question(plan.checks[place], around).alias(f"{place}")
        for place in places
    ]


def _first_question(check: Check, around: Surroundings) -> pl.Expr:
    if has_screen(check):
        return screen(check.field.code, [check], around)
    return breaks(check, around)


def _sorted(found: list[tuple[np.ndarray, int]]) -> Failures:
    import numpy as np

    if not found:
        return Failures(np.empty(0, np.uint32), np.empty(0, np.int64))
    rows = np.concatenate([rows for rows, _ in found])
    checks = np.concatenate([np.full(len(rows), place) for rows, place in found])
    order = np.lexsort((checks, rows))
    return Failures(rows[order], checks[order])


def applies(condition: Condition) -> pl.Expr:
    """Tell for every row whether a condition holds; never null."""
    import polars as pl

    text = pl.col(condition.field)
    if condition.test == "filled":
        return text.is_not_null() if condition.wanted else text.is_null()
    if condition.test == "positive":
        above = (pl.col(f"{condition.field}@amount") > 0).fill_null(value=False)
        return above if condition.wanted else ~above
    if condition.test == "has":
        return text.str.contains_any(list(condition.values)).fill_null(value=False)
    if condition.test == "starts":
        starts = (text.str.starts_with(each) for each in condition.values)
        return pl.any_horizontal(starts).fill_null(value=False)
    return text.is_in(list(condition.values)).fill_null(value=False)
