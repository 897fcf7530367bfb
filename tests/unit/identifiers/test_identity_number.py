import datetime

import polars as pl
import pytest

from gongshi.identifiers import identity_number

FAULT_BY_NUMBER = {
    "11010519491231002X": None,
    "440524188001010014": None,
    "810000199408230021": None,
    "830000199201300022": None,
    "110105491231002": None,
    "110105194912310021": "校验位应为 X，现为 1",
    "11010519491231002": "应为18位（旧证15位），现为17位",
    "1101051949123100X2": "应全为数字，仅第18位可为 X",
    "99010519491231002X": "前两位 99 不是省级行政区划代码",
    "110105194913310021": "出生日期不是真实日期",
    "110105190002290021": "出生日期不是真实日期",
    "110105184912310021": "出生日期不是真实日期",
    "110105491331002": "出生日期不是真实日期",
    "１1010519491231002X": "应全为数字，仅第18位可为 X",
}


@pytest.mark.parametrize(("number", "why"), FAULT_BY_NUMBER.items())
def test_a_number_is_explained(number, why):
    assert identity_number.fault(number) == why
    assert identity_number.is_valid(number) == (why is None)


@pytest.mark.parametrize(
    ("on", "why"),
    [
        (datetime.date(1949, 12, 31), None),
        (datetime.date(1949, 12, 30), "出生日期晚于1949-12-30"),
    ],
)
def test_nobody_is_judged_before_birth(on, why):
    assert identity_number.fault("11010519491231002X", on) == why


def test_a_column_is_judged_in_order():
    numbers = pl.Series([*FAULT_BY_NUMBER, None, "中国人民银行"])

    verdicts = identity_number.are_valid(numbers).to_list()

    expected = [why is None for why in FAULT_BY_NUMBER.values()]
    assert verdicts == [*expected, None, False]


@pytest.mark.parametrize(
    ("number", "eighteen"),
    [
        ("110105491231002", "11010519491231002X"),
        ("11010519491231002X", "11010519491231002X"),
        ("11010549123100X", "11010549123100X"),
    ],
)
def test_the_old_form_is_written_in_eighteen(number, eighteen):
    assert identity_number.to_eighteen(number) == eighteen


def test_birth_dates_are_read_from_both_forms():
    numbers = pl.Series(
        ["11010519491231002X", "110105491231002", "110105200002290021", "1", None]
    )

    days = identity_number.births(numbers).to_list()

    assert days == [19491231, 19491231, 20000229, None, None]


@pytest.mark.parametrize(
    ("on", "minor"),
    [
        (datetime.date(2018, 2, 28), True),
        (datetime.date(2018, 3, 1), False),
        (datetime.date(2000, 2, 29), True),
    ],
)
def test_a_leap_day_child_is_grown_on_the_first_of_march(on, minor):
    number = "110105200002290021"

    column = pl.select(identity_number.are_minors(pl.lit(number), pl.lit(on)))

    assert identity_number.is_minor(number, on) == minor
    assert column.item() == minor


def test_a_number_without_a_birth_date_is_no_minor():
    assert not identity_number.is_minor("110105200002300021", datetime.date(2010, 1, 1))
