"""Widths and heights by which nothing is cut."""

import pytest

from gongshi.checks.workbooks.measures import HIGHEST, fitting, height, lines, width


@pytest.mark.parametrize(
    ("text", "measured"),
    [("", 0), ("GB 32100", 8), ("许可", 4), ("〔2023〕1号", 11), ("（，）", 6)],
)
def test_chinese_counts_twice(text: str, measured: float):
    assert width(text) == measured


@pytest.mark.parametrize(
    ("text", "column", "counted"),
    [("", 10, 1), ("a\nb\n", 10, 3), ("许" * 10, 24, 1), ("许" * 11, 24, 2),
     ("许" * 3, 1, 2)],
)  # fmt: skip
def test_long_text_takes_several_lines(text: str, column: float, counted: int):
    assert lines(text, column) == counted


def test_row_is_as_high_as_its_longest_cell_and_no_higher_than_allowed():
    assert height([("一", 10), ("一\n二\n三", 10)]) == 3 * 16 + 6
    assert height([]) == 16 + 6
    assert height([("一" * 9_000, 10)]) == HIGHEST


def test_column_is_as_wide_as_its_content_between_its_bounds():
    bounds = (8, 22, 40)

    assert fitting("类别", [], bounds) == 8
    assert fitting("类别", ["914403001922038216"], bounds) == pytest.approx(21.58)
    assert fitting("类别", ["一" * 30], bounds) == 22
    assert fitting("很长的栏目名称" * 4, [], bounds) == 17


def test_column_grows_when_a_cell_would_take_too_many_lines():
    assert fitting("内容", ["一" * 300], (8, 22, 40, 60)) == 40
    assert fitting("内容", ["一" * 9_000], (8, 22, 40, 60)) == 60
