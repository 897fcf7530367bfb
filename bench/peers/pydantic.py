"""pydantic: a model of a row, validators on its fields and on the whole."""

import csv
import functools
import re
from collections.abc import Callable, Iterator, Set
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

from corpus import ON
from pydantic import (
    AfterValidator,
    BaseModel,
    ValidationError,
    create_model,
    model_validator,
)

from gongshi.checks.plan import Check
from gongshi.policy.conditions import Condition
from peers.subset import ALL, checks_of, other, standard_of, texts

ROWS, ROUNDS = 50_000, 1
Test = Callable[[str], object]


def prepare(kinds: Set[str]) -> type[BaseModel]:
    asked = checks_of(kinds)
    whole = [each for each in asked if _looks_further(each)]
    fields = {
        each.code: (_field([c for c in asked if c.field.code == each.code]), None)
        for each in standard_of(ALL).fields
    }
    judge_row = model_validator(mode="after")(_row(whole))
    return create_model("Licence", **fields, __validators__={"row": judge_row})


def _looks_further(check: Check) -> bool:
    return bool(check.rule.when) or check.rule.kind in _ON_ROWS


def _field(asked: list[Check]):
    tests = [
        (check.label, _ON_TEXTS[check.rule.kind](check))
        for check in asked
        if not _looks_further(check)
    ]

    def judge_text(text: str | None) -> str | None:
        if text is not None:
            broken = [label for label, holds in tests if not holds(text)]
            if broken:
                raise ValueError(";".join(broken))
        return text

    return Annotated[str | None, AfterValidator(judge_text)]


def _row(asked: list[Check]):
    tests = [
        (each.label, functools.partial(_holds, each, _test(each))) for each in asked
    ]

    def judge_row(row: BaseModel) -> BaseModel:
        cells = row.__dict__
        broken = [label for label, holds in tests if not holds(cells)]
        if broken:
            raise ValueError(";".join(broken))
        return row

    return judge_row


def _test(check: Check):
    kind = check.rule.kind
    return _ON_ROWS[kind] if kind in _ON_ROWS else _ON_TEXTS[kind](check)


def _holds(check: Check, test, cells: dict[str, str | None]) -> object:
    if not all(_applies(each, cells) for each in check.rule.when):
        return True
    text = cells[check.field.code]
    if check.rule.kind in _ON_ROWS:
        return test(check, text, cells)
    return text is None or test(text)


def _applies(condition: Condition, cells: dict[str, str | None]) -> bool:
    text = cells[condition.field]
    if condition.test == "filled":
        return (text is not None) == condition.wanted
    if condition.test == "starts":
        return text is not None and text.startswith(condition.values)
    return text in condition.values


def _pattern(pattern: object) -> Test:
    return re.compile(str(pattern)).search


def _lacking(pattern: object) -> Test:
    search = _pattern(pattern)
    return lambda text: search(text) is None


def _listed(check: Check) -> Test:
    values, free = frozenset(texts(check)), other(check)
    return lambda text: text in values or (free and text.startswith(free))


def _not_listed(check: Check) -> Test:
    values = frozenset(texts(check))
    return lambda text: text not in values


def _lacks(check: Check) -> Test:
    return _lacking("|".join(map(re.escape, check.parameters["parts"])))


def _day(text: str | None) -> date | None:
    try:
        return datetime.strptime(text or "", "%Y/%m/%d").date()  # noqa: DTZ007
    except ValueError:
        return None


def _between(check: Check) -> Test:
    first, last = check.parameters["from_"], check.parameters["to"]
    return lambda text: (day := _day(text)) is None or first <= day <= last


def _not_before(check: Check, text: str | None, cells: dict[str, str | None]) -> bool:
    day, bound = _day(text), _day(cells[check.parameters["other"]])
    return day is None or bound is None or day >= bound


_ON_TEXTS: dict[str, Callable[[Check], Test]] = {
    "one_of": _listed,
    "not_one_of": _not_listed,
    "lacks": _lacks,
    "lacks_pattern": lambda check: _lacking(check.parameters["pattern"]),
    "matches": lambda check: re.compile(check.parameters["pattern"]).fullmatch,
    "matches_part": lambda check: _pattern(check.parameters["pattern"]),
    "starts": lambda check: (
        lambda text: text.startswith(tuple(check.parameters["parts"]))
    ),
    "max_chars": lambda check: lambda text: len(text) <= check.parameters["chars"],
    "min_chars": lambda check: lambda text: len(text) >= check.parameters["chars"],
    "date": lambda _: lambda text: _day(text) is not None,
    "date_between": _between,
    "not_future": lambda _: lambda text: (day := _day(text)) is None or day <= ON,
}
_ON_ROWS: dict[str, Callable] = {
    "required": lambda _, text, __: text is not None,
    "blank": lambda _, text, __: text is None,
    "both_or_neither": lambda check, text, cells: (
        (text is None) == (cells[check.parameters["partner"]] is None)
    ),
    "differs": lambda check, text, cells: (
        text is None or all(cells[each] != text for each in check.parameters["others"])
    ),
    "not_before": _not_before,
}
KINDS = frozenset(_ON_TEXTS) | frozenset(_ON_ROWS)


def judge(model: type[BaseModel], path: Path, _: Path) -> int:
    return sum(_broken(model, path))


def _broken(model: type[BaseModel], path: Path) -> Iterator[int]:
    with path.open(newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            cells = {code: text or None for code, text in row.items()}
            try:
                model.model_validate(cells)
            except ValidationError as error:
                yield sum(each["msg"].count(";") + 1 for each in error.errors())
