"""Series as pictures: tens of numbers, one strip, and numbers against their days.

Charts are SVG without a viewBox: x in per cent, y in pixels, so that shapes stretch
and letters never do.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice
from typing import Any

from gongshi.actions.kept_series import Kept
from gongshi.actions.series import Gap
from gongshi.actions.series_map import JUMP
from gongshi.actions.series_pictures import NEW, WHOLE
from gongshi.ledger.explained import STATES
from gongshi.policy.casework import CaseTerms

#: Gaps that one picture shows.
_GAPS = 400
#: State → class of its cell or stretch, and the mark in it.
_LOOKS = {
    "unexplained": ("gap", "?"),
    "refused": ("gap", "否"),
    "explained": ("wait", "审"),
    "accepted": ("told", ""),
}
#: Per cent of the width, and pixels: where the curve stands.
_LEFT, _RIGHT, _TOP, _BOTTOM = 5.0, 98.0, 10.0, 196.0


@dataclass(frozen=True)
class Cell:
    """One number."""

    serial: int
    look: str = ""
    mark: str = ""
    #: What is said of it; blank where there is nothing to say.
    told: str = ""


@dataclass(frozen=True)
class Ten:
    """Ten numbers that follow each other."""

    first: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Tens:
    """The numbers of a series, ten by ten."""

    tens: tuple[Ten, ...]
    #: Tens that are not shown, since nothing is missing in them.
    left_out: int
    #: Numbers that came in the last days.
    new: int


def tens(each: Kept, gaps: Collection[Gap], terms: CaseTerms, today: date) -> Tens:
    """Lay the numbers of a series out; of a long one the tens of the gaps on the page.

    Args:
        each: The series.
        gaps: Those on the page.
        terms: What reasons are called.
        today: Numbers of the last days are new.
    """
    picture = each.row.picture
    kept = picture.get("tens", ())
    count = picture.get("all_tens", 0)
    shown = kept
    if count > WHOLE:
        holed = {(gap.serial - 1) // 10 for gap in gaps}
        held = [ten for ten in kept[1:-1] if ten[0] in holed]
        shown = [kept[0], *held[: WHOLE - 2], kept[-1]]
    missing = dict(_elsewhere(each, {ten[0] for ten in shown}))
    missing |= {gap.serial: _missing(gap, terms) for gap in gaps}
    pad = max(each.row.pad, len(f"{each.row.last}"))
    days = picture.get("new", {}).items()
    return Tens(
        tuple(_ten(ten, missing, pad, today) for ten in shown),
        count - len(shown),
        sum(received for day, received in days if _is_new(day, today)),
    )


def _elsewhere(each: Kept, shown: set[int]) -> Iterator[tuple[int, Cell]]:
    """Go through the gaps of tens, those of other pages too, of which nothing is told."""
    for first, last, state, *_ in each.row.runs:
        if state == JUMP or shown.isdisjoint(
            range((first - 1) // 10, (last + 9) // 10)
        ):
            continue
        for serial in range(first, last + 1):
            yield serial, Cell(serial, _LOOKS[each.changed.get(serial, state)][0])


def _ten(
    ten: tuple[int, int, Collection[tuple[str, int]]],
    missing: dict[int, Cell],
    pad: int,
    today: date,
) -> Ten:
    at, used, received = ten
    new = sum(mask for day, mask in received if _is_new(day, today))

    def cell(place: int) -> Cell:
        serial = at * 10 + 1 + place
        if serial in missing:
            return missing[serial]
        if not used >> place & 1:
            return Cell(serial, "none")
        return Cell(serial, "new" if new >> place & 1 else "")

    return Ten(f"{at * 10 + 1:0{pad}d}", tuple(map(cell, range(10))))


def _is_new(day: str, today: date) -> bool:
    return date.fromisoformat(day) > today - NEW


def _missing(gap: Gap, terms: CaseTerms) -> Cell:
    look, mark = _LOOKS[gap.state]
    title = _reason(gap, terms)
    told = f"{gap.serial} 号：{title + '，' if title else ''}{STATES[gap.state]}"
    return Cell(gap.serial, look, mark or title[:1] or "可", told)


@dataclass(frozen=True)
class Stretches:
    """All parts of a strip that are alike."""

    look: str
    #: An SVG path, `STRIP` wide and 16 high.
    path: str


#: Width of a strip; it is stretched to its place.
STRIP = 10_000
#: Least part of it that is still seen.
_THIN_PART = 35


def strip(first: int, last: int, runs: Collection[Sequence[Any]]) -> list[Stretches]:
    """Draw a series as one strip: the numbers there are, and holes in it.

    Args:
        first: First serial.
        last: Last serial.
        runs: First and last serial, state of `STATES` or jump, of each run without rows.

    Returns:
        What asks for something is last, so that nothing covers it.
    """
    start = min([first, *(run[0] for run in runs)])
    span = max(last - start + 1, 1)
    parts: dict[str, dict[tuple[int, int], None]] = {look: {} for look in _STRIP_LOOKS}
    for begin, end, state, *_ in runs:
        at = (begin - start) * STRIP // span
        width = (end - begin + 1) * STRIP // span
        look = _LOOKS.get(state, (JUMP, ""))[0]
        # Of short runs many fall on one spot.
        spot = at if width > _THIN_PART else at // _THIN_PART * _THIN_PART
        parts[look][spot, max(width, _THIN_PART)] = None
    whole = Stretches("has", _path([(0, STRIP)]))
    return [
        whole,
        *(Stretches(look, _path(found)) for look, found in parts.items() if found),
    ]


_STRIP_LOOKS = (JUMP, "told", "wait", "gap")


def _path(parts: Iterable[tuple[int, int]]) -> str:
    return "".join(f"M{at} 0h{width}v16h-{width}z" for at, width in parts)


@dataclass(frozen=True)
class Dot:
    """One number at its day."""

    x: str
    y: str


@dataclass(frozen=True)
class Tick:
    """A line of the scale."""

    at: str
    text: str
    text_at: str = ""


@dataclass(frozen=True)
class Climb:
    """How the numbers go along with the days."""

    dots: tuple[Dot, ...]
    #: Where missing numbers would lie.
    gaps: tuple[Dot, ...]
    days: tuple[Tick, ...]
    serials: tuple[Tick, ...]


def climb(each: Kept) -> Climb | None:
    """Draw numbers against decision days; None where fewer than two have one."""
    picture = each.row.picture
    if "since" not in picture:
        return None
    scale = _Scale(
        date.fromisoformat(picture["since"]),
        date.fromisoformat(picture["until"]),
        picture["lowest"],
        picture["highest"],
    )
    return Climb(
        dots=tuple(
            scale.dot(serial, date.fromisoformat(day))
            for serial, day in picture["dots"]
        ),
        gaps=tuple(
            scale.dot(serial, day) for serial, day in islice(_open(each), _GAPS)
        ),
        days=tuple(scale.months()),
        serials=tuple(scale.marks()),
    )


def _open(each: Kept) -> Iterator[tuple[int, date]]:
    """Go through the gaps that nobody explained, and a day near each."""
    for first, last, state, *days in each.row.runs:
        if state == JUMP or not (day := days[2] or days[3]):
            continue
        for serial in range(first, last + 1):
            if each.changed.get(serial, state) in ("unexplained", "refused"):
                yield serial, date.fromisoformat(day)


@dataclass(frozen=True)
class _Scale:
    """Where days and serials stand."""

    since: date
    until: date
    lowest: int
    highest: int

    def dot(self, serial: int, day: date) -> Dot:
        return Dot(f"{self._x(day):.2f}%", f"{self._y(serial):.1f}")

    def months(self) -> Iterator[Tick]:
        months = _months(self.since, self.until)
        every = max(1, -(-len(months) // 8))
        for month in months[::every]:
            shown = max(month, self.since)
            yield Tick(f"{self._x(shown):.2f}%", f"{month.month}月")

    def marks(self) -> Iterator[Tick]:
        for part in (0.0, 0.5, 1.0):
            serial = round(self.lowest + (self.highest - self.lowest) * part)
            y = self._y(serial)
            # The uppermost stands below its line, or its head would be cut off.
            yield Tick(f"{y:.1f}", f"{serial}", f"{y - 4 if part < 1 else y + 12:.1f}")

    def _x(self, day: date) -> float:
        span = max((self.until - self.since).days, 1)
        return _LEFT + (_RIGHT - _LEFT) * (day - self.since).days / span

    def _y(self, serial: int) -> float:
        span = max(self.highest - self.lowest, 1)
        share = min(max((serial - self.lowest) / span, 0.0), 1.0)
        return _BOTTOM - (_BOTTOM - _TOP) * share


def _months(since: date, until: date) -> list[date]:
    found, at = [], since.replace(day=1)
    while at <= until:
        found.append(at)
        at = (at + timedelta(days=32)).replace(day=1)
    return found


@dataclass(frozen=True)
class GapRun:
    """Missing numbers that follow each other and of which the same is known."""

    gaps: tuple[Gap, ...]
    #: Title of the reason that was given; blank without one.
    reason: str

    @property
    def first(self) -> Gap:
        """Give the first number."""
        return self.gaps[0]

    @property
    def serials(self) -> str:
        """Write 31 or 31—33."""
        last = self.gaps[-1].serial
        one = len(self.gaps) == 1
        return f"{self.first.serial}" if one else f"{self.first.serial}—{last}"

    @property
    def numbers(self) -> str:
        """Write all numbers, blanks between them."""
        return " ".join(gap.number for gap in self.gaps)

    @property
    def cases(self) -> str:
        """Write the ids of their cases, blanks between them."""
        return " ".join(f"{gap.standing.case.pk}" for gap in self.gaps if gap.standing)

    @property
    def state(self) -> str:
        """Name the state."""
        return STATES[self.first.state]

    @property
    def look(self) -> str:
        """Give the class of the state."""
        return {"explained": "soon", "accepted": "ok"}.get(self.first.state, "bad")

    @property
    def is_open(self) -> bool:
        """Tell whether the unit has to say something."""
        standing = self.first.standing
        asked = standing is None or standing.case.state.state in ("open", "waiting")
        return self.first.state in ("unexplained", "refused") and asked


def runs_of_serials(serials: Sequence[int]) -> list[str]:
    """Write 31, 33, 34, 35 as 31 and 33—35."""
    found: list[list[int]] = []
    for serial in serials:
        if found and serial == found[-1][-1] + 1:
            found[-1].append(serial)
        else:
            found.append([serial])
    return [f"{run[0]}" if len(run) == 1 else f"{run[0]}—{run[-1]}" for run in found]


def runs(gaps: Collection[Gap], terms: CaseTerms) -> list[GapRun]:
    """Join missing numbers of which the same is known."""
    found: list[list[Gap]] = []
    for gap in gaps:
        if found and _alike(found[-1][-1], gap):
            found[-1].append(gap)
        else:
            found.append([gap])
    return [GapRun(tuple(each), _reason(each[0], terms)) for each in found]


def _reason(gap: Gap, terms: CaseTerms) -> str:
    reason = terms.reasons.get(gap.standing.reason) if gap.standing else None
    return reason.title if reason else ""


def _alike(one: Gap, other: Gap) -> bool:
    if other.serial != one.serial + 1 or one.state != other.state:
        return False
    return _known(one) == _known(other)


def _known(gap: Gap) -> tuple[object, ...]:
    at = gap.standing
    told = (at.reason, at.text, at.by, at.ruling, at.case.state.state) if at else ()
    return (gap.due_on, *told)
