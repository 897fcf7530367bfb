"""Shares (占比) that the numbers beside them do not give.

In the text the share behind a number must be that of it over one of the numbers before
it; in a table that of the row over the total, as it is for most rows.
"""

from collections.abc import Iterator, Sequence

from gongshi.bulletin.audit.claims import Claim, claims
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row
from gongshi.bulletin.audit.numbers import Number, cut, fits, rounded, shown
from gongshi.bulletin.audit.subject import Subject

#: Numbers before a share that it may be of.
_MOST_CLAIMS = 50


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the shares of text and tables that do not hold."""
    yield from _in_text(matter)
    for table in matter.tables:
        for column in table.of_kind("share"):
            yield from _in_table(matter, table, column)


def _in_text(matter: Subject) -> Iterator[Contradiction]:
    before: list[Claim] = []
    for claim in claims(matter):
        before = [c for c in before if c.order == claim.order][-_MOST_CLAIMS:]
        if claim.is_share:
            yield from _share(matter, claim, before)
        elif claim.unit:
            before.append(claim)


def _share(
    matter: Subject, claim: Claim, before: Sequence[Claim]
) -> Iterator[Contradiction]:
    same = [c for c in before if c.sentence == claim.sentence]
    if len(same) < 2:
        return
    part = same[-1]
    wholes = [c for c in before if c is not part and c.unit == part.unit]
    wholes = [c for c in wholes if c.number.value > 0]
    places, rate = claim.number.decimals, claim.number.value
    if not wholes or any(fits(part.number, c.number, rate, places) for c in wholes):
        return
    whole = wholes[-1]
    right = rounded(part.number.value, whole.number.value, places)
    is_cut = cut(part.number.value, whole.number.value, places) == rate
    text = matter.say(
        "text_share",
        quote=claim.quote,
        found=claim.number.text,
        part=part.number.text,
        whole=whole.number.text,
        expected=f"{right}%",
        truncated=matter.say("truncated", found=claim.number.text) if is_cut else "",
    )
    yield Contradiction(
        claim.paragraph.place, "shares", claim.number.text, f"{right}%", text,
        (claim.order, claim.at),
    )  # fmt: skip


def _in_table(
    matter: Subject, table: Layout, column: Column
) -> Iterator[Contradiction]:
    totals = [row for row in table.rows if row.is_total]
    if len(totals) != 1:
        return
    # Which of the counts is shared out, its rows show.
    tried = [
        _judged(table, column, count, whole)
        for count in table.of_kind("count")
        if (whole := totals[0].number(count)) and whole.value > 0
    ]
    judged = max(tried, key=lambda each: sum(fit for *_, fit in each), default=[])
    right = sum(fit for *_, fit in judged)
    if right and right >= matter.terms.limits["evidence"] * len(judged):
        for row, numbers, fit in judged:
            if not fit:
                yield _in_row(matter, table, (row, column), numbers)


def _judged(
    table: Layout, column: Column, count: Column, whole: Number
) -> list[tuple[Row, tuple[Number, Number, Number], bool]]:
    return [
        (row, (part, whole, rate), fits(part, whole, rate.value, rate.decimals))
        for row in table.plain_rows
        if (part := row.number(count)) and (rate := row.number(column))
    ]


def _in_row(
    matter: Subject,
    table: Layout,
    cell: tuple[Row, Column],
    numbers: tuple[Number, Number, Number],
) -> Contradiction:
    row, column = cell
    part, whole, rate = numbers
    sign = "%" if rate.is_percent else ""
    right = shown(rounded(part.value, whole.value, rate.decimals)) + sign
    is_cut = cut(part.value, whole.value, rate.decimals) == rate.value
    text = matter.say(
        "table_share",
        label=row.label,
        column=column.label,
        found=rate.text,
        part=part.text,
        whole=whole.text,
        expected=right,
        truncated=matter.say("truncated", found=rate.text) if is_cut else "",
    )
    place = table.place(row, column)
    return Contradiction(place, "shares", rate.text, right, text, (table.order, row.at))
