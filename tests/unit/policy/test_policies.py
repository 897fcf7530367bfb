from datetime import date

import pytest

from gongshi.errors import UnknownName
from gongshi.policy.policies import (
    deadline_for,
    find_category,
    find_group,
    places,
    policy_in_force,
)
from gongshi.policy.standards import categories, load_standard
from gongshi.policy.toml import RulebookFault

NEW_YEAR = date(2023, 12, 31)

SOURCE = '{ title = "通知", number = "", article = "一" }'
DEADLINE = """
[[deadline]]
category = "{category}"
days = {days}
unit = "{unit}"
to = "市信用平台"
since = {since}
sure = "notice"
source = {source}
"""
WINDOW = """
[[window]]
name = "补报"
categories = ["licence"]
decided_from = 2021-07-31
decided_to = 2022-07-31
submit_by = {submit_by}
counts_late = false
reject_extends = false
sure = "notice"
source = {source}
"""


def deadline(days, since, *, category="licence", unit="workday"):
    return DEADLINE.format(
        category=category, days=days, unit=unit, since=since, source=SOURCE
    )


def window(submit_by):
    return WINDOW.format(submit_by=submit_by, source=SOURCE)


@pytest.fixture
def edition(tmp_path):
    def write(place, day, text, name="某地"):
        folder = tmp_path / "policies" / place
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{day}.toml"
        path.write_text(f'name = "{name}"\n{text}', encoding="utf-8")
        return tmp_path

    return write


def test_pingdingshan_takes_its_deadlines_from_the_nation():
    policy = policy_in_force("pingdingshan", NEW_YEAR)

    [licence, penalty] = policy.deadlines

    assert (policy.place, policy.name, policy.extends) == (
        "pingdingshan",
        "平顶山市",
        "national",
    )
    assert (licence.category, licence.days, licence.unit) == ("licence", 7, "workday")
    assert (penalty.category, penalty.days, penalty.unit) == ("penalty", 7, "workday")
    assert licence.file == penalty.file == "policies/national/2015-06-24.toml"
    assert licence.source.number == "国办发〔2015〕51号"
    assert not licence.roll_forward


def test_pingdingshan_divides_by_assessed_rows():
    rates = policy_in_force("pingdingshan", NEW_YEAR).rates

    said = {
        key: (each.title, each.numerator, each.denominator)
        for key, each in rates.items()
    }
    assert said == {
        "accepted_rate": ("合格率", "accepted", "assessed"),
        "late_rate": ("迟报率", "late", "assessed"),
    }
    assert {each.decimals for each in rates.values()} == {2}
    assert {each.empty for each in rates.values()} == {"-"}
    assert rates["late_rate"].file == "policies/pingdingshan/2023-01-01.toml"


def test_pingdingshan_clears_every_friday():
    [clearing] = policy_in_force("pingdingshan", NEW_YEAR).cadence

    assert (clearing.title, clearing.weekday) == ("双公示周清", 5)


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("市直部门", "departments"),
        ("市直", "departments"),
        ("部门", "departments"),
        ("Departments", "departments"),
        ("县（市、区）", "counties"),
        ("县(市、区)", "counties"),
        (" 县 区 ", "counties"),
        ("counties", "counties"),
    ],
)
def test_a_group_is_found_by_what_people_write(written, key):
    policy = policy_in_force("pingdingshan", NEW_YEAR)

    assert find_group(policy, written).key == key


def test_an_unknown_group_lists_the_groups():
    policy = policy_in_force("pingdingshan", NEW_YEAR)

    with pytest.raises(UnknownName) as unknown:
        find_group(policy, "乡镇")

    assert unknown.value.text == (
        "没有名为“乡镇”的分组，可用：departments（市直部门）、counties（县（市、区））。"
    )


@pytest.mark.parametrize("written", ["licence", "行政许可", "许可", "LICENCE"])
def test_a_category_is_found_by_what_people_write(written):
    policy = policy_in_force("pingdingshan", NEW_YEAR)

    assert find_category(policy, written).key == "licence"


def test_an_unknown_category_lists_the_categories():
    policy = policy_in_force("national", NEW_YEAR)

    with pytest.raises(UnknownName) as unknown:
        find_category(policy, "信访")

    assert unknown.value.text.startswith(
        "没有名为“信访”的类别，可用：licence（行政许可）、penalty（行政处罚）、"
    )


def test_every_standard_has_its_category():
    policy = policy_in_force("national", NEW_YEAR)

    known = {each.key: each.title for each in policy.categories}

    assert known == {key: load_standard(key).title for key in categories()}


