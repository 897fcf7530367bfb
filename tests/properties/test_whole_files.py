"""A file checked by row and by column gives the same words, and no row gets lost."""

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongshi.checks import OUTCOMES, check, findings
from gongshi.checks.streaming import Stream
from gongshi.policy.standards import categories, load_standard
from tests.properties.rows import SURROUNDINGS, batch, rows, whole
from tests.spec.judging import frame_of

ALWAYS = (HealthCheck.too_slow, HealthCheck.data_too_large)


@pytest.mark.parametrize("category", categories())
def test_a_file_is_checked_alike_by_row_and_by_column(category):
    standard = load_standard(category)
    again = st.lists(st.integers(0, 5), max_size=4)

    @settings(max_examples=80, deadline=None, database=None,
              suppress_health_check=ALWAYS)  # fmt: skip
    @given(st.lists(rows(category), min_size=1, max_size=12), again)
    def judge(raws, repeated):
        raws = raws + [raws[place % len(raws)] for place in repeated]
        by_row = check(batch(standard, raws), standard, SURROUNDINGS)
        by_column = check(batch(standard, raws, as_frame=True), standard, SURROUNDINGS)

        told = list(findings(by_row))
        slices = [raws[start : start + 5] for start in range(0, len(raws), 5)]
        stream = Stream(by_row.plan, SURROUNDINGS)
        shown = pl.concat(stream.annotate(frame_of(each, standard) for each in slices))

        assert list(findings(by_column)) == told
        assert by_column.outcomes == by_row.outcomes
        assert shown["outcome"].to_list() == by_row.outcomes
        assert shown["rules"].to_list() == labels(by_row)
        assert_complete(by_row, told)

    judge()


def labels(checked):
    """Write the rules that each row breaks as a streamed file shows them."""
    places = (checked.failures.get(place, ()) for place in range(len(checked)))
    every = checked.plan.all
    return [";".join(every[each].label for each in found) or None for found in places]


def assert_complete(checked, told):
    """Every row has one outcome, and every returned row a reason with its place."""
    counts = {each: checked.outcomes.count(each) for each in OUTCOMES}
    assert sum(counts.values()) == len(checked)
    returned = {each.place for each in told if each.severity == "return"}
    faulty = {at for at, each in enumerate(checked.outcomes) if each == "faulty"}
    assert returned == faulty
    for each in told:
        assert each.row_number == checked.row_numbers[each.place]
        assert each.field
        assert each.message
        assert each.source
        assert each.rule


@pytest.mark.parametrize("category", categories())
def test_a_whole_row_breaks_no_rule(category):
    standard = load_standard(category)

    checked = check(batch(standard, [whole(category)]), standard, SURROUNDINGS)

    assert list(findings(checked)) == []
