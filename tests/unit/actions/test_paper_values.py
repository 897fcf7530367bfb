"""What a paper says is read as its policy declares it, and every fault is told."""

import pytest

from gongshi.actions.paper_values import named_values, read_values
from gongshi.policy.papers import Paper, PaperField
from gongshi.policy.terms import Source

PAPER = Paper(
    key="check",
    title="核查",
    needs_file=False,
    adds_up=False,
    fields=(
        PaperField("due", "应报送", ("应报",), "count"),
        PaperField("omitted", "漏报", (), "count", no_more_than="due"),
        PaperField("on", "核查日", (), "day", required=False),
        PaperField("who", "核查人", (), "text", required=False),
    ),
    rates=(),
    source=Source("", "", ""),
    sure="inf",
    file="",
)


def test_values_are_found_by_key_title_or_alias():
    told = [("应报", "4"), ("omitted", "1"), ("核查日", "2022-06-30")]

    assert named_values(PAPER, told) == (
        {"due": "4", "omitted": "1", "on": "2022-06-30"},
        [],
    )


def test_values_become_numbers_texts_and_days():
    written = {"due": " 1,200 ", "omitted": "3", "on": "2022-06-30", "who": "甲  乙"}

    assert read_values(PAPER, written) == (
        {"due": 1200, "omitted": 3, "on": "2022-06-30", "who": "甲 乙"},
        [],
    )


def test_full_width_digits_are_digits():
    assert read_values(PAPER, {"due": "１２", "omitted": "0"})[0]["due"] == 12


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ({"due": "3"}, "没有写漏报"),
        ({"due": "3", "omitted": "-1"}, "漏报「-1」应为 0 或更大的整数"),
        ({"due": "3.5", "omitted": "0"}, "应报送「3.5」应为 0 或更大的整数"),
        (
            {"due": "9999999999", "omitted": "0"},
            "应报送「9999999999」应为 0 或更大的整数",
        ),
        ({"due": "3", "omitted": "4"}, "漏报「4」不能多于应报送「3」"),
        (
            {"due": "3", "omitted": "0", "on": "2022-06-31"},
            "核查日「2022-06-31」应为日期，如 2022-06-30",
        ),
        (
            {"due": "3", "omitted": "0", "who": "甲\u202e"},
            "核查人「甲\u202e」应在 200 字以内，不含看不见的字符",
        ),
    ],
)
def test_a_wrong_value_is_told_with_its_field(written, fault):
    assert read_values(PAPER, written)[1] == [fault]


def test_a_paper_that_is_not_granted_need_not_say_anything():
    assert read_values(PAPER, {}, is_met=False) == ({}, [])
