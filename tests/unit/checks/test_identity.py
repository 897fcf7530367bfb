"""Which record a row is about: equal keys are the same record."""

import pytest

from gongshi.checks.by_row import normalise_row
from gongshi.checks.by_slice import check_slice
from gongshi.checks.identity import content, identity, key_of, trace_columns
from gongshi.checks.plan import plan
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS
from tests.spec.judging import frame_of

LICENCE = load_standard("licence")
ROW = {
    "XK_WSH": "平示许〔2023〕12号",
    "XK_XDR_MC": "示例食品有限公司",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_XKJGDM": "11230500001755309F",
    "XK_JDRQ": "2023-12-01",
    "XK_NR": "预包装食品销售",
}
PERSON = {"XK_XDR_SHXYM": None, "XK_XDR_ZJLX": "身份证", "XK_XDR_ZJHM": "1"}
#: What is changed, and which keys then differ.
CHANGES = [
    ({}, set()),
    ({"XK_WSH": "平示许[2023]第012号"}, {"document"}),
    ({"XK_JDRQ": "2023/12/1"}, set()),
    ({"XK_XDR_SHXYM": " 914403001922038216 "}, set()),
    ({"XK_WSH": "平示许〔2023〕13号"}, {"identity", "content", "document"}),
    ({"XK_XKBH": "JY1"}, {"identity", "content"}),
    ({"XK_NR": "散装食品销售"}, {"content", "near"}),
    ({"XK_JDRQ": "2023-12-02"}, {"content", "near"}),
    ({"BZ": "补报"}, {"content"}),
    ({"XK_XDR_MC": "甲公司"}, {"content"}),
    ({"XK_XKJGDM": None}, {"identity", "content", "near", "document"}),
    (PERSON, {"identity", "content", "near", "subject"}),
    ({"XK_XDR_SHXYM": None}, {"identity", "content", "near", "subject"}),
]  # fmt: skip
KEYS = ("identity", "content", "near", "document", "subject")
#: The number is no part of the other traces.
TRACED = {"near", "document", "subject"}


@pytest.mark.parametrize(("changed", "differing"), CHANGES)
def test_a_change_shows_in_the_keys_it_belongs_to(changed, differing):
    raws = [ROW, ROW | changed]
    rows = [normalise_row(raw, LICENCE) for raw in raws]
    one, other = (key_of(row, 0, LICENCE) for row in rows)
    first, second = traces(raws)

    assert {
        key for key in KEYS if getattr(one, key) != getattr(other, key)
    } == differing
    assert {key for key in TRACED if first[key] != second[key]} == differing & TRACED


def traces(raws):
    """Take the hashes of rows as a batch does."""
    frame = check_slice(frame_of(raws, LICENCE), plan(LICENCE), SURROUNDINGS).frame
    return frame.select(trace_columns(LICENCE)).rows(named=True)


def subject(**cells):
    row = normalise_row(
        {f"XK_XDR_{code}": text for code, text in cells.items()}, LICENCE
    )
    return key_of(row, 0, LICENCE).subject


def test_the_subject_is_the_code_else_the_certificate_else_the_name():
    person = {"ZJLX": "身份证", "ZJHM": "11010519491231002x", "MC": "李四"}

    assert subject(SHXYM="914403001922038216", **person) == "914403001922038216"
    assert subject(**person) == "身份证:11010519491231002X"
    assert subject(SHXYM="00000000000000000X", **person) == "身份证:11010519491231002X"
    assert subject(SHXYM="00000000000000000X", MC="甲(乙)") == "甲（乙）"
    assert subject() == ""


def test_two_companies_without_a_code_are_told_apart_by_name():
    assert subject(MC="甲公司") != subject(MC="乙公司")


def test_a_row_without_day_authority_or_content_has_no_near_key():
    for code in ("XK_JDRQ", "XK_XKJGDM", "XK_NR"):
        raw = ROW | {code: None}

        (trace,) = traces([raw])

        assert key_of(normalise_row(raw, LICENCE), 0, LICENCE).near is None
        assert trace["near"] is None


def test_the_parts_of_a_key_do_not_run_together():
    rows = [{"XK_WSH": "甲1", "XK_XDR_MC": "2"}, {"XK_WSH": "甲", "XK_XDR_MC": "12"}]

    assert len({identity(row, LICENCE) for row in rows}) == 2
    assert len({content(row, LICENCE) for row in rows}) == 2