def test_only_what_a_document_of_the_nation_says_has_a_deadline():
    policy = policy_in_force("national", NEW_YEAR)

    assert {each.category for each in policy.deadlines} == {"licence", "penalty"}


def test_a_policy_without_groups_says_so():
    with pytest.raises(UnknownName, match="可用：无。"):
        find_group(policy_in_force("national", NEW_YEAR), "市直")


@pytest.mark.parametrize(
    "written", ["pingdingshan", "平顶山市", "平顶山", " 平顶山市 "]
)
def test_a_place_is_found_by_key_name_or_alias(written):
    assert policy_in_force(written, NEW_YEAR).place == "pingdingshan"


@pytest.mark.parametrize("written", ["atlantis", "../national", ""])
def test_an_unknown_place_lists_the_places(written, edition):
    edition("here", "2020-01-01", "", name="此地")
    root = edition("there", "2020-01-01", "", name="彼地")

    with pytest.raises(UnknownName) as unknown:
        policy_in_force(written, NEW_YEAR, root)

    assert unknown.value.text == (
        f"没有“{written}”的政策，现有：here（此地）、there（彼地）。"
    )


def test_every_packaged_edition_can_be_read():
    for place in places():
        assert policy_in_force(place, NEW_YEAR).deadlines


def test_before_the_first_own_edition_the_inherited_rules_hold():
    policy = policy_in_force("pingdingshan", date(2022, 12, 31))

    assert policy.name == "平顶山市"
    assert policy.edition == date(2015, 6, 24)
    assert policy.groups == ()
    assert deadline_for(policy, "licence", date(2022, 12, 31)).days == 7


def test_before_every_edition_no_deadline_holds():
    policy = policy_in_force("national", date(2010, 1, 1))

    assert deadline_for(policy, "licence", date(2010, 1, 1)) is None


def test_own_deadlines_go_before_inherited_ones_from_their_day_on(edition):
    edition("above", "2015-01-01", deadline(7, "2015-01-01"))
    root = edition(
        "below", "2022-01-01", 'extends = "above"\n' + deadline(14, "2022-03-01")
    )
    policy = policy_in_force("below", NEW_YEAR, root)

    assert deadline_for(policy, "licence", date(2022, 2, 28)).days == 7
    assert deadline_for(policy, "licence", date(2022, 3, 1)).days == 14
    assert deadline_for(policy, "penalty", date(2022, 3, 1)) is None


def test_a_later_edition_keeps_the_deadlines_of_earlier_decisions(edition):
    edition("here", "2020-01-01", deadline(7, "2020-01-01"))
    root = edition("here", "2023-01-01", deadline(5, "2023-01-01"))

    policy = policy_in_force("here", NEW_YEAR, root)

    assert deadline_for(policy, "licence", date(2022, 12, 31)).days == 7
    assert deadline_for(policy, "licence", date(2023, 1, 1)).days == 5
    assert policy.edition == date(2023, 1, 1)


def test_an_own_window_replaces_the_inherited_one_of_its_name(edition):
    edition("above", "2022-01-01", window("2022-08-25"))
    root = edition("below", "2022-01-01", 'extends = "above"\n' + window("2022-08-22"))

    [only] = policy_in_force("below", NEW_YEAR, root).windows

    assert only.submit_by == date(2022, 8, 22)
    assert only.file == "policies/below/2022-01-01.toml"


def test_the_bulletin_is_kept_as_written_and_never_taken_over(edition):
    edition("above", "2020-01-01", "[bulletin]\ntitle = '通报'\nany = { thing = 1 }")
    root = edition("below", "2020-01-01", 'extends = "above"')

    bulletins = [
        policy_in_force(place, NEW_YEAR, root).bulletin for place in ("above", "below")
    ]

    assert bulletins == [{"title": "通报", "any": {"thing": 1}}, {}]


def test_a_broken_edition_reports_every_fault_at_once(edition):
    text = (
        'extends = "nowhere"\nunknown = 1\n'
        + deadline(0, "2020-01-01", unit="week")
        + window("2022-07-01")
    )
    root = edition("here", "2020-01-01", text)

    with pytest.raises(RulebookFault) as broken:
        policy_in_force("here", NEW_YEAR, root)

    assert {fault.key for fault in broken.value.faults} == {
        "extends",
        "unknown",
        "deadline[0].unit",
        "deadline[0].days",
        "window[0].decided_from",
    }


def test_policies_that_extend_each_other_are_a_fault_of_ours(edition):
    edition("one", "2020-01-01", 'extends = "two"')
    root = edition("two", "2020-01-01", 'extends = "one"')

    with pytest.raises(AssertionError, match="extend each other"):
        policy_in_force("one", NEW_YEAR, root)
