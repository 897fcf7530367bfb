"""How a place scores and ranks its units: the terms of an assessment."""

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.policy.terms import Source

#: Numbers that every assessment states: the most and the least a total may be, places
#: of printed points, the day of the next month before which the ranking is published,
#: and the denominator below which a rate is flagged.
LIMITS = ("cap", "floor", "decimals", "publish_before_day", "small_denominator")
#: Papers beside the rows: a register compared with the ledger, notice of the draw, a
#: stamped explanation that nothing arose.
PAPERS = ("register", "drawn", "explanation")
#: What a unit without rows is.
STANDINGS = ("excused", "criticised")


@dataclass(frozen=True)
class Limit:
    """One number, and where it comes from."""

    key: str
    value: int
    source: Source
    sure: str


@dataclass(frozen=True)
class Named:
    """A paper or a standing: what people call it, and where it comes from."""

    key: str
    title: str
    #: Whether it counts only with a file attached.
    needs_file: bool
    source: Source
    sure: str


@dataclass(frozen=True)
class Part:
    """A part of an item that a reviewer decides on."""

    key: str
    title: str
    points: int
    #: Whether it is granted only with a file attached.
    needs_file: bool


@dataclass(frozen=True)
class Item:
    """One item of the score."""

    key: str
    title: str
    #: The most it gives; 0 = ranked, not scored.
    points: int
    #: Name of the file in `assessment/indicators/`, and its keyword parameters.
    indicator: str
    parameters: Mapping[str, object]
    #: What nothing over nothing gives: "full" or "none".
    empty: str
    #: What its rate is called.
    rate: str
    #: What costs points; what regains them; the same once the period is over; what is
    #: said of nothing over nothing, and of it by standing where that says otherwise.
    loss: str
    regain: str
    closed: str
    nothing: str
    nothing_by_standing: Mapping[str, str]
    parts: tuple[Part, ...]
    source: Source
    sure: str


@dataclass(frozen=True)
class Adjustment:
    """Points added to the total, or taken from it where below 0."""

    key: str
    title: str
    points: int
    #: "each" counts every case, "once" the first only.
    repeat: str
    #: Units it may concern; empty = all.
    units: tuple[str, ...]
    source: Source
    sure: str


@dataclass(frozen=True)
class Ranking:
    """A group that is ranked by itself."""

    group: str
    #: The units that the document lists.
    units: tuple[str, ...]
    #: Units drawn each month for comparing their registers.
    draw: int
    #: Whether units below those ranked are drawn, where there are any.
    draws_below: bool
    source: Source
    sure: str


@dataclass(frozen=True)
class Proof:
    """How omissions that examined cases prove are counted beside the registers."""

    title: str
    #: What regains their points.
    regain: str
    source: Source
    sure: str


@dataclass(frozen=True)
class Caution:
    """What follows for the last places of a ranking."""

    key: str
    title: str
    #: The last so many places,
    bottom: int
    #: in so many rankings running.
    running: int
    source: Source
    sure: str


@dataclass(frozen=True)
class Assessment:
    """Everything a place says of scores."""

    title: str
    #: Categories whose rows count.
    categories: tuple[str, ...]
    limits: Mapping[str, Limit]
    rankings: tuple[Ranking, ...]
    items: tuple[Item, ...]
    adjustments: tuple[Adjustment, ...]
    papers: Mapping[str, Named]
    standings: Mapping[str, Named]
    cautions: tuple[Caution, ...]
    #: None where cases do not count.
    cases: Proof | None = None

    def limit(self, key: str) -> int:
        """Give one of the `LIMITS`."""
        return self.limits[key].value

    def parts(self) -> dict[str, Part]:
        """Give the parts of all items by key, in order."""
        return {part.key: part for item in self.items for part in item.parts}
