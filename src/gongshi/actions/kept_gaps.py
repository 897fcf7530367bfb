"""Finds missing numbers on the map of series, so that explaining some reads no others."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from gongshi.actions.kept_series import Kept, keep, series_of
from gongshi.actions.series import Gap, Numbered
from gongshi.actions.series_map import JUMP
from gongshi.identifiers import document_number
from gongshi.ledger.numbers import used_serials
from gongshi.ledger.series_models import NumberSeries
from gongshi.oversight.telling import Flag, Member, Series
from gongshi.policy.casework import CaseTerms


def gaps_on_map(
    units: Collection[int],
    years: Iterable[int],
    keys: Collection[str],
    terms: CaseTerms,
) -> dict[str, tuple[Numbered, Gap]]:
    """Find which of some numbers are missing, and not accepted to be.

    Args:
        units: Ids of those whose numbers are meant.
        years: Of the numbers.
        keys: What equal numbers have in common.
        terms: Which verdicts count.

    Returns:
        Key → the series, without its gaps, and the gap; what the map does not know to
        be missing, or came since, is left out.
    """
    rows = [row for year in years for row in series_of(units, year)]
    asked = {row.pk: _serials(row, keys) for row in rows}
    chosen = [row for row in rows if asked[row.pk]]
    whole = NumberSeries.objects.in_bulk([row.pk for row in chosen])
    found: dict[str, tuple[Numbered, Gap]] = {}
    for each in keep([whole[row.pk] for row in chosen if row.pk in whole], terms):
        own = asked[each.row.pk]
        numbered = _numbered(each)
        for gap in each.told(_runs(each.row, own), terms):
            if gap.state != "accepted":
                found[own[gap.serial]] = numbered, gap
    return found


def _serials(row: NumberSeries, keys: Collection[str]) -> dict[int, str]:
    """Read the serials of the keys that are numbers of a series."""
    stems = {document_number.stem(prefix) for prefix in row.prefixes}
    begins = [f"{stem}〔{row.year}〕" for stem in stems]
    behind = {
        key.removeprefix(begin): key
        for key in keys
        for begin in begins
        if key.startswith(begin)
    }
    return {int(serial): key for serial, key in behind.items() if serial.isdecimal()}


def _runs(row: NumberSeries, asked: Mapping[int, str]) -> list[Sequence[Any]]:
    """Give a run of one for each serial that is missing still."""
    runs = sorted((run for run in row.runs if run[2] != JUMP), key=lambda run: run[0])
    firsts = [run[0] for run in runs]
    used = {
        serial for _, _, serial in used_serials([(row.prefixes, row.year, [*asked])])
    }
    told: list[Sequence[Any]] = []
    for serial in sorted(set(asked) - used):
        at = bisect_right(firsts, serial) - 1
        if at >= 0 and serial <= runs[at][1]:
            told.append([serial, serial, *runs[at][2:]])
    return told


def _numbered(each: Kept) -> Numbered:
    row = each.row
    return Numbered(
        series=Series(
            members=tuple(Member(*told) for told in row.members),
            prefix=row.prefix,
            year=row.year,
            count=row.count,
            first=each.first,
            last=each.last,
            density=row.density,
            missing=row.missing,
            runs=(),
            duplicates=row.duplicates,
            next=each.next,
            flags=tuple(Flag(**flag) for flag in row.flags),
            pad=row.pad,
        ),
        place=0,
        units=tuple(dict.fromkeys(unit for unit, *_ in row.filers)),
        verdict=row.verdict,
        is_dated=row.is_dated,
        first=row.first,
        last=row.last,
        next=row.next,
        gaps=(),
        jumps=(),
    )
