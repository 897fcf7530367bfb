"""The document numbers that the ledger knows, with who decided what when."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date, datetime
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Final, NamedTuple

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce, NullIf

from gongshi.ledger.among import among
from gongshi.ledger.known import cell_of, unmended
from gongshi.ledger.models import Batch, Entry, Record, Unmended, Withdrawal
from gongshi.policy.standards import Standard, load_standard

if TYPE_CHECKING:
    import polars as pl

#: Rows that stand in memory as Python's own values at once.
_BATCH: Final = 50_000
#: Outcomes of rows that are no records yet, or never.
_WAITING: Final = ("pending", "excluded")


class KnownNumber(NamedTuple):
    """The number of one decision."""

    number: str
    category: str
    #: Code of who decided, else its name, else blank; and its name.
    authority: str
    authority_name: str
    unit_id: int | None
    #: Null where a rule returned the row, since its day may be what is wrong.
    decided_on: date | None
    party: str
    received_at: datetime
    #: As the ledger has it; blank where the text is no number.
    prefix: str


def known_numbers(
    before: datetime,
    prefixes: Collection[str] | None = None,
    year: int | None = None,
) -> pl.DataFrame:
    """List what was received: records as they stand, and rows that are none yet.

    A returned row, one that waits and one that is not sent up tell of their decision
    as well: it is not concealed.

    Args:
        before: First moment that does not count any more.
        prefixes: Only numbers with one of these, as the ledger has them; None = all.
        year: Only numbers of it; None = of every year, and what is no number.

    Returns:
        One row per decision, in the shape of `framed`.
    """
    import polars as pl

    wanted = Q() if prefixes is None else Q(series_prefix__in=prefixes)
    if year is not None:
        wanted &= Q(series_year=year)
    frames = [framed(())]
    if prefixes is not None and not prefixes:
        return frames[0]
    for category in sorted(Batch.objects.values_list("category", flat=True).distinct()):
        standard = load_standard(category)
        if "document_number" in standard.roles:
            for entries, is_sound in _standing(category, before):
                told = entries.filter(wanted)
                frames += _frames(told, standard, is_sound=is_sound)
    return pl.concat(frames)


def framed(numbers: Collection[KnownNumber]) -> pl.DataFrame:
    """Put numbers that are not in the ledger beside those that are.

    Returns:
        One row per number: number, kind, authority, authority_name (Strings), unit
        (Int64), decided (Date), party (String), received (Datetime, UTC), prefix
        (String, as the ledger has it).
    """
    import polars as pl

    return pl.DataFrame(list(numbers), schema=_schema(), orient="row")


def _schema() -> dict[str, pl.DataType | type[pl.DataType]]:
    import polars as pl

    return {
        "number": pl.String,
        "kind": pl.String,
        "authority": pl.String,
        "authority_name": pl.String,
        "unit": pl.Int64,
        "decided": pl.Date,
        "party": pl.String,
        "received": pl.Datetime("us", "UTC"),
        "prefix": pl.String,
    }


def used_serials(
    asked: Collection[tuple[Collection[str], int, Collection[int]]],
) -> set[tuple[str, int, int]]:
    """Find which of some numbers the ledger has, as `known_numbers` knows them.

    Args:
        asked: Prefixes, as the ledger spells them, the year, and serials.

    Returns:
        Prefix, year and serial of each that is there.
    """
    if not asked:
        return set()
    wanted = [
        Q(
            series_prefix__in=prefixes,
            series_year=year,
            series_serial__in=[f"{serial}" for serial in serials],
        )
        for prefixes, year, serials in asked
    ]
    found = Entry.objects.filter(reduce(or_, wanted)).order_by()
    rows = list(
        found.values_list("pk", "series_prefix", "series_year", "series_serial")
    )
    pks = [pk for pk, *_ in rows]
    standing: set[int] = set()
    for model in (Record, Unmended):
        held = model.objects.filter(among("entry_id", pks))
        standing.update(held.values_list("entry_id", flat=True))
    waiting = Entry.objects.filter(among("id", pks), outcome__in=_WAITING)
    waiting = waiting.order_by().exclude(pk__in=Withdrawal.objects.values("entry_id"))
    standing.update(waiting.values_list("pk", flat=True))
    return {
        (prefix, year, int(serial))
        for pk, prefix, year, serial in rows
        if pk in standing and year is not None
    }


def prefixes_of(units: Collection[int]) -> set[str]:
    """List the prefixes that numbers of some units have."""
    used = Entry.objects.filter(unit__in=units).exclude(series_prefix="")
    return set(used.order_by().values_list("series_prefix", flat=True).distinct())


def _standing(
    category: str, before: datetime
) -> Iterator[tuple[QuerySet[Entry], bool]]:
    """Select the rows that tell of a decision, and whether their day can be trusted."""
    # Asked of each entry: a list of all records would be made for a few numbers too.
    record = Record.objects.filter(
        entry=OuterRef("pk"), category=category, first_received_at__lt=before
    )
    yield Entry.objects.filter(Exists(record)), True
    waiting = Entry.objects.filter(
        category=category, outcome__in=_WAITING, received_at__lt=before
    )
    yield waiting.exclude(pk__in=Withdrawal.objects.values("entry_id")), True
    yield unmended().filter(category=category, received_at__lt=before), False


def _frames(
    entries: QuerySet[Entry], standard: Standard, *, is_sound: bool
) -> Iterator[pl.DataFrame]:
    """Read rows as the database gives them, and convert whole columns.

    Django would make Python's own values of each cell, which takes longer than all else.
    """
    import polars as pl

    code, by = (cell_of(standard, role) for role in ("authority_code", "authority"))
    told = entries.order_by().annotate(
        made_code=code,
        made_by=by,
        party=Coalesce(
            NullIf("subject_code", Value("")),
            F("subject_name"),
            output_field=TextField(),
        ),
        # As texts, which polars reads; of days Python would make a value each.
        decided=Cast("decided_on", TextField()),
        received=Cast("received_at", TextField()),
    )
    rows = told.values_list(
        "document_number", "made_code", "made_by", "unit_id", "decided", "party",
        "received", "series_prefix",
    )  # fmt: skip
    names = ("number", "authority", "authority_name", "unit", "decided", "party",
             "received", "prefix")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        while batch := cursor.fetchmany(_BATCH):
            columns = zip(names, zip(*batch, strict=True), strict=True)
            frame = pl.DataFrame({
                name: pl.Series(values, dtype=pl.Int64 if name == "unit" else pl.String)
                for name, values in columns
            })  # fmt: skip
            yield frame.select(
                "number",
                pl.lit(standard.key).alias("kind"),
                pl.when(pl.col("authority") != "")
                .then("authority")
                .otherwise("authority_name")
                .alias("authority"),
                "authority_name",
                "unit",
                _day() if is_sound else pl.lit(None, pl.Date).alias("decided"),
                "party",
                _moment(),
                "prefix",
            )


def _day() -> pl.Expr:
    import polars as pl

    return pl.col("decided").str.to_date("%Y-%m-%d")


def _moment() -> pl.Expr:
    """Read moments in UTC, as both databases keep them; one of them says so behind it."""
    import polars as pl

    text = pl.col("received").str.strip_suffix("+00")
    return text.str.to_datetime("%Y-%m-%d %H:%M:%S%.f", time_unit="us", time_zone="UTC")
