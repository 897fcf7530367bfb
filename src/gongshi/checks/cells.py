"""What a rule sees of a row: the same words for one row and for a batch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from gongshi.intake.normalise import parse_amount, parse_date

if TYPE_CHECKING:
    import polars as pl

#: A cell has a `date` of its own, which would hide the type.
Day = date
#: Credit code of a unit → the names it is registered under, in normal form.
Units = Mapping[str, frozenset[str]]


@dataclass(frozen=True)
class Subjects:
    """The subject library, as far as the rows of a file ask for it."""

    #: Credit code → registered name, then former names, in normal form; only codes that
    #: were looked up are here, so the library may hold more.
    names: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    #: How many subjects the whole library holds.
    count: int = 0


@dataclass(frozen=True, eq=False)
class Surroundings:
    """What a rule may know beside the row; equal only to itself."""

    #: The day of checking, Asia/Shanghai.
    on: date
    #: The register of units; empty when there is none.
    units: Units = field(default_factory=dict)
    #: Names in the register whose unit has no code.
    names: frozenset[str] = frozenset()
    #: Whether the row itself has to tell which unit reports it.
    by_source: bool = False
    #: Who is registered under the codes of the rows; empty when there is no library.
    subjects: Subjects = field(default_factory=Subjects)
    #: Category → the records that the rows point at and the ledger has, by what names
    #: them; without the key nothing is asked.
    records: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @property
    def all_names(self) -> frozenset[str]:
        """Every name in the register."""
        return self.names.union(*self.units.values())


@dataclass(frozen=True, slots=True)
class ValueCell:
    """One field of one row, in normal form."""

    row: Mapping[str, str | None]
    code: str
    surroundings: Surroundings

    @property
    def text(self) -> str | None:
        """The normal text; None = blank."""
        return self.row.get(self.code)

    @property
    def filled(self) -> str:
        """The normal text where the caller knows that there is one."""
        return self.row[self.code] or ""

    @property
    def date(self) -> Day | None:
        """The day; None = blank or no real day."""
        return parse_date(self.row.get(self.code))

    @property
    def amount(self) -> float | None:
        """The amount in 万元; None = blank or no number."""
        return parse_amount(self.row.get(self.code))

    @property
    def on(self) -> Day:
        """The day of checking."""
        return self.surroundings.on

    @property
    def units(self) -> Units:
        """The register of units."""
        return self.surroundings.units

    def other(self, code: str) -> ValueCell:
        """Another field of the same row."""
        return ValueCell(self.row, code, self.surroundings)


@dataclass(frozen=True, slots=True)
class ColumnCell:
    """One field of every row, in normal form, as expressions."""

    code: str
    surroundings: Surroundings

    @property
    def text(self) -> pl.Expr:
        """String; null = blank."""
        import polars as pl

        return pl.col(self.code)

    @property
    def date(self) -> pl.Expr:
        """Date; null = blank or no real day."""
        import polars as pl

        return pl.col(f"{self.code}@date")

    @property
    def amount(self) -> pl.Expr:
        """Float64 in 万元; null = blank or no number."""
        import polars as pl

        return pl.col(f"{self.code}@amount")

    @property
    def on(self) -> Day:
        """The day of checking."""
        return self.surroundings.on

    @property
    def units(self) -> Units:
        """The register of units."""
        return self.surroundings.units

    def other(self, code: str) -> ColumnCell:
        """Another field of the same rows."""
        return ColumnCell(code, self.surroundings)
