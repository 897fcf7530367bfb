"""frictionless: constraints of fields, forbidden values, and formulas on rows."""

import re
from collections.abc import Set
from pathlib import Path

from frictionless import Checklist, Resource, Schema, checks, system, validate

from gongshi.checks.plan import Check
from gongshi.policy.conditions import Condition
from peers.subset import ALL, checks_of, other, standard_of, texts

ROWS, ROUNDS = 20_000, 1
_FAULTS = 10_000_000

#: Kind → what a whole value must match; a field has one pattern, so they are joined.
_PATTERNS = {
    "lacks": lambda check: f"(?!.*(?:{_pieces(check)}))",
    "lacks_pattern": lambda check: _lacking(str(check.parameters["pattern"])),
    "matches_part": lambda check: f"(?=.*(?:{check.parameters['pattern']}))",
    "starts": lambda check: f"(?={_pieces(check)})",
}
KINDS = frozenset(
    {"required", "blank", "one_of", "not_one_of", "max_chars", "min_chars", *_PATTERNS}
)


def prepare(kinds: Set[str]) -> tuple[Schema, Checklist]:
    asked = checks_of(kinds)
    fields = [
        {
            "name": each.code,
            "type": "string",
            "constraints": _constraints(
                [c for c in asked if c.field.code == each.code]
            ),
        }
        for each in standard_of(ALL).fields
    ]
    further = [each for check in asked for each in _further(check)]
    return Schema.from_descriptor({"fields": fields}), Checklist(checks=further)


def _constraints(asked: list[Check]) -> dict[str, object]:
    made: dict[str, object] = {}
    patterns = []
    for check in asked:
        kind = check.rule.kind
        if check.rule.when:
            continue
        if kind in _PATTERNS:
            patterns.append(_PATTERNS[kind](check))
        elif kind == "required":
            made["required"] = True
        elif kind == "max_chars":
            made["maxLength"] = check.parameters["chars"]
        elif kind == "one_of":
            patterns.append(_listed(check))
    if patterns:
        made["pattern"] = f"{''.join(patterns)}(?s:.*)"
    return made


def _further(check: Check) -> list[checks.row_constraint | checks.forbidden_value]:
    code, kind = check.field.code, check.rule.kind
    if kind == "not_one_of" and not check.rule.when:
        return [checks.forbidden_value(field_name=code, values=texts(check))]
    if check.rule.when and kind in _FORMULAS:
        applies = " and ".join(map(_condition, check.rule.when))
        formula = f"not ({applies}) or ({_FORMULAS[kind](check)})"
        return [checks.row_constraint(formula=formula)]
    return []


def _condition(condition: Condition) -> str:
    name = condition.field
    if condition.test == "filled":
        return name if condition.wanted else f"not {name}"
    if condition.test == "starts":
        return f"{name} and {name}[:2] == '{condition.values[0]}'"
    return " or ".join(f"{name} == '{each}'" for each in condition.values)


def _any(check: Check, values: list[str]) -> str:
    same = " or ".join(f"{check.field.code} == '{each}'" for each in values)
    return f"not {check.field.code} or {same}"


def _none(check: Check, values: list[str]) -> str:
    return " and ".join(f"{check.field.code} != '{each}'" for each in values)


_FORMULAS = {
    "required": lambda check: check.field.code,
    "blank": lambda check: f"not {check.field.code}",
    "one_of": lambda check: _any(check, texts(check)),
    "not_one_of": lambda check: _none(check, texts(check)),
    "starts": lambda check: (
        f"not {check.field.code} or {check.field.code}[:2] == "
        f"'{check.parameters['parts'][0]}'"
    ),
    "min_chars": lambda check: (
        f"not {check.field.code} or {check.field.code}[{check.parameters['chars'] - 1}:]"
    ),
}


def _pieces(check: Check) -> str:
    return "|".join(map(re.escape, check.parameters["parts"]))


def _lacking(pattern: str) -> str:
    return f"(?!{pattern})" if pattern.startswith("^") else f"(?!.*(?:{pattern}))"


def _listed(check: Check) -> str:
    values = "|".join(map(re.escape, texts(check)))
    free = f"|{re.escape(other(check))}" if other(check) else ""
    return f"(?=(?:{values})${free})"


def judge(ready: tuple[Schema, Checklist], path: Path, _: Path) -> int:
    schema, checklist = ready
    with system.use_context(trusted=True):
        report = validate(
            Resource(path=str(path), schema=schema),
            checklist=checklist,
            limit_errors=_FAULTS,
        )
    return sum(len(task.errors) for task in report.tasks)
