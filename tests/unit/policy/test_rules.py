from datetime import date

import pytest

from gongshi.policy.conditions import Condition, read_conditions
from gongshi.policy.rules import read_rule, turn_before
from gongshi.policy.toml import Reader

GOOD = {
    "id": "X-01",
    "field": "A",
    "kind": "max_chars",
    "chars": 4,
    "when": {"B": ["甲", "乙"]},
    "severity": "return",
    "message": "「{title}」过长",
    "source": "某文件",
    "sure": "std",
    "pass": ["a", "b"],
    "fail": ["aaaaa", "bbbbb"],
}


def faults_of(rule):
    reader = Reader("f.toml")
    read_rule(reader, rule, ("A",))
    return [str(fault) for fault in reader.faults]


def test_what_is_no_word_of_every_rule_is_a_parameter_of_its_kind():
    rule = read_rule(Reader("f.toml"), GOOD, ("A",))

    assert rule.parameters == {"chars": 4}
    assert rule.when == (Condition("B", "is", ("甲", "乙")),)
    assert (rule.fields, rule.publication) == (("A",), "")
    assert (rule.passes, rule.fails) == (("a", "b"), ("aaaaa", "bbbbb"))


def test_every_fault_of_a_rule_is_reported_at_once():
    rule = GOOD | {"severity": "fatal", "sure": "maybe", "source": 1, "pass": ["a"]}
    del rule["message"]

    assert faults_of(rule) == [
        "f.toml：severity：写的是 'fatal'，"
        "应为 return、duplicate、exclude、hold、remind、note",
        "f.toml：message：写的是 （没有写），应为 文字",
        "f.toml：source：写的是 1，应为 文字",
        "f.toml：sure：写的是 'maybe'，应为 std、notice、mem、inf",
        "f.toml：pass/fail：写的是 'X-01'，应为 通过和不通过的例子各两个",
    ]


def test_a_rule_without_a_source_is_a_fault():
    rule = {key: each for key, each in GOOD.items() if key != "source"}

    assert faults_of(rule) == ["f.toml：source：写的是 （没有写），应为 文字"]


def test_every_test_of_a_condition_can_be_written():
    reader = Reader("f.toml")

    conditions = read_conditions(
        reader,
        {
            "A": ["1"],
            "B": {"has": ["罚款"]},
            "C": {"starts": ["92"]},
            "D": {"filled": False},
            "E": {"positive": True},
        },
    )

    assert reader.faults == []
    assert conditions == (
        Condition("A", "is", ("1",)),
        Condition("B", "has", ("罚款",)),
        Condition("C", "starts", ("92",)),
        Condition("D", "filled", wanted=False),
        Condition("E", "positive", wanted=True),
    )


def test_a_condition_that_says_nothing_known_is_a_fault():
    reader = Reader("f.toml")

    read_conditions(reader, {"A": "1", "B": {"like": ["1"]}, "C": {"has": "1"}})

    assert [fault.key for fault in reader.faults] == ["A", "B", "C"]


GRAVER = GOOD | {
    "severity": "note",
    "severity_from": {"2027-07-01": "return", "2027-01-01": "remind"},
}


@pytest.mark.parametrize(
    ("day", "severity"),
    [
        (date(2026, 12, 31), "note"),
        (date(2027, 1, 1), "remind"),
        (date(2027, 6, 30), "remind"),
        (date(2027, 7, 1), "return"),
        (date.max, "return"),
    ],
)
def test_a_rule_is_graver_from_its_day_on(day, severity):
    rule = read_rule(Reader("f.toml"), GRAVER, ("A",))

    assert rule.on(day).severity == severity
    assert rule.on(date.max).on(day) == rule.on(day)


def test_the_last_turn_of_all_rules_names_the_state_of_a_day():
    rules = [
        read_rule(Reader("f.toml"), each, ("A",))
        for each in (GOOD, GRAVER, GOOD | {"severity_from": {"2027-03-01": "note"}})
    ]

    assert turn_before(rules, date(2026, 12, 31)) is None
    assert turn_before(rules, date(2027, 3, 1)) == date(2027, 3, 1)
    assert turn_before(rules, date(2027, 6, 30)) == date(2027, 3, 1)


def test_a_later_severity_that_is_none_is_a_fault():
    wrong = {"severity_from": {"2027-01-01": "fatal", "morgen": "return"}}

    assert faults_of(GOOD | wrong) == [
        "f.toml：severity_from.2027-01-01：写的是 'fatal'，"
        "应为 return、duplicate、exclude、hold、remind、note",
        "f.toml：severity_from.morgen：写的是 'return'，应为 用日期作键，如 2027-01-01",
    ]
