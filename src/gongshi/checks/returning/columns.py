"""The columns of the returned sheet: the unit's own, and what they lack."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.checks.legacy import mapping_of
from gongshi.checks.returning.returned import Returned
from gongshi.intake.batch import RETURN_NOTES, RETURN_REFERENCE
from gongshi.intake.headers import shown
from gongshi.intake.vocabulary import plain
from gongshi.policy.standards import Field, Standard

_OURS = frozenset(map(plain, (*RETURN_NOTES, RETURN_REFERENCE)))


@dataclass(frozen=True)
class Column:
    """One column in front of our notes."""

    header: str
    #: What it holds; None for an extra column of the unit.
    field: Field | None
    #: Its position in the received file; None when the file lacks it.
    source: int | None


def columns(returned: Returned) -> tuple[Column, ...]:
    """Lay out the columns of a returned sheet.

    Args:
        returned: Its header and the fields to mend.

    Returns:
        The unit's own columns in their order, notes of an earlier return left out; then
        fields to mend for which the file has no column.
    """
    head, standard = returned.head, returned.standard
    known = {field.code: field for field in standard.fields}
    own = [
        Column(cell, known.get(code or ""), at)
        for at, (cell, code) in enumerate(zip(head.cells, head.codes, strict=True))
        if code is not None or plain(cell) not in _OURS
    ]
    missing = [
        Column(field.title, field, None)
        for field in standard.fields
        if field.code in returned.fields and field.code not in head.codes
    ]
    return (*own, *missing)


def names(laid: tuple[Column, ...]) -> dict[str, str]:
    """Name each field as the unit's header does: code → header on one line."""
    named: dict[str, str] = {}
    for column in laid:
        if column.field is not None and column.header.strip():
            named.setdefault(column.field.code, shown(column.header))
    return named


def old_values(standard: Standard, edition: str) -> Mapping[str, Mapping[str, str]]:
    """Say how a file of an older edition writes today's values.

    Returns:
        Code → (today's value → old value); empty for files of the standard itself.
    """
    mapping = mapping_of(standard, edition)
    if mapping is None:
        return {}
    return {
        code: {today: old for old, today in values.items()}
        for code, values in mapping.values.items()
    }


def choices(
    column: Column, laid: tuple[Column, ...], old: Mapping[str, Mapping[str, str]]
) -> tuple[str, ...]:
    """List what may be chosen in a column; empty when it is typed freely.

    Args:
        column: One of `laid`.
        laid: All columns; parts of one field have no list of their own.
        old: What `old_values` gave.
    """
    field = column.field
    if field is None or field.codelist is None or field.several:
        return ()
    if sum(each.field is field for each in laid) > 1:
        return ()
    values = old.get(field.code, {})
    return tuple(values.get(text, text) for text in field.codelist.texts())
