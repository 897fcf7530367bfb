"""Which record a row is about: the keys by which rows are compared.

Source: 校验规则 §7 (U-01…U-03, U-07, U-08).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
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
    #: Same number of the same authority.
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
        document=_number(row, standard)
        + _JOIN
        + (row.get(standard.roles["authority_code"]) or ""),
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


def key_columns(standard: Standard) -> list[pl.Expr]:
    """Take the keys of every row as 64-bit hashes.

    Args:
        standard: Says which fields make the identity.

    Returns:
        Expressions over a frame in normal form: identity, content, near, document,
        subject; UInt64, near null where it is not asked.
    """
    import polars as pl

    roles = standard.roles
    code = pl.col(roles["code"])
    document = pl.col(roles["person_document"])
    kind = pl.col(roles["person_document_kind"]).fill_null("")
    subject = (
        pl.when(code.is_not_null() & (code != PLACEHOLDER))
        .then(code)
        .when(document.is_not_null())
        .then(kind + ":" + document)
        .otherwise(pl.col(roles["name"]).fill_null(""))
    )
    number = document_number.key_columns(pl.col(roles["document_number"]))
    parts = {SUBJECT: subject, roles["document_number"]: number.fill_null("")}
    near = [pl.col(code) for code in _near_codes(standard)]
    complete = pl.all_horizontal(each.is_not_null() for each in near)
    return [
        _hash(
            parts[code] if code in parts else pl.col(code).fill_null("")
            for code in standard.identity
        ).alias("identity"),
        _hash(
            parts.get(field.code, pl.col(field.code).fill_null(""))
            for field in standard.fields
        ).alias("content"),
        pl.when(complete).then(_hash([subject, *near])).alias("near"),
        _hash([number, pl.col(roles["authority_code"])]).alias("document"),
        subject.hash().alias("subject"),
    ]


def _hash(parts: Iterable[pl.Expr]) -> pl.Expr:
    """Hash several texts into one; a seed of its own keeps each in its place."""
    hashes = (each.hash(seed) for seed, each in enumerate(parts, 1))
    return reduce(xor, hashes)
