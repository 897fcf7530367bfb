from datetime import date

import polars as pl
import pytest

from gongshi.checks import check
from gongshi.checks.cells import Surroundings
from gongshi.intake import read
from gongshi.policy.standards import load_standard
from gongshi.samples import SampleUnit, made_up_code, sample_frame, soil, with_dirt
from gongshi.samples.faults import faults

CATEGORIES = [
    "licence", "penalty", "compulsion", "confirmation", "adjudication", "award",
    "inspection", "levy", "payment", "compensation", "other_act",
]  # fmt: skip
UNITS = (SampleUnit("示例市市场监管局", made_up_code(1), "示市监"),)


def good(category, rows=4000):
    decided = (date(2025, 1, 1), date(2026, 11, 20))
    return sample_frame(category, rows, seed=1, units=UNITS, decided=decided)


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_fault_has_the_outcome_it_names(category):
    soiled = soil(good(category), share=0.5, seed=2)
    standard = load_standard(category)
    content = soiled.frame.write_csv().encode()

    file = read(content, file_name="a.csv", standard=standard)
    outcomes = check(file, standard, Surroundings(on=date(2026, 11, 20))).outcomes

    found = {(each.key, outcomes[place]) for place, each in soiled.faults.items()}
    assert found == {(each.key, each.outcome) for each in faults(standard)}
    spared = [out for place, out in enumerate(outcomes) if place not in soiled.faults]
    assert set(spared) == {"accepted"}


def test_dirt_keeps_the_number_of_rows_and_spares_the_rest():
    frame = good("licence")

    soiled = soil(frame, seed=2)

    spared = [place for place in range(frame.height) if place not in soiled.faults]
    assert soiled.frame.height == frame.height
    assert 0.03 < len(soiled.faults) / frame.height < 0.07
    assert soiled.frame[spared].equals(frame[spared])


def test_the_same_seed_makes_the_same_dirt():
    frame = good("penalty")

    assert with_dirt(frame, seed=2).equals(with_dirt(frame, seed=2))
    assert not with_dirt(frame, seed=2).equals(with_dirt(frame, seed=3))


@pytest.mark.parametrize("rows", [0, 1, 3])
def test_few_rows_can_all_be_spoilt(rows):
    soiled = soil(good("licence", rows), share=1.0, seed=5)

    assert soiled.frame.height == len(soiled.faults) == rows
    assert not any(each.copies for each in soiled.faults.values())


def test_a_share_of_nothing_changes_nothing():
    frame = good("licence", 50)

    assert with_dirt(frame, share=0.0, seed=1).equals(frame)


def test_rows_of_an_unknown_category_are_refused():
    with pytest.raises(AssertionError, match="no known category"):
        with_dirt(pl.DataFrame({"XX": ["1"]}), seed=1)
