import polars as pl
import pytest

from gongshi.identifiers import credit_code

GOOD = [
    "914403001922038216",
    "91350100M000100Y43",
    "9144030071526726XG",
    "91330100716105852F",
    "9152000071430580XT",
    "91110000710926094P",
    "9144030010001686XA",
    "91440300100012316L",
    "91440300192181490G",
    "91440400192548256N",
    "91440606722473344C",
    "91100000100003962T",
    "911100001000044477",
    "91440300192317458F",
    "91320000134762764K",
    "12100000400010275N",
    "11230500001755309F",
    "11320100MB1886843H",
    "11500226753092798P",
]
FAULTS = {
    "914403001922038217": "校验位应为 6，现为 7",
    "91440300192203821O": "不能含字母 O（是否把 0 写错）",
    "91440300192203826": "应为18位，现为17位",
    "915200007143O580XT": "不能含字母 O（是否把 0 写错）",
    "9144030019220382V6": "不能含字母 V",
    "11100000000013039P": "校验位应为 Y，现为 P",
    "914403001922308216": "校验位不符，第9至17位也有误，请逐位核对",
    "91440A001922038216": "第3至8位是行政区划代码，应全为数字",
    "9144030019220382*6": "第17位「*」不是数字或大写字母",
    "00000000000000000X": "是占位代码，不是真实代码",
    "000000000000000000": "是占位代码，不是真实代码",
    "": "应为18位，现为0位",
}


@pytest.mark.parametrize("code", GOOD)
def test_a_public_code_is_valid(code):
    assert credit_code.fault(code) is None
    assert credit_code.is_valid(code)
    assert credit_code.is_known_department(code)
    assert credit_code.check_character(code[:17]) == code[17]


@pytest.mark.parametrize(("code", "why"), FAULTS.items())
def test_a_wrong_code_is_explained(code, why):
    assert credit_code.fault(code) == why
    assert not credit_code.is_valid(code)


def test_the_placeholder_is_known_by_itself():
    assert credit_code.is_placeholder("00000000000000000X")
    assert not credit_code.is_placeholder("000000000000000000")


@pytest.mark.parametrize("code", ["38", "B1", "9", ""])
def test_an_unlisted_department_is_unknown(code):
    assert not credit_code.is_known_department(code)


@pytest.mark.parametrize(
    ("code", "meant"),
    [
        ("915200007143O580XT", "9152000071430580XT"),
        ("9I440300I92203821G", None),
        ("9I440300I922O38216", "914403001922038216"),
        ("91440300192203821O", "914403001922038216"),
        ("914403001922038217", "914403001922038216"),
        ("91100000100003962A", "91100000100003962T"),
        ("99440300192203821A", "99440300192203821D"),
        ("98440300192203821A", None),
        ("91990300192203821A", None),
        ("914403001922308216", None),
        ("9144030019220382V6", None),
        ("914403001922038216", None),
        ("00000000000000000X", None),
        ("91440300192203826", None),
    ],
)
def test_only_a_computable_slip_is_mended(code, meant):
    assert credit_code.mend(code) == meant


def test_a_column_is_judged_in_order():
    codes = pl.Series([*GOOD, None, *FAULTS, "中国人民银行"])

    verdicts = credit_code.are_valid(codes).to_list()

    assert verdicts == [True] * len(GOOD) + [None] + [False] * (len(FAULTS) + 1)


def test_an_empty_column_gives_an_empty_column():
    assert credit_code.are_valid(pl.Series([], dtype=pl.String)).to_list() == []
