import polars as pl
import pytest

from gongshi.identifiers import registration_number

FAULT_BY_NUMBER = {
    "440301103097413": None,
    "110108000000016": None,
    "440301103448669": None,
    "4403011030974": None,
    "企合粤深总字第100001号": None,
    "440301103097414": "校验位应为 3，现为 4",
    "44030110309741": "应为15位数字，现为14位",
    "44030110309741A": "应为15位数字",
    "": "应为15位数字",
    "ABCDEFGHIJKLMN\0": "应为15位数字",
}


@pytest.mark.parametrize(("number", "why"), FAULT_BY_NUMBER.items())
def test_a_number_is_explained(number, why):
    assert registration_number.fault(number) == why


@pytest.mark.parametrize(
    ("number", "form"),
    [
        ("440301103097413", "modern"),
        ("4403011030974", "old"),
        ("企合粤深总字第100001号", "local"),
        ("44030110309741", None),
        ("4403011030974１3", None),
    ],
)
def test_the_form_is_named(number, form):
    assert registration_number.classify(number) == form
    assert registration_number.is_modern(number) == (form == "modern")


def test_the_check_digit_is_computed_from_fourteen():
    assert registration_number.check_digit("44030110309741") == "3"


def test_a_column_is_judged_in_order():
    numbers = pl.Series([*FAULT_BY_NUMBER, None, "工商注册号"])

    verdicts = registration_number.are_valid(numbers).to_list()

    expected = [why is None for why in FAULT_BY_NUMBER.values()]
    assert verdicts == [*expected, None, True]
