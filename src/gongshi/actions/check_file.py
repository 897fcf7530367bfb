"""Checks a file as a submission would, without a ledger and without a trace."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from gongshi.assessment.counts import Counts
from gongshi.checks import OUTCOMES, Checked, Finding, check, findings
from gongshi.checks.cells import Surroundings
from gongshi.checks.findings import RuleCount, count_rules
from gongshi.intake import Batch as File
from gongshi.intake import read
from gongshi.policy.standards import load_standard, load_standards


@dataclass(frozen=True)
class CheckedFile:
    """A file and what its rows break; records and units of a ledger are not asked."""

    content: bytes
    file: File
    checked: Checked

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """Everything in words, in file order."""
        return tuple(findings(self.checked))

    @cached_property
    def rules(self) -> tuple[RuleCount, ...]:
        """The rules that are broken, commonest first."""
        return count_rules(self.findings)

    @property
    def counts(self) -> Counts:
        """Rows of each outcome; nothing is late, for nothing was received."""
        outcomes = self.checked.outcomes
        return Counts(**{each: outcomes.count(each) for each in OUTCOMES})


def check_file(
    content: bytes, *, file_name: str, category: str, on: date
) -> CheckedFile:
    """Check one file.

    Args:
        content: The bytes as they are.
        file_name: Their name.
        category: Key or title of the record category.
        on: The day of checking, Asia/Shanghai.

    Raises:
        FileFault: The file cannot be read as what it claims to be.
        UnknownName: There is no such category.
    """
    standard = load_standard(category, on)
    file = read(
        content, file_name=file_name, standard=standard, others=load_standards(on)
    )
    return CheckedFile(content, file, check(file, standard, Surroundings(on=on)))


def workbook_of(result: CheckedFile) -> bytes:
    """Write the faulty rows into the file's own workbook.

    Args:
        result: What `check_file` gave; at least one row is faulty.

    Returns:
        As `return_faulty`, without 退回编号: nothing was received yet.
    """
    from gongshi.checks.returning import (
        MOST_ROWS,
        Returned,
        ReturnedRow,
        own_rows,
        own_table,
        write,
    )

    checked = result.checked
    places = [place for place, each in enumerate(checked.outcomes) if each == "faulty"]
    assert places, "a file without faulty rows has nothing to return"
    table = own_table(
        result.content, file_name=result.file.file_name, standard=checked.standard
    )
    told: dict[int, list[Finding]] = {place: [] for place in places[:MOST_ROWS]}
    for finding in result.findings:
        if finding.place in told:
            told[finding.place].append(finding)
    numbers = [checked.row_numbers[place] for place in told]
    rows = zip(numbers, own_rows(table, numbers), told.values(), strict=True)
    return write(
        Returned(
            standard=checked.standard,
            head=table.head,
            sheet=table.sheet,
            number=None,
            on=checked.surroundings.on,
            fields={
                each.field
                for found in told.values()
                for each in found
                if each.severity == "return"
            },
            rows=(ReturnedRow(at, cells, tuple(found)) for at, cells, found in rows),
            count=len(told),
            left_over=len(places) - len(told),
        )
    )
