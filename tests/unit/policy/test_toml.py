from datetime import date

import pytest

from gongshi.policy.toml import Reader, RulebookFault, edition_in_force, editions, read


def test_values_of_the_right_kind_are_taken():
    reader = Reader("f.toml")
    table = {"days": 7, "share": 1, "on": date(2023, 1, 1), "names": ["甲", "乙"]}

    taken = (
        reader.take(table, "days", int, allowed=range(1, 9)),
        reader.take(table, "share", float),
        reader.take(table, "on", date),
        reader.take_all(table, "names", str),
        reader.take(table, "absent", str, default=None),
        reader.take_all(table, "absent", str, default=()),
        reader.take_tables(table, "absent"),
    )
    reader.rest(table)
    reader.raise_if_faulty()

    assert taken == (7, 1.0, date(2023, 1, 1), ("甲", "乙"), None, (), [])


def test_every_fault_is_reported_with_file_key_value_and_what_is_allowed():
    reader = Reader("f.toml")
    table = {
        "flag": 1,
        "unit": "week",
        "names": ["甲", 2],
        "rule": [{"n": "x"}],
        "z": 0,
    }

    reader.take(table, "flag", bool)
    reader.take(table, "unit", str, allowed=("workday", "calendar"))
    reader.take_all(table, "names", str)
    reader.take(table, "since", date)
    [(inner, rule)] = reader.take_tables(table, "rule")
    inner.take(rule, "n", int)
    reader.rest(table)

    with pytest.raises(RulebookFault) as broken:
        reader.raise_if_faulty()
    assert str(broken.value).splitlines() == [
        "f.toml：flag：写的是 1，应为 true 或 false",
        "f.toml：unit：写的是 'week'，应为 workday、calendar",
        "f.toml：names[1]：写的是 2，应为 文字",
        "f.toml：since：写的是 （没有写），应为 日期，如 2023-01-01",
        "f.toml：rule[0].n：写的是 'x'，应为 整数",
        "f.toml：z：写的是 0，应为 flag、names、rule、since、unit",
    ]


def test_true_is_no_number():
    reader = Reader("f.toml")

    reader.take({"days": True}, "days", int)

    assert [fault.found for fault in reader.faults] == ["True"]


def test_a_file_that_is_no_toml_is_a_fault(tmp_path):
    (tmp_path / "f.toml").write_text("a = ", encoding="utf-8")

    with pytest.raises(RulebookFault, match=r"^f\.toml：-："):
        read("f.toml", tmp_path)


def test_the_edition_in_force_is_the_latest_that_has_begun(tmp_path):
    for name in ("2022-05-01", "2023-01-01", "bulletin-2023", "notes"):
        (tmp_path / f"{name}.toml").touch()
    (tmp_path / "README.md").touch()

    assert editions(tmp_path) == [date(2022, 5, 1), date(2023, 1, 1)]
    assert edition_in_force(tmp_path, date(2022, 4, 30)) is None
    assert edition_in_force(tmp_path, date(2022, 12, 31)) == date(2022, 5, 1)
    assert edition_in_force(tmp_path, date(2023, 1, 1)) == date(2023, 1, 1)


def test_a_folder_that_does_not_exist_has_no_editions(tmp_path):
    assert editions(tmp_path / "absent") == []
