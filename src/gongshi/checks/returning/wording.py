"""What a returned workbook says about a row, a cell and a cause."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gongshi.checks.findings import Finding

#: Severities that the unit must act on; the others ask it to look again.
MUST = ("return",)
#: What to do where no value can be computed from the row.
_BY_HAND = "对照决定书填写正确的内容"


@dataclass(frozen=True)
class Wording:
    """How a file calls its fields and values."""

    #: Field code → header.
    names: Mapping[str, str]
    #: Field code → (today's value → the file's).
    values: Mapping[str, Mapping[str, str]]

    def name(self, finding: Finding) -> str:
        """Name the column of a finding as the unit does."""
        return self.names.get(finding.field, finding.title)

    def reason(self, finding: Finding) -> str:
        """Say what is wrong with one cell, without naming its column twice."""
        message = finding.message
        for start in (f"「{finding.title}」的", f"「{finding.title}」"):
            message = message.removeprefix(start)
        if message.startswith(f"{finding.title}「"):
            message = message[len(finding.title) :]
        return message if finding.severity in MUST else f"（请核对）{message}"

    def advice(self, finding: Finding) -> str:
        """Say what to put into one cell; "" when it cannot be told."""
        if finding.suggestion is None:
            return ""
        if not finding.suggestion:
            return "清空"
        own = self.values.get(finding.field, {})
        return f"改为「{own.get(finding.suggestion, finding.suggestion)}」"


def reasons(findings: Iterable[Finding], wording: Wording) -> str:
    """Say everything that is wrong with a row, numbered when it is several things."""
    gravest_first = sorted(findings, key=lambda each: each.severity not in MUST)
    told = (f"{wording.name(each)}：{wording.reason(each)}" for each in gravest_first)
    texts = list(dict.fromkeys(told))
    if len(texts) == 1:
        return texts[0]
    return "\n".join(f"{number}. {text}" for number, text in enumerate(texts, 1))


def advices(findings: Iterable[Finding], wording: Wording) -> str:
    """Say what to do with the cells of a row, a line a cell.

    Where no value can be computed, the rule's message says what is accepted.
    """
    told = (
        (wording.name(each), wording.advice(each) or _BY_HAND)
        for each in findings
        if each.severity in MUST or wording.advice(each)
    )
    return "\n".join(dict.fromkeys(f"{name}：{text}" for name, text in told))


def clauses(findings: Iterable[Finding]) -> str:
    """Name the clauses behind a row's findings, each once."""
    return "\n".join(dict.fromkeys(each.source for each in findings if each.source))


def comment(findings: Iterable[Finding], wording: Wording) -> str:
    """Say what is wrong with one cell and what to put there."""
    told = list(findings)
    lines = [wording.reason(each) for each in told]
    lines += [f"建议{text}" for each in told if (text := wording.advice(each))]
    return "\n".join(dict.fromkeys(lines))


@dataclass
class Cause:
    """One rule that rows break in one field; grows while rows are written."""

    first: Finding
    rows: int = 0
    #: Row number of the latest of them, 0 before the first.
    last: int = 0
    #: Row numbers in the received file, the first of them.
    examples: list[int] = field(default_factory=list)
    messages: set[str] = field(default_factory=set)
    advices: set[str] = field(default_factory=set)

    def add(self, row_number: int, finding: Finding, advice: str) -> None:
        """Count one more row."""
        if row_number != self.last:
            self.last = row_number
            self.rows += 1
            if len(self.examples) < _MOST_EXAMPLES:
                self.examples.append(row_number)
        # Two are enough to know that they differ.
        for known, text in ((self.messages, finding.message), (self.advices, advice)):
            if len(known) < _DIFFER:
                known.add(text)


def recipe(cause: Cause, hint: str) -> str:
    """Say how to mend all rows of a cause.

    Args:
        cause: The rule and its rows.
        hint: What the standard says about filling the field in; may be empty.
    """
    by_reason = f"按原因改正（填写要求：{hint}）" if hint else "按原因改正"
    if cause.advices == {""}:
        return by_reason
    if len(cause.advices) == 1:
        (same,) = cause.advices
        return same if cause.rows == 1 else f"都{same}"
    return f"照「修改建议」一列改；没有建议的，{by_reason}"


def row_list(cause: Cause) -> str:
    """Name the rows of a cause by their number in the received file."""
    listed = "、".join(map(str, cause.examples))
    return listed + (" 等" if cause.rows > len(cause.examples) else "")


_MOST_EXAMPLES, _DIFFER = 12, 2
