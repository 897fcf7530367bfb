from datetime import date

import pytest

from gongshi.errors import UnknownName
from gongshi.policy.letters import read_letter, refuse_alike
from gongshi.policy.policies import find_letter, places, policy_in_force
from gongshi.policy.terms import Source
from gongshi.policy.toml import Reader

TABLE = {
    "key": "prompt", "title": "提示函", "number": "示信用提〔{year}〕{no}号",
    "categories": ["licence"], "organ": "{office}", "heading": ["提示函"],
    "recipients": "{unit}：", "text": ["迟报{late}条。"], "signed_by": "{office}",
    "sure": "inf",
    "ground": [{"fact": "late", "at_least": 1, "otherwise": "不到{at_least}条"}],
}  # fmt: skip


def read(**changed):
    reader = Reader("x.toml")
    kind = read_letter(reader, {**TABLE, **changed}, Source("示例", "", "一"))
    refuse_alike(reader, [kind])
    return kind, {fault.key for fault in reader.faults}


def test_a_letter_is_read():
    kind, faults = read()

    assert faults == set()
    assert (kind.title, kind.grounds[0].at_least) == ("提示函", 1)


def test_every_fault_is_told_at_once():
    _, faults = read(
        number="示信用提{no}号", text=["得{beauty}分"], sure="maybe",
        ground=[
            {"fact": "unit", "at_least": 1, "otherwise": "{colour}"},
            {"mark": "warned", "otherwise": "无", "size": 3},
            {"fact": "late", "otherwise": "无"},
        ],
    )  # fmt: skip

    assert faults == {
        "number", "text", "sure", "ground[0].fact", "ground[0].otherwise",
        "ground[1].size", "ground[2].at_least",
    }  # fmt: skip


def test_a_letter_without_a_ground_is_a_fault():
    assert read(ground=[])[1] == {"ground"}


def test_two_letters_do_not_share_a_number():
    reader = Reader("x.toml")
    kind, _ = read()
    other, _ = read(key="alert", title="预警提醒")

    refuse_alike(reader, [kind, other])

    assert [fault.key for fault in reader.faults] == ["letter.number"]


@pytest.mark.parametrize("place", places())
def test_no_two_letters_of_a_place_look_alike(place):
    letters = policy_in_force(place, date.max).letters

    for key in ("key", "title", "number"):
        assert len({getattr(each, key) for each in letters}) == len(letters)


def test_a_kind_is_found_by_key_or_title():
    policy = policy_in_force("yuncheng", date(2021, 8, 31))

    assert find_letter(policy, "约谈建议") == find_letter(policy, "interview")


def test_a_kind_that_is_not_there_lists_those_there_are():
    policy = policy_in_force("pingdingshan", date(2023, 12, 31))

    with pytest.raises(UnknownName) as told:
        find_letter(policy, "约谈建议")

    assert told.value.text == (
        "「平顶山市」没有“约谈建议”这种函，可用：prompt（提示函）、alert（预警提醒）。"
    )
