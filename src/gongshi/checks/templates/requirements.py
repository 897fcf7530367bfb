"""What a template says of each column: how to fill it in, and what its rules return."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from gongshi.checks.plan import Check, plan
from gongshi.policy.standards import Field, Standard

#: A rule on more fields than this is told once, below the table.
MOST_FIELDS = 3
_FORMATS = {
    "date": "日期，如 {today}",
    "amount": "数字，单位万元",
    "quantity": "数字",
    "code": "代码，按文本填写",
    "number": "文号或编号，按文本填写",
}
#: What a message says only about one particular cell.
_UNSAID = re.compile("（[^（）]*…[^（）]*）|[，：；、]?…$")


@dataclass(frozen=True)
class Requirement:
    """What is asked of one column."""

    field: Field
    #: Whether every row needs it: 必填, or 视情况 when some do.
    needed: str
    #: How it is written.
    shape: str
    #: Allowed values, of the day; empty when it is typed freely.
    values: tuple[str, ...]
    #: Rules that look at this column, or at few.
    rules: tuple[Check, ...]

    @property
    def hint(self) -> str:
        """Say it in a few words, for a box beside the cell."""
        told = (self.needed, self.field.hint, self.shape)
        return "。".join(dict.fromkeys(text for text in told if text)) + "。"


def requirements(standard: Standard, on: date) -> tuple[Requirement, ...]:
    """Say what is asked of every column.

    Args:
        standard: The category.
        on: The day; values and severities of that day are told.

    Returns:
        One per field, in the order of the standard.
    """
    by_field: dict[str, list[Check]] = defaultdict(list)
    for check in plan(standard).all:
        if not _is_common(check):
            by_field[check.field.code].append(check)
    return tuple(
        _requirement(field, by_field[field.code], on) for field in standard.fields
    )


def common_rules(standard: Standard) -> tuple[tuple[Check, str], ...]:
    """List the rules on many fields, or on whole rows, each once.

    Returns:
        One of its checks, and the titles of all its fields.
    """
    known = {field.code: field.title for field in standard.fields}
    firsts = {each.rule.id: each for each in plan(standard).all if _is_common(each)}
    return tuple(
        (check, "、".join(known.get(code, "整行") for code in check.rule.fields))
        for check in firsts.values()
    )


def told(check: Check, titles: str) -> str:
    """Word what breaks a rule, without the values of a particular row.

    Args:
        check: The rule on a field.
        titles: What its field is called.
    """
    # `$max_chars` differs from field to field.
    words = {
        name.rstrip("_"): str(value)
        for name, value in check.parameters.items()
        if isinstance(value, str | int | float | date)
        and not (_is_common(check) and _is_own(check.rule.parameters.get(name)))
    }
    words |= {"title": titles, "list": "下拉表中的值", "value": "…"}
    return _UNSAID.sub("", check.rule.message.format_map(_Unsaid(words)))


def _is_own(value: object) -> bool:
    return isinstance(value, str) and value.startswith("$")


class _Unsaid(dict[str, str]):
    """Words of a message; those that only a row could give are dots."""

    def __missing__(self, name: str) -> str:
        return "…"


def _is_common(check: Check) -> bool:
    several = len(check.rule.fields) > MOST_FIELDS
    return several or check.field.code.startswith("#") or hasattr(check.kind, "across")


def _requirement(field: Field, rules: Sequence[Check], on: date) -> Requirement:
    listed = field.codelist
    values = listed.texts(on) if listed else ()
    if listed and listed.other:
        values = (*values, f"{listed.other}具体内容")
    return Requirement(
        field=field,
        needed=_needed(field, rules),
        shape=_shape(field, on, has_list=bool(values)),
        values=values,
        rules=tuple(rules),
    )


def _needed(field: Field, rules: Iterable[Check]) -> str:
    if field.required:
        return "必填"
    asked = any(
        each.rule.kind == "required" and each.rule.severity == "return"
        for each in rules
    )
    return "视情况必填" if asked else "选填"


def _shape(field: Field, on: date, *, has_list: bool) -> str:
    if has_list:
        return "可填几个，用分号隔开" if field.several else "从下拉表中选一个"
    shape = _FORMATS.get(field.form, "文字").format(today=f"{on:%Y/%m/%d}")
    return f"{shape}，不超过 {field.max_chars} 字" if field.max_chars else shape


def severity_title(severity: str) -> str:
    """Say in a word what becomes of a row that breaks a rule."""
    return _SEVERITIES[severity]


_SEVERITIES: Mapping[str, str] = {
    "return": "退回",
    "duplicate": "重复",
    "exclude": "不上报",
    "hold": "待清洗",
    "remind": "提醒",
    "note": "提示",
}
