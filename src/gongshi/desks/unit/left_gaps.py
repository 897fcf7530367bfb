"""What a filing leaves missing in the series that its numbers belong to.

本次报送后，示许〔2023〕还缺 31、33 号
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.series import Numbered, list_series
from gongshi.desks.links import with_query
from gongshi.desks.series_drawing import runs_of_serials
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.filed import find_filing
from gongshi.desks.unit.showing import is_part
from gongshi.identifiers import document_number
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.numbers import KnownNumber
from gongshi.policy.standards import Standard

#: Years and series that are looked at, and runs that are named.
_YEARS, _SERIES, _RUNS = 3, 6, 12


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
    """Show what a filing leaves missing; asked apart, for it reads the whole series."""
    filing = find_filing(request, number)
    batch = Batch.objects.filter(number=filing.number).first()
    left = left_by_batch(filing.unit, batch) if filing.unit and batch else []
    template = "unit/_left_gaps.html" if is_part(request) else "unit/left_gaps.html"
    return show(request, template, desk(), left=left, filing=filing)


def left_by_batch(unit: Unit, batch: Batch) -> list[Left]:
    """List what is missing in the series of a batch."""
    told = Entry.objects.filter(batch=batch).exclude(series_prefix="").order_by()
    used = told.values_list("series_prefix", "series_year").distinct()
    return _left(
        unit,
        {(document_number.stem(prefix), year) for prefix, year in used if year},
    )


def left_by_entries(
    unit: Unit, entries: Sequence[Mapping[str, Any]], standard: Standard
) -> list[Left]:
    """List what would be missing in the series of rows that were not received yet."""
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
    spelled = runs_of_serials([gap.serial for gap in missing])
    query = {"unit": unit.pk, "year": each.series.year, "s": each.key}
    return Left(
        title=f"{each.series.prefix}〔{each.series.year}〕",
        serials="、".join(spelled[:_RUNS]) + ("等" if len(spelled) > _RUNS else ""),
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
