"""What the office and the unit see of one case: evidence, steps with papers, rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.actions.cases_fit import terms_today
from gongshi.actions.cases_listed import signals_of, steps_of, title_of
from gongshi.actions.cases_seen import TITLES, find_case
from gongshi.desks import exports
from gongshi.desks.gate import person_of, sight
from gongshi.errors import UnknownName
from gongshi.ledger import archive
from gongshi.ledger.case_models import Case, CaseStep, Signal
from gongshi.ledger.known import reference
from gongshi.ledger.models import Entry
from gongshi.people import audit
from gongshi.people.models import Person
from gongshi.policy.casework import CaseTerms


@dataclass(frozen=True)
class SignalShown:
    """One finding, in words."""

    signal: Signal
    title: str
    told: str
    #: Rows that it rests on: how they are called → their key.
    rows: Mapping[str, int]
    #: What else it rests on, as the search calls it.
    facts: Mapping[str, str]


@dataclass(frozen=True)
class StepShown:
    """One step, in words."""

    step: CaseStep
    title: str
    verdict: str
    reason: str
    by: str
    row: str
    #: Number in the case → name of the paper.
    papers: Mapping[int, str]


def paper_file(request: HttpRequest, case_number: str, paper: int) -> HttpResponse:
    """Give a paper of a case to keep; it is never shown as a page of ours."""
    case = find_case(case_number, sight(request).of(Case.objects.all()))
    me = person_of(request)
    assert me is not None, "pages with data are not public"
    papers = [each for step in seen_steps(case, request) for each in step.files]
    if paper >= len(papers):
        raise UnknownName("unknown_paper", "这条线索没有这份附件。")
    audit.record("case.paper", actor=me.login, target=case.number)
    content = archive.fetch(papers[paper]["hash"])
    response = HttpResponse(content, content_type="application/octet-stream")
    return exports.attached(response, papers[paper]["name"])


def seen_steps(case: Case, request: HttpRequest) -> list[CaseStep]:
    """List the steps that a person sees: a unit those since it was asked, or spoke."""
    steps, units = list(steps_of(case)), sight(request).units
    if units is None:
        return steps
    asked = [
        each.pk
        for each in steps
        if (each.act == "dispatched" and each.to_id in units)
        or (each.act == "answered" and case.unit_id in units)
    ]
    return [each for each in steps if asked and each.pk >= asked[0]]


def signals_shown(case: Case, request: HttpRequest) -> list[SignalShown]:
    """Put what points at a case into words; a unit does not read what a tip said."""
    signals, terms = list(signals_of(case)), terms_today()
    ids = {key for each in signals for key in _entries(each.evidence)}
    entries = sight(request).of(Entry.objects.filter(pk__in=ids))
    rows = {each.pk: reference(each) for each in entries.select_related("batch")}
    is_office = sight(request).units is None
    return [
        SignalShown(
            signal=each,
            title=title_of(terms.signals, each.kind),
            told=each.told if is_office or each.kind != "tip" else _said(terms, each),
            rows={rows[key]: key for key in _entries(each.evidence) if key in rows},
            facts=dict(_facts(each.evidence)),
        )
        for each in signals
    ]


def _said(terms: CaseTerms, signal: Signal) -> str:
    return terms.signals[signal.kind].text


def _entries(evidence: Mapping[str, object]) -> list[int]:
    """Take the ids of rows out of what a finding rests on."""
    found: list[int] = []
    for name in ("entry", "entries"):
        value = evidence.get(name, [])
        values = value if isinstance(value, list) else [value]
        found += [each for each in values if isinstance(each, int)]
    return found


def _facts(evidence: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Take what a search named in Chinese for people to read."""
    for name, value in evidence.items():
        if not name.isascii():
            values = value if isinstance(value, list) else [value]
            yield name, "、".join(map(str, values))


def steps_shown(steps: Iterable[CaseStep]) -> list[StepShown]:
    """Put steps into words, each with its papers numbered through the case."""
    found, shown, number = list(steps), [], 0
    logins = {each.made_by for each in found}
    names = dict(Person.objects.filter(login__in=logins).values_list("login", "name"))
    terms = terms_today()
    for each in found:
        papers = {number + at: str(file["name"]) for at, file in enumerate(each.files)}
        number += len(papers)
        shown.append(
            StepShown(
                step=each,
                title=TITLES[each.act],
                verdict=title_of(terms.verdicts, each.verdict),
                reason=title_of(terms.reasons, each.reason),
                by=names.get(each.made_by, each.made_by) or "程序",
                row=reference(each.entry) if each.entry else "",
                papers=papers,
            )
        )
    return shown
