"""dataframely: a schema of text columns with one rule for each check."""

from collections.abc import Set
from pathlib import Path

import dataframely as dy

from gongshi.checks.plan import Check
from peers.expressions import KINDS, holds, read
from peers.subset import ALL, checks_of, standard_of

__all__ = ["KINDS"]
ROWS, ROUNDS = 1_000_000, 3


def prepare(kinds: Set[str]) -> type[dy.Schema]:
    columns = {each.code: dy.String(nullable=True) for each in standard_of(ALL).fields}
    rules = {
        f"check{place}": _rule(each) for place, each in enumerate(checks_of(kinds))
    }
    return type("Licence", (dy.Schema,), columns | rules)


def _rule(check: Check):
    return dy.rule()(lambda _: holds(check).fill_null(True))


def judge(schema: type[dy.Schema], path: Path, _: Path) -> int:
    """Part good rows from bad, and count each rule's failures."""
    _, failed = schema.filter(read(path))
    return sum(failed.counts().values())
