"""What an indicator finds: a count over a count, and what costs how much of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True)
class Loss:
    """What costs a part of an item's points."""

    #: How many rows or cases.
    count: int
    #: The fraction of the item's points that they cost together, and that doing what
    #: the item says may regain.
    share: Fraction
    regains: Fraction
    #: What it is, where the item has several parts.
    title: str = ""
    #: Which rows, in the words of `gongshi rows`; empty where it is no rows.
    rows: Mapping[str, object] = field(default_factory=dict)
    #: Numbers of the papers that say so.
    evidence: tuple[int, ...] = ()
    #: Numbers of the cases that prove it.
    cases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measure:
    """One item of one unit."""

    numerator: int
    denominator: int
    #: The fraction of the item's points that is earned; None = nothing over nothing,
    #: or an item that gives no points.
    share: Fraction | None
    losses: tuple[Loss, ...] = ()
    #: Whether numerator and denominator count rows, so that few of them say little.
    counts_rows: bool = True


def fraction(numerator: int, denominator: int) -> Fraction | None:
    """Divide; nothing over nothing is None."""
    return Fraction(numerator, denominator) if denominator else None
