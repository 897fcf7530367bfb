"""A standard made ready to run."""

from datetime import date

from gongshi.checks.kinds import max_chars, one_of, repeat
from gongshi.checks.plan import WHOLE_ROW, plan
from gongshi.policy.codelists import load_codelist
from gongshi.policy.standards import categories, load_standard

LICENCE = plan(load_standard("licence"))


def labelled(label):
    return next(check for check in LICENCE.all if check.label == label)


def test_a_rule_on_many_fields_becomes_one_check_each():
    labels = [check.label for check in LICENCE.all if check.rule.id == "S-17"]

    assert labels == ["S-17:XK_XKJGDM", "S-17:XK_LYDWDM"]


def test_the_field_puts_in_its_own_list_and_length():
    listed, bounded = labelled("L-06:XK_XKLB"), labelled("G-08:XK_NR")

    assert (listed.kind, listed.parameters) == (
        one_of,
        {"values": load_codelist("licence_kind")},
    )
    assert (bounded.kind, bounded.parameters) == (max_chars, {"chars": 4000})


def test_from_is_called_from_with_a_dash_below():
    assert labelled("D-02:XK_JDRQ").parameters == {
        "from_": date(1949, 10, 1),
        "to": date(2099, 12, 31),
    }


def test_rules_across_rows_stand_behind_the_others():
    places = [LICENCE.all.index(check) for check in LICENCE.across]

    assert places == list(range(len(LICENCE.checks), len(LICENCE.all)))
    assert labelled("U-04:XK_WSH").kind is repeat


def test_kinds_say_whether_they_judge_blanks():
    assert labelled("G-01:XK_NR").judges_blank
    assert not labelled("G-02:XK_NR").judges_blank


def test_a_rule_on_the_row_as_a_whole_has_a_field_of_its_own():
    assert labelled("I-02:#surplus").field is WHOLE_ROW


def test_a_standard_is_made_ready_once():
    assert all(
        plan(load_standard(each)) is plan(load_standard(each)) for each in categories()
    )
