"""Which record a row is about: the keys by which rows are compared.

Source: 校验规则 §7 (U-01…U-03, U-07, U-08).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from functools import cache, reduce
from operator import xor
from typing import TYPE_CHECKING

from gongshi.identifiers import document_number
from gongshi.identifiers.credit_code import PLACEHOLDER
from gongshi.policy.standards import SUBJECT, Standard

if TYPE_CHECKING:
    import polars as pl

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
    #: Same number, spelled alike, of the same authority; None = not asked.
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
    series = _series_codes(standard)
    return Key(
        place=place,
        identity=identity(row, standard),
        content=content(row, standard),
        near=_JOIN.join([subject, *map(str, near)]) if near and all(near) else None,
        document=tuple(row.get(code) for code in series) if series else None,
        subject=subject,
    )


def identity(row: Row, standard: Standard) -> str:
    """Write what names the record: equal texts are the same record."""
    number = _number(row, standard)
    parts = {SUBJECT: _subject(row, standard), _number_code(standard): number}
    named = standard.identity
    if not number:
        named = standard.identity_without_number or named
    return _JOIN.join(
        parts[code] if code in parts else row.get(code) or "" for code in named
    )


def content(row: Row, standard: Standard) -> str:
    """Write every field of the row: equal texts are pure repeats.

    The document number counts by its meaning, so 第01号 and 1号 are no difference.
    """
    codes, numbered = _content_codes(standard)
    cells = [row.get(code) or "" for code in codes]
    if numbered is not None:
        cells[numbered] = document_number.key(cells[numbered])
    return _JOIN.join(cells)


@cache
def _content_codes(standard: Standard) -> tuple[tuple[str, ...], int | None]:
    """Give the codes of the fields, and which of them is the number."""
    codes = tuple(field.code for field in standard.fields)
    numbered = _number_code(standard)
    return codes, codes.index(numbered) if numbered else None


def _number_code(standard: Standard) -> str:
    """Give the code of the number; "" where the category numbers no decisions."""
    return standard.roles.get("document_number", "")


def _number(row: Row, standard: Standard) -> str:
    return document_number.key(row.get(_number_code(standard)) or "")


def _subject(row: Row, standard: Standard) -> str:
    code = standard.text(row, "code")
    if code and code != PLACEHOLDER:
        return code
    document = standard.text(row, "person_document")
    if document:
        return f"{standard.text(row, 'person_document_kind') or ''}:{document}"
    return standard.text(row, "name") or ""


def _near_codes(standard: Standard) -> list[str]:
    """Name what else two rows share that may differ by their number alone.

    Returns:
        Nothing where that cannot be asked: without one of them, or without a number.
    """
    wanted = ("decided", "authority_code", "content")
    codes = [standard.roles[role] for role in wanted if role in standard.roles]
    return codes if len(codes) == len(wanted) and _series_codes(standard) else []


def _series_codes(standard: Standard) -> list[str]:
    """Name the number and the authority whose series it is of, where both are told."""
    wanted = ("document_number", "authority_code")
    codes = [standard.roles[role] for role in wanted if role in standard.roles]
    return codes if len(codes) == len(wanted) else []


def trace_columns(standard: Standard) -> list[pl.Expr]:
    """Take what is remembered of every row to find repeats, as 64-bit hashes.

    The number stays text: its key costs more than all the rest, and is needed only for
    rows that agree with another in everything else that names the record.

    Args:
        standard: Says which fields make the identity.

    Returns:
        Expressions over a frame in normal form: `pair` (party and authority, as far as
        both `others` and `near` hold them), `others` (identity without the number),
        `near` (null where it is not asked), `content` (every field but the number),
        `document` (null where it is not asked), `subject`: UInt64; `number`: String.
    """
    import polars as pl

    # One seed a field: a hash that several traces need is taken once.
    hashes = {
        field.code: pl.col(field.code).hash(seed)
        for seed, field in enumerate(standard.fields, 1)
    }
    hashes[SUBJECT] = subject = _subject_column(standard, hashes)
    numbered = _number_code(standard)
    content = [each for code, each in hashes.items() if code not in (numbered, SUBJECT)]
    series = [hashes[code] for code in _series_codes(standard)]
    empty = pl.lit(None, pl.UInt64)
    return [
        _pair(standard, hashes).alias("pair"),
        _others(standard, hashes).alias("others"),
        reduce(xor, content).alias("content"),
        _near(standard, hashes).alias("near"),
        (reduce(xor, series) if series else empty).alias("document"),
        subject.alias("subject"),
        (pl.col(numbered).fill_null("") if numbered else pl.lit("")).alias("number"),
    ]


def _pair(standard: Standard, hashes: Mapping[str, pl.Expr]) -> pl.Expr:
    """Take what few rows share, and all do that are the same record or nearly."""
    wanted = (SUBJECT, standard.roles.get("authority_code", SUBJECT))
    lists = [standard.identity, standard.identity_without_number or standard.identity]
    shared = [
        code for code in dict.fromkeys(wanted) if all(code in each for each in lists)
    ]
    assert shared or not _near_codes(standard), standard.key
    if not shared:
        return _others(standard, hashes)
    return reduce(xor, [hashes[code] for code in shared])


def _others(standard: Standard, hashes: Mapping[str, pl.Expr]) -> pl.Expr:
    import polars as pl

    numbered = _number_code(standard)

    def joined(named: tuple[str, ...]) -> pl.Expr:
        return reduce(xor, [hashes[code] for code in named if code != numbered])

    if not standard.identity_without_number:
        return joined(standard.identity)
    return (
        pl.when(pl.col(numbered).is_not_null())
        .then(joined(standard.identity))
        .otherwise(joined(standard.identity_without_number))
    )


def _near(standard: Standard, hashes: Mapping[str, pl.Expr]) -> pl.Expr:
    import polars as pl

    near = _near_codes(standard)
    if not near:
        return pl.lit(None, pl.UInt64)
    complete = pl.all_horizontal(pl.col(code).is_not_null() for code in near)
    together = [hashes[SUBJECT], *(hashes[code] for code in near)]
    return pl.when(complete).then(reduce(xor, together))


def _subject_column(standard: Standard, hashes: Mapping[str, pl.Expr]) -> pl.Expr:
    """Choose among hashes: texts would be copied to be chosen among."""
    import polars as pl

    roles = standard.roles
    chosen = pl.lit(0, pl.UInt64) if "name" not in roles else hashes[roles["name"]]
    if "person_document" in roles:
        document, kind = roles["person_document"], roles.get("person_document_kind")
        hashed = hashes[document] ^ hashes[kind] if kind else hashes[document]
        chosen = pl.when(pl.col(document).is_not_null()).then(hashed).otherwise(chosen)
    if "code" in roles:
        code = pl.col(roles["code"])
        told = code.is_not_null() & (code != PLACEHOLDER)
        chosen = pl.when(told).then(hashes[roles["code"]]).otherwise(chosen)
    return chosen
