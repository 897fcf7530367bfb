"""The part of our checks that a peer can state in its own words, by kind."""

from collections.abc import Set
from dataclasses import replace
from functools import cache

from corpus import ON

from gongshi.checks.plan import WHOLE_ROW, Check, plan
from gongshi.policy.codelists import CodeList
from gongshi.policy.standards import Standard, load_standard

#: Stands for every kind there is.
ALL = frozenset({"*"})


@cache
def standard_of(kinds: Set[str]) -> Standard:
    """Give the standard of licences with the rules of these kinds alone."""
    whole = load_standard("licence", ON)
    if kinds == ALL:
        return whole
    # What stands right of the last column is no field, and no library can name it.
    stated = (
        each
        for each in whole.rules
        if each.kind in kinds and WHOLE_ROW.code not in each.fields
    )
    return replace(whole, rules=tuple(stated))


def checks_of(kinds: Set[str]) -> tuple[Check, ...]:
    """List the checks of these kinds, one a rule and field."""
    return plan(standard_of(kinds)).all


def texts(check: Check) -> list[str]:
    """List the values that a check names."""
    values = check.parameters["values"]
    return list(values.texts() if isinstance(values, CodeList) else values)


def other(check: Check) -> str:
    """Give the prefix of a free value, or nothing."""
    values = check.parameters["values"]
    return values.other if isinstance(values, CodeList) else ""
