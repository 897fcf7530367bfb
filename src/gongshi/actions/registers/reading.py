"""Reads a unit's own register of a month, whatever its columns are called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from gongshi.errors import FileFault, UsageError
from gongshi.intake import Batch
from gongshi.intake.headers import Heads
from gongshi.intake.loose import LooseHeads
from gongshi.intake.reading import read_with
from gongshi.ledger.models import Unit
from gongshi.ledger.register_models import RegisterMapping
from gongshi.oversight.register_rows import Parted, part
from gongshi.policy.completeness import (
    COLUMNS,
    CompletenessTerms,
    completeness_in_force,
)

if TYPE_CHECKING:
    import polars as pl

#: What a register has to tell, at the least one of these pairs.
ENOUGH: Final = (frozenset({"number", "subject"}), frozenset({"subject", "decided"}))
#: The same where a person says that there are no parties: all its rows are near then.
WITHOUT_PARTIES: Final = frozenset({"number", "decided"})


@dataclass(frozen=True)
class RegisterFile:
    """A file that a unit brought."""

    content: bytes
    name: str


@dataclass(frozen=True, eq=False)
class Read:
    """A register that was read."""

    file: RegisterFile
    #: SM3.
    file_hash: str
    #: Names of all its columns, in order.
    names: tuple[str, ...]
    #: Name of a column → key of `COLUMNS`, of those that are used.
    columns: Mapping[str, str]
    parted: Parted

    @property
    def rows(self) -> int:
        """Count the lines below the header."""
        parts = (self.parted.due, self.parted.excluded, self.parted.no_rows)
        return sum(each.height for each in parts)

    @property
    def has_authority(self) -> bool:
        """Tell whether its rows name who decided."""
        return "authority" in self.columns.values()


def read_register(
    file: RegisterFile, category: str, on: date, mapped: Mapping[str, str]
) -> Read:
    """Read a register.

    Args:
        file: csv or xlsx.
        category: Key of the category of its rows.
        on: The day whose rules hold.
        mapped: Name of a column → key or title of `COLUMNS`, as a person says; the
            other columns are known by their names.

    Raises:
        FileFault: It cannot be read, or nobody can tell what its columns are; then the
            text names them.
        UsageError: There is no such column, or nothing that it could be.
    """
    terms = completeness_in_force(on)
    wanted = keys_of(mapped, terms)
    standard = terms.standard(category)
    try:
        batch = read_with(
            file.content,
            file_name=file.name,
            heads=LooseHeads(standard, mapped=wanted, enough=_enough(wanted)),
        )
    except FileFault as fault:
        if fault.code != "no_header":
            raise
        raise _untold(file, _names(file, category, terms)) from fault
    _refuse_strange(batch, wanted)
    return _read(file, batch, terms)


def names_of(file: RegisterFile, category: str, on: date) -> tuple[str, ...]:
    """List the columns of a register, for a person to say what they are.

    Raises:
        FileFault: There is no row that could be a header.
    """
    return _names(file, category, completeness_in_force(on))


def remembered(unit: Unit, category: str) -> dict[str, str]:
    """Give what a person last said of the columns of a unit's registers."""
    said = RegisterMapping.objects.filter(unit=unit, category=category).last()
    return dict(said.columns) if said else {}


def keys_of(mapped: Mapping[str, str], terms: CompletenessTerms) -> dict[str, str]:
    """Read what a person said of columns: each thing by its key or title.

    Raises:
        UsageError: A column cannot be what he says, or two are the same.
    """
    titles = {each.title: key for key, each in terms.columns.items()}
    found: dict[str, str] = {}
    for name, written in mapped.items():
        key = titles.get(written.strip(), written.strip())
        if key not in COLUMNS:
            listed = "、".join(f"{key}（{title}）" for title, key in titles.items())
            raise UsageError(
                "column", f"「{name}」不能当作「{written}」，可写：{listed}。"
            )
        if key in found.values():
            title = terms.columns[key].title
            raise UsageError("column", f"有两列都当作「{title}」，请只留一列。")
        found[name.strip()] = key
    return found


def _enough(wanted: Mapping[str, str]) -> tuple[frozenset[str], ...]:
    is_said = set(wanted.values()) >= WITHOUT_PARTIES
    return (*ENOUGH, WITHOUT_PARTIES) if is_said else ENOUGH


def _names(
    file: RegisterFile, category: str, terms: CompletenessTerms
) -> tuple[str, ...]:
    heads: Heads = LooseHeads(terms.standard(category))
    batch = read_with(file.content, file_name=file.name, heads=heads)
    return tuple(each for each in batch.headers if each)


def _untold(file: RegisterFile, names: tuple[str, ...]) -> FileFault:
    listed = "、".join(f"「{each}」" for each in names)
    return FileFault(
        "register_columns",
        f"看不出「{file.name}」哪一列是文书号、相对人名称、决定日期，"
        f"它的列有：{listed}；请指明，如 --map 列名=文书号。",
    )


def _refuse_strange(batch: Batch, wanted: Mapping[str, str]) -> None:
    used = {code for code in batch.codes if code}
    for name, key in wanted.items():
        if key not in used:
            listed = "、".join(f"「{each}」" for each in batch.headers if each)
            raise UsageError(
                "column", f"台账里没有「{name}」这一列，有的是：{listed}。"
            )


def _read(file: RegisterFile, batch: Batch, terms: CompletenessTerms) -> Read:
    used = {
        code: name
        for code, name in zip(batch.codes, batch.headers, strict=True)
        if code is not None
    }
    frame = _frame(batch)
    footers = _frame_of(batch.footers)
    rows = _stacked(frame, footers)
    return Read(
        file=file,
        file_hash=batch.file_hash,
        names=tuple(each for each in batch.headers if each),
        columns={name: code for code, name in used.items()},
        parted=part(
            rows, terms, {code: name.split("/")[-1] for code, name in used.items()}
        ),
    )


def _frame(batch: Batch) -> pl.DataFrame:
    import polars as pl

    cells = batch.frame()
    names = {f"c{at}": code for at, code in enumerate(batch.codes) if code}
    filled = [
        pl.when(pl.col(name).str.strip_chars() != "").then(name)
        for name in cells.columns
    ]
    return cells.select(
        pl.Series("row_number", batch.row_numbers, dtype=pl.Int64),
        pl.coalesce(filled).alias("begins"),
        *(pl.col(name).alias(code) for name, code in names.items()),
    )


def _frame_of(footers: tuple[tuple[int, str], ...]) -> pl.DataFrame:
    """Give lines below the table as rows that say nothing: they are told as no rows."""
    import polars as pl

    shape = {"row_number": pl.Int64, "begins": pl.String}
    return pl.DataFrame(list(footers), schema=shape, orient="row")


def _stacked(rows: pl.DataFrame, footers: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    return pl.concat([rows, footers], how="diagonal")
