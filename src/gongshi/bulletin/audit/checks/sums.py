"""Totals that are not the sum of their rows or of their columns.

A total may add up what stands above it, since the total before it, or below it; only
one that none of these gives is wrong. Rates, ranks and counts of subjects are not added.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row, is_blank
from gongshi.bulletin.audit.numbers import Number, shown
from gongshi.bulletin.audit.subject import Subject


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the totals of the tables that do not add up."""
    for table in matter.tables:
        for column in table.of_kind("count"):
            yield from _column_totals(matter, table, column)
        for total in _total_columns(matter, table):
            yield from _row_totals(matter, table, total)


def _column_totals(
    matter: Subject, table: Layout, column: Column
) -> Iterator[Contradiction]:
    if not _is_readable(matter, table, column):
        return
    for at, row in enumerate(table.rows):
        written = row.number(column) if row.is_total else None
        if written is None:
            continue
        sums = _possible_sums(table.rows, at, column)
        if sums and not any(_is_near(written, each) for each in sums):
            yield _contradiction(
                matter, table, (row, column), _exact(sums[0]), "column_total"
            )


def _is_readable(matter: Subject, table: Layout, column: Column) -> bool:
    cells = (row.cells[column.at] for row in table.rows)
    return all(
        is_blank(cell, matter.terms) or row.number(column) is not None
        for row, cell in zip(table.rows, cells, strict=True)
    )


def _possible_sums(rows: Sequence[Row], at: int, column: Column) -> list[list[Number]]:
    """Give what a total may be the sum of, the likeliest first."""
    totals = [n for n, row in enumerate(rows) if row.is_total]
    before = max((n for n in totals if n < at), default=-1)
    after = min((n for n in totals if n > at), default=len(rows))
    spans = [rows[before + 1 : at], rows[:at], rows[at + 1 : after], rows[at + 1 :]]
    plain = [[row for row in span if not row.is_total] for span in spans]
    subtotals = [
        [row for row in span if row.is_total] for span in (rows[:at], rows[at + 1 :])
    ]
    if at == totals[-1] and len(totals) > 1:
        plain[0], plain[1] = plain[1], plain[0]
    found = [
        [number for row in span if not row.is_within and (number := row.number(column))]
        for span in [*plain, *subtotals]
    ]
    # Blocks headed by their own sums count everything twice.
    heads = [n for n in rows[:at] if not n.is_total and _is_chapter(n)]
    found.append([number for row in heads if (number := row.number(column))])
    return [each for each in found if len(each) > 1]


def _is_chapter(row: Row) -> bool:
    return row.cells[0][:1] in tuple("一二三四五六七八九十")


def _is_near(written: Number, parts: Sequence[Number]) -> bool:
    low, high = sum(p.low for p in parts), sum(p.high for p in parts)
    return low <= written.high and written.low <= high


def _exact(parts: Sequence[Number]) -> Decimal:
    return sum((part.value for part in parts), Decimal())


def _contradiction(
    matter: Subject,
    table: Layout,
    cell: tuple[Row, Column],
    expected: Decimal,
    message: str,
) -> Contradiction:
    row, column = cell
    written = row.number(column)
    assert written is not None, "only numbers are judged"
    text = matter.say(
        message,
        label=row.label,
        column=column.label,
        found=written.text,
        expected=shown(expected),
        gap=shown(abs(written.value - expected)),
    )
    place = table.place(row, column)
    order = (table.order, row.at)
    return Contradiction(place, "sums", written.text, shown(expected), text, order)


def _total_columns(matter: Subject, table: Layout) -> tuple[Column, ...]:
    words = matter.terms.words["total_columns"]
    return tuple(
        column
        for column in table.of_kind("count", "number")
        if column.leaf.partition("(")[0] in words
    )


def _row_totals(
    matter: Subject, table: Layout, total: Column
) -> Iterator[Contradiction]:
    """Find rows that differ where the others show what the total adds up."""
    best: tuple[int, list[Row], tuple[Column, ...]] | None = None
    for parts in _addends(table, total):
        judged = [(row, _adds_up(row, total, parts)) for row in table.rows]
        right = sum(holds is True for _, holds in judged)
        wrong = [row for row, holds in judged if holds is False]
        if not wrong:
            return
        if best is None or right > best[0]:
            best = (right, wrong, parts)
    if best is None:
        return
    right, wrong, parts = best
    if right and right >= matter.terms.limits["evidence"] * (right + len(wrong)):
        for row in wrong:
            numbers = [n for part in parts if (n := row.number(part))]
            yield _contradiction(
                matter, table, (row, total), _exact(numbers), "row_total"
            )


def _addends(table: Layout, total: Column) -> Iterator[tuple[Column, ...]]:
    """Give the groups of columns a total may add up."""
    counts = [
        each
        for each in table.of_kind("count")
        if each.at != total.at and each.measure in ("", "volume")
    ]
    above = total.path[:-1]
    group = [each for each in counts if each.path[: len(above)] == above]
    first = [each for each in group if each.at < total.at]
    last = [each for each in group if each.at > total.at]
    following: list[Column] = []
    for each in last:
        if each.leaf == total.leaf:
            break
        following.append(each)
    # Below a flattened header a group ends anywhere to the right.
    after = [each for each in counts if each.at > total.at]
    prefixes = (after[:size] for size in range(2, len(after)))
    for choice in (last, following, first, group, counts, *prefixes):
        if len(choice) > 1:
            yield tuple(choice)


def _adds_up(row: Row, total: Column, parts: Sequence[Column]) -> bool | None:
    """Tell whether a row adds up; None where it shows nothing."""
    written = row.number(total)
    numbers = [number for part in parts if (number := row.number(part))]
    if written is None or sum(bool(n.value) for n in numbers) < 2:
        return None
    return _is_near(written, numbers)
