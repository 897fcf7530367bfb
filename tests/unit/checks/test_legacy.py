"""Rows of 2016 read as rows of today, one by one and as a frame."""

import polars as pl
import pytest

from gongshi.checks import check, findings
from gongshi.checks.legacy import mapping_of, translate_frame, translate_row
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS, batch

COMPANY = {
    "XK_WSH": "平示许〔2018〕12号",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_JDRQ": "2018/3/1",
    "XK_ZT": "0",
}
PERSON = {"XK_XDR_MC": "李四", "XK_XDR_ZJHM": "11010519491231002X", "XK_ZT": "1"}
PENALTY = {"CF_XDR_SHXYM": "92440300MA5K12345X", "CF_JDRQ": "2018/3/1"}


def translated(category, raw):
    """Translate a row both ways, and give what was put in or replaced."""
    standard = load_standard(category)
    mapping = mapping_of(standard, "E2016")
    by_row = translate_row(raw, mapping, standard)
    frame = pl.DataFrame({code: [text] for code, text in raw.items()})
    frame = frame.cast(dict.fromkeys(raw, pl.String))
    by_column = translate_frame(frame, mapping, standard).row(0, named=True)

    added = {code: text for code, text in by_row.items() if text != raw.get(code)}
    assert {c: t for c, t in by_column.items() if t != raw.get(c)} == added
    return added


def test_a_licence_of_a_company_gets_todays_state_kind_and_first_day():
    assert translated("licence", COMPANY) == {
        "XK_ZT": "1",
        "XK_XDR_LB": "法人及非法人组织",
        "XK_YXQZ": "2018/3/1",
    }


def test_a_licence_of_a_person_gets_the_kinds_of_subject_and_of_document():
    assert translated("licence", PERSON) == {
        "XK_ZT": "2",
        "XK_XDR_ZJLX": "身份证",
        "XK_XDR_LB": "自然人",
    }


def test_a_penalty_of_a_business_is_told_by_its_code():
    assert translated("penalty", PENALTY) == {"CF_XDR_LB": "个体工商户"}


@pytest.mark.parametrize("text", ["0", " 0 ", "０", "0\u200b"])
def test_an_old_value_is_told_by_its_normal_form(text):
    assert translated("licence", {"XK_ZT": text}) == {"XK_ZT": "1"}


@pytest.mark.parametrize("text", ["9244 0300MA5K12345X", "９２440300ma5k12345x"])
def test_a_condition_looks_at_the_normal_form(text):
    assert translated("penalty", {"CF_XDR_SHXYM": text}) == {"CF_XDR_LB": "个体工商户"}


@pytest.mark.parametrize("text", ["", " ", "\u3000", None])
def test_a_blank_cell_says_nothing(text):
    raw = {"XK_XDR_ZJHM": text, "XK_XDR_SHXYM": text, "XK_JDRQ": text, "XK_ZT": text}

    assert translated("licence", raw) == {}


def test_what_the_unit_wrote_is_left_alone():
    raw = COMPANY | {"XK_XDR_LB": "个体工商户", "XK_YXQZ": "2017/1/1", "XK_ZT": "3"}

    assert translated("licence", raw) == {}


def test_todays_own_edition_is_not_translated():
    assert mapping_of(load_standard("licence"), "E2019") is None


@pytest.mark.parametrize(
    ("category", "rows"), [("licence", [COMPANY, PERSON]), ("penalty", [PENALTY])]
)
def test_a_file_of_2016_is_checked_alike_by_row_and_by_column(category, rows):
    standard = load_standard(category)

    told = [
        list(findings(check(each, standard, SURROUNDINGS)))
        for each in (
            batch(standard, rows, edition="E2016"),
            batch(standard, rows, edition="E2016", as_frame=True),
        )
    ]

    assert told[0] == told[1]
    assert {each.field for each in told[0]}.isdisjoint({"XK_ZT", "XK_XDR_LB"})
