"""What a returned workbook is made of: the unit's own columns, and the rows to mend."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from gongshi.checks.findings import Finding
from gongshi.intake.batch import Row
from gongshi.intake.headers import Head
from gongshi.policy.standards import Standard

#: Rows one workbook takes; with more it could inflate beyond what `intake.guard` lets
#: in when it comes back. What is left over comes with the next return, once these are
#: mended.
MOST_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """One row to mend, as the unit typed it."""

    #: Row number in the received file or sheet, from 1.
    row_number: int
    #: Raw cells, in the columns of the received file.
    cells: Row
    #: What its cells break, in the words the unit was given.
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Returned:
    """One file on its way back to the unit."""

    standard: Standard
    #: The header of the received file.
    head: Head
    #: Its sheet; None for formats without sheets.
    sheet: str | None
    #: Number of the batch, which 退回编号 names; None when nothing was received.
    number: str | None
    #: Day of the return, Asia/Shanghai; written into the file's properties.
    on: date
    #: Codes of the fields that must be mended in some row.
    fields: Collection[str]
    #: In file order, at most `MOST_ROWS`; gone through once.
    rows: Iterable[ReturnedRow]
    #: How many they are.
    count: int
    #: How many more wait for the next return.
    left_over: int = 0
