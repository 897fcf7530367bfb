"""Serial numbers (序号) that jump or come twice.

A table may begin with any number, for it may go on from another page, and begin again
with 1 in every part.
"""

from collections.abc import Iterator

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout
from gongshi.bulletin.audit.subject import Subject


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find serial numbers out of step."""
    for table in matter.tables:
        for column in table.of_kind("serial")[:1]:
            yield from _in_column(matter, table, column)


def _in_column(
    matter: Subject, table: Layout, column: Column
) -> Iterator[Contradiction]:
    before: int | None = None
    for row in table.rows:
        number = row.number(column)
        if number is None or not number.is_exact or row.is_total:
            continue
        found = int(number.value)
        if before is not None and found not in (before + 1, 1):
            key = "serial_repeated" if found == before else "serial_gap"
            expected = str(before + 1)
            text = matter.say(key, before=before, found=found, expected=expected)
            place, order = table.place(row, column), (table.order, row.at)
            yield Contradiction(place, "serials", number.text, expected, text, order)
        before = found
