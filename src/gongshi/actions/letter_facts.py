"""Gathers what letters say of a unit: its counts, its silence, its issued scores."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Min, QuerySet

from gongshi.assessment.counts import Counts, rows_of
from gongshi.assessment.rates import printed
from gongshi.bulletin.gongwen.wording import chinese_date
from gongshi.bulletin.letter import Facts
from gongshi.clocks.periods import Period, local_day
from gongshi.clocks.silence import silent_days
from gongshi.ledger.evidence import latest_issue, standing_evidence
from gongshi.ledger.facts import counts_by
from gongshi.ledger.models import Entry, NilReturn, Office, Unit
from gongshi.ledger.refuting import refuted_nils
from gongshi.ledger.selecting import Selection, select
from gongshi.ledger.units import ids_by_name
from gongshi.policy.letters import COUNTS, LetterKind
from gongshi.policy.policies import Policy

_Told = dict[str, int | str]


def gather(
    kind: LetterKind, policy: Policy, unit: Unit, period: Period, on: date
) -> Facts:
    """Gather everything a letter may say.

    Args:
        kind: Names the categories that are counted.
        policy: Of the place.
        unit: Whom it is about, with everything below it.
        period: The month.
        on: The day up to which filings count against silence, included.
    """
    marks, scored = _scores(policy, unit, period)
    categories = ",".join(kind.categories)
    asked = {"period": period.key, "unit": unit.name, "category": categories}
    rows = select(Selection(period=period, unit=unit.name, category=categories))
    told: _Told = {
        "unit": unit.name,
        "office": Office.objects.get().name,
        "year": period.first_day.year,
        "month": period.first_day.month,
        "day": chinese_date(on),
        **_counted(rows, policy),
        **_silence(unit, on),
        "drawn": _drawn(policy, unit, period),
        **scored,
    }
    return Facts(
        period=period.key,
        told=told,
        queries={name: {**asked, **rows_of(name)} for name in COUNTS},
        marks=marks,
    )


def _counted(rows: QuerySet[Entry], policy: Policy) -> _Told:
    counts = sum(counts_by(rows, "category").values(), Counts())
    rates = {key: printed(rate, counts) for key, rate in policy.rates.items()}
    return {name: int(getattr(counts, name)) for name in COUNTS} | {
        key: rates.get(key, "") for key in ("accepted_rate", "late_rate")
    }


def _silence(unit: Unit, on: date) -> _Told:
    """Tell since when a unit is silent; one that never filed, since anybody did."""
    before = Period(on, on).end
    own = select(Selection(unit=unit.name)).filter(received_at__lt=before)
    last = own.aggregate(at=Max("received_at"))["at"]
    said = NilReturn.objects.filter(unit=unit, declared_at__lt=before)
    said = said.exclude(pk__in=refuted_nils(before))
    last_said = said.aggregate(at=Max("declared_at"))["at"]
    if last_said is not None and (last is None or last_said > last):
        # Who says that there was nothing is not silent.
        return {
            "silent_days": max(silent_days(local_day(last_said), on), 0),
            "last_filed": chinese_date(local_day(last)) if last else "",
            "unfiled_since": "" if last else chinese_date(local_day(last_said)),
        }
    if last is not None:
        return {
            "silent_days": max(silent_days(local_day(last), on), 0),
            "last_filed": chinese_date(local_day(last)),
            "unfiled_since": "",
        }
    first: datetime | None = Entry.objects.filter(received_at__lt=before).aggregate(
        at=Min("received_at")
    )["at"]
    if first is None:
        return {}
    since = local_day(first)
    return {
        "silent_days": max(silent_days(since, on), 0),
        "last_filed": "",
        "unfiled_since": chinese_date(since),
    }


def _drawn(policy: Policy, unit: Unit, period: Period) -> int:
    papers = standing_evidence(policy.place, period.key)
    return papers.filter(kind="drawn", unit=unit, is_met=True).count()


def _scores(
    policy: Policy, unit: Unit, period: Period
) -> tuple[Collection[str] | None, _Told]:
    scored = _scored(policy, unit, period)
    if scored is None:
        return None, {}
    before = _scored(policy, unit, period.previous()) or {}
    titles = {each.key: each.title for each in policy.groups}
    told: _Told = {
        "group": titles.get(scored["group"], ""),
        "score": scored["total"],
        "unanswered": "、".join(scored["unanswered"]),
        "month_before": period.previous().first_day.month,
        "rank_before": before.get("rank") or "",
        "score_before": before.get("total") or "",
    }
    if scored["rank"] is not None:
        told["rank"] = scored["rank"]
    return {each["key"] for each in scored["cautions"]} | {scored["standing"]}, told


def _scored(policy: Policy, unit: Unit, period: Period) -> Mapping[str, Any] | None:
    issued = latest_issue(policy.place, period.key)
    units = json.loads(issued.content)["units"] if issued else []
    ids = ids_by_name()
    return next((each for each in units if ids.get(each["unit"]) == unit.pk), None)
