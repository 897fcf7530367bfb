"""A draw follows from its seed alone, and favours nobody."""

import json
import os
import subprocess
import sys
from collections import Counter
from math import sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.oversight.draws import (
    NUMBERS,
    differences,
    draw_names,
    draw_numbers,
    replay,
)

NAMES = [f"第{n}局" for n in range(33)]
#: Standard deviations that no fair count is beyond, of so many counts.
_FAR = 5
seeds = st.text(min_size=1, max_size=20)
lasts = st.lists(st.integers(1, 400), min_size=1, max_size=12)


@given(seeds, st.permutations(NAMES), st.integers(0, 40))
def test_the_order_of_the_list_changes_nothing(seed, names, count):
    drawn = draw_names(seed, names, count)

    assert drawn == draw_names(seed, NAMES, count)
    assert len(set(drawn)) == min(count, len(NAMES))


@given(seeds, lasts, st.integers(0, 60))
def test_numbers_lie_in_their_ranges_and_none_comes_twice(seed, lasts, count):
    drawn = draw_numbers(seed, "licence", lasts, count)

    assert len(set(drawn)) == len(drawn) == min(count, sum(lasts))
    assert all(1 <= serial <= lasts[place] for place, serial in drawn)


@pytest.mark.parametrize("count", [5, 7])
def test_every_unit_is_drawn_about_equally_often(count):
    draws = 4000
    drawn = Counter(
        name for n in range(draws) for name in draw_names(f"种子{n}", NAMES, count)
    )

    share = count / len(NAMES)
    spread = sqrt(draws * share * (1 - share))
    assert set(drawn) == set(NAMES)
    assert all(abs(each - draws * share) < _FAR * spread for each in drawn.values())


def test_every_number_is_drawn_about_equally_often():
    draws, lasts = 4000, (10, 40)
    drawn = Counter(
        each for n in range(draws) for each in draw_numbers(f"{n}", "penalty", lasts, 5)
    )

    share = 5 / sum(lasts)
    spread = sqrt(draws * share * (1 - share))
    assert len(drawn) == sum(lasts)
    assert all(abs(each - draws * share) < _FAR * spread for each in drawn.values())


def test_a_draw_is_the_sha256_that_anybody_can_take():
    # printf '种子\n丙' | sha256sum begins with 307f, that of 甲 with bd3b, of 乙 fa66.
    assert draw_names("种子", ["甲", "乙", "丙"], 3) == ["丙", "甲", "乙"]


RULE = {"units": 2, "numbers": {"licence": 5, "penalty": 5}}
GIVEN = {
    "units": ["甲局", "乙局", "丙局"],
    "ranges": [
        {
            "unit": unit,
            "category": kind,
            "prefix": "示",
            "year": 2022,
            "pad": 0,
            "last": 9,
        }
        for unit in ("甲局", "乙局", "丙局")
        for kind in ("licence", "penalty")
    ],
}
_REPEAT = (
    "import json, sys; from gongshi.oversight.draws import replay; "
    "print(json.dumps(replay(*json.load(sys.stdin))))"
)


@pytest.mark.parametrize("hash_seed", ["1", "4711"])
def test_another_process_draws_the_same(hash_seed):
    told = (NUMBERS, "种子", RULE, GIVEN)

    done = subprocess.run(
        [sys.executable, "-c", _REPEAT],
        input=json.dumps(told),
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout) == replay(*told)


def test_what_was_changed_is_named():
    kept = replay(NUMBERS, "种子", RULE, GIVEN)
    kept["numbers"][0]["serial"] += 1

    assert differences(replay(NUMBERS, "种子", RULE, GIVEN), kept) == ["numbers"]
