"""Rows judged again, many files at once, come out as they did one file at a time."""

from dataclasses import replace
from datetime import date, timedelta
from functools import cache

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.checks import check
from gongshi.checks.cells import Surroundings
from gongshi.checks.identity import Key, content, identity
from gongshi.checks.rejudging import Earlier, Rejudging
from gongshi.checks.repeats import Known
from gongshi.checks.streaming import BY_RANK
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS, batch, rows, whole

FIRST = date(2026, 11, 20)


@cache
def around(on, by_source):
    return Surroundings(
        on=on,
        units=SURROUNDINGS.units,
        names=SURROUNDINGS.names,
        by_source=by_source,
    )


def entered(standard, files):
    """Enter files one after the other, as the ledger does: outcome, labels, row."""
    known, told = {}, []
    for number, (raws, by_source) in enumerate(files):
        on = FIRST + timedelta(days=number)
        checked = check(batch(standard, raws), standard, around(on, by_source))
        keys = [
            Key(place, identity(row, standard), content(row, standard), None, "", "")
            for place, row in enumerate(checked.rows)
        ]
        asked = [keys[place] for place in checked.clean()]
        checked = checked.against(
            known, [key for key in asked if key.identity in known]
        )
        for place, outcome in enumerate(checked.outcomes):
            labels = {
                checked.plan.all[each].label for each in checked.failures.get(place, ())
            }
            told.append((number, outcome, labels, checked.rows[place], keys[place]))
            if outcome == "accepted":
                known[keys[place].identity] = Known(keys[place].content, "", {})
    return told


def rejudged(standard, files, told, since):
    """Judge the files from one on again, those before it being known."""
    again = Rejudging(lambda _: standard)
    span = [each for each in told if each[0] >= since]
    codes = [field.code for field in standard.fields] + ["#surplus"]
    # A slice for every two files, to cross their border.
    for start in range(since, len(files), 2):
        part = [each for each in span if start <= each[0] < start + 2]
        stored = {code: [row.get(code) for _, _, _, row, _ in part] for code in codes}
        arrived = pl.DataFrame(
            {
                "file": [number for number, *_ in part],
                "day": [FIRST + timedelta(days=number) for number, *_ in part],
                "by_source": [files[number][1] for number, *_ in part],
            },
            schema={"file": pl.Int64, "day": pl.Date, "by_source": pl.Boolean},
        )
        raw = pl.DataFrame(stored, schema=dict.fromkeys(codes, pl.String))
        again.feed(raw, arrived, SURROUNDINGS)
    keys = [each[4] for each in span]
    earlier = [
        Earlier(number, key.identity, key.content)
        for number, outcome, _, _, key in told
        if number < since and outcome == "accepted"
    ]
    found = again.finish(
        pl.Series([key.identity for key in keys], dtype=pl.String),
        pl.Series([key.content for key in keys], dtype=pl.String),
        earlier,
    )
    labels = [set() for _ in keys]
    for row, number in zip(found.rows.tolist(), found.checks.tolist(), strict=True):
        labels[row].add(found.labels[number])
    return [
        (BY_RANK[rank], broken)
        for rank, broken in zip(found.ranks.tolist(), labels, strict=True)
    ]


def filed(category):
    """Draw files: rows of any kind, and rows that come again or nearly."""
    good = st.sampled_from([{}, {"BZ": "更正"}]).map(
        lambda extra: whole(category) | extra
    )
    row = st.one_of(rows(category), good, good)
    return st.lists(
        st.tuples(st.lists(row, min_size=1, max_size=5), st.booleans()),
        min_size=1,
        max_size=5,
    )


@pytest.mark.parametrize("category", ["licence", "penalty"])
@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_rows_judged_again_come_out_the_same(category, data):
    standard = load_standard(category, FIRST)
    files = data.draw(filed(category))
    since = data.draw(st.integers(0, len(files) - 1))
    told = entered(standard, files)

    again = rejudged(standard, files, told, since)

    expected = [(each[1], each[2]) for each in told if each[0] >= since]
    assert again == expected


def test_without_rules_across_rows_nothing_is_compared():
    full = load_standard("licence", FIRST)
    alone = tuple(rule for rule in full.rules if not rule.id.startswith("U-"))
    standard = replace(full, rules=alone)
    files = [([whole("licence")], True), ([whole("licence")] * 2, True)]
    told = entered(standard, files)

    again = rejudged(standard, files, told, 0)

    assert [outcome for outcome, _ in again] == ["accepted"] * 3


def test_no_rows_are_judged_as_none():
    nothing = pl.Series([], dtype=pl.String)

    found = Rejudging(lambda _: load_standard("licence")).finish(nothing, nothing, [])

    assert (len(found.ranks), len(found.rows), found.labels) == (0, 0, ())
