"""Units that have more than one row in a table of one row per unit.

Rows that another text tells apart, such as two platforms of one district, do not repeat.
"""

from collections.abc import Iterator

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import plain


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the units with several rows."""
    for table in matter.tables:
        if table.name_column and table.of_kind("count", "rate", "score"):
            yield from _in_table(matter, table, table.name_column)


def _in_table(matter: Subject, table: Layout, names: Column) -> Iterator[Contradiction]:
    texts = (names, *table.of_kind("text"))
    rows_by_key: dict[tuple[str, ...], list[Row]] = {}
    for row in table.plain_rows:
        if plain(row.cells[names.at]):
            key = tuple(plain(row.cells[each.at]) for each in texts)
            rows_by_key.setdefault(key, []).append(row)
    for key, rows in rows_by_key.items():
        if len(rows) > 1:
            yield _repeated(matter, table, key[0], rows)


def _repeated(
    matter: Subject, table: Layout, name: str, rows: list[Row]
) -> Contradiction:
    serial = next(iter(table.of_kind("serial")), None)
    if serial:
        told = "序号 " + "、".join(plain(row.cells[serial.at]) for row in rows)
    else:
        told = "第 " + "、".join(str(table.grid.numbers[r.at]) for r in rows) + " 行"
    text = matter.say("repeated", found=name, times=len(rows), rows=told)
    place, order = table.place(rows[1]), (table.order, rows[1].at)
    return Contradiction(place, "repeats", name, "", text, order)
