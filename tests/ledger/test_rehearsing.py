"""A rehearsal says what another rulebook would have made of a time, and changes nothing."""

import csv
import io
import shutil
from collections.abc import Callable, Mapping
from datetime import date, datetime
from importlib.resources import as_file
from pathlib import Path

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import Receipt, receive
from gongshi.actions.rehearse import rehearse
from gongshi.actions.shifts import Rehearsal
from gongshi.clocks.periods import CHINA, Period
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.models import Batch, Entry, Finding, Record
from gongshi.policy.standards import load_standard
from gongshi.policy.toml import RULEBOOK, RulebookFault

UNIT = "示例市市场监管局"
UNITS = f"name,code\n{UNIT},11100000000013039Y\n示例县,\n"
TITLES = {field.code: field.title for field in load_standard("licence").fields}
DECEMBER = Period(date(2023, 12, 1), date(2023, 12, 31))
GOOD = {
    "XK_XDR_MC": "示例食品有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_FRDB": "赵一",
    "XK_XKWS": "食品经营许可决定书",
    "XK_WSH": "示许〔2023〕1号",
    "XK_XKLB": "普通",
    "XK_NR": "准予食品销售经营",
    "XK_JDRQ": "2023/11/27",
    "XK_YXQZ": "2023/11/27",
    "XK_YXQZI": "2028/11/30",
    "XK_XKJG": UNIT,
    "XK_XKJGDM": "11100000000013039Y",
    "XK_ZT": "1",
    "XK_LYDW": UNIT,
    "XK_LYDWDM": "11100000000013039Y",
}
LICENCE = "standards/licence/2019-01-01.toml"
Change = Callable[[str, str, str, str], None]


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Give a copy of the rulebook."""
    with as_file(RULEBOOK) as folder:
        return Path(shutil.copytree(folder, tmp_path / "rulebook"))


@pytest.fixture
def change(other: Path) -> Change:
    """Give a function that changes a text of one rule of the copy."""

    def run(file: str, rule: str, old: str, new: str) -> None:
        head, found, tail = (
            (other / file).read_text("utf-8").partition(f'id = "{rule}"')
        )
        assert found
        assert old in tail
        (other / file).write_text(head + found + tail.replace(old, new, 1), "utf-8")

    return run


def submit(*rows: Mapping[str, str], day: str, unit: str = "auto") -> Receipt:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=TITLES)
    writer.writerow(TITLES)
    writer.writerows(GOOD | row for row in rows)
    at = datetime.fromisoformat(f"2023-{day}T09:00:00").replace(tzinfo=CHINA)
    return receive(
        text.getvalue().encode(), file_name="x.csv", category="licence", unit=unit,
        received_at=at,
    )  # fmt: skip


def a_month() -> None:
    """Enter what meets most rules: repeats, updates, faults, mended and odd rows."""
    submit({"XK_WSH": "示许〔2023〕90号"}, day="11-28")
    submit(
        {},
        {"XK_WSH": "示许〔2023〕第001号"},
        {"XK_WSH": "示许〔2023〕2号", "XK_NR": "许可"},
        {"XK_WSH": "双环许可2023"},
        {"XK_WSH": "示许〔2023〕3号", "XK_LYDW": "别处", "XK_LYDWDM": "11230500001755309F",
         "XK_XKJG": "别处", "XK_XKJGDM": "11230500001755309F"},
        day="12-05",
    )  # fmt: skip
    submit(
        {"XK_WSH": "示许〔2023〕90号"},
        {"XK_WSH": "示许〔2023〕2号"},
        {"BZ": "更正"},
        day="12-12",
        unit="示例县",
    )
    submit(
        {"BZ": "更正"},
        {},
        {"XK_WSH": "示许〔2023〕4号", "XK_JDRQ": "2023/12/20"},
        day="12-19",
    )
    submit({"XK_WSH": "示许〔2024〕1号"}, day="12-31")


def counted(rehearsal: Rehearsal) -> dict[str, tuple[int, int]]:
    """Give outcome → rows before and after, those that are there."""
    both = {
        key: (rehearsal.before[key], rehearsal.after[key]) for key in rehearsal.before
    }
    return {key: pair for key, pair in both.items() if any(pair)}


def test_the_same_rulebook_changes_nothing(other):
    a_month()

    found = rehearse(other, DECEMBER)

    assert (found.rows, found.changed, found.drifted) == (12, 0, 0)
    assert (found.moves, found.units, found.rules, found.changed_rows) == (
        {},
        (),
        (),
        (),
    )
    assert found.before == found.after


def test_a_graver_rule_returns_rows_and_says_whose(other, change):
    a_month()
    change(LICENCE, "L-04", 'severity = "remind"', 'severity = "return"')

    found = rehearse(other, DECEMBER, category="行政许可")

    near, rule = found.rules
    (unit,) = found.units
    (row,) = found.changed_rows
    assert found.moves == {("licence", "accepted", "faulty"): 1}
    assert (rule.rule, rule.severity_before, rule.severity_after) == (
        "L-04", "remind", "return",
    )  # fmt: skip
    assert (rule.before, rule.after, rule.added, rule.removed) == (1, 1, 0, 0)
    # What is returned is compared with no other row.
    assert (near.rule, near.removed) == ("U-07", 1)
    assert (unit.unit, unit.rows, unit.changed) == (UNIT, 8, 1)
    assert (row.batch, row.row, row.before, row.after, row.turned) == (
        "GS-20231205-0001", 5, "accepted", "faulty", ("L-04:XK_WSH",),
    )  # fmt: skip


def test_a_row_that_would_pass_makes_the_mended_one_an_update(other, change):
    submit({"XK_NR": "许可"}, day="12-05")
    submit({}, day="12-06")
    submit(
        {"XK_NR": "许可"}, {"XK_NR": "准许", "XK_WSH": "示许〔2023〕5号"}, day="12-07"
    )
    change(LICENCE, "L-07", "chars = 4", "chars = 2")

    found = rehearse(other, DECEMBER)

    assert counted(found) == {"accepted": (1, 4), "faulty": (3, 0)}
    assert {(each.rule, each.added, each.removed) for each in found.rules} == {
        ("L-07", 0, 3),
        ("U-05", 2, 0),
    }


def test_a_row_that_would_be_returned_leaves_its_repeat_to_stand_alone(other, change):
    submit({"XK_NR": "准予食品"}, day="11-28")
    submit({"XK_NR": "准予食品", "XK_WSH": "示许〔2023〕6号"}, day="12-05")
    submit(
        {"XK_NR": "准予食品", "XK_WSH": "示许〔2023〕6号"},
        {"XK_NR": "准予食品"},
        day="12-06",
    )
    change(LICENCE, "L-07", "chars = 4", "chars = 5")

    found = rehearse(other, DECEMBER)

    assert counted(found) == {
        "accepted": (1, 0),
        "duplicate": (2, 0),
        "faulty": (0, 3),
    }


def test_a_rule_that_turns_is_weighed_on_the_day_of_each_row(other, change):
    submit({"XK_WSH": "双环许可2023"}, day="12-14")
    submit({"XK_WSH": "四环许可2023"}, day="12-15")
    dated = 'severity = "remind"\nseverity_from = { 2023-12-15 = "return" }'
    change(LICENCE, "L-04", 'severity = "remind"', dated)

    found = rehearse(other, DECEMBER)

    assert [(each.batch, each.after) for each in found.changed_rows] == [
        ("GS-20231215-0001", "faulty")
    ]


def test_records_that_are_named_otherwise_are_compared_by_their_new_name(other):
    submit({"XK_XKBH": "甲1"}, day="12-05")
    submit({"XK_XKBH": "甲2"}, day="12-06")
    file = other / LICENCE
    text = file.read_text("utf-8")
    file.write_text(text.replace(', "@certificate_number"]', "]", 1), "utf-8")

    found = rehearse(other, DECEMBER)

    assert [(each.rule, each.added) for each in found.rules] == [("U-05", 1)]


def test_what_the_register_changes_is_told_apart(other):
    a_month()
    import_units("name,code\n别处,11230500001755309F\n".encode(), file_name="units.csv")

    found = rehearse(other, DECEMBER)

    assert (found.changed, found.drifted) == (0, 1)


def test_a_rehearsal_leaves_the_ledger_as_it_is(other, change):
    a_month()
    tables = (Batch, Entry, Finding, Record)
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    change(LICENCE, "L-04", 'severity = "remind"', 'severity = "return"')

    rehearse(other, DECEMBER)

    assert [list(table.objects.order_by("pk").values()) for table in tables] == before


def test_progress_is_told_up_to_the_last_row(other):
    a_month()
    told: list[tuple[int, int]] = []

    rehearse(other, DECEMBER, progress=lambda done, total: told.append((done, total)))

    assert told == [(12, 12)]


def test_a_time_without_rows_is_empty(other):
    found = rehearse(other, Period(date(2023, 1, 1), date(2023, 1, 31)))

    assert (found.rows, found.changed, found.changed_rows) == (0, 0, ())


def test_every_fault_of_a_broken_rulebook_is_told_and_nothing_starts(other, change):
    change(LICENCE, "L-04", 'severity = "remind"', 'severity = "fatal"')
    change(LICENCE, "L-07", 'kind = "min_han"', 'kind = "least_han"')
    change("blocks/dates.toml", "D-01", 'severity = "return"', 'severity = "ruin"')
    (other / "codelists/penalty_kind.toml").unlink()

    with pytest.raises(RulebookFault) as broken:
        rehearse(other, DECEMBER)

    told = [(fault.file, fault.found) for fault in broken.value.faults]
    assert set(told) == {
        (LICENCE, "'fatal'"),
        (LICENCE, "'least_han'"),
        ("blocks/dates.toml", "'ruin'"),
        ("standards/penalty/2019-01-01.toml", "'penalty_kind'"),
    }
    assert len(told) == len(set(told))


def test_a_folder_that_is_no_rulebook_is_refused(tmp_path):
    with pytest.raises(UsageError, match="不是规则库，缺少目录 standards"):
        rehearse(tmp_path, DECEMBER)


def test_a_rulebook_without_a_category_that_was_received_is_refused(other):
    a_month()
    shutil.rmtree(other / "standards/licence")

    with pytest.raises(UnknownName, match="没有「licence」这个类别"):
        rehearse(other, DECEMBER)
