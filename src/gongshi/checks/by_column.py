"""Runs the column bodies over a slice of rows.

Most checks ask something that almost every row fulfils. So each field gets one *screen*:
the patterns and doubts of all its checks in one cheap test. Only rows that the screen
stops are given to the exact bodies. Checks without a screen are run on every row.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING

from gongshi.checks.cells import ColumnCell, Surroundings
from gongshi.checks.plan import Check, Plan
from gongshi.intake.normalise import amount_column, date_column, normalise_column
from gongshi.policy.conditions import Condition
from gongshi.policy.standards import Standard

if TYPE_CHECKING:
    import numpy as np
    import polars as pl


@dataclass(frozen=True)
class Failures:
    """Which rows fail which checks, as two arrays of one length, by row then check."""

    #: Position of the row in the slice, from 0.
    rows: np.ndarray
    #: Place of the check in `Plan.all`.
    checks: np.ndarray


def normalise_frame(raw: pl.DataFrame, standard: Standard) -> pl.DataFrame:
    """Put a frame into normal form.

    Args:
        raw: One row per record, String columns named by field code; fields that the
            file lacks may be missing, other columns are carried along.
        standard: Its fields.

    Returns:
        Same rows and order. Every field as String; beside each date `<code>@date`
        (Date) and beside each amount `<code>@amount` (Float64, 万元).
    """
    import polars as pl

    columns = {name: raw[name] for name in raw.columns}
    blank = pl.Series([None], dtype=pl.String).new_from_index(0, raw.height)
    for field in standard.fields:
        texts = columns.get(field.code, blank)
        normal = normalise_column(texts, field.form).alias(field.code)
        columns[field.code] = normal
        if field.form == "date":
            columns[f"{field.code}@date"] = date_column(normal)
        if field.form == "amount":
            columns[f"{field.code}@amount"] = amount_column(normal)
    columns["#surplus"] = columns.get("#surplus", blank).replace("", None)
    return pl.DataFrame(columns)


def failures(frame: pl.DataFrame, plan: Plan, surroundings: Surroundings) -> Failures:
    """Find the checks that each row fails.

    Args:
        frame: In normal form.
        plan: Its `checks` are run.
        surroundings: The day and the register of units.
    """
    import numpy as np

    screened = _screened(plan)
    everywhere = [place for place in range(len(plan.checks)) if place not in screened]
    tests = {
        code: _screen([plan.checks[place] for place in places], surroundings)
        for code, places in _places_by_field(plan, screened).items()
    }
    asked = frame.select(
        *(_breaks(plan.checks[place], surroundings).alias(f"{place}")
          for place in everywhere),
        *(test.alias(code) for code, test in tests.items()),
    )  # fmt: skip
    found = [(asked[f"{place}"].arg_true().to_numpy(), place) for place in everywhere]
    for code, places in _places_by_field(plan, screened).items():
        stopped = asked[code].arg_true()
        if len(stopped):
            exact = frame[stopped].select(
                _breaks(plan.checks[place], surroundings).alias(f"{place}")
                for place in places
            )
            found += [
                (stopped.gather(exact[f"{place}"].arg_true()).to_numpy(), place)
                for place in places
            ]
    found = [(rows, place) for rows, place in found if len(rows)]
    if not found:
        return Failures(np.empty(0, np.uint32), np.empty(0, np.int64))
    by_check = np.concatenate([rows for rows, _ in found])
    checks = np.concatenate([np.full(len(rows), place) for rows, place in found])
    order = np.lexsort((checks, by_check))
    return Failures(by_check[order], checks[order])


def _breaks(check: Check, surroundings: Surroundings) -> pl.Expr:
    """True where the rule applies and does not hold; null counts as holding."""
    import polars as pl

    cell = ColumnCell(check.field.code, surroundings)
    holds = check.kind.columns(cell, **check.parameters)
    breaks: pl.Expr = ~holds.fill_null(value=True)
    if not check.judges_blank:
        breaks &= pl.col(check.field.code).is_not_null()
    for condition in check.rule.when:
        breaks &= applies(condition)
    return breaks


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


@cache
def _screened(plan: Plan) -> frozenset[int]:
    return frozenset(
        place
        for place, check in enumerate(plan.checks)
        if hasattr(check.kind, "suspect") or hasattr(check.kind, "doubt")
    )


def _places_by_field(plan: Plan, places: frozenset[int]) -> dict[str, list[int]]:
    def field(place: int) -> str:
        return plan.checks[place].field.code

    ordered = sorted(places, key=lambda place: (field(place), place))
    return {code: list(each) for code, each in groupby(ordered, key=field)}


def _screen(checks: list[Check], surroundings: Surroundings) -> pl.Expr:
    import polars as pl

    cell = ColumnCell(checks[0].field.code, surroundings)
    patterns = dict.fromkeys(
        check.kind.suspect(**check.parameters)
        for check in checks
        if hasattr(check.kind, "suspect")
    )
    doubts = [
        check.kind.doubt(cell, **check.parameters)
        for check in checks
        if hasattr(check.kind, "doubt")
    ]
    if patterns:
        joined = "|".join(f"(?:{pattern})" for pattern in patterns)
        doubts.append(pl.col(checks[0].field.code).str.contains(joined))
    return pl.any_horizontal(doubt.fill_null(value=False) for doubt in doubts)
