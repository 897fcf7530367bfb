"""Long slices take other roads than short ones and say the same."""

from datetime import date

import polars as pl
import pytest

from gongshi.checks.by_slice import check_slice
from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import plan
from gongshi.policy.standards import load_standard
from tests.spec.judging import MANY, frame_of
from tests.spec.truth_tables import Table, standard_of

AROUND = Surroundings(date(2026, 11, 20))
STARRED = Table("lacks", 1, {"parts": ["*"]}, ("own: name", "holds"), ())
#: A column of few texts, of many, of few and then many more than there are slots.
COLUMNS = {
    "few": ["甲公司", "甲*公司", " 乙＊公司", "丙(示例)公司"] * (MANY // 4),
    "many": [f"公司{n}" + "*" * (n % 7 == 0) for n in range(MANY)],
    "few, then many": ["甲公司"] * MANY
    + [f"(公司{n}" + "＊" * (n % 7 == 0) for n in range(70_000)],
}
BLANKS = {"filled": 0, "every fifth blank": 5, "every second blank": 2}


@pytest.mark.parametrize("texts", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("every", BLANKS.values(), ids=BLANKS)
def test_a_long_column_is_normal_and_judged_whatever_it_holds(texts, every):
    ready = plan(standard_of(STARRED))
    cells = [
        None if every and not at % every else text for at, text in enumerate(texts)
    ]

    checked = check_slice(pl.DataFrame({"own": cells}), ready, AROUND)

    meant = [
        text and text.strip().translate(str.maketrans("＊()", "*（）"))
        for text in cells
    ]
    starred = [at for at, text in enumerate(meant) if text and "*" in text]
    assert checked.frame["own"].to_list() == meant
    assert checked.failures.rows.tolist() == starred


def test_a_slice_without_rows_or_columns_breaks_nothing():
    standard = load_standard("licence")

    for raw in (frame_of([], standard), pl.DataFrame()):
        checked = check_slice(raw, plan(standard), AROUND)

        assert checked.frame.height == 0
        assert len(checked.failures.rows) == 0


def test_columns_that_no_field_has_are_carried_along():
    standard = load_standard("licence")
    raw = pl.DataFrame({"XK_NR": [" 甲 ", None], "自编号": [" 1 ", ""]})

    frame = check_slice(raw, plan(standard), AROUND).frame

    assert frame["自编号"].to_list() == [" 1 ", ""]
    assert frame["XK_NR"].to_list() == ["甲", None]
    assert frame.height == 2


def test_a_date_and_an_amount_stand_beside_their_text():
    standard = load_standard("penalty")
    raw = pl.DataFrame({"CF_JDRQ": ["2023/12/1", "长期"], "CF_NR_FK": ["1,200", "2元"]})

    frame = check_slice(raw, plan(standard), AROUND).frame

    assert frame["CF_JDRQ@date"].to_list() == [date(2023, 12, 1), None]
    assert frame["CF_NR_FK@amount"].to_list() == [1200.0, None]
    assert frame["CF_JDRQ"].to_list() == ["2023-12-01", "长期"]
