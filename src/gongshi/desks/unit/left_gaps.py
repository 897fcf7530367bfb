"""What a filing leaves missing in the series that its numbers belong to.

本次报送后，示许〔2023〕还缺 31、33 号
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.kept_series import Kept, keep, renewed, series_of
from gongshi.actions.series import Numbered, list_series
from gongshi.actions.series_map import JUMP
from gongshi.desks.links import with_query
from gongshi.desks.series_drawing import runs_of_serials
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.filed import find_filing
from gongshi.desks.unit.showing import is_part
from gongshi.identifiers import document_number
from gongshi.ledger.among import among
from gongshi.ledger.known import entry_id
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.numbers import KnownNumber
from gongshi.ledger.selecting import units_of
from gongshi.ledger.series_models import NumberSeries
from gongshi.policy.casework import casework_in_force
from gongshi.policy.standards import Standard

#: Years and series that are looked at, and runs that are named.
_YEARS, _SERIES, _RUNS = 3, 6, 12
#: Rows of a filing that are looked at.
_ROWS = 1000
#: Numbers that are read while a person waits: a fifth of a second of them.
_READ_AT_ONCE = 10_000


@dataclass(frozen=True)
class Left:
    """One series that still misses numbers."""

    #: Like 示许〔2023〕.
    title: str
    #: Like 31、33—35, with 等 behind them when there are more.
    serials: str
    count: int
    #: How many of them wait for the office.
    waiting: int
    address: str


def filing_gaps(request: HttpRequest, number: str) -> HttpResponse:
    """Show what a filing leaves missing; asked again until its series were found."""
    filing = find_filing(request, number)
    batch = Batch.objects.filter(number=filing.number).first()
    left = left_by_batch(filing.unit, batch) if filing.unit and batch else []
    template = "unit/_left_gaps.html" if is_part(request) else "unit/left_gaps.html"
    return show(request, template, desk(), left=left, filing=filing)


def left_by_batch(unit: Unit, batch: Batch) -> list[Left] | None:
    """List what is missing in the series of a batch; None where they are not found yet."""
    stems = _stems(batch)
    years = sorted({year for _, year in stems}, reverse=True)[:_YEARS]
    units = units_of(unit.name, None)
    found: list[NumberSeries] = []
    for year in years:
        rows = series_of(units, year)
        is_known = rows and min(row.batches_to for row in rows) >= batch.pk
        if not is_known and not renewed(unit, year, batch):
            return None
        found += [row for row in rows if not stems.isdisjoint(_stems_of(row))]
    kept = [each for each in keep(found, casework_in_force(timezone.localdate()))
            if each.missing]  # fmt: skip
    kept.sort(key=lambda each: -each.missing)
    whole = NumberSeries.objects.in_bulk([each.row.pk for each in kept[:_SERIES]])
    return [_kept(each, whole[each.row.pk].runs, unit) for each in kept[:_SERIES]]


def _stems(batch: Batch) -> set[tuple[str, int]]:
    """List the prefixes and years of a batch; of a large one of rows spread over it."""
    every = -(-batch.received // _ROWS) or 1
    places = range(0, batch.received + 1, every)
    told = Entry.objects.filter(
        among("id", [entry_id(batch.pk, place) for place in places])
    )
    used = told.exclude(series_prefix="").order_by()
    pairs = used.values_list("series_prefix", "series_year").distinct()
    return {(document_number.stem(prefix), year) for prefix, year in pairs if year}


def _stems_of(row: NumberSeries) -> set[tuple[str, int]]:
    return {(document_number.stem(prefix), row.year) for prefix in row.prefixes}


def _kept(each: Kept, runs: Sequence[Sequence[Any]], unit: Unit) -> Left:
    serials = [
        serial
        for first, last, state, *_ in runs
        if state != JUMP
        for serial in range(first, last + 1)
        if each.changed.get(serial, state) != "accepted"
    ]
    query = {"unit": unit.pk, "year": each.row.year, "s": each.row.key}
    return Left(
        title=f"{each.row.prefix}〔{each.row.year}〕",
        serials=_listed(serials),
        count=each.missing,
        waiting=each.counts["explained"],
        address=with_query(reverse("unit_series"), query),
    )


def _listed(serials: Sequence[int]) -> str:
    spelled = runs_of_serials(serials)
    return "、".join(spelled[:_RUNS]) + ("等" if len(spelled) > _RUNS else "")


def left_by_entries(
    unit: Unit, entries: Sequence[Mapping[str, Any]], standard: Standard
) -> list[Left] | None:
    """List what would be missing in the series of rows that were not received yet.

    Returns:
        None where the unit has too many numbers to find series among them at once.
    """
    link = NumberSeries.units.through.objects.filter(unit__in=units_of(unit.name, None))
    own = NumberSeries.objects.filter(pk__in=link.values("numberseries_id"))
    if (own.aggregate(all=Sum("count"))["all"] or 0) > _READ_AT_ONCE:
        return None
    used = {
        (document_number.stem(each["series_prefix"]), each["series_year"])
        for each in entries
        if each["series_prefix"]
    }
    return _left(unit, used, [_known(each, standard) for each in entries])


def _left(
    unit: Unit,
    used: Iterable[tuple[str, int]],
    supposing: Sequence[KnownNumber] = (),
) -> list[Left]:
    stems = set(used)
    years = sorted({year for _, year in stems}, reverse=True)[:_YEARS]
    found = [
        each
        for year in years
        for each in list_series(unit=unit.name, year=year, supposing=[
            one for one in supposing if _year(one) == year
        ]).numbered
        if _is_used(each, stems) and each.missing()
    ]  # fmt: skip
    found.sort(key=lambda each: -len(each.missing()))
    return [_told(each, unit) for each in found[:_SERIES]]


def _is_used(each: Numbered, stems: set[tuple[str, int]]) -> bool:
    prefixes = (member.prefix for member in each.series.members)
    return any((document_number.stem(x), each.series.year) in stems for x in prefixes)


def _told(each: Numbered, unit: Unit) -> Left:
    missing = each.missing()
    query = {"unit": unit.pk, "year": each.series.year, "s": each.key}
    return Left(
        title=f"{each.series.prefix}〔{each.series.year}〕",
        serials=_listed([gap.serial for gap in missing]),
        count=len(missing),
        waiting=len(each.missing("explained")),
        address=with_query(reverse("unit_series"), query),
    )


def _year(each: KnownNumber) -> int | None:
    read = document_number.parse(each.number)
    return read.year if read else None


def _known(entry: Mapping[str, Any], standard: Standard) -> KnownNumber:
    row = json.loads(entry["row"])
    roles = standard.roles
    by = row.get(roles.get("authority"), "")
    on = entry["decided_on"]
    return KnownNumber(
        number=entry["document_number"],
        category=standard.key,
        authority=row.get(roles.get("authority_code"), "") or by,
        authority_name=by,
        unit_id=entry["unit_id"],
        decided_on=date.fromisoformat(on) if on else None,
        party=entry["subject_code"] or entry["subject_name"],
        received_at=timezone.now(),
        prefix=entry["series_prefix"],
    )
