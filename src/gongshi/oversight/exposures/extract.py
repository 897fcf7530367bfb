"""Puts the facts of a text together to decisions: an article may tell of several."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby, islice

from gongshi.identifiers import document_number
from gongshi.oversight.exposures.finding import finder
from gongshi.oversight.exposures.items import Fact, Here, Item, Sighting
from gongshi.policy.exposures import ExposureTerms

_END = re.compile(r"[。；;！!？?\n]")
_Facts = dict[str, Fact]


def extract(item: Item, terms: ExposureTerms, here: Here) -> list[Sighting]:
    """List the decisions that an item tells of.

    Args:
        item: Its text may be of any kind; what is beyond the limit is not read.
        terms: Words and limits.
        here: Whose decisions are looked for.

    Returns:
        One per decision, in the order of the text; at least one, which has no facts
        where nothing was understood.
    """
    text = item.text[: terms.whole("text_chars")]
    found = finder(terms, here)
    facts = _one_subject_a_number(text, found.facts(text))
    groups = [_merged(facts)] if item.is_one else _decisions(text, facts, terms)
    groups = groups[: terms.whole("decisions")] or [{}]
    _inherit(groups, facts)
    # Certificates are only told where there is no number: they may stand for one.
    bad = [] if any("number" in each for each in groups) else found.not_numbers(text)
    return [
        Sighting(
            {kind: each[kind] for kind in sorted(each)},
            category=_category(text, each, terms),
            not_number=bad[0] if bad else "",
        )
        for each in groups
    ]


def _merged(facts: Sequence[Fact]) -> _Facts:
    """Take the first fact of each kind, labelled ones before the others."""
    merged: _Facts = {}
    told = [each for each in facts if each.value]
    for fact in sorted(told, key=lambda each: not each.is_labelled):
        merged.setdefault(fact.kind, fact)
    return merged


def _decisions(text: str, facts: Sequence[Fact], terms: ExposureTerms) -> list[_Facts]:
    # Joining compares all with all: what is far beyond the limit is not looked at.
    groups = list(islice(_grouped(text, facts), 4 * terms.whole("decisions")))
    named: list[_Facts] = []
    for group in groups:
        each = {kind: fact for kind, fact in group.items() if fact.value}
        if "number" in each or "subject" in each or not named:
            named.append(each)
        for kind, fact in each.items():
            named[-1].setdefault(kind, fact)
    named = [each for each in named if "number" in each or "subject" in each]
    return _without_echoes(text, named, terms)


def _one_subject_a_number(text: str, facts: Sequence[Fact]) -> list[Fact]:
    """Keep one party in a sentence with one number: the others supplied or bought."""
    ends = [found.start() for found in _END.finditer(text)]
    kept: list[Fact] = []
    at = 0

    def sentence(fact: Fact) -> int:
        nonlocal at
        while at < len(ends) and ends[at] < fact.start:
            at += 1
        return at

    for _, group in groupby(facts, key=sentence):
        within = list(group)
        subjects = [each for each in within if each.kind == "subject"]
        numbers = [each for each in within if each.kind == "number"]
        if len(numbers) == 1 and len(subjects) > 1:
            chosen = next((each for each in subjects if each.is_labelled), subjects[0])
            within = [
                each for each in within if each.kind != "subject" or each is chosen
            ]
        kept += within
    return kept


def _grouped(text: str, facts: Sequence[Fact]) -> Iterator[_Facts]:
    """Begin another decision where a fact comes again, or with a line that is one."""
    is_by_line = _is_by_line(text, facts)
    current: _Facts = {}
    last = 0
    for fact in facts:
        between = text[last : fact.start]
        if _begins(current, fact, between, is_by_line=is_by_line):
            yield current
            current = {}
        if _is_better(current, fact):
            current[fact.kind] = fact
        last = fact.end
    yield current


def _is_better(current: _Facts, fact: Fact) -> bool:
    """Tell whether a fact goes before the one there is: what a heading said, yields."""
    known = current.get(fact.kind)
    if known is None or not ("number" in current or "subject" in current):
        return True
    is_beside = fact.kind in ("authority", "decided")
    return is_beside and fact.is_labelled and not known.is_labelled


def _begins(current: _Facts, fact: Fact, between: str, *, is_by_line: bool) -> bool:
    is_named = "number" in current or "subject" in current
    is_new_line = "\n" in between
    if is_by_line and is_new_line:
        return is_named
    known = current.get(fact.kind)
    if not is_named or known is None or _same(known, fact):
        return False
    if fact.kind in ("number", "subject"):
        return True
    if fact.kind == "authority" and _END.search(between):
        return True
    return fact.is_labelled and is_new_line


def _is_by_line(text: str, facts: Sequence[Fact]) -> bool:
    """Tell whether each line is a decision: most that have a number name a party."""
    kinds: dict[int, set[str]] = {}
    line = at = 0
    for fact in facts:
        line += text.count("\n", at, fact.start)
        at = fact.start
        kinds.setdefault(line, set()).add(fact.kind)
    numbered = [each for each in kinds.values() if "number" in each]
    both = [each for each in numbered if "subject" in each]
    return bool(both) and 2 * len(both) >= len(numbered)


def _same(one: Fact, other: Fact) -> bool:
    if not one.value or not other.value:
        return False
    if one.kind == "number":
        return document_number.key(one.value) == document_number.key(other.value)
    return one.value == other.value or (
        one.kind == "subject" and _is_short(one.value, other.value)
    )


def _is_short(one: str, other: str) -> bool:
    """Tell whether the shorter name has all its characters in the longer, in order."""
    short, long = sorted((one, other), key=len)
    rest = iter(long)
    return all(mark in rest for mark in short)


def _without_echoes(
    text: str, groups: Sequence[_Facts], terms: ExposureTerms
) -> list[_Facts]:
    """Join what is told twice, and drop parties of whom nothing is decided."""
    kept: list[_Facts] = []
    for each in sorted(groups, key=lambda group: "number" not in group):
        twin = next((known for known in kept if _is_echo(known, each)), None)
        if twin is not None:
            for kind, fact in each.items():
                twin.setdefault(kind, fact)
        elif "number" in each or _is_decided(text, each["subject"], terms):
            kept.append(each)
    return sorted(kept, key=lambda group: min(fact.start for fact in group.values()))


def _is_echo(known: _Facts, other: _Facts) -> bool:
    if "number" in other:
        return "number" in known and _same(known["number"], other["number"])
    return "subject" in known and _same(known["subject"], other["subject"])


def _is_decided(text: str, subject: Fact, terms: ExposureTerms) -> bool:
    if subject.is_labelled:
        return True
    start = text.rfind("\n", 0, subject.start) + 1
    line = text[start : start + 400].split("\n", maxsplit=1)[0]
    marks = terms.words["decided_marks"]
    return any(word in line for word in marks) or any(
        word in line for kind in terms.kinds for word in kind.words
    )


def _inherit(groups: Sequence[_Facts], facts: Sequence[Fact]) -> None:
    """Give a decision the authority named last before it, or the only day there is."""
    by = [each for each in facts if each.kind == "authority"]
    days = [each for each in facts if each.kind == "decided"]
    for group in groups:
        if not group:
            continue
        at = min(each.start for each in group.values())
        if by and "authority" not in group:
            before = [each for each in by if each.start < at]
            group["authority"] = before[-1] if before else by[0]
        if "decided" not in group and len({each.value for each in days}) == 1:
            group["decided"] = days[0]


def _category(text: str, group: _Facts, terms: ExposureTerms) -> str:
    """Tell the category by the prefix of the number, else by the words beside."""
    number = document_number.parse(group["number"].value) if "number" in group else None
    if number:
        for kind in terms.kinds:
            if any(mark in number.stem for mark in kind.marks):
                return kind.key
    at = min((each.start for each in group.values()), default=0)
    beside = text[max(0, at - 100) : at + 300]
    counts = {
        kind.key: sum(beside.count(word) for word in kind.words) for kind in terms.kinds
    }
    best = max(counts, key=counts.__getitem__, default="")
    return best if counts.get(best) else ""
