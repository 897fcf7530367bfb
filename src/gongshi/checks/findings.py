"""Findings: what is wrong with a cell, in words, with the clause and a suggestion."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from gongshi.checks.cells import ValueCell
from gongshi.checks.checking import Checked


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule that one cell breaks."""

    #: Position of the row in the file, from 0.
    place: int
    #: Row number in the file, from 1.
    row_number: int
    field: str
    title: str
    rule: str
    severity: str
    #: The raw cell; None = blank.
    value: str | None
    message: str
    #: What to put instead; "" = empty the cell; None = cannot be computed.
    suggestion: str | None
    source: str


@dataclass(frozen=True)
class RuleCount:
    """How many rows break one rule in one field."""

    rule: str
    field: str
    title: str
    severity: str
    count: int
    #: The words that the first such row was given.
    message: str


def count_rules(told: Iterable[Finding]) -> tuple[RuleCount, ...]:
    """Group findings by rule and field, commonest first."""
    firsts: dict[tuple[str, str], Finding] = {}
    counted: Counter[tuple[str, str]] = Counter()
    for finding in told:
        key = finding.rule, finding.field
        firsts.setdefault(key, finding)
        counted[key] += 1
    return tuple(
        RuleCount(
            rule=first.rule,
            field=first.field,
            title=first.title,
            severity=first.severity,
            count=count,
            message=first.message,
        )
        for key, count in counted.most_common()
        if (first := firsts[key])
    )


def findings(checked: Checked) -> Iterator[Finding]:
    """Put every failure into words.

    Args:
        checked: What `check` gave.

    Returns:
        In file order, then in the order of the rules.
    """
    for place in sorted(checked.failures):
        for number in checked.failures[place]:
            yield _finding(checked, place, number)


def _finding(checked: Checked, place: int, number: int) -> Finding:
    check = checked.plan.all[number]
    code = check.field.code
    cell = ValueCell(checked.rows[place], code, checked.surroundings)
    explain = getattr(check.kind, "explain", None)
    suggest = getattr(check.kind, "suggest", None)
    words = explain(cell, **check.parameters) if explain else {}
    suggestion = suggest(cell, **check.parameters) if suggest else None
    raw = checked.raw[place].get(code)
    words = {
        "title": check.field.title,
        "value": _short(cell.text or raw or ""),
        **words,
        **_across(checked, place, number),
    }
    return Finding(
        place=place,
        row_number=checked.row_numbers[place],
        field=code,
        title=check.field.title,
        rule=check.rule.id,
        severity=check.rule.severity,
        value=raw,
        message=check.rule.message.format_map(words),
        suggestion=None if suggestion == cell.text else suggestion,
        source=check.rule.source,
    )


def _across(checked: Checked, place: int, number: int) -> dict[str, str]:
    hit = checked.hits.get((place, number))
    if hit is None:
        return {}
    words = {"row": str(checked.row_numbers[place]), **dict(hit.words)}
    if hit.first is None:
        return words
    return {
        **words,
        "first": str(checked.row_numbers[hit.first]),
        "changed": checked.changed(place, hit.first),
    }


def _short(text: str, chars: int = 40) -> str:
    return text if len(text) <= chars else text[: chars - 1] + "…"
