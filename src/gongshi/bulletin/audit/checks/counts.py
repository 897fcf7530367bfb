"""Counts of what follows: 「(14个):」 before a list, 「新增8个，具体如下」 before a table."""

import re
from collections.abc import Iterator

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.lists import lists
from gongshi.bulletin.audit.numbers import WHOLE, number
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import quoted

_OF_LIST = re.compile(rf"\(({WHOLE})[个家]\)$")
_OF_TABLE = re.compile(rf"({WHOLE})[个家条项][,，]?(?:具体)?(?:情况)?如下:?$")


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find counts that differ from what follows them."""
    for each in lists(matter):
        found = _OF_LIST.search(each.head)
        size = len(each.names) + each.others
        if found and size > 1 and number(found[1]).value != size:
            text = matter.say("list_count", expected=found[1], found=size)
            order = (each.order, 0)
            place = each.paragraph.place
            yield Contradiction(place, "counts", found[1], str(size), text, order)
    for table in matter.tables:
        before = dict(matter.writing.paragraphs).get(table.order - 1)
        found = _OF_TABLE.search(before.plain) if before else None
        size = len(table.plain_rows)
        if before and found and number(found[1]).value != size:
            text = matter.say("rows_count", quote=quoted(found[0]), found=size)
            order = (table.order - 1, 0)
            yield Contradiction(
                before.place, "counts", found[1], str(size), text, order
            )
