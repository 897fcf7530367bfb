"""A bulletin as one text that keeps everything of it, for the ledger to hold.

Unlike the JSON that programs are given, nothing is left out: thawed, it renders to the
same bytes. Equal bulletins give equal texts, so that a hash of the text names it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any

from gongshi.bulletin.document import Document, Figure, Paragraph, Run, Span, Table

_DAYS = ("signed_on", "printed_on")


def freeze(document: Document) -> str:
    """Write a bulletin as text.

    Args:
        document: The bulletin.

    Returns:
        JSON in one line; keys keep their order, which the renderers follow.
    """
    content = {each.name: getattr(document, each.name) for each in fields(document)}
    text = json.dumps(
        content,
        ensure_ascii=False,
        separators=(",", ":"),
        default=_written,
    )
    # Half a character of a broken name cannot be stored as UTF-8.
    return text.encode(errors="replace").decode()


def thaw(text: str) -> Document:
    """Read a bulletin back.

    Args:
        text: As `freeze` wrote it.
    """
    kept: dict[str, Any] = json.loads(text)
    kept |= {key: date.fromisoformat(kept[key]) for key in _DAYS if kept[key]}
    kept |= {key: tuple(kept[key]) for key in ("title_lines", "attachments")}
    kept["paragraphs"] = tuple(
        Paragraph(each["level"], _runs(each["runs"])) for each in kept["paragraphs"]
    )
    kept["tables"] = tuple(_table(each) for each in kept["tables"])
    return Document(**kept)


def seal(text: str) -> str:
    """Give the SM3 of a frozen bulletin, in hexadecimal."""
    return hashlib.new("sm3", text.encode()).hexdigest()


def _written(value: object) -> object:
    if isinstance(value, Figure):
        return {"text": value.text, "query": dict(value.query)}
    if isinstance(value, Paragraph | Table | Span):
        return {each.name: getattr(value, each.name) for each in fields(value)}
    if isinstance(value, date | datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, set | frozenset) else str(value)


def _run(kept: str | Mapping[str, Any]) -> Run:
    return kept if isinstance(kept, str) else Figure(kept["text"], kept["query"])


def _runs(kept: list[Any]) -> tuple[Run, ...]:
    return tuple(map(_run, kept))


def _table(kept: dict[str, Any]) -> Table:
    return Table(
        **kept
        | {
            "header": tuple(kept["header"]),
            "widths": tuple(kept["widths"]),
            "rows": tuple(map(_runs, kept["rows"])),
            "over": tuple(tuple(Span(**each) for each in row) for row in kept["over"]),
        }
    )
