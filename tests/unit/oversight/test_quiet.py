"""Quiet units: what is flagged, what only fluctuates, and how rare so few rows are."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from gongshi.oversight.quiet import find_quiet, tail, weeks_needed
from gongshi.policy.silence import silence_in_force
from gongshi.samples.decisions import working_days

LIMITS = silence_in_force(date(2026, 11, 21)).limits
WEEKS = weeks_needed(LIMITS)
RECENT = int(LIMITS["recent_weeks"])
ON = date(2026, 11, 23)


def workdays(on: date = ON) -> list[int]:
    """Count the working days of the weeks before a Monday, the latest first."""
    firsts = [on - timedelta(weeks=back + 1) for back in range(WEEKS)]
    return [len(working_days(each, each + timedelta(days=6))) for each in firsts]


def find(rows: np.ndarray, days: list[int], groups=None) -> pl.DataFrame:
    """Judge units by their weekly rows: one line of the table each."""
    units, weeks = rows.shape
    counts = pl.DataFrame(
        {
            "unit": np.repeat(np.arange(units), weeks),
            "week": np.tile(np.arange(weeks), units),
            "rows": rows.ravel(),
        }
    ).filter(pl.col("rows") > 0)
    register = pl.DataFrame(
        {"unit": np.arange(units), "group": groups or ["departments"] * units}
    )
    return find_quiet(counts, register, days, LIMITS)


def fluctuating(seed: int, units: int, days: list[int]) -> np.ndarray:
    """Draw a city in which everybody only fluctuates: by chance, season and habit.

    A third files as chance has it, a third scatters more widely, a third saves its rows
    up for the end of the month; all follow the seasons and the working days.
    """
    rng = np.random.default_rng(seed)
    rates = rng.uniform(0.2, 8, units)
    season = 1 + 0.2 * np.sin(2 * np.pi * np.arange(WEEKS) / 52 + rng.uniform(0, 6))
    means = rates[:, None] * np.array(days) / 5 * season
    kind = np.arange(units) % 3
    wide = rng.gamma(2, 1 / 2, means.shape)
    rows = rng.poisson(np.where(kind[:, None] == 1, means * wide, means))
    return np.where(kind[:, None] == 2, saved_up(rows), rows)


def saved_up(rows: np.ndarray) -> np.ndarray:
    """File the rows of four weeks at once."""
    saved = np.zeros_like(rows)
    for first in range(0, WEEKS, 4):
        saved[:, first] = rows[:, first : first + 4].sum(axis=1)
    return saved


def test_of_units_that_only_fluctuate_one_in_a_hundred_is_flagged_at_most():
    days = workdays()

    flags = [find(fluctuating(seed, 60, days), days)["is_quiet"] for seed in range(40)]

    assert sum(len(each) for each in flags) > 2000
    assert sum(each.sum() for each in flags) <= 0.01 * sum(len(each) for each in flags)


def test_a_drop_of_four_fifths_over_eight_weeks_is_found():
    """Units of three rows a week and more; the others of the city go on as ever."""
    days, found, planted = workdays(), 0, 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        city = fluctuating(seed, 60, days)
        dropped = np.array([0, 20, 40])
        rates = rng.uniform(3, 8, (3, 1))
        rows = rng.poisson(rates * np.array(days) / 5)
        rows[:, :RECENT] = rng.binomial(rows[:, :RECENT], 0.2)
        city[dropped] = saved_up(rows) if seed % 2 else rows
        quiet = find(city, days).filter("is_quiet")["unit"].to_list()
        found += len(set(quiet) & set(dropped.tolist()))
        planted += len(dropped)

    assert found >= 0.95 * planted


def steady(units: int, days: list[int], rate: float = 5) -> np.ndarray:
    return np.tile(np.round(rate * np.array(days) / 5).astype(int), (units, 1))


def test_what_was_expected_what_came_and_how_rare_it_is_are_told():
    days = workdays()
    rows = steady(5, days)
    rows[0, :RECENT] = 1

    (flag,) = find(rows, days).filter("is_quiet").to_dicts()

    assert (flag["unit"], flag["rows"], flag["peers"]) == (0, 8, 4)
    assert flag["expected"] == pytest.approx(sum(days[:RECENT]), rel=0.05)
    assert flag["share"] == pytest.approx(1, abs=0.05)
    assert flag["chance"] < 1e-5 > flag["peer_chance"]


def test_a_slump_of_all_is_nobodys():
    days = workdays()
    rows = steady(5, days)
    rows[:, :RECENT] //= 5

    assert find(rows, days)["is_quiet"].sum() == 0


@pytest.mark.parametrize("on", [date(2026, 3, 9), date(2026, 10, 12)])
def test_weeks_of_the_great_holidays_are_not_quiet_by_themselves(on):
    """The Spring Festival and the National Day lie in the latest weeks."""
    days = workdays(on)
    assert min(days[:RECENT]) <= 3
    rows = steady(5, days)

    found = find(rows, days)

    assert found["is_quiet"].sum() == 0
    assert found["chance"].min() > 0.2


@pytest.mark.parametrize(("a_year_ago", "is_quiet"), [(2, False), (5, True)])
def test_the_same_season_of_a_year_ago_speaks_for_a_unit(a_year_ago, is_quiet):
    days = workdays()
    rows = steady(5, days)
    rows[0, :RECENT] = 1
    rows[0, 52 - 2 : 52 + RECENT + 2] = a_year_ago

    (first, *_) = find(rows, days).to_dicts()

    assert first["expected"] > LIMITS["expected_at_least"]
    assert first["is_quiet"] is is_quiet


def test_one_great_filing_of_old_rows_is_not_what_a_unit_always_does():
    days = workdays()
    rows = steady(5, days, rate=1)
    rows[0, 20] = 5000

    (first, *_) = find(rows, days).to_dicts()

    assert first["expected"] < 10


def test_a_unit_without_enough_past_is_not_judged():
    days = workdays()
    rows = steady(5, days)
    rows[0, RECENT + int(LIMITS["history_at_least"]) :] = 0
    rows[1, :] = 0

    assert find(rows, days)["unit"].to_list() == [2, 3, 4]


def test_a_group_of_few_is_compared_with_everybody():
    days = workdays()
    rows = steady(6, days)
    groups = ["counties", "counties", *["departments"] * 4]

    found = find(rows, days, groups)

    assert found["peers"].to_list() == [5, 5, 3, 3, 3, 3]
    assert found["is_of_group"].to_list() == [False, False, True, True, True, True]


def test_alone_nobody_is_quiet():
    days = workdays()
    rows = steady(1, days)
    rows[0, :RECENT] = 0

    assert find(rows, days)["is_quiet"].to_list() == [False]


@pytest.mark.parametrize(
    ("rows", "mean", "spread", "chance"),
    [
        # Poisson: e^-2; e^-2 (1 + 2); e^-10 (1 + 10 + 50).
        (0, 2, 1, 0.1353353),
        (1, 2, 1, 0.4060058),
        (2, 10, 1, 0.0027694),
        # Variance twice the mean 2: (1/2)^2 of a negative binomial of size 2; and
        # (1/2)^2 (1 + 2/2).
        (0, 2, 2, 0.25),
        (1, 2, 2, 0.5),
        (10, 10, 1, 1),
        (0, 0, 1, 1),
    ],
)
def test_the_chance_of_so_few_rows_is_that_of_the_books(rows, mean, spread, chance):
    assert tail(rows, mean, spread) == pytest.approx(chance, abs=1e-6)
