"""A standard made ready to run: one check for each rule and field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from inspect import signature
from types import ModuleType

from gongshi.checks.kinds import kinds, load_kind
from gongshi.policy.rules import Rule
from gongshi.policy.standards import Field, Standard
from gongshi.policy.toml import Reader

#: Stands for the row as a whole, for rules on what no field holds.
WHOLE_ROW = Field(
    code="#surplus",
    title="本行",
    aliases=(),
    form="prose",
    max_chars=None,
    required=False,
    codelist=None,
    several=False,
    publication="never",
    hint="",
    sure="inf",
)


@dataclass(frozen=True)
class Check:
    """One rule on one field."""

    rule: Rule
    field: Field
    kind: ModuleType
    #: Keyword parameters of the kind, with the field's own values put in.
    parameters: Mapping[str, object]
    #: Whether it looks at blank cells too.
    judges_blank: bool

    @property
    def label(self) -> str:
        """Short name for lists: rule and field."""
        return f"{self.rule.id}:{self.field.code}"


@dataclass(frozen=True, eq=False)
class Plan:
    """All checks of a standard, in the order of its rules.

    `checks` look at one row each. `across` compare rows with each other and with the
    records known already; their places are numbered on from those of `checks`.
    """

    standard: Standard
    checks: tuple[Check, ...]
    across: tuple[Check, ...]

    @property
    def all(self) -> tuple[Check, ...]:
        """Every check; a failure names its place in here."""
        return self.checks + self.across


@cache
def plan(standard: Standard) -> Plan:
    """Make a standard ready to run.

    Args:
        standard: Its rules name kinds, which are imported here.
    """
    refuse_unknown(standard)
    made = [
        _check(rule, _field(standard, code))
        for rule in standard.rules
        for code in rule.fields
    ]
    return Plan(
        standard=standard,
        checks=tuple(each for each in made if not hasattr(each.kind, "across")),
        across=tuple(each for each in made if hasattr(each.kind, "across")),
    )


def refuse_unknown(standard: Standard) -> None:
    """Name every rule whose kind or parameters do not exist, all at once.

    Raises:
        RulebookFault: There are any.
    """
    reader = Reader(f"standards/{standard.key}/{standard.since}.toml")
    known = kinds()
    for rule in standard.rules:
        if rule.kind not in known:
            reader.fault(f"rule {rule.id}.kind", rule.kind, ", ".join(known))
            continue
        needed, allowed = _parameters(load_kind(rule.kind))
        if not needed <= rule.parameters.keys() <= allowed:
            found = ", ".join(sorted(rule.parameters)) or "none"
            words = ", ".join(sorted(allowed)) or "none"
            reader.fault(f"rule {rule.id}", f"parameters {found}", words)
        pattern = rule.parameters.get("pattern")
        if isinstance(pattern, str) and not _compiles(pattern):
            reader.fault(f"rule {rule.id}.pattern", pattern, "正则表达式")
    reader.raise_if_faulty()


def _compiles(pattern: str) -> bool:
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError):
        return False
    return True


def _parameters(kind: ModuleType) -> tuple[set[str], set[str]]:
    """Give the parameters that a kind needs, and all that it takes."""
    body = signature(getattr(kind, "value", None) or kind.across)
    taken = [
        each for each in body.parameters.values() if each.kind is each.KEYWORD_ONLY
    ]
    needed = {each.name.rstrip("_") for each in taken if each.default is each.empty}
    return needed, {each.name.rstrip("_") for each in taken}


def _field(standard: Standard, code: str) -> Field:
    return WHOLE_ROW if code == WHOLE_ROW.code else standard.field(code)


def _check(rule: Rule, field: Field) -> Check:
    kind = load_kind(rule.kind)
    return Check(
        rule=rule,
        field=field,
        kind=kind,
        parameters={
            # `from` is a word of Python; a kind calls it `from_`.
            "from_" if key == "from" else key: _own(value, field)
            for key, value in rule.parameters.items()
        },
        judges_blank=getattr(kind, "JUDGES_BLANK", False),
    )


def _own(value: object, field: Field) -> object:
    """Put in what the field says for itself: `$values`, `$max_chars`."""
    if value == "$values":
        return field.codelist
    if value == "$max_chars":
        return field.max_chars
    return value
