"""What would become of a file, told before anything of it is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import repeat
from typing import Any

from gongshi.actions.forecast import Forecast, Points, forecast, points
from gongshi.actions.foreseen import mark_of, remember
from gongshi.actions.other_sources import OtherSources, among
from gongshi.assessment.counts import Counts
from gongshi.checks.findings import Finding, count_rules
from gongshi.desks import masking
from gongshi.desks.differences import Piece, compared
from gongshi.desks.figures import Ratio
from gongshi.desks.showing import Desk
from gongshi.desks.unit.left_gaps import Left, left_by_entries
from gongshi.desks.verdict import Stretch, bar
from gongshi.errors import FileFault, UserError
from gongshi.ledger.models import Filing, Unit
from gongshi.people.sight import Sight
from gongshi.policy.standards import Standard

#: Above these a file is judged in the background only.
MOST_BYTES = 3 << 20
MOST_ROWS = 2_000
#: Rows and causes that are shown.
_ROWS, _CAUSES, _SAME = 12, 6, 3


@dataclass(frozen=True)
class Fault:
    """One finding in words; old and new are empty without a suggestion."""

    title: str
    message: str
    severity: str
    old: list[Piece]
    new: list[Piece]


@dataclass(frozen=True)
class Row:
    """One of the first rows."""

    number: int
    name: str
    document: str
    outcome: str
    is_late: bool
    due_on: str
    mends: bool
    faults: list[Fault]


@dataclass(frozen=True)
class Cause:
    """Rows that break one rule in one field."""

    count: int
    title: str
    message: str


@dataclass(frozen=True)
class Change:
    """A rate of the month as it is and as it would be."""

    now: Ratio
    then: Ratio


@dataclass(frozen=True)
class Look:
    """What there is to say about a file."""

    file_name: str
    #: Why it cannot be received; blank when it can.
    refusal: str = ""
    #: Why it is judged later; blank when it was looked at.
    later: str = ""
    #: Times that this very file was filed before.
    same: list[Filing] = field(default_factory=list)
    counts: Counts = field(default_factory=Counts)
    mended: int = 0
    bar: list[Stretch] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    causes: list[Cause] = field(default_factory=list)
    period: str = ""
    changes: list[Change] = field(default_factory=list)
    points: Points | None = None
    #: Series that would still miss numbers; None where finding them takes too long.
    left: list[Left] | None = field(default_factory=list)
    #: Rows that name another unit; None when all are its own.
    others: OtherSources | None = None
    #: Of what was looked at through and gave nothing to ask; see `mark_of`.
    mark: str = ""


def look_at(
    content: bytes,
    *,
    file_name: str,
    category: str,
    unit: Unit,
    here: Desk,
    seen: Sight,
) -> Look:
    """Say what would become of a file.

    Args:
        content: The bytes.
        file_name: Their name.
        category: Key.
        unit: The unit that would file it.
        here: The policy of today.
        seen: What the person sees; filings of others are not told of.
    """
    same = _same(content, seen)
    if len(content) > MOST_BYTES:
        size = f"文件有 {len(content) / (1 << 20):.1f} MB，"
        return Look(file_name, later=size + "报送后在后台核对。", same=same)
    try:
        foretold = forecast(
            content,
            file_name=file_name,
            category=category,
            reporter=unit,
            most_rows=MOST_ROWS,
        )
    except FileFault as fault:
        if fault.code == "too_many_at_once":
            return Look(file_name, later=f"{fault.text}报送后在后台核对。", same=same)
        return Look(file_name, refusal=fault.text, same=same)
    except UserError as error:
        return Look(file_name, refusal=error.text, same=same)
    look = _told(foretold, file_name, same, unit, here)
    if look.others:
        return look
    mark = mark_of(content, unit, category)
    remember(mark, foretold.arrival)
    return replace(look, mark=mark)


def _same(content: bytes, seen: Sight) -> list[Filing]:
    known = hashlib.new("sm3", content).hexdigest()
    found = seen.of(Filing.objects.filter(file_hash=known)).order_by("-pk")
    return list(found[:_SAME])


def _told(
    done: Forecast, file_name: str, same: list[Filing], unit: Unit, here: Desk
) -> Look:
    told, standard = done.foretold, done.arrival.checked.standard
    return Look(
        file_name=file_name,
        same=same,
        counts=told.counts,
        mended=sum(bool(each["replaces_id"]) for each in told.entries),
        bar=list(bar(told.counts)),
        rows=_rows(told.entries[:_ROWS], told.findings, standard),
        causes=_causes(told.findings, standard),
        period=done.period.title,
        others=among(zip(done.arrival.checked.rows, repeat(1)), standard, unit),
        changes=[
            Change(Ratio(rate, done.now), Ratio(rate, done.then))
            for rate in here.policy.rates.values()
            if hasattr(done.now, rate.numerator) and hasattr(done.now, rate.denominator)
        ],
        points=points(done, unit, here.policy.place)
        if here.policy.assessment
        else None,
        left=left_by_entries(unit, told.entries, standard),
    )


def _rows(
    entries: Iterable[Mapping[str, Any]],
    findings: Iterable[Finding],
    standard: Standard,
) -> list[Row]:
    told: dict[int, list[Fault]] = {}
    for finding in findings:
        if finding.place < _ROWS:
            told.setdefault(finding.place, []).append(_fault(finding, standard))
    return [
        Row(
            number=each["row_number"],
            name=each["subject_name"],
            document=each["document_number"],
            outcome=each["outcome"],
            is_late=each["late"],
            due_on=each["due_on"] or "",
            mends=bool(each["replaces_id"]),
            faults=told.get(place, []),
        )
        for place, each in enumerate(entries)
    ]


def _fault(finding: Finding, standard: Standard) -> Fault:
    old: list[Piece] = []
    new: list[Piece] = []
    is_hidden = masking.is_hidden(standard, finding.field)
    if finding.suggestion is not None and not is_hidden:
        old, new = compared(finding.value or "", finding.suggestion)
    return Fault(
        title=finding.title,
        message=masking.sentence(standard, finding.field, finding.message),
        severity=finding.severity,
        old=old,
        new=new,
    )


def _causes(findings: Iterable[Finding], standard: Standard) -> list[Cause]:
    return [
        Cause(
            each.count,
            each.title,
            masking.sentence(standard, each.field, each.message),
        )
        for each in count_rules(findings)
        if each.severity == "return"
    ][:_CAUSES]
