"""Finds a row that breaks no rule: the example of a template.

Every field has values it might well take; those that break a rule are exchanged until
none does. So a category needs no example of its own, and one that its rules no longer
accept is noticed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from gongshi.checks.by_row import failing, normalise_row
from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import Check, Plan, plan
from gongshi.errors import UsageError
from gongshi.policy.examples import examples_of
from gongshi.policy.standards import Field, Standard

#: How long before the day of making the example was decided, and how long it holds.
_AGO, _YEAR = timedelta(days=7), timedelta(days=365)
_FORMULA = re.compile(r"\{[0-9i]+\}|[$][a-z]+")

_Row = dict[str, str | None]


def example_row(standard: Standard, on: date) -> dict[str, str]:
    """Make one good row of made-up people and organisations.

    Args:
        standard: Its rules accept the row, without a single finding.
        on: The day on which it is good.

    Returns:
        Field code → text as a clerk types it; fields that may be blank are left out.

    Raises:
        UsageError: No row of the day keeps every rule.
    """
    ready, around = plan(standard), Surroundings(on=on)
    choices = {
        field.code: list(dict.fromkeys(_choices(field, ready, on)))
        for field in standard.fields
    }
    row: _Row = {
        field.code: choices[field.code][0]
        for field in standard.fields
        if choices[field.code] and (field.required or field.example)
    }
    met: list[_Row] = []
    while (broken := _broken(row, ready, around)) and row not in met:
        met.append(row)
        row = _mended(row, broken, choices, ready, around)
    if not broken:
        return {code: text for code, text in row.items() if text}
    named = "、".join(f"{each.field.title}（{each.rule.id}）" for each in broken)
    raise UsageError(
        "no_example",
        f"按 {on} 的规则，「{standard.title}」做不出合格的示例：{named}；"
        "请换一天，或在规则库的 examples.toml 里补上合格的示例。",
    )


def _choices(field: Field, ready: Plan, on: date) -> Iterator[str]:
    """Go through what a field might say: examples, its list, what its rules let pass."""
    decided = _moved(on, -_AGO)
    later = _moved(decided, _YEAR)
    words = {
        "{decided}": f"{decided:%Y/%m/%d}",
        "{later}": f"{later:%Y/%m/%d}",
        "{year}": str(decided.year),
        "{decided_digits}": f"{decided:%Y%m%d}",
        "{decided_month}": f"{decided:%Y-%m}",
    }
    own, general = examples_of(field, ready.standard)
    yield from (_said(text, words) for text in own)
    if field.codelist is not None:
        yield from field.codelist.texts(decided)
    for check in ready.checks:
        if check.field is field and len(check.rule.fields) == 1:
            yield from _passing(check)
    yield from (_said(text, words) for text in general)


def _moved(day: date, by: timedelta) -> date:
    """Move a day, up to the ends of the calendar."""
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta() else date.min


def _said(text: str, words: Mapping[str, str]) -> str:
    for word, meant in words.items():
        text = text.replace(word, meant)
    return text


def _passing(check: Check) -> Iterator[str]:
    for given in check.rule.passes:
        text = given.get(check.field.code) if isinstance(given, Mapping) else given
        if isinstance(text, str) and text.strip() and not _FORMULA.fullmatch(text):
            yield text


def _broken(row: _Row, ready: Plan, around: Surroundings) -> list[Check]:
    found = failing(normalise_row(row, ready.standard), ready, around)
    return [ready.checks[place] for place in found]


def _mended(
    row: _Row,
    broken: list[Check],
    choices: Mapping[str, list[str]],
    ready: Plan,
    around: Surroundings,
) -> _Row:
    """Change one field so that fewer rules are broken, or other ones."""
    tries = [
        {**row, code: text}
        for code in _involved(broken, ready.standard)
        for text in (*choices[code], None)
        if text != row.get(code)
    ]
    return min([row, *tries], key=lambda each: len(_broken(each, ready, around)))


def _involved(broken: list[Check], standard: Standard) -> list[str]:
    """Name the fields that the broken rules look at, their own first."""
    codes = {field.code for field in standard.fields}
    named = [check.field.code for check in broken]
    for check in broken:
        named += [each.field for each in check.rule.when]
        named += [code for value in check.parameters.values() for code in _texts(value)]
    return [code for code in dict.fromkeys(named) if code in codes]


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | tuple):
        yield from (each for each in value if isinstance(each, str))
