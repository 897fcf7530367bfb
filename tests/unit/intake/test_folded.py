"""Folded rows are those that were folded, wherever they are opened."""

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.intake.folded import Folded

ROWS = st.lists(st.tuples(st.none() | st.text(), st.text()), max_size=8)


@given(ROWS, st.data())
def test_folded_rows_are_the_same_after_a_journey(rows, data):
    wanted = data.draw(
        st.sets(st.sampled_from(range(len(rows)))) if rows else st.just([])
    )

    come = pickle.loads(pickle.dumps(Folded(rows, wanted)))

    assert list(come) == rows
    assert len(come) == len(rows)


def test_wanted_rows_are_read_without_unfolding_the_others():
    come = Folded(["甲", "乙", "丙"], {1})

    assert come[1] == "乙"
    assert "_all" not in vars(come)
    assert come[0] == "甲"
    assert "_all" in vars(come)


def test_there_is_no_row_behind_the_last():
    with pytest.raises(IndexError):
        Folded(["甲"])[1]
