from fractions import Fraction

import pytest

from gongshi.assessment.points import printed


@pytest.mark.parametrize(
    ("points", "text"),
    [
        (None, "-"),
        (0, "0"),
        (100, "100"),
        (Fraction(250, 3), "83.33"),
        (Fraction(1, 200), "0.01"),
        (Fraction(499999, 10**8), "0"),
        (Fraction(199, 2), "99.50"),
        (Fraction(19999, 200), "100"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction(-10), "-10"),
    ],
)
def test_points_are_rounded_half_up_to_two_places(points, text):
    assert printed(points, 2) == text


def test_no_places_print_whole_points():
    assert printed(Fraction(5, 2), 0) == "3"
