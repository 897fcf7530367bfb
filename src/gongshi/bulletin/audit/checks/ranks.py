"""Claims of rank that the tables contradict: 「前 3 位的是」, and columns 排名.

The first so many of a table are a set with ties: every unit as high as the last of them
may stand among them. 「较高的有」 chooses freely and is not judged.
"""

import re
from collections.abc import Iterator, Sequence

from gongshi.bulletin.audit.checks.figures import columns_for
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row, category_of, measure_of
from gongshi.bulletin.audit.lists import NameList, lists
from gongshi.bulletin.audit.numbers import Number
from gongshi.bulletin.audit.registers import bare, is_same
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import quoted

_DIGITS = {mark: value for value, mark in enumerate("零一二三四五六七八九十")}
#: Rows of a ranked table that are compared with each other.
_MOST_ROWS = 400
_FEWEST = 3


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the claims of rank that cannot be."""
    for named in lists(matter):
        yield from _top(matter, named)
    for table in matter.tables:
        for column in table.of_kind("rank"):
            yield from _ranked(matter, table, column)


def _top(matter: Subject, named: NameList) -> Iterator[Contradiction]:
    words = matter.terms.words
    first = "|".join([*words["most"], *words["fewest"]])
    found = re.search(
        rf"({first})([0-9]{{1,2}}|[一二三四五六七八九十])(?:位|名|家|个|的)", named.head
    )
    if not found or named.others:
        return
    wanted = int(found[2]) if found[2].isdecimal() else _DIGITS[found[2]]
    quote = quoted(f"{named.head}:{'、'.join(named.names)}")
    order = (named.order, 0)
    if len(named.names) < wanted:
        text = matter.say("top_count", quote=quote, found=len(named.names))
        size = str(len(named.names))
        yield Contradiction(
            named.paragraph.place, "ranks", size, str(wanted), text, order
        )
        return
    told = [_first(matter, each, named, wanted, found[1]) for each in matter.tables]
    judged = [each for each in told if each]
    if judged and not any(right for right, *_ in judged):
        _, where, expected = judged[0]
        text = matter.say("top_differs", quote=quote, where=where, expected=expected)
        names = "、".join(named.names)
        yield Contradiction(
            named.paragraph.place, "ranks", names, expected, text, order
        )


def _first(
    matter: Subject, table: Layout, named: NameList, wanted: int, end: str
) -> tuple[bool, str, str] | None:
    """Judge a claim by one table; None where the table does not have the matter."""
    if any(word in named.head for word in matter.elsewhere):
        return None
    measure = measure_of(named.head, matter.terms)
    columns = columns_for(matter, table, measure, category_of(named.head, matter.terms))
    at = table.name_column
    if len(columns) != 1 or at is None:
        return None
    values = {
        bare(row.cells[at.at]): number.value
        for row in table.plain_rows
        if (number := row.number(columns[0]))
    }
    own = [next((n for n in values if is_same(n, name)), "") for name in named.names]
    if not all(own) or len(values) <= wanted:
        return None
    sign = 1 if end in matter.terms.words["fewest"] else -1
    ranked = sorted(values, key=lambda name: sign * values[name])
    last = values[ranked[wanted - 1]]
    is_right = all(sign * values[name] <= sign * last for name in own) and all(
        name in own for name in ranked if sign * values[name] < sign * last
    )
    expected = "、".join(ranked[:wanted])
    return is_right, f"{table.where}「{columns[0].label}」", expected


def _ranked(matter: Subject, table: Layout, column: Column) -> Iterator[Contradiction]:
    rows = table.plain_rows[:_MOST_ROWS]
    ranks = [(row, n) for row in rows if (n := row.number(column)) and n.is_exact]
    limits = matter.terms.limits
    others = table.of_kind("score", "count", "rate")
    group = column.path[:-1]
    # A rank inside a group of columns is by one of that group.
    own = [each for each in others if group and each.path[:-1] == group]
    for by in own or others:
        is_score = by.kind == "score"
        least = limits["evidence"] if is_score else limits["ranked"]
        if len(ranks) < (_FEWEST if is_score else limits["ranked_rows"]):
            continue
        wrong = min((_wrong(ranks, by, sign) for sign in (-1, 1)), key=len)
        if len(wrong) < len(ranks) - least * len(ranks):
            for row in wrong:
                yield _misplaced(matter, table, (row, column, by), ranks)
            return


def _wrong(ranks: Sequence[tuple[Row, Number]], by: Column, sign: int) -> list[Row]:
    """Find the fewest rows without which rank and value go the same way."""
    told = [(n.value, sign * v.value, row) for row, n in ranks if (v := row.number(by))]
    if len(told) < len(ranks):
        return [row for row, _ in ranks]
    told.sort(key=lambda each: each[:2])
    # The longest chain that ends with each row, and the row before it there.
    length, before = [1] * len(told), [-1] * len(told)
    for at, (_, value, _row) in enumerate(told):
        for other in range(at):
            if told[other][1] <= value and length[other] >= length[at]:
                length[at], before[at] = length[other] + 1, other
    at = max(range(len(told)), key=lambda each: length[each])
    kept = set()
    while at >= 0:
        kept.add(at)
        at = before[at]
    return [row for n, (*_, row) in enumerate(told) if n not in kept]


def _misplaced(
    matter: Subject,
    table: Layout,
    cell: tuple[Row, Column, Column],
    ranks: Sequence[tuple[Row, Number]],
) -> Contradiction:
    row, column, by = cell
    sign = min((-1, 1), key=lambda each: len(_wrong(ranks, by, each)))
    values = {n: v.value * sign for n, _ in ranks if (v := n.number(by))}
    expected = 1 + sum(value < values[row] for value in values.values())
    rank = row.cells[column.at]
    text = matter.say(
        "rank_order",
        label=row.label,
        column=column.label,
        found=rank,
        by=by.label,
        expected=expected,
    )
    place, order = table.place(row, column), (table.order, row.at)
    return Contradiction(place, "ranks", rank, str(expected), text, order)
