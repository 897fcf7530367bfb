"""Marks the reading and matching of media texts against what was planted, and times it.

Texts of four styles tell of a made-up city's decisions: numbers spelled otherwise or
missing, short names, certificates, days in words; some decisions have no record, and
some are another city's. A record that is offered for a person to confirm counts as
found; one that is joined must be the right one.
"""

import json
import sys
import time
from collections import Counter
from datetime import date

import corpus
import report
from process import run_module

_RECORDS, _TEXTS = 1_000_000, 1_000
_ON = date(2024, 1, 1)
_KEYS = ("meant", "joined", "offered", "wrong", "nothing")


def measure(smaller: int) -> str:
    """Mark and time, in a process of its own."""
    done = run_module("exposures", f"{_RECORDS // smaller}", f"{_TEXTS}")
    told = done.said
    rows = [
        (slip, *(f"{each.get(key, 0):,}" for key in _KEYS))
        for slip, each in told["marks"].items()
    ]
    whole = Counter()
    for slip, each in told["marks"].items():
        whole.update({key: each.get(key, 0) for key in _KEYS})
        if slip in ("concealed", "decoy"):
            whole["without"] += each["meant"]
            whole["without_found"] += each.get("nothing", 0)
    known = whole["meant"] - whole["without"]
    right = whole["joined"] + whole["offered"]
    recall = report.against(-100 * right / known, -99, "% found").replace(
        "≤ -99", "≥ 99"
    )
    wrong = report.against(whole["wrong"], 0, " joined wrongly")
    head = (
        "slip",
        "decisions",
        "joined rightly",
        "offered",
        "joined wrongly",
        "nothing",
    )
    return (
        f"{report.table(head, rows)}\n\n"
        f"{told['texts']:,} texts against {told['records']:,} records: {recall}; {wrong}; "
        f"of those without a record nothing is offered for "
        f"{100 * whole['without_found'] / max(whole['without'], 1):.1f} %. "
        f"Reading {report.seconds(told['reading'])} s, matching "
        f"{report.seconds(told['matching'])} s, peak {report.megabytes(done.peak)} MB."
    )


def _marked(records: int, texts: int) -> dict[str, object]:
    import polars as pl

    from gongshi.identifiers import document_number
    from gongshi.oversight.exposures.extract import extract
    from gongshi.oversight.exposures.items import Here, Item
    from gongshi.oversight.exposures.matching import match_exposures
    from gongshi.oversight.exposures.weighing import Known
    from gongshi.policy.exposures import exposures_in_force
    from gongshi.samples import load_city
    from gongshi.samples.exposures import draw_exposed

    licences = corpus.part(records, share=0).select(
        number="XK_WSH",
        subject="XK_XDR_MC",
        authority="XK_XKJG",
        decided=pl.col("XK_JDRQ").str.to_date("%Y/%m/%d"),
    )
    drawn = draw_exposed(licences, texts, seed=1)
    names = {}
    for key, each in enumerate(load_city()):
        names |= dict.fromkeys((each.unit.name, *each.aliases), key)
    prefixes = drawn.records["number"].str.extract("^(.+)〔").unique().drop_nulls()
    here = Here(names, frozenset(map(document_number.stem, prefixes)))
    terms = exposures_in_force(_ON)
    begun = time.perf_counter()
    found = [extract(Item(text), terms, here) for text, _ in drawn.texts]
    read = time.perf_counter()

    def key(name: str) -> str:
        return f"{names[name]}" if name in names else name

    known = [
        Known(
            one.told("number"),
            one.told("subject"),
            key(one.told("authority")),
            one.decided_on,
        )
        for each in found
        for one in each
    ]
    told = drawn.records.with_columns(
        pl.col("authority").replace({name: f"{each}" for name, each in names.items()})
    )
    candidates = iter(match_exposures(known, told, terms))
    matched = time.perf_counter()
    marks: dict[str, Counter] = {}
    for (text, meant), sightings in zip(drawn.texts, found, strict=True):
        pairs = [(one, next(candidates)) for one in sightings]
        for slip, mark in _judged(meant, pairs):
            marks.setdefault(slip, Counter())[mark] += 1
            if (
                mark in ("lost", "nothing", "misled")
                and slip != "concealed"
                and "--show" in sys.argv
            ):
                print(
                    slip,
                    mark,
                    text,
                    [dict(one.facts) for one in sightings],
                    file=sys.stderr,
                )
    return {
        "texts": texts,
        "records": told.height,
        "marks": {
            slip: dict(each) | {"meant": sum(each.values())}
            for slip, each in sorted(marks.items())
        },
        "reading": read - begun,
        "matching": matched - read,
    }


def _judged(meant, pairs):
    """Say of each decision that a text means what became of it."""
    from gongshi.identifiers import document_number

    records = {each.record for each in meant}
    for each in meant:
        number = document_number.key(each.number) if each.number else ""
        own = [
            candidates for one, candidates in pairs
            if (number and document_number.key(one.told("number")) == number)
            or one.told("subject") == each.subject
        ]  # fmt: skip
        found = own[0] if own else ()
        if not own:
            yield each.slip, "nothing" if each.record is None else "lost"
        elif found and found[0].is_sure:
            yield each.slip, "joined" if found[0].record == each.record else "wrong"
        elif any(one.record == each.record for one in found):
            yield each.slip, "offered"
        else:
            yield each.slip, "misled" if found else "nothing"
    for _, candidates in pairs:
        if candidates and candidates[0].is_sure and candidates[0].record not in records:
            yield "none", "wrong"


if __name__ == "__main__":
    print(json.dumps(_marked(int(sys.argv[1]), int(sys.argv[2]))))
