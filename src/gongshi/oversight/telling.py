"""Tells people of series: each with its numbers spelled out, each flag with its reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gongshi.oversight.series import Found

if TYPE_CHECKING:
    import polars as pl

    from gongshi.policy.continuity import ContinuityTerms

#: Members that a sentence names.
_NAMED = 3
#: Below it Python writes powers of ten.
_TINY = 1e-4


@dataclass(frozen=True)
class Flag:
    """One thing worth saying of a series."""

    #: Key of `policy.continuity.FLAGS`.
    key: str
    title: str
    #: One Chinese sentence: what was found, and why it is told.
    text: str


@dataclass(frozen=True)
class Member:
    """One of those whose decisions a series numbers."""

    authority: str
    authority_name: str
    kind: str
    prefix: str


@dataclass(frozen=True)
class Series:
    """One series, as people read it."""

    members: tuple[Member, ...]
    prefix: str
    year: int
    #: Numbers that have a decision.
    count: int
    #: Spelled out, such as 平示许〔2023〕12号.
    first: str
    last: str
    #: Fraction 0–1.
    density: float
    #: How many numbers are missing; runs of them, first and last serial.
    missing: int
    runs: tuple[tuple[int, int], ...]
    #: How many numbers stand for decisions of different days.
    duplicates: int
    #: Spelled out; blank where nobody can say.
    next: str
    flags: tuple[Flag, ...]
    #: Digits to which serials are filled up; 0 = as they are.
    pad: int

    def missing_numbers(self) -> Iterator[str]:
        """Spell every missing number, in order."""
        for first, last in self.runs:
            for serial in range(first, last + 1):
                yield spell(self.prefix, self.year, serial, self.pad)


def spell(prefix: str, year: int, serial: int, pad: int = 0) -> str:
    """Write a number in the standard spelling."""
    return f"{prefix}〔{year}〕{serial:0{pad}d}号"


def told_share(share: float) -> str:
    """Write a fraction 0–1 with three digits that count, and never in powers of ten."""
    if 0 < share < _TINY:
        return f"{share:.12f}".rstrip("0")
    return f"{share:.3g}"


def tell(
    found: Found,
    terms: ContinuityTerms,
    *,
    names: Mapping[str, str],
    kinds: Mapping[str, str],
) -> list[Series]:
    """Spell the series out, in order.

    Args:
        found: What was found.
        terms: By which it was found.
        names: Authority → what people call it.
        kinds: Kind of decision → what people call it.
    """
    telling = _Telling(found, terms, names, kinds)
    return [telling.series(row) for row in found.series.iter_rows(named=True)]


class _Telling:
    """Looks up what belongs to a series; needs state, since frames are parted once."""

    def __init__(
        self,
        found: Found,
        terms: ContinuityTerms,
        names: Mapping[str, str],
        kinds: Mapping[str, str],
    ) -> None:
        self.terms, self.names, self.kinds = terms, names, kinds
        frames = (
            "members", "missing", "jumps", "duplicates", "crowds", "misplaced",
            "disordered",
        )  # fmt: skip
        self.parts = {name: _parted(getattr(found, name)) for name in frames}

    def series(self, row: Mapping[str, Any]) -> Series:
        spelled = _Spelling(row)
        runs = self.rows("missing", row)
        members = tuple(
            Member(
                each["authority"],
                self.names.get(each["authority"], each["authority"]),
                each["kind"],
                each["prefix"],
            )
            for each in self.rows("members", row)
        )
        return Series(
            members=members,
            prefix=row["prefix"],
            year=row["year"],
            count=row["count"],
            first=spelled(row["first"]),
            last=spelled(row["last"]),
            density=row["density"],
            missing=row["missing"],
            runs=tuple((each["first"], each["last"]) for each in runs),
            duplicates=len(self.rows("duplicates", row)),
            next="" if row["next"] is None else spelled(row["next"]),
            flags=tuple(self.flags(row, members, spelled)),
            pad=row["pad"] or 0,
        )

    def rows(self, name: str, row: Mapping[str, Any]) -> list[dict[str, Any]]:
        return self.parts[name].get(row["series"], [])

    def flags(
        self, row: Mapping[str, Any], members: tuple[Member, ...], spelled: _Spelling
    ) -> Iterator[Flag]:
        is_dated = row["unit"] is not None
        if row["missing"] or row["verdict"] != "gaps":
            yield self._verdict(row, "_dated" if is_dated and row["missing"] else "")
        if not is_dated:
            yield from self._start(row, spelled)
        yield from self._jumps(row, spelled)
        yield from self._numbers(row, spelled)
        if len(members) > 1:
            yield self._flag("shared", others=self._others(members[1:]))
        if is_dated:
            yield self._flag("dated")

    def _flag(self, key: str, wording: str = "", **facts: object) -> Flag:
        text = self.terms.messages[wording or key].format(**facts)
        return Flag(key, self.terms.titles[key], text)

    def _verdict(self, row: Mapping[str, Any], dated: str) -> Flag:
        limits, verdict = self.terms.limits, row["verdict"]
        limit: object = f"{limits['density_at_least']:.2f}"
        if verdict == "few":
            limit = self.terms.whole("members_at_least")
        return self._flag(
            verdict, verdict + dated, count=row["count"], missing=row["missing"],
            span=row["count"] + row["missing"], density=told_share(row["density"]),
            limit=limit,
        )  # fmt: skip

    def _start(self, row: Mapping[str, Any], spelled: _Spelling) -> Iterator[Flag]:
        runs = self.rows("missing", row)
        is_told = bool(runs) and runs[0]["first"] == 1
        if row["first"] > 1 and not is_told and row["verdict"] in ("gaps", "few"):
            yield self._flag("start", first=spelled(row["first"]))

    def _jumps(self, row: Mapping[str, Any], spelled: _Spelling) -> Iterator[Flag]:
        jumps = self.rows("jumps", row)
        if not jumps or row["verdict"] != "gaps":
            return
        lengths = [each["last"] - each["first"] + 1 for each in jumps]
        longest = jumps[lengths.index(max(lengths))]
        yield self._flag(
            "jump", count=len(jumps), missing=sum(lengths),
            first=spelled(longest["first"]), last=spelled(longest["last"]),
        )  # fmt: skip

    def _numbers(self, row: Mapping[str, Any], spelled: _Spelling) -> Iterator[Flag]:
        if twice := self.rows("duplicates", row):
            example = spelled(twice[0]["serial"])
            yield self._flag("duplicate", count=len(twice), example=example)
        for each in self.rows("crowds", row):
            yield self._flag(
                "parties", example=spelled(each["serial"]), rows=each["parties"],
                limit=self.terms.whole("parties_at_most"),
            )  # fmt: skip
        if off := self.rows("disordered", row):
            example, days = spelled(off[0]["serial"]), self.terms.whole("order_days")
            yield self._flag("order", count=len(off), example=example, limit=days)
        for each in self.rows("misplaced", row):
            yield self._flag("misplaced", example=spelled(each["serial"]))

    def _others(self, members: tuple[Member, ...]) -> str:
        told = "、".join(
            f"{each.authority_name}的{self.kinds.get(each.kind, each.kind)}「{each.prefix}」"
            for each in members[:_NAMED]
        )
        return told + ("等" if len(members) > _NAMED else "")


class _Spelling:
    """Spells the serials of one series."""

    def __init__(self, row: Mapping[str, Any]) -> None:
        self.prefix, self.year, self.pad = row["prefix"], row["year"], row["pad"] or 0

    def __call__(self, serial: int) -> str:
        return spell(self.prefix, self.year, serial, self.pad)


def _parted(frame: pl.DataFrame) -> dict[int, list[dict[str, Any]]]:
    parts: dict[int, list[dict[str, Any]]] = {}
    for row in frame.iter_rows(named=True):
        parts.setdefault(row["series"], []).append(row)
    return parts
