import numpy as np

from gongshi.identifiers import credit_code, identity_number, registration_number
from gongshi.samples import made_up_code
from gongshi.samples.numbers import (
    credit_codes,
    identity_numbers,
    registration_numbers,
)


def rng():
    return np.random.default_rng(1)


def test_credit_codes_are_right_different_and_of_nobody():
    codes = credit_codes(rng(), np.repeat([1, 2], 500))

    assert credit_code.are_valid(codes).all()
    assert codes.n_unique() == 1000
    assert codes.str.head(8).unique().sort().to_list() == ["91439900", "92439900"]


def test_credit_codes_hold_a_right_organisation_code():
    codes = credit_codes(rng(), np.repeat(1, 100))

    mistyped = [code[:17] + ("A" if code[17] != "A" else "B") for code in codes]
    assert [credit_code.mend(each) for each in mistyped] == codes.to_list()


def test_identity_numbers_are_right_and_of_nobody():
    numbers = identity_numbers(rng(), 1000)

    assert identity_number.are_valid(numbers).all()
    assert numbers.str.starts_with("439900").all()


def test_registration_numbers_are_right():
    assert registration_number.are_valid(registration_numbers(rng(), 1000)).all()


def test_a_made_up_code_is_right_for_any_number():
    codes = [made_up_code(number) for number in (0, 1, 40, 99_999_999)]

    assert [credit_code.fault(code) for code in codes] == [None] * 4
    assert {code[:8] for code in codes} == {"11439900"}
