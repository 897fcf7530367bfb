"""Matches a unit's register of a month with the ledger, and keeps what came of it.

The result of a check, in JSON: `joined` (row number, entry, way of each row that is
sure), `near` (rows that a person has to confirm, each with its candidates), `missing`,
`excluded` and `no_rows` (with why). What is missing becomes suspected.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.utils import timezone

from gongshi.actions.registers.reading import (
    Read,
    RegisterFile,
    read_register,
    remembered,
)
from gongshi.clocks.periods import Period, local_day
from gongshi.errors import UsageError, UserError
from gongshi.identifiers import document_number
from gongshi.ledger.models import Unit
from gongshi.ledger.register_models import (
    RegisterCheck,
)
from gongshi.ledger.register_records import RecordsAsked, records_near
from gongshi.ledger.selecting import units_of
from gongshi.ledger.units import load_register
from gongshi.oversight.registers import Matched, match_register
from gongshi.policy.completeness import completeness_in_force
from gongshi.policy.continuity import continuity_in_force
from gongshi.policy.standards import load_standard

if TYPE_CHECKING:
    import polars as pl

#: Days before and after the month in which a row of its register may be decided.
_BEFORE, _AFTER = timedelta(366), timedelta(31)
#: Characters of a text that a case keeps.
_MOST: Final = 200


@dataclass(frozen=True)
class Brought:
    """A register, and whose it is."""

    file: RegisterFile
    unit: Unit
    category: str
    period: Period
    #: Name of a column → what it is, as the person says now; none = as he said before.
    mapped: Mapping[str, str] = field(default_factory=dict)
    #: Login, and what stands as the reviewer of the paper.
    made_by: str = ""
    reviewer: str = ""


@dataclass(frozen=True, eq=False)
class Looked:
    """What came of a register; nothing is kept yet."""

    brought: Brought
    read: Read
    #: As `RegisterCheck.result`.
    result: Mapping[str, list[Any]]

    @property
    def check(self) -> RegisterCheck:
        """Give what would be kept."""
        parted, told = self.read.parted, self.result
        day = _day(self.brought.period)
        return RegisterCheck(
            unit=self.brought.unit,
            category=self.brought.category,
            period=self.brought.period.key,
            file_name=self.read.file.name[:255],
            file_hash=self.read.file_hash,
            columns=dict(self.read.columns),
            rows=self.read.rows,
            due=parted.due.height,
            excluded=parted.excluded.height,
            no_rows=parted.no_rows.height,
            joined=len(told["joined"]),
            near=len(told["near"]),
            missing=len(told["missing"]),
            result=told,
            editions=f"{completeness_in_force(day).edition} "
            f"{continuity_in_force(day).edition}",
            made_by=self.brought.made_by,
            made_at=timezone.now(),
        )


def _read(brought: Brought) -> Read:
    """Read a register as the person says; else as he said before, else by its names."""
    read = partial(read_register, brought.file, brought.category, _day(brought.period))
    if brought.mapped:
        return read(brought.mapped)
    try:
        return read(remembered(brought.unit, brought.category))
    except UserError:
        # Columns change their names: what was said of others serves no more.
        return read({})


def look(brought: Brought) -> Looked:
    """Read a register and match it; nothing is kept.

    Raises:
        FileFault: The file cannot be read as a register.
        UsageError: The category has no numbers, or the month has not begun.
    """
    _refuse(brought)
    read = _read(brought)
    due = read.parted.due
    records = _records(brought, due)
    register, named = _named(due, records, brought, has_own=read.has_authority)
    matched = match_register(
        register, named, continuity_in_force(_day(brought.period)).limits
    )
    return Looked(brought, read, _result(read, matched, records))


def _refuse(brought: Brought) -> None:
    if "document_number" not in load_standard(brought.category).roles:
        title = load_standard(brought.category).title
        raise UsageError("category", f"{title}没有文书号，不能用台账核对。")
    if brought.period.first_day > local_day(timezone.now()):
        raise UsageError(
            "future", f"{brought.period.title}还没有到，不能核对它的台账。"
        )


def _day(period: Period) -> date:
    return min(period.last_day, local_day(timezone.now()))


def _records(brought: Brought, due: pl.DataFrame) -> pl.DataFrame:
    near = timedelta(continuity_in_force(_day(brought.period)).whole("near_days"))
    first, last = brought.period.first_day - _BEFORE, brought.period.last_day + _AFTER
    days = due["decided"].drop_nulls()
    known: list[date] = days.filter(days.is_between(first, last)).unique().to_list()
    span = (min(known) - near, max(known) + near) if known else (first, last)
    return records_near(
        RecordsAsked(
            standard=load_standard(brought.category),
            units=units_of(brought.unit.name, _day(brought.period)),
            decided=span,
            numbers=_serials(due),
        )
    )


def _serials(due: pl.DataFrame) -> dict[tuple[str, int], list[str]]:
    """Give the serials of the numbers by their prefix and year."""
    import polars as pl

    read = due.select(document_number.parse_columns(pl.col("number")).alias("read"))
    rows = read.unnest("read").filter(pl.col("prefix") != "")
    grouped = rows.group_by("prefix", "year").agg(pl.col("serial").unique())
    return {(prefix, year): serials for prefix, year, serials in grouped.iter_rows()}


def _named(
    due: pl.DataFrame, records: pl.DataFrame, brought: Brought, *, has_own: bool
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Call each authority by one name on both sides.

    A register that names none is of the unit itself, and so is all that it filed.
    """
    import polars as pl

    units = load_register()

    def names(column: pl.Series) -> pl.Series:
        known = {
            text: unit.name if (unit := units.by_name.get(text)) else text
            for text in column.unique().to_list()
        }
        return column.replace_strict(known, return_dtype=pl.String)

    own = brought.unit.name
    below = set(units_of(own, _day(brought.period)))
    if not has_own:
        is_own = pl.col("unit").is_in(sorted(below)).fill_null(value=False)
        return due.with_columns(authority=pl.lit(own)), records.with_columns(
            authority=pl.when(is_own).then(pl.lit(own)).otherwise("authority")
        )
    written = (
        pl.when(pl.col("authority") == "").then(pl.lit(own)).otherwise("authority")
    )
    filled = due.with_columns(authority=written)
    return filled.with_columns(authority=names(filled["authority"])), (
        records.with_columns(authority=names(records["authority"]))
    )


