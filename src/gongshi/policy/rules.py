"""Rules as the rulebook states them: one rule, the fields it looks at, its examples."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.policy.conditions import Condition, read_conditions
from gongshi.policy.toml import SURE, Reader

#: What a broken rule does to its row, gravest first.
SEVERITIES = ("return", "duplicate", "exclude", "hold", "remind", "note")

#: Words of a rule that are not parameters of its kind.
_OWN = (
    "id", "kind", "field", "fields", "each", "when", "severity", "publication",
    "message", "source", "sure", "pass", "fail",
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
    #: One of `SEVERITIES`.
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


def read_rule(
    reader: Reader, table: dict[str, object], fields: tuple[str, ...]
) -> Rule:
    """Read one `[[rule]]` whose fields were found already.

    Args:
        reader: Notes what is wrong.
        table: The rule, roles resolved.
        fields: Codes of the fields it is applied to.
    """
    rule = Rule(
        id=reader.take(table, "id", str),
        kind=reader.take(table, "kind", str),
        fields=fields,
        parameters={key: value for key, value in table.items() if key not in _OWN},
        when=read_conditions(reader, reader.take(table, "when", dict, default={})),
        severity=reader.take(table, "severity", str, allowed=SEVERITIES),
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
