"""A finding as a page may tell it: its field, its words, and what to put instead."""

from __future__ import annotations

from dataclasses import dataclass

from gongshi.desks import masking
from gongshi.desks.differences import Piece, compared
from gongshi.ledger.models import Finding
from gongshi.policy.standards import Standard

_EMPTIED = [Piece("（清空这一格）", differs=True)]


@dataclass(frozen=True)
class Told:
    """One fault in words."""

    finding: Finding
    #: Title of the field.
    title: str
    message: str
    #: What was filled in and what is suggested; `new` is empty without a suggestion.
    old: list[Piece]
    new: list[Piece]


def told(finding: Finding, standard: Standard) -> Told:
    """Put a finding into words; cells that nobody may read are neither told nor offered."""
    old: list[Piece] = []
    new: list[Piece] = []
    if finding.suggestion is not None and not masking.is_hidden(
        standard, finding.field
    ):
        old, new = compared(finding.value or "", finding.suggestion)
        new = new or _EMPTIED
    return Told(
        finding=finding,
        title=field_title(standard, finding.field),
        message=masking.sentence(standard, finding.field, finding.message),
        old=old,
        new=new,
    )


def field_title(standard: Standard, code: str) -> str:
    """Name a field; by its code when a later edition has dropped it."""
    return next((each.title for each in standard.fields if each.code == code), code)
