"""Reads the examples that every rule of the rulebook carries.

A plain value is the text of the rule's own field; a table names the fields of the row,
what it leaves out is blank. Keys that begin with # say what is known beside the row
(see `truth_tables`). `{201}` is a text of 201 characters, `$first` and `$last` are
values of the field's own list. Examples of rules across
rows are tables of rows, of `known` records, or of one row `times` over with {i}; `#other`
is a field that is no part of what names the record.
"""

import re
from dataclasses import dataclass
from functools import cache

from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import Check, Plan, plan
from gongshi.policy.standards import Standard, load_standard
from tests.spec.truth_tables import surroundings

#: Fills the rows of examples across rows, so that they say only what matters.
USUAL = {"name": "示例食品有限公司", "authority_code": "11230500001755309F"}


@dataclass(frozen=True)
class Example:
    """One row that a check must let pass, or must not."""

    check: Check
    holds: bool
    raw: dict
    beside: Surroundings

    @property
    def name(self) -> str:
        return f"{self.check.label} {'pass' if self.holds else 'fail'} {self.raw}"


def ready(category: str) -> Plan:
    """Give the plan of a category."""
    return plan(load_standard(category))


@cache
def examples(category: str) -> tuple[Example, ...]:
    """List every rule's examples for every field they speak of."""
    return tuple(
        _example(check, holds, value)
        for check in ready(category).checks
        for holds, values in ((True, check.rule.passes), (False, check.rule.fails))
        for value in values
        if holds or _speaks_of(value, check)
    )


def _speaks_of(value, check: Check) -> bool:
    """Tell whether a failing example is about this of the rule's several fields."""
    return (
        not isinstance(value, dict) or check.field.code in value or check.judges_blank
    )


def _example(check: Check, holds: bool, value) -> Example:
    given = value if isinstance(value, dict) else {check.field.code: value}
    beside = (
        "#on", "#units", "#names", "#by_source", "#subjects", "#subject_count",
        "#records",
    )  # fmt: skip
    raw = {
        key: _grown(_listed(each, check))
        for key, each in given.items()
        if key not in beside
    }
    return Example(check, holds, raw, surroundings(given))


def _listed(text: str, check: Check) -> str:
    """Put in the first or the last value of the field's own list."""
    ends = {"$first": 0, "$last": -1}
    return check.field.codelist.texts()[ends[text]] if text in ends else text


def _grown(text: str) -> str:
    match = re.fullmatch(r"\{([0-9]+)\}", text)
    return "字" * int(match[1]) if match else text


def rows_across(category: str, example) -> tuple[list, list | None]:
    """Give the raw rows and the known records of an example across rows."""
    standard = load_standard(category)
    roles = standard.roles
    usual = {roles[role]: text for role, text in USUAL.items() if role in roles}
    times = range(1, example.get("times", 1) + 1)

    def raw(row, i=1):
        named = {**usual, **row}
        if "#other" in named:
            named[beside_identity(standard)] = named.pop("#other")
        return {code: text.replace("{i}", str(i)) for code, text in named.items()}

    rows = [raw(row, i) for i in times for row in example["rows"]]
    known = [raw(row) for row in example.get("known", [])]
    return rows, known or None


def beside_identity(standard: Standard) -> str:
    """Choose a field that may change without making it another record."""
    party = ("name", "kind", "code", "person_document_kind", "person_document")
    named = {*standard.identity, *standard.identity_without_number}
    named |= {standard.roles.get(role) for role in party}
    return [field.code for field in standard.fields if field.code not in named][-1]
