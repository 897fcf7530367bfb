import polars as pl
import pytest

from gongshi.identifiers import organisation_code

GOOD = [
    "71526726X",
    "192203821",
    "710926094",
    "10001686X",
    "MB1886843",
    "M000100Y4",
]
FAULTS = {
    "715267261": "校验位应为 X，现为 1",
    "71526726": "应为9位，现为8位",
    "7152672-X": "前8位应为数字或大写字母，末位应为数字或 X",
    "000000000": "全部为0，不是真实代码",
}


@pytest.mark.parametrize("code", GOOD)
def test_a_public_code_is_valid(code):
    assert organisation_code.fault(code) is None
    assert organisation_code.check_character(code[:8]) == code[8]


@pytest.mark.parametrize(("code", "why"), FAULTS.items())
def test_a_wrong_code_is_explained(code, why):
    assert organisation_code.fault(code) == why


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("19220382I", "192203821"),
        ("19220382O", None),
        ("192203822", None),
        ("192203821", None),
    ],
)
def test_only_a_letter_in_the_last_place_is_mended(code, meant):
    assert organisation_code.mend(code) == meant


def test_a_column_is_judged_in_order():
    codes = pl.Series([*GOOD, None, *FAULTS, "中国人"])

    verdicts = organisation_code.are_valid(codes).to_list()

    assert verdicts == [True] * len(GOOD) + [None] + [False] * (len(FAULTS) + 1)
