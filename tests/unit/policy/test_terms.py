"""What may be said in a policy beyond deadlines and windows, and what is refused."""

from datetime import date
from pathlib import Path
from shutil import copytree

import pytest

from gongshi.policy.policies import places, policy_in_force
from gongshi.policy.standards import categories, load_standard
from gongshi.policy.toml import RULEBOOK, RulebookFault

ON = date(2023, 1, 1)
SOURCE = 'sure = "notice"\nsource = { title = "通知", number = "", article = "一" }\n'
CADENCE = f'[[cadence]]\nkey = "a"\ntitle = "甲"\ntext = "甲"\n{SOURCE}'


@pytest.fixture
def policy(tmp_path):
    for folder in ("standards", "blocks", "codelists", "mappings"):
        copytree(Path(str(RULEBOOK / folder)), tmp_path / folder)

    def read(text):
        file = tmp_path / "policies" / "here" / "2020-01-01.toml"
        file.parent.mkdir(parents=True)
        file.write_text(f'name = "某地"\n{text}', encoding="utf-8")
        return policy_in_force("here", ON, tmp_path)

    return read


def faults(policy, text):
    with pytest.raises(RulebookFault) as broken:
        policy(text)
    return [(fault.key, fault.found) for fault in broken.value.faults]


def test_a_cadence_comes_round_every_week_once_unless_it_says_otherwise(policy):
    [said] = policy(CADENCE).cadence

    assert (said.every, said.times, said.weekday, said.by_day) == (
        "week",
        1,
        None,
        None,
    )


def test_a_cadence_reports_every_fault_at_once(policy):
    text = CADENCE + 'every = "year"\ntimes = 0\nweekday = 8\nby_day = 31\n'

    assert faults(policy, text) == [
        ("cadence[0].every", "'year'"),
        ("cadence[0].weekday", "8"),
        ("cadence[0].by_day", "31"),
        ("cadence[0].times", "0"),
        ("cadence[0].weekday", "8"),
        ("cadence[0].by_day", "31"),
    ]


def test_a_weekday_goes_with_a_week_and_a_day_with_a_month(policy):
    text = CADENCE + 'every = "quarter"\nweekday = 5\nby_day = 25\n'

    assert faults(policy, text) == [
        ("cadence[0].weekday", "5"),
        ("cadence[0].by_day", "25"),
    ]


def test_an_exclusion_names_rules_that_exclude(policy):
    text = (
        '[[exclusion]]\nkey = "a"\ntitle = "甲"\ncategory = "penalty"\n'
        f'rules = ["P-08", "S-02", "Z-99"]\ntext = "甲"\n{SOURCE}'
    )

    assert faults(policy, text) == [
        ("exclusion[0].rules", "'S-02'"),
        ("exclusion[0].rules", "'Z-99'"),
    ]


def test_an_exclusion_is_of_a_category_with_a_standard(policy):
    text = (
        '[[exclusion]]\nkey = "a"\ntitle = "甲"\ncategory = "nothing"\n'
        f'rules = ["P-08"]\ntext = "甲"\n{SOURCE}'
    )

    assert faults(policy, text) == [("exclusion[0].category", "'nothing'")]


def test_a_scope_names_subject_kinds_of_the_code_list(policy):
    text = (
        '[[scope]]\nkey = "a"\ntitle = "甲"\ncategories = ["licence"]\n'
        f'subjects = ["自然人", "火星人"]\nyears_back = 0\ntext = "甲"\n{SOURCE}'
    )

    assert faults(policy, text) == [
        ("scope[0].subjects[1]", "'火星人'"),
        ("scope[0].years_back", "0"),
    ]


def test_a_daily_table_shows_counts_and_rates_of_its_edition(policy):
    text = (
        f'[daily]\ntitle = "日报"\ntable = "表"\nunit = "单位"\ntotal = "合计"\n'
        f'note = ""\ncategories = ["licence"]\n{SOURCE}'
        '[[daily.column]]\ntitle = "报送量"\nvalue = "received"\nsure = "notice"\n'
        '[[daily.column]]\ntitle = "瞒报率"\nvalue = "concealed_rate"\nsure = "sure"\n'
    )

    assert faults(policy, text) == [
        ("daily.column[1].value", "'concealed_rate'"),
        ("daily.column[1].sure", "'sure'"),
    ]


def test_mending_is_always_part_of_a_deadline(policy):
    text = (
        '[[deadline]]\ncategory = "licence"\ndays = 7\nunit = "workday"\nto = "市"\n'
        f"since = 2020-01-01\ncorrection_included = false\n{SOURCE}"
    )

    assert faults(policy, text) == [("deadline[0].correction_included", "False")]


def test_a_place_takes_over_what_is_collected_left_out_and_shown_daily():
    above, below = (policy_in_force(place, ON) for place in ("hubei", "huangshi"))

    assert above.scopes
    assert above.exclusions
    assert above.daily is not None
    assert (below.scopes, below.exclusions, below.daily) == (
        above.scopes,
        above.exclusions,
        above.daily,
    )


@pytest.mark.parametrize("place", sorted(places()))
def test_every_deadline_is_for_a_category_that_has_a_standard(place):
    keys = {each.category for each in policy_in_force(place, date.max).deadlines}

    assert keys <= set(categories())


@pytest.mark.parametrize("place", sorted(places()))
def test_every_rule_that_carries_out_an_exclusion_excludes(place):
    for exclusion in policy_in_force(place, date.max).exclusions:
        rules = {each.id: each for each in load_standard(exclusion.category).rules}
        assert {rules[each].severity for each in exclusion.rules} == {"exclude"}
