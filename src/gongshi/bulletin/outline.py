"""The outline of a place's bulletin: its wording, lists and tables, as policy data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gongshi.policy.terms import Daily, Group
from gongshi.policy.toml import Reader

#: In mm; no sheet is wider.
_MOST_WIDTH = 420
_UNIT_WIDTH, _COUNT_WIDTH = 40, 13


@dataclass(frozen=True)
class Passage:
    """A list of units that the text names, chosen by counts."""

    key: str
    #: Name of the file in `bulletin/passages/`.
    kind: str
    #: Keyword parameters of the kind.
    parameters: Mapping[str, object]
    #: How one unit is written; may name {unit} and the counts.
    item: str
    between: str
    #: Key of a list above it whose units this one does not name again; "" for none.
    leaves_out: str = ""


@dataclass(frozen=True)
class OutlineParagraph:
    """One paragraph with places for figures: {all.late}, {departments.late_rate}, {high}."""

    level: int
    text: str
    #: Used instead when the passages in `text` name no unit; empty leaves it out.
    otherwise: str
    #: It stands only where these passages name a unit, and those name none.
    if_some: tuple[str, ...] = ()
    if_none: tuple[str, ...] = ()
    #: Key of the table that stands below it, inside the text; "" for none.
    table: str = ""


@dataclass(frozen=True)
class OutlineTable:
    """One table: an annex, unless a paragraph names it."""

    key: str
    #: Name of the file in `bulletin/tables/`.
    kind: str
    title: str
    #: Title in the list of annexes below the text; of no use to a table inside it.
    listed: str
    header: tuple[str, ...]
    #: Rows above the header, from the top: texts, each over so many columns.
    over: tuple[tuple[tuple[str, int], ...], ...]
    #: What each column holds: number, unit, a count or a rate; "scope.count" of a scope.
    columns: tuple[str, ...]
    #: Key of the group whose units it lists; "" for a table that needs none.
    group: str
    order: str
    #: First cell of the last row; empty where there is none.
    total: str
    #: Counts that print as the rate's empty sign when the unit has no rows.
    dashed: tuple[str, ...]
    note: str
    #: Column widths in mm.
    widths: tuple[int, ...]
    #: Rows to be filled by hand, in a form.
    blank: int = 0


@dataclass(frozen=True)
class Outline:
    """Everything a bulletin says that is not a figure."""

    organ: str
    title: tuple[str, ...]
    recipients: str
    #: The count that 数据总量 means.
    volume: str
    groups: tuple[str, ...]
    #: Name of a scope → keys of the categories it counts; "" is the whole bulletin.
    scopes: Mapping[str, tuple[str, ...]]
    passages: tuple[Passage, ...]
    paragraphs: tuple[OutlineParagraph, ...]
    tables: tuple[OutlineTable, ...]
    signed_by: str


def of_a_day(daily: Daily, groups: Sequence[Group], organ: str) -> Outline:
    """Make the outline of a day's table, one for each group of units.

    Args:
        daily: The columns that the place shows.
        groups: In the order of the tables.
        organ: Who shows it.
    """
    titles = [each.title for each in daily.columns]
    return Outline(
        organ=organ,
        title=(daily.title, "（{day}）"),
        recipients="",
        volume="received",
        groups=tuple(group.key for group in groups),
        scopes={"": daily.categories},
        passages=(),
        paragraphs=(),
        tables=tuple(
            OutlineTable(
                key=group.key,
                kind="units",
                title=daily.table.replace("{group}", group.title),
                listed=daily.table.replace("{group}", group.title),
                header=(daily.unit, *titles),
                over=(),
                columns=("unit", *(each.value for each in daily.columns)),
                group=group.key,
                order="received",
                total=daily.total,
                dashed=(),
                note=daily.note,
                widths=(_UNIT_WIDTH, *[_COUNT_WIDTH] * len(titles)),
            )
            for group in groups
        ),
        signed_by="",
    )


def read_outline(table: Mapping[str, object], file: str) -> Outline:
    """Read the `[bulletin]` table of a policy.

    Args:
        table: As it stands in the file.
        file: Its name, for faults.

    Raises:
        RulebookFault: Everything that is wrong in it.
    """
    reader = Reader(file).at("bulletin")
    outline = take_outline(reader, table)
    reader.raise_if_faulty()
    return outline


def take_outline(reader: Reader, table: Mapping[str, object]) -> Outline:
    """Read the `[bulletin]` table as far as it can be read; the reader notes faults."""
    outline = Outline(
        organ=reader.take(table, "organ", str),
        title=reader.take_all(table, "title", str),
        recipients=reader.take(table, "recipients", str),
        volume=reader.take(table, "volume", str),
        groups=reader.take_all(table, "groups", str),
        scopes=_scopes(reader, table),
        passages=tuple(
            _passage(*each) for each in reader.take_tables(table, "passage")
        ),
        paragraphs=tuple(
            _paragraph(*each) for each in reader.take_tables(table, "paragraph")
        ),
        tables=tuple(_table(*each) for each in reader.take_tables(table, "table")),
        signed_by=reader.take(table, "signed_by", str),
    )
    keys = {each.key for each in outline.tables}
    for each in outline.paragraphs:
        if each.table and each.table not in keys:
            reader.fault("paragraph.table", each.table, ", ".join(sorted(keys)))
    inside = {each.table for each in outline.paragraphs}
    for number, annex in enumerate(outline.tables):
        if not annex.listed and annex.key not in inside:
            reader.fault(f"table[{number}].listed", "", "the title of an annex")
    for key in ("source", "sure"):
        reader.take(table, key, str)
    reader.rest(table)
    return outline


def _scopes(
    reader: Reader, table: Mapping[str, object]
) -> Mapping[str, tuple[str, ...]]:
    whole = reader.take_all(table, "categories", str)
    named = reader.take(table, "scope", dict, default={})
    inner = reader.at("scope")
    return {"": whole} | {name: inner.take_all(named, name, str) for name in named}


def _over(
    reader: Reader, table: dict[str, object]
) -> tuple[tuple[tuple[str, int], ...], ...]:
    rows = reader.take_all(table, "over", list, default=())
    if not all(_is_span(span) for row in rows for span in row):
        reader.fault("over", table["over"], 'rows of ["text", columns]')
        return ()
    return tuple(tuple((text, wide) for text, wide in row) for row in rows)


def _is_span(value: object) -> bool:
    return isinstance(value, list) and [type(part) for part in value] == [str, int]


def _passage(reader: Reader, table: dict[str, object]) -> Passage:
    own = ("key", "kind", "item", "between", "except")
    return Passage(
        key=reader.take(table, "key", str),
        kind=reader.take(table, "kind", str),
        parameters={key: value for key, value in table.items() if key not in own},
        item=reader.take(table, "item", str),
        between=reader.take(table, "between", str),
        leaves_out=reader.take(table, "except", str, default=""),
    )


def _paragraph(reader: Reader, table: dict[str, object]) -> OutlineParagraph:
    paragraph = OutlineParagraph(
        level=reader.take(table, "level", int, allowed=(0, 1, 2), default=0),
        text=reader.take(table, "text", str),
        otherwise=reader.take(table, "otherwise", str, default=""),
        if_some=reader.take_all(table, "if_some", str, default=()),
        if_none=reader.take_all(table, "if_none", str, default=()),
        table=reader.take(table, "table", str, default=""),
    )
    reader.rest(table)
    return paragraph


def _table(reader: Reader, table: dict[str, object]) -> OutlineTable:
    made = OutlineTable(
        key=reader.take(table, "key", str),
        kind=reader.take(table, "kind", str),
        title=reader.take(table, "title", str),
        listed=reader.take(table, "listed", str, default=""),
        header=reader.take_all(table, "header", str),
        over=_over(reader, table),
        columns=reader.take_all(table, "columns", str),
        group=reader.take(table, "group", str, default=""),
        order=reader.take(table, "order", str),
        total=reader.take(table, "total", str, default=""),
        dashed=reader.take_all(table, "dashed", str, default=()),
        note=reader.take(table, "note", str),
        widths=reader.take_all(table, "widths", int),
        blank=reader.take(table, "blank", int, default=0),
    )
    for number, wide in enumerate(made.widths):
        if not 1 <= wide <= _MOST_WIDTH:
            reader.fault(f"widths[{number}]", wide, f"1–{_MOST_WIDTH}")
    reader.rest(table)
    return made
