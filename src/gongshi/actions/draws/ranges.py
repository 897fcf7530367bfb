"""The ranges of document numbers that a draw is made from, and what is there of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gongshi.actions.kept_series import series_of
from gongshi.clocks.periods import local_day
from gongshi.identifiers import document_number
from gongshi.ledger.among import among
from gongshi.ledger.case_models import Case
from gongshi.ledger.models import Unit
from gongshi.ledger.numbers import known_numbers, prefixes_of, used_serials
from gongshi.ledger.series_models import NumberSeries
from gongshi.oversight.series import find_series
from gongshi.oversight.telling import spell
from gongshi.policy.casework import casework_in_force
from gongshi.policy.completeness import completeness_in_force
from gongshi.policy.continuity import continuity_in_force


@dataclass(frozen=True, eq=False)
class Ranges:
    """What numbers of one year there are."""

    #: As `oversight.draws.replay` takes them, in order.
    ranges: tuple[dict[str, Any], ...]
    #: Prefix and year of a range, with its unit and category → serials in the ledger.
    serials: Mapping[tuple[str, str, str], frozenset[int]]
    #: Keys of all numbers, in a range or not.
    keys: frozenset[str]

    def has(self, drawn: Mapping[str, Any]) -> bool:
        """Tell whether the ledger has a number that was drawn.

        A counter that several prefixes share has it under any of them.
        """
        series = (drawn["unit"], drawn["category"], drawn["prefix"])
        if drawn["serial"] in self.serials.get(series, frozenset()):
            return True
        return document_number.key(spelled(drawn)) in self.keys


def ranges_of(
    year: int, until: datetime, units: Collection[int] | None = None
) -> Ranges:
    """Find the ranges of the series of a year, from 1 to the largest number filed.

    Args:
        year: Of the numbers.
        until: First moment of receiving that does not count.
        units: Ids; only ranges of theirs; None = all.
    """
    import polars as pl

    day = local_day(until)
    prefixes = None if units is None else prefixes_of(units)
    known = known_numbers(until, prefixes, year=year)
    known = known.with_columns(exempt=pl.lit(value=False))
    found = find_series(known, continuity_in_force(day))
    without = completeness_in_force(day).without_range
    series = found.series.filter(
        pl.col("year") == year,
        ~pl.col("verdict").is_in(without),
        pl.col("unit").is_null() if "dated" in without else pl.lit(value=True),
    )
    serial = document_number.parse_columns(pl.col("number")).struct.field("serial")
    rows = known.with_columns(
        found.series_of.alias("series"), serial=serial.cast(pl.Int64, strict=False)
    )
    rows = rows.filter(pl.col("unit").is_not_null())
    # Who filed most numbers of a kind in a series is asked for it.
    of = (
        rows.group_by("series", "kind", "unit")
        .len()
        .sort("len", "unit", descending=[True, False])
        .unique(["series", "kind"], keep="first", maintain_order=True)
        .join(series.select("series", "prefix", "year", "pad", "last"), on="series")
    )
    if units is not None:
        of = of.filter(pl.col("unit").is_in(sorted(units)))
    held = dict(rows.group_by("series").agg("serial").iter_rows())
    names = dict(Unit.objects.values_list("pk", "name"))
    told, serials = [], {}
    for each in of.iter_rows(named=True):
        unit = names[each["unit"]]
        told.append(
            {
                "unit": unit,
                "category": each["kind"],
                "prefix": each["prefix"],
                "year": each["year"],
                "pad": each["pad"] or 0,
                "last": each["last"],
            }
        )
        key = (unit, each["kind"], each["prefix"])
        serials[key] = frozenset(held[each["series"]])
    told.sort(key=lambda each: tuple(each.values()))
    keys = known.select(document_number.key_columns(pl.col("number"))).to_series()
    return Ranges(tuple(told), serials, frozenset(keys.drop_nulls()))


def kept_ranges(
    year: int, on: date, units: Collection[int]
) -> list[tuple[NumberSeries, dict[str, Any]]]:
    """Give the ranges of some units as the map of series knows them.

    Args:
        year: Of the numbers.
        on: Day of the terms.
        units: Ids; only ranges of theirs.

    Returns:
        Each with its series, in order; none where nothing was found of the units yet.
    """
    without = completeness_in_force(on).without_range
    names = dict(Unit.objects.filter(pk__in=units).values_list("pk", "name"))
    told = [
        (
            row,
            {
                "unit": names[unit],
                "category": kind,
                "prefix": row.prefix,
                "year": year,
                "pad": row.pad,
                "last": row.last,
            },
        )
        for row in series_of(units, year)
        if row.verdict not in without and not (row.is_dated and "dated" in without)
        for kind, unit in _filers(row).items()
        if unit in names
    ]
    order = ("unit", "category", "prefix")
    return sorted(told, key=lambda each: [each[1][name] for name in order])


def _filers(row: NumberSeries) -> dict[str, int]:
    """Give the unit that filed most numbers of each category: it is asked for them."""
    most: dict[str, int] = {}
    for unit, kind, _ in row.filers:
        most.setdefault(kind, unit)
    return most


def kept_in(
    drawn: Sequence[Mapping[str, Any]],
    ranges: Sequence[tuple[NumberSeries, dict[str, Any]]],
) -> Ranges:
    """Ask the ledger for drawn numbers alone, whichever way their prefix is spelled."""
    prefixes = {_place(each): row.prefixes for row, each in ranges}
    serials: dict[tuple[str, str, str], set[int]] = {}
    for each in drawn:
        serials.setdefault(_place(each), set()).add(each["serial"])
    year = drawn[0]["year"] if drawn else 0
    used = used_serials(
        [(prefixes[place], year, asked) for place, asked in serials.items()]
    )
    held = {
        place: frozenset(
            serial for prefix, _, serial in used if prefix in prefixes[place]
        )
        for place in serials
    }
    return Ranges(tuple(each for _, each in ranges), held, frozenset())


def _place(each: Mapping[str, Any]) -> tuple[str, str, str]:
    return each["unit"], each["category"], each["prefix"]


def spelled(drawn: Mapping[str, Any]) -> str:
    """Write a number that was drawn as documents bear it."""
    return spell(drawn["prefix"], drawn["year"], drawn["serial"], drawn["pad"])


def states_of(
    drawn: Iterable[Mapping[str, Any]], known: Ranges, on: datetime
) -> list[dict[str, Any]]:
    """Say of each number whether it is present, explained or missing.

    A number is explained when its case ended with a verdict that does not count.
    """
    terms = casework_in_force(local_day(on))
    numbers = [dict(each) | {"number": spelled(each)} for each in drawn]
    keys = [document_number.key(each["number"]) for each in numbers]
    cleared = {
        key for key, verdict in _judged(keys) if not terms.verdicts[verdict].counts
    }
    return [
        each | {"state": _state(each, known, is_cleared=key in cleared)}
        for each, key in zip(numbers, keys, strict=True)
    ]


def _state(each: Mapping[str, Any], known: Ranges, *, is_cleared: bool) -> str:
    if known.has(each):
        return "present"
    return "explained" if is_cleared else "missing"


def _judged(keys: list[str]) -> Iterator[tuple[str, str]]:
    cases = Case.objects.filter(among("number_key", keys)).exclude(state__verdict="")
    yield from cases.values_list("number_key", "state__verdict")
