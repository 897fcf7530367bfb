from datetime import date

import polars as pl
import pytest

from gongshi.checks import check, findings
from gongshi.checks.cells import Surroundings
from gongshi.intake import read
from gongshi.policy.standards import load_standard
from gongshi.samples import SampleUnit, made_up_code, sample_frame

CATEGORIES = [
    "licence", "penalty", "compulsion", "confirmation", "adjudication", "award",
    "inspection", "levy", "payment", "compensation", "other_act",
]  # fmt: skip
ON = date(2026, 11, 20)
DECIDED = (date(2024, 12, 1), date(2026, 11, 20))
UNITS = (
    SampleUnit("示例市市场监管局", made_up_code(1), "示市监", "market", 3.0),
    SampleUnit("示例市公安局", made_up_code(2), "示公", "police"),
    SampleUnit("示例区", made_up_code(3), "示区"),
)


def checked(category, frame):
    standard = load_standard(category)
    file = read(frame.write_csv().encode(), file_name="a.csv", standard=standard)
    return check(file, standard, Surroundings(on=ON))


@pytest.mark.parametrize("category", CATEGORIES)
def test_rows_break_no_rule(category):
    frame = sample_frame(category, 5000, seed=1, units=UNITS, decided=DECIDED)

    result = checked(category, frame)

    assert result.outcomes == ["accepted"] * 5000
    # Notes tell what is not published; they are no faults.
    assert {each.severity for each in findings(result)} <= {"note"}


@pytest.mark.parametrize("category", CATEGORIES)
def test_columns_are_all_fields_of_the_standard_as_text(category):
    frame = sample_frame(category, 10, seed=1, units=UNITS, decided=DECIDED)

    codes = [field.code for field in load_standard(category).fields]
    assert frame.schema == dict.fromkeys(codes, pl.String)


def test_the_same_seed_gives_the_same_rows_and_another_gives_others():
    def draw(seed):
        return sample_frame("licence", 100, seed=seed, units=UNITS, decided=DECIDED)

    assert draw(1).equals(draw(1))
    assert not draw(1).equals(draw(2))


def test_decisions_lie_on_working_days_of_the_span():
    # 2026-10-01 to 07 was a holiday; 10 October, a Saturday, was worked.
    span = (date(2026, 10, 1), date(2026, 10, 11))

    frame = sample_frame("penalty", 300, seed=1, units=UNITS, decided=span)

    days = frame["CF_JDRQ"].unique().sort().to_list()
    assert days == ["2026/10/08", "2026/10/09", "2026/10/10"]


def test_a_span_without_working_days_has_its_last_day():
    span = (date(2026, 10, 3), date(2026, 10, 4))

    frame = sample_frame("penalty", 5, seed=1, units=UNITS, decided=span)

    assert set(frame["CF_JDRQ"]) == {"2026/10/04"}


def test_a_year_without_calendar_has_mondays_to_fridays():
    span = (date(2090, 1, 6), date(2090, 1, 9))

    frame = sample_frame("licence", 50, seed=1, units=UNITS[:1], decided=span)

    assert set(frame["XK_JDRQ"]) == {"2090/01/06", "2090/01/09"}


def test_numbers_have_no_gaps_and_follow_the_days():
    frame = sample_frame(
        "licence", 200, seed=1, units=UNITS[:1], decided=DECIDED, first_serial=31
    )

    parts = frame.select(
        pl.col("XK_JDRQ").str.head(4).alias("year"),
        pl.col("XK_JDRQ").alias("day"),
        pl.col("XK_WSH").str.extract("〕([0-9]+)号").cast(pl.Int64).alias("serial"),
    ).sort("year", "serial")
    for _, year in parts.group_by("year"):
        assert year["serial"].to_list() == list(range(31, 31 + year.height))
        assert year["day"].is_sorted()


def test_units_decide_their_own_matters_by_their_weight():
    frame = sample_frame("penalty", 4000, seed=1, units=UNITS, decided=DECIDED)

    by_unit = dict(frame["CF_SJLY"].value_counts().iter_rows())
    police = frame.filter(pl.col("CF_SJLY") == "示例市公安局")
    assert by_unit["示例市市场监管局"] > 2 * by_unit["示例市公安局"]
    assert police["CF_WFXW"].unique().to_list() == ["旅馆未按规定登记住宿人员信息"]
