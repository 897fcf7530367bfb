"""Gaps found in columns are those that a slow reading, number by number, finds."""

from datetime import date
from itertools import pairwise

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.oversight.gaps import find_gaps
from gongshi.policy.continuity import continuity_in_force

LIMITS = continuity_in_force(date(2024, 1, 1)).limits
#: Steps from number to number: mostly the next one, sometimes a hole or a jump.
STEPS = st.lists(
    st.sampled_from([1] * 12 + [2, 3, 6, 21, 22, 50, 100, 101, 102, 400]),
    min_size=1,
    max_size=40,
)
DAYS = st.integers(-3, 4) | st.sampled_from([-40, -8, -7, 40, None])
SERIES = st.lists(
    st.tuples(STEPS, st.integers(1, 9), st.lists(DAYS, min_size=40, max_size=40)),
    max_size=4,
)


def numbers_of(drawn):
    """Give each series as its serials and days, ascending."""
    found = []
    for steps, first, shifts in drawn:
        serials, serial = [], first - 1
        for step in steps:
            serial += step
            serials.append(serial)
        days = [
            None if shift is None else 19_700 + place * 2 + shift
            for place, shift in zip(range(len(serials)), shifts, strict=False)
        ]
        found.append(list(zip(serials, days, strict=True)))
    return found


def slowly(numbers):
    """Find runs, jumps and numbers out of place of one series, one after the other."""
    few = max(LIMITS["jump_above"], LIMITS["jump_share"] * len(numbers))
    leap = min(few, LIMITS["run_at_most"])
    blocks = [[numbers[0]]]
    jumps = []
    for before, number in pairwise(numbers):
        if number[0] - before[0] - 1 > leap:
            jumps.append((before[0] + 1, number[0] - 1))
            blocks.append([])
        blocks[-1].append(number)
    misplaced = []
    for block in blocks:
        if len(block) > 1 and block[-1][0] - block[-2][0] > 1:
            last, before = block[-1][1], block[-2][1]
            if None not in (last, before) and last < before - LIMITS["ordered_days"]:
                misplaced.append(block.pop()[0])
    held = [block for block in blocks if deserves(block)]
    if sum(map(len, held)) < LIMITS["body_share"] * sum(map(len, blocks)):
        held = []
    runs = [
        (before[0] + 1, after[0] - 1)
        for block in held
        for before, after in pairwise(block)
        if after[0] - before[0] > 1
    ]
    first = blocks[0][0][0]
    if blocks[0] in held and 1 < first <= LIMITS["head_at_most"] + 1:
        runs.insert(0, (1, first - 1))
    return runs, jumps, misplaced


def deserves(block):
    span = block[-1][0] - block[0][0] + 1
    density = len(block) / span
    steps = [
        after - before
        for (_, before), (_, after) in pairwise(block)
        if None not in (before, after)
    ]
    along = sum(step >= -LIMITS["ordered_days"] for step in steps)
    is_ordered = not steps or along / len(steps) >= LIMITS["ordered_share"]
    return (
        len(block) >= LIMITS["members_at_least"]
        and density >= LIMITS["density_at_least"]
        and (is_ordered or density >= LIMITS["density_surely"])
    )


@given(drawn=SERIES)
@settings(max_examples=400, deadline=None)
def test_columns_find_what_a_slow_reading_finds(drawn):
    many = numbers_of(drawn)
    rows = [
        (series, 0, serial, 1, day)
        for series, numbers in enumerate(many)
        for serial, day in numbers
    ]
    shape = {
        "series": pl.UInt32,
        "part": pl.Int64,
        "serial": pl.Int64,
        "rows": pl.UInt32,
        "first_day": pl.Int32,
    }

    found = find_gaps(pl.DataFrame(rows, schema=shape, orient="row"), LIMITS)

    for series, numbers in enumerate(many):
        runs, jumps, misplaced = slowly(numbers)
        own = found.runs.filter(series=series)
        assert own.filter(~pl.col("is_jump")).select("first", "last").rows() == runs
        assert own.filter("is_jump").select("first", "last").rows() == jumps
        alone = found.misplaced.filter(series=series)["serial"].to_list()
        assert alone == misplaced
