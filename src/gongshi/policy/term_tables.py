"""Reads the tables of a policy, each into its term; what is wrong goes to the reader."""

from collections.abc import Collection
from datetime import date

from gongshi.policy.terms import (
    DOERS,
    SILENCE_ACTS,
    SPANS,
    Cadence,
    Category,
    Column,
    Daily,
    Deadline,
    Group,
    Rate,
    Silence,
    Source,
    Window,
)
from gongshi.policy.toml import SURE, Reader

_Table = dict[str, object]

#: The counts a rate may divide; assessed = accepted + faulty.
COUNTS = (
    "received",
    "accepted",
    "faulty",
    "duplicate",
    "pending",
    "excluded",
    "assessed",
    "late",
    "on_time",
    "exempt",
)


def take_category(reader: Reader, table: _Table) -> Category:
    """Read one `[[category]]`."""
    return Category(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        file=reader.file,
    )


def take_deadline(reader: Reader, table: _Table) -> Deadline:
    """Read one `[[deadline]]`."""
    deadline = Deadline(
        category=reader.take(table, "category", str),
        days=reader.take(table, "days", int),
        unit=reader.take(table, "unit", str, allowed=("workday", "calendar")),
        roll_forward=reader.take(table, "roll_forward", bool, default=False),
        to=reader.take(table, "to", str),
        since=reader.take(table, "since", date),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
        correction_included=reader.take(
            table, "correction_included", bool, allowed=(True,), default=True
        ),
    )
    if deadline.days < 1:
        reader.fault("days", deadline.days, "1 or more")
    return deadline


def take_window(reader: Reader, table: _Table) -> Window:
    """Read one `[[window]]`."""
    window = Window(
        name=reader.take(table, "name", str),
        categories=reader.take_all(table, "categories", str),
        decided_from=reader.take(table, "decided_from", date),
        decided_to=reader.take(table, "decided_to", date),
        submit_by=reader.take(table, "submit_by", date),
        counts_late=reader.take(table, "counts_late", bool),
        reject_extends=reader.take(table, "reject_extends", bool, allowed=(False,)),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if not window.decided_from <= window.decided_to <= window.submit_by:
        shown = f"{window.decided_from}, {window.decided_to}, {window.submit_by}"
        allowed = "decided_from <= decided_to <= submit_by"
        reader.fault("decided_from", shown, allowed)
    return window


def take_rate(reader: Reader, table: _Table, counts: Collection[str] = COUNTS) -> Rate:
    """Read one `[[rate]]`, over these counts."""
    return Rate(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        numerator=reader.take(table, "numerator", str, allowed=counts),
        denominator=reader.take(table, "denominator", str, allowed=counts),
        decimals=reader.take(table, "decimals", int, allowed=range(7)),
        rounding=reader.take(table, "rounding", str, allowed=("half_up",)),
        whole=reader.take(table, "whole", str, allowed=("bare", "padded")),
        empty=reader.take(table, "empty", str),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def take_group(reader: Reader, table: _Table) -> Group:
    """Read one `[[group]]`."""
    return Group(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def take_cadence(reader: Reader, table: _Table) -> Cadence:
    """Read one `[[cadence]]`."""
    cadence = Cadence(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        every=reader.take(table, "every", str, allowed=SPANS, default="week"),
        times=reader.take(table, "times", int, default=1),
        weekday=reader.take(table, "weekday", int, allowed=range(1, 8), default=None),
        by_day=reader.take(table, "by_day", int, allowed=range(1, 29), default=None),
        by=reader.take(table, "by", str, allowed=DOERS, default="office"),
        text=reader.take(table, "text", str),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if cadence.times < 1:
        reader.fault("times", cadence.times, "1 or more")
    # The 29th to 31st are in no every month; the last day needs no number.
    for key, span in (("weekday", "week"), ("by_day", "month")):
        if getattr(cadence, key) is not None and cadence.every != span:
            reader.fault(key, getattr(cadence, key), f'only with every = "{span}"')
    return cadence


def take_silence(reader: Reader, table: _Table) -> Silence:
    """Read one `[[silence]]`."""
    return Silence(
        days=reader.take(table, "days", int),
        title=reader.take(table, "title", str),
        grave=reader.take(table, "grave", bool),
        act=reader.take(table, "act", str, allowed=SILENCE_ACTS, default="remind"),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )


def take_daily(reader: Reader, table: _Table) -> Daily | None:
    """Read `[daily]`; None where there is none."""
    raw: _Table | None = reader.take(table, "daily", dict, default=None)
    if not raw:
        return None
    inner = reader.at("daily")
    rates = [each.get("key") for _, each in Reader("").take_tables(table, "rate")]
    daily = Daily(
        title=inner.take(raw, "title", str),
        table=inner.take(raw, "table", str),
        unit=inner.take(raw, "unit", str),
        total=inner.take(raw, "total", str),
        note=inner.take(raw, "note", str),
        categories=inner.take_all(raw, "categories", str),
        columns=tuple(
            _column(at, each, (*COUNTS, *(str(key) for key in rates)))
            for at, each in inner.take_tables(raw, "column")
        ),
        source=take_source(inner, raw),
        sure=inner.take(raw, "sure", str, allowed=SURE),
        file=reader.file,
    )
    inner.rest(raw)
    return daily


def _column(reader: Reader, table: _Table, values: tuple[str, ...]) -> Column:
    column = Column(
        title=reader.take(table, "title", str),
        value=reader.take(table, "value", str, allowed=values),
        sure=reader.take(table, "sure", str, allowed=SURE),
    )
    reader.rest(table)
    return column


def take_source(reader: Reader, table: _Table) -> Source:
    """Read the `source` of a table."""
    inner = reader.at("source")
    raw: _Table = reader.take(table, "source", dict)
    source = Source(
        title=inner.take(raw, "title", str),
        number=inner.take(raw, "number", str),
        article=inner.take(raw, "article", str),
    )
    inner.rest(raw)
    return source
