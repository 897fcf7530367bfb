"""Units that have more than one row in a table, or stand twice in one list of the text.

Rows that another text tells apart, such as two platforms of one district, do not repeat;
nor do items of a list that differ in their brackets: 「市公安局（许可）、市公安局（处罚）」.
"""

import re
from collections import Counter
from collections.abc import Iterator

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row
from gongshi.bulletin.audit.lists import is_unit
from gongshi.bulletin.audit.registers import bare
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import plain

# Commas and signs end a list; brackets belong to the item before them.
_CLAUSE = re.compile(r"(?:[^。；;，,:()]|\([^()]*\))+")
_LEAD = re.compile(r"^(?:.*(?:[有是为对]))(?=[\u4e00-\u9fff]{2})")
_ENDS = re.compile("等.*$")


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the units with several rows."""
    for table in matter.tables:
        if table.name_column and table.of_kind("count", "rate", "score"):
            yield from _in_table(matter, table, table.name_column)
    yield from _in_lists(matter)


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


def _in_lists(matter: Subject) -> Iterator[Contradiction]:
    for order, paragraph in matter.writing.paragraphs:
        for clause in _CLAUSE.finditer(paragraph.plain):
            items = _items(clause[0])
            for name, times in Counter(items).items():
                if times > 1 and is_unit(bare(name), matter):
                    text = matter.say("listed_twice", found=bare(name), times=times)
                    yield Contradiction(
                        paragraph.place, "repeats", bare(name), "", text,
                        (order, clause.start()),
                    )  # fmt: skip


def _items(clause: str) -> list[str]:
    """Divide a clause; what leads to its first item, and 等 behind the last, left out."""
    first, *others = clause.split("、")
    return [_LEAD.sub("", first), *(_ENDS.sub("", each) for each in others)]


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
