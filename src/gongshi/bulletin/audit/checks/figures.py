"""Figures of the text that differ from the tables: same unit, same measure.

A claim is compared only where exactly its unit, measure and category stand in a table;
where several tables have them, one that agrees is enough.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from gongshi.bulletin.audit.claims import Claim, claims
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import (
    Column,
    Layout,
    Row,
    category_of,
    measure_of,
)
from gongshi.bulletin.audit.lists import lists
from gongshi.bulletin.audit.numbers import Number
from gongshi.bulletin.audit.registers import bare
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import quoted

_FULL = Decimal(100)


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the figures of the text that no table confirms though it has them."""
    yield from _full(matter)
    for claim in claims(matter):
        if (
            not claim.of
            or claim.is_elsewhere
            or claim.is_unclear
            or claim.is_joint
            or claim.is_share
        ):
            continue
        cells = list(_cells(matter, claim))
        if cells and not any(_agree(claim.number, number) for *_, number in cells):
            table, row, column, number = cells[0]
            where = f"{table.place(row, column)}「{column.label}」"
            text = matter.say(
                "figure_differs", quote=claim.quote, where=where, expected=number.text
            )
            yield Contradiction(
                claim.paragraph.place, "figures", claim.number.text, number.text, text,
                (claim.order, claim.at),
            )  # fmt: skip


def _full(matter: Subject) -> Iterator[Contradiction]:
    """Find units of 「达到100%的有」 whose rate in the table is another."""
    words = matter.terms.words
    for named in lists(matter):
        if not any(word in named.head for word in words["fully"]) or any(
            word in named.head for word in (*words["not_fully"], *matter.elsewhere)
        ):
            continue
        measure = measure_of(named.head, matter.terms)
        category = category_of(named.head, matter.terms)
        for name in named.names:
            cells = list(_cells(matter, _Of(name, False, measure, category)))
            if cells and all(number.value != _FULL for *_, number in cells):
                table, row, column, number = cells[0]
                text = matter.say(
                    "figure_differs",
                    quote=f"{quoted(named.head)}：{name}",
                    where=f"{table.place(row, column)}「{column.label}」",
                    expected=number.text,
                )
                place, order = named.paragraph.place, (named.order, 0)
                yield Contradiction(place, "figures", "100%", number.text, text, order)


@dataclass(frozen=True)
class _Of:
    """What a table is asked for."""

    of: str
    is_group: bool
    measure: str
    category: str


def _cells(
    matter: Subject, claim: Claim | _Of
) -> Iterator[tuple[Layout, Row, Column, Number]]:
    for table in matter.tables:
        rows = _rows(matter, table, claim)
        columns = columns_for(matter, table, claim.measure, claim.category)
        if len(rows) == 1 and len(columns) == 1:
            number = rows[0].number(columns[0])
            if number is not None:
                yield table, rows[0], columns[0], number


def _rows(matter: Subject, table: Layout, claim: Claim | _Of) -> list[Row]:
    if not claim.is_group:
        at = table.name_column
        named = table.plain_rows if at else ()
        return [row for row in named if at and bare(row.cells[at.at]) == claim.of]
    words = matter.terms.groups[claim.of]
    others = [
        word
        for key, each in matter.terms.groups.items()
        if key != claim.of
        for word in each
    ]
    # 「市直」 is part of no other group's words, but 「各区、市直」 would be both.
    is_own = any(word in table.title for word in words)
    if not is_own or any(word in table.title for word in others):
        return []
    totals = [row for row in table.rows if row.is_total]
    return totals if len(totals) == 1 else []


def columns_for(
    matter: Subject, table: Layout, measure: str, category: str
) -> list[Column]:
    """Find the columns of a table that hold a measure of a category.

    Args:
        matter: The bulletin.
        table: One of its tables.
        measure: Key of a measure.
        category: Key of a category, "" where the text names none.
    """
    if not measure or category == "several":
        return []
    own = category_of(table.title, matter.terms)
    return [
        column
        for column in table.columns
        if column.measure == measure
        and (column.category or ("" if own == "several" else own)) == category
    ]


def _agree(claimed: Number, printed: Number) -> bool:
    if claimed.value == printed.value:
        return True
    exact = claimed.is_exact and printed.is_exact
    is_rate = claimed.is_percent
    # A rate may be printed with fewer places in the text than in the table.
    fewer = claimed.decimals < printed.decimals if is_rate else True
    if exact and not is_rate:
        return False
    return fewer and claimed.low <= printed.high and printed.low <= claimed.high
