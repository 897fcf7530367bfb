"""Repeats inside a file, slice by slice, and against the ledger."""

import pytest

from gongshi.checks import check, findings
from gongshi.checks.identity import content
from gongshi.checks.plan import plan
from gongshi.checks.repeats import Hit, Known, Repeats
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS, batch, whole
from tests.spec.judging import fed

LICENCE = load_standard("licence")
PLAN = plan(LICENCE)
ROW = whole("licence")
OTHER = ROW | {"XK_WSH": "平示许〔2025〕13号", "XK_NR": "散装食品销售"}
CHANGED = ROW | {"XK_NR": "散装食品销售"}


def told(*slices):
    """Feed slices of rows and give what each is told, by rule."""
    repeats, start, said = Repeats(PLAN), 0, []
    for raws in slices:
        hits = fed(repeats, raws, start, PLAN)
        said.append(
            [(hit.place, PLAN.all[hit.check].rule.id, hit.first) for hit in hits]
        )
        start += len(raws)
    return said


def test_a_row_repeats_one_of_an_earlier_slice():
    assert told([ROW, OTHER], [OTHER], [ROW, ROW]) == [
        [],
        [(2, "U-06", 1)],
        [(3, "U-06", 0), (4, "U-06", 0)],
    ]


def test_a_row_contradicts_one_of_an_earlier_slice():
    assert told([ROW], [CHANGED]) == [[], [(1, "U-06b", 0)]]


def test_a_row_is_near_one_of_an_earlier_slice():
    near = ROW | {"XK_WSH": "平示许〔2025〕14号"}

    assert told([ROW, OTHER], [near]) == [[], [(2, "U-07", 0)]]


def test_empty_slices_do_no_harm():
    assert told([], [ROW], [], [ROW]) == [[], [], [], [(1, "U-06", 0)]]


def test_parties_are_counted_over_all_slices():
    parties = [ROW | {"XK_XDR_SHXYM": None, "XK_XDR_MC": f"公司{n}"} for n in range(52)]

    first, second, third = told(parties[:30], parties[30:50], parties[50:])

    assert first == second == []
    assert third == [(50, "U-08", 0), (51, "U-08", 0)]


@pytest.mark.parametrize("as_frame", [False, True])
def test_a_row_that_is_returned_is_compared_with_none(as_frame):
    faulty = ROW | {"XK_XKLB": "备案"}
    file = batch(LICENCE, [faulty, ROW, faulty, ROW], as_frame=as_frame)

    checked = check(file, LICENCE, SURROUNDINGS)

    assert checked.outcomes == ["faulty", "accepted", "faulty", "duplicate"]
    assert [hit.first for hit in checked.hits.values()] == [1]


@pytest.mark.parametrize("as_frame", [False, True])
def test_the_ledger_is_asked_once_for_each_record(as_frame):
    file = batch(LICENCE, [ROW, ROW, OTHER, CHANGED], as_frame=as_frame)
    checked = check(file, LICENCE, SURROUNDINGS)
    keys = checked.keys()
    known = {
        keys[0].identity: Known(keys[0].content, "批次 1 第 2 行", checked.rows[0]),
        keys[2].identity: Known(
            content(checked.rows[0], LICENCE), "批次 1 第 3 行", checked.rows[0]
        ),
    }

    again = checked.against(known, keys)

    said = {each.rule: each.message for each in findings(again) if each.rule > "U"}
    assert again.outcomes == ["duplicate", "duplicate", "accepted", "faulty"]
    assert said["U-04"] == "与已报送记录重复（批次 1 第 2 行），内容一致，已忽略"
    assert said["U-05"] == (
        "与原记录（批次 1 第 3 行）不一致：行政许可决定文书号、许可内容；"
        "已按更正处理，原记录留档，请确认"
    )


def test_a_hit_names_its_row_and_its_rule():
    repeats = Repeats(PLAN)

    hits = fed(repeats, [ROW], 7, PLAN) + fed(repeats, [ROW], 9, PLAN)

    number = next(n for n, each in enumerate(PLAN.all) if each.rule.id == "U-06")
    assert hits == [Hit(place=9, check=number, first=7)]
