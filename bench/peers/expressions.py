"""Our checks as a user of polars would write them: one plain expression each.

True where the check holds; null (nothing to judge) holds too. Raw text is judged, as
it stands in the file: the frame libraries have no normal forms.
"""

import functools
import operator
import re
from datetime import date

import polars as pl
from corpus import ON

from gongshi.checks.plan import Check
from gongshi.policy.conditions import Condition
from peers.subset import other, texts


def holds(check: Check) -> pl.Expr:
    """Write a check of one of `KINDS`."""
    text = pl.col(check.field.code)
    judged = _WRITTEN[check.rule.kind](check, text)
    if not check.rule.when:
        return judged
    return judged | ~functools.reduce(operator.and_, map(_applies, check.rule.when))


def _applies(condition: Condition) -> pl.Expr:
    text = pl.col(condition.field)
    if condition.test == "filled":
        return text.is_not_null() if condition.wanted else text.is_null()
    if condition.test == "starts":
        return text.str.starts_with(condition.values[0]).fill_null(False)
    return text.is_in(condition.values).fill_null(False)


def _day(text: pl.Expr) -> pl.Expr:
    return text.str.to_date("%Y/%m/%d", strict=False)


def _between(check: Check, text: pl.Expr) -> pl.Expr:
    first, last = check.parameters["from_"], check.parameters["to"]
    assert isinstance(first, date)
    assert isinstance(last, date)
    return _day(text).is_between(first, last)


def _one_of(check: Check, text: pl.Expr) -> pl.Expr:
    listed = text.is_in(texts(check))
    return listed | text.str.starts_with(other(check)) if other(check) else listed


def _alternatives(check: Check) -> str:
    return "|".join(map(re.escape, check.parameters["parts"]))


_WRITTEN = {
    "required": lambda _, text: text.is_not_null(),
    "blank": lambda _, text: text.is_null(),
    "both_or_neither": lambda check, text: (
        text.is_null() == pl.col(check.parameters["partner"]).is_null()
    ),
    "one_of": _one_of,
    "not_one_of": lambda check, text: ~text.is_in(texts(check)),
    "lacks": lambda check, text: ~text.str.contains(_alternatives(check)),
    "lacks_pattern": lambda check, text: (
        ~text.str.contains(check.parameters["pattern"])
    ),
    "matches": lambda check, text: text.str.contains(
        f"^(?:{check.parameters['pattern']})$"
    ),
    "matches_part": lambda check, text: text.str.contains(check.parameters["pattern"]),
    "starts": lambda check, text: text.str.contains(f"^(?:{_alternatives(check)})"),
    "max_chars": lambda check, text: text.str.len_chars() <= check.parameters["chars"],
    "min_chars": lambda check, text: text.str.len_chars() >= check.parameters["chars"],
    "differs": lambda check, text: functools.reduce(
        operator.and_,
        (text != pl.col(each) for each in check.parameters["others"]),
    ),
    "date": lambda _, text: _day(text).is_not_null() | text.is_null(),
    "date_between": _between,
    "not_before": lambda check, text: _day(text) >= _day(
        pl.col(check.parameters["other"])
    ),
    "not_future": lambda _, text: _day(text) <= ON,
    "not_older": lambda check, text: _day(text).dt.offset_by(
        f"{check.parameters['years']}y"
    ) >= ON,
}  # fmt: skip
KINDS = frozenset(_WRITTEN)


def read(path):
    """Read a file the usual way, all of it as text."""
    if path.suffix == ".csv":
        return pl.read_csv(path, infer_schema=False)
    return pl.read_parquet(path)
