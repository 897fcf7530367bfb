"""Puts the lines of a backup into a table."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime

from django.db import connection
from django.db.models import Model

from gongshi.ledger.load import load


def put_in(model: type[Model], columns: Sequence[str], lines: Iterable[bytes]) -> None:
    """Put rows into a table.

    Args:
        model: The table, as it was when the lines were written.
        columns: Of the lines.
        lines: From `backups.form.lines`.
    """
    rows = _read(model, columns, lines)
    if not model._default_manager.exists():
        # COPY speaks past Django, which would turn what the database refuses.
        with connection.wrap_database_errors:
            load(model, columns, rows)
        return
    # The head of the audit log is made with its table and can never be deleted.
    for row in rows:
        told = dict(zip(columns, row, strict=True))
        model._default_manager.filter(pk=told["id"]).update(**told)


def _read(
    model: type[Model], columns: Sequence[str], lines: Iterable[bytes]
) -> Iterator[list[object]]:
    kinds = {field.attname: field.get_internal_type()
             for field in model._meta.concrete_fields}  # fmt: skip
    turned = [(at, _TURNS[kinds[name]]) for at, name in enumerate(columns)
              if kinds[name] in _TURNS]  # fmt: skip
    for line in lines:
        row = json.loads(line)
        for at, turn in turned:
            if row[at] is not None:
                row[at] = turn(row[at])
        yield row


def _moment(text: str) -> object:
    return connection.ops.adapt_datetimefield_value(datetime.fromisoformat(text))


#: Kind of field → what the database takes for its text; others are taken as they are.
_TURNS: dict[str, Callable[[str], object]] = {
    "DateTimeField": _moment,
    "BinaryField": base64.b64decode,
}
