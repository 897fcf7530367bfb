"""pandera on polars: a schema with one check for each of ours, all faults gathered."""

from collections.abc import Set
from pathlib import Path

import pandera.polars as pa

from gongshi.checks.plan import Check
from peers.expressions import KINDS, holds, read
from peers.subset import ALL, checks_of, standard_of

__all__ = ["KINDS"]
ROWS, ROUNDS = 200_000, 3


def prepare(kinds: Set[str]) -> pa.DataFrameSchema:
    return pa.DataFrameSchema(
        {each.code: pa.Column(str, nullable=True) for each in standard_of(ALL).fields},
        checks=[_check(each) for each in checks_of(kinds)],
    )


def _check(check: Check) -> pa.Check:
    expression = holds(check).fill_null(True)
    return pa.Check(lambda data: data.lazyframe.select(expression), name=check.label)


def judge(schema: pa.DataFrameSchema, path: Path, _: Path) -> int:
    try:
        schema.validate(read(path), lazy=True)
    except pa.errors.SchemaErrors as error:
        return sum(
            getattr(each.failure_cases, "height", 1) for each in error.schema_errors
        )
    return 0
