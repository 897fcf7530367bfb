"""Runs the row bodies: forms, small files and live looks, without columnar imports."""

from __future__ import annotations

from collections.abc import Mapping

from gongshi.checks.cells import Surroundings, ValueCell
from gongshi.checks.plan import Plan
from gongshi.intake.normalise import normalise, parse_amount
from gongshi.policy.conditions import Condition
from gongshi.policy.standards import Standard

#: One row in normal form: field code → text, None = blank.
Row = Mapping[str, str | None]


def normalise_row(raw: Row, standard: Standard) -> dict[str, str | None]:
    """Put every field of a row into normal form.

    Args:
        raw: Field code → raw text; fields that the file lacks may be missing.
        standard: Its fields; what is not among them is carried along unchanged.
    """
    row = {code: text or None for code, text in raw.items()}
    for field in standard.fields:
        row[field.code] = normalise(raw.get(field.code), field.form)
    return row


def failing(row: Row, plan: Plan, surroundings: Surroundings) -> list[int]:
    """Find the checks that one row fails.

    Args:
        row: In normal form.
        plan: Its `checks` are run.
        surroundings: The day and the register of units.

    Returns:
        Places in `plan.checks`, ascending.
    """
    failed = []
    for place, check in enumerate(plan.checks):
        code = check.field.code
        if row.get(code) is None and not check.judges_blank:
            continue
        if check.rule.when and not all(holds(row, each) for each in check.rule.when):
            continue
        if not check.kind.value(ValueCell(row, code, surroundings), **check.parameters):
            failed.append(place)
    return failed


def holds(row: Row, condition: Condition) -> bool:
    """Tell whether a condition holds for a row."""
    text = row.get(condition.field)
    if condition.test == "filled":
        return bool(text) == condition.wanted
    if condition.test == "positive":
        amount = parse_amount(text)
        return (amount is not None and amount > 0) == condition.wanted
    if not text:
        return False
    if condition.test == "has":
        return any(part in text for part in condition.values)
    if condition.test == "starts":
        return text.startswith(condition.values)
    return text in condition.values
