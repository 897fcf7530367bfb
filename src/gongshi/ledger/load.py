"""Puts many rows into a table at once, in the caller's transaction.

Django's own bulk_create builds an object and adapts every field a row; these tables
take 100 000 rows at a time. The only place with SQL of a particular database.
"""

from collections.abc import Iterable, Sequence
from itertools import islice
from typing import Any

from django.db import connection, models

from gongshi.ledger.models import Record

#: Rows handed to the database in one call.
SLICE = 20_000


def load(
    model: type[models.Model],
    columns: Sequence[str],
    rows: Iterable[Sequence[Any]],
) -> None:
    """Insert rows: COPY on PostgreSQL, executemany on SQLite.

    Args:
        model: Whose table.
        columns: Database columns, in the order of the cells.
        rows: One tuple a row; moments and JSON as text the database takes.
    """
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(connection.ops.quote_name(each) for each in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return
        marks = ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {table} ({names}) VALUES ({marks})"
        rows = iter(rows)
        while part := list(islice(rows, SLICE)):
            cursor.executemany(sql, part)


def renew(records: Iterable[tuple[int, int]]) -> None:
    """Make entries the present state of records that exist already.

    Args:
        records: Id of the record and id of its new entry.
    """
    table = connection.ops.quote_name(Record._meta.db_table)
    sql = f"UPDATE {table} SET entry_id = %s, versions = versions + 1 WHERE id = %s"
    with connection.cursor() as cursor:
        cursor.executemany(sql, [(entry, record) for record, entry in records])
