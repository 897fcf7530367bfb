"""Which record a row is about: the keys by which rows are compared.

Source: 校验规则 §7 (U-01…U-03, U-07, U-08).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import reduce
from operator import xor
from typing import TYPE_CHECKING

from gongshi.identifiers import document_number
from gongshi.identifiers.credit_code import PLACEHOLDER
from gongshi.policy.standards import Standard

if TYPE_CHECKING:
    import polars as pl

#: Stands in a standard's identity for the subject: code, else certificate, else name.
SUBJECT = "#subject"
_JOIN = "\x1f"
Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Key:
    """What is compared of one row; texts for single rows, hashes in batches."""

    #: Position of the row in its file, from 0.
    place: int
    #: Same record.
    identity: Hashable
    #: Same in every field.
    content: Hashable
    #: Same party, day, authority and content, whatever the number; None = not asked.
    near: Hashable | None
    #: Same number, spelled alike, of the same authority.
    document: Hashable
    #: Same party.
    subject: Hashable


def key_of(row: Row, place: int, standard: Standard) -> Key:
    """Take the keys of one row.

    Args:
        row: In normal form.
        place: Its position in the file.
        standard: Says which fields make the identity.
    """
    subject = _subject(row, standard)
    near = [row.get(code) for code in _near_codes(standard)]
    return Key(
        place=place,
        identity=identity(row, standard),
        content=content(row, standard),
        near=_JOIN.join([subject, *map(str, near)]) if all(near) else None,
        document=tuple(
            row.get(standard.roles[role])
            for role in ("document_number", "authority_code")
        ),
        subject=subject,
    )


def identity(row: Row, standard: Standard) -> str:
    """Write what names the record: equal texts are the same record."""
    parts = {
        SUBJECT: _subject(row, standard),
        standard.roles["document_number"]: _number(row, standard),
    }
    return _JOIN.join(
        parts[code] if code in parts else row.get(code) or ""
        for code in standard.identity
    )


def content(row: Row, standard: Standard) -> str:
    """Write every field of the row: equal texts are pure repeats.

    The document number counts by its meaning, so 第01号 and 1号 are no difference.
    """
    parts = {standard.roles["document_number"]: _number(row, standard)}
    codes = (field.code for field in standard.fields)
    return _JOIN.join(
        parts[code] if code in parts else row.get(code) or "" for code in codes
    )


def _number(row: Row, standard: Standard) -> str:
    return document_number.key(row.get(standard.roles["document_number"]) or "")


def _subject(row: Row, standard: Standard) -> str:
    roles = standard.roles
    code = row.get(roles["code"])
    if code and code != PLACEHOLDER:
        return code
    document = row.get(roles["person_document"])
    if document:
        return f"{row.get(roles['person_document_kind']) or ''}:{document}"
    return row.get(roles["name"]) or ""


def _near_codes(standard: Standard) -> list[str]:
    wanted = ("decided", "authority_code", "content")
    return [standard.roles[role] for role in wanted]


def trace_columns(standard: Standard) -> list[pl.Expr]:
    """Take what is remembered of every row to find repeats, as 64-bit hashes.

    The number stays text: its key costs more than all the rest, and is needed only for
    rows that agree with another in everything else that names the record.

    Args:
        standard: Says which fields make the identity.

    Returns:
        Expressions over a frame in normal form: `pair` (party and authority, which
        `others` and `near` both hold), `others` (identity without the number), `near`
        (null where it is not asked), `content` (every field but the number),
        `document`, `subject`: UInt64; `number`: String.
    """
    import polars as pl

    roles = standard.roles
    number = pl.col(roles["document_number"])
    # One seed a field: a hash that several traces need is taken once.
    hashes = {
        field.code: pl.col(field.code).hash(seed)
        for seed, field in enumerate(standard.fields, 1)
    }
    subject = _subject_column(standard, hashes)
    authority = hashes[roles["authority_code"]]
    named = [code for code in standard.identity if code != roles["document_number"]]
    near = _near_codes(standard)
    complete = pl.all_horizontal(pl.col(code).is_not_null() for code in near)
    together = [subject, *(hashes[code] for code in near)]
    others = [subject if code == SUBJECT else hashes[code] for code in named]
    content = [
        each for code, each in hashes.items() if code != roles["document_number"]
    ]
    assert SUBJECT in named, standard.key
    assert roles["authority_code"] in named, standard.key
    return [
        (subject ^ authority).alias("pair"),
        reduce(xor, others).alias("others"),
        reduce(xor, content).alias("content"),
        pl.when(complete).then(reduce(xor, together)).alias("near"),
        (hashes[roles["document_number"]] ^ authority).alias("document"),
        subject.alias("subject"),
        number.fill_null("").alias("number"),
    ]


def _subject_column(standard: Standard, hashes: Mapping[str, pl.Expr]) -> pl.Expr:
    """Choose among hashes: texts would be copied to be chosen among."""
    import polars as pl

    roles = standard.roles
    code = pl.col(roles["code"])
    document, kind = roles["person_document"], roles["person_document_kind"]
    return (
        pl.when(code.is_not_null() & (code != PLACEHOLDER))
        .then(hashes[roles["code"]])
        .when(pl.col(document).is_not_null())
        .then(hashes[document] ^ hashes[kind])
        .otherwise(hashes[roles["name"]])
    )