def _result(
    read: Read, matched: Matched, records: pl.DataFrame
) -> dict[str, list[Any]]:
    due, entries = read.parted.due, records["entry"]
    numbers = due["row_number"]
    joined = [
        [numbers[row], entries[record], way]
        for row, record, way in matched.joined.select(
            "row", "record", "way"
        ).iter_rows()
    ]
    offered: dict[int, list[list[Any]]] = {}
    for row, record, reason, likeness in matched.candidates.iter_rows():
        offered.setdefault(row, []).append(
            [entries[record], reason, round(likeness, 3)]
        )
    near = [
        {**told, "candidates": offered[at]}
        for at, told in zip(sorted(offered), _told(due, sorted(offered)), strict=True)
    ]
    return {
        "joined": joined,
        "near": near,
        "missing": list(_told(due, sorted(matched.missing))),
        "excluded": list(_told(read.parted.excluded)),
        "no_rows": list(_told(read.parted.no_rows)),
    }


def _told(
    rows: pl.DataFrame, places: Sequence[int] | None = None
) -> Iterator[dict[str, Any]]:
    chosen = rows if places is None else rows[list(places)]
    for row in chosen.iter_rows(named=True):
        day = row["decided"]
        told = {key: value for key, value in row.items() if key != "decided"}
        yield {**told, "decided": str(day) if day else ""}
