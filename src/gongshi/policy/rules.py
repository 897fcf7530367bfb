"""Rules as the rulebook states them: one rule, the fields it looks at, its examples.

A rule may be graver from a day on::

    severity = "remind"
    severity_from = { 2027-01-01 = "return" }
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from gongshi.policy.conditions import Condition, read_conditions
from gongshi.policy.toml import SURE, Reader

#: What a broken rule does to its row, gravest first.
SEVERITIES = ("return", "duplicate", "exclude", "hold", "remind", "note")

#: Words of a rule that are not parameters of its kind.
_OWN = (
    "id", "kind", "field", "fields", "each", "when", "severity", "severity_from",
    "publication", "message", "source", "sure", "pass", "fail",
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """One rule of a standard, with its roles resolved to field codes."""

    id: str
    #: Name of the file in `checks/kinds/`.
    kind: str
    #: Codes of the fields it is applied to, one by one.
    fields: tuple[str, ...]
    #: Further keys of the rule: the keyword parameters of its kind.
    parameters: Mapping[str, object]
    when: tuple[Condition, ...]
    #: One of `SEVERITIES`: the one that holds on the day the rule was asked for.
    severity: str
    #: "withhold" when a row that breaks it may be reported but not published.
    publication: str
    #: Chinese; may name {title}, {value} and what the kind explains.
    message: str
    source: str
    sure: str
    #: A text of the field, or a table of fields; for rules across rows, tables of rows.
    passes: tuple[object, ...]
    fails: tuple[object, ...]
    #: First days of later severities, ascending; empty for most rules.
    turns: tuple[tuple[date, str], ...] = ()
    #: What holds before the first turn.
    first_severity: str = ""

    def on(self, day: date) -> "Rule":
        """Give the rule as it holds on a day."""
        begun = [severity for since, severity in self.turns if since <= day]
        return replace(self, severity=[self.first_severity, *begun][-1])


def turn_before(rules: Iterable[Rule], day: date) -> date | None:
    """Find the last day up to a day on which some rule changed its severity.

    Returns:
        None when no rule had changed by then: all hold as they were first stated.
    """
    days = (since for rule in rules for since, _ in rule.turns if since <= day)
    return max(days, default=None)


def read_rule(
    reader: Reader, table: dict[str, object], fields: tuple[str, ...]
) -> Rule:
    """Read one `[[rule]]` whose fields were found already.

    Args:
        reader: Notes what is wrong.
        table: The rule, roles resolved.
        fields: Codes of the fields it is applied to.
    """
    severity = reader.take(table, "severity", str, allowed=SEVERITIES)
    rule = Rule(
        id=reader.take(table, "id", str),
        kind=reader.take(table, "kind", str),
        fields=fields,
        parameters={key: value for key, value in table.items() if key not in _OWN},
        when=read_conditions(reader, reader.take(table, "when", dict, default={})),
        severity=severity,
        first_severity=severity,
        turns=_turns(reader, table),
        publication=reader.take(
            table, "publication", str, allowed=("", "withhold"), default=""
        ),
        message=reader.take(table, "message", str),
        source=reader.take(table, "source", str),
        sure=reader.take(table, "sure", str, allowed=SURE),
        passes=tuple(reader.take(table, "pass", list)),
        fails=tuple(reader.take(table, "fail", list)),
    )
    if len(rule.passes) < 2 or len(rule.fails) < 2:
        reader.fault("pass/fail", rule.id, "two passing and two failing examples")
    return rule


def _turns(reader: Reader, table: dict[str, object]) -> tuple[tuple[date, str], ...]:
    given: dict[str, object] = reader.take(table, "severity_from", dict, default={})
    inner = reader.at("severity_from")
    turns = []
    for text in given:
        severity = inner.take(given, text, str, allowed=SEVERITIES)
        try:
            turns.append((date.fromisoformat(text), severity))
        except ValueError:
            inner.fault(text, severity, "a day as key, like 2027-01-01")
    return tuple(sorted(turns))
