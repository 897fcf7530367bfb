"""Writes rows as lines of text that are the same on every database.

A line is a JSON array of the row's columns: moments in UTC to the microsecond, bytes in
base64, JSON as a text of its own with sorted keys (PostgreSQL reorders the keys).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time
from typing import Any

import orjson
from django.db.models import JSONField, Model, QuerySet

#: Days and moments by `plain`.
_AS_JSON_DOES = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE
#: Rows read at once.
_CHUNK = 2000


def columns_of(model: type[Model]) -> tuple[str, ...]:
    """Name the columns of a table, in the order of the model."""
    return tuple(field.attname for field in model._meta.concrete_fields)


def rows_of(
    rows: QuerySet[Any], columns: Sequence[str], *, are_few: bool = False
) -> Iterator[tuple[object, ...]]:
    """Read rows a few at a time, their JSON as text.

    Args:
        rows: In the order wanted.
        columns: Names of columns, as `columns_of` gives them.
        are_few: They fit into memory: PostgreSQL needs no cursor for them.
    """
    fields = {field.attname: field for field in rows.model._meta.concrete_fields}
    texts = [at for at, name in enumerate(columns)
             if isinstance(fields[name], JSONField)]  # fmt: skip
    told = rows.values_list(*columns)
    for row in told if are_few else told.iterator(chunk_size=_CHUNK):
        if not texts:
            yield row
            continue
        cells = list(row)
        for at in texts:
            cells[at] = json_text(cells[at])
        yield tuple(cells)


def json_text(value: object) -> str:
    """Write a JSON value in the one way in which lines have it."""
    return _SORTED.encode(value)


def line(row: Iterable[object]) -> bytes:
    """Write a row as a line, its end included."""
    cells = list(row)
    if float in map(type, cells):  # orjson writes 1e-05 as 1e-5
        return _LINE.encode(cells).encode() + b"\n"
    return orjson.dumps(cells, plain, _AS_JSON_DOES)


def rest_of_line(row: Iterable[object]) -> bytes:
    """Write the end of a line whose first cells, whole numbers, are not known yet."""
    return line(row)[1:]


def begun(cells: Iterable[int], rest: bytes) -> bytes:
    """Give the line of those first cells and that rest."""
    return b"[%b,%b" % (",".join(map(str, cells)).encode(), rest)


def plain(value: object) -> str:
    """Write what JSON has no form for: moments, days, bytes."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, date | time):
        return value.isoformat()
    assert isinstance(value, bytes | memoryview), type(value)
    return base64.b64encode(value).decode()


# Made once: making one costs as much as writing a short line.
_SORTED = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_LINE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=plain)
