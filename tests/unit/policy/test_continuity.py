"""The limits of the search for missing numbers are read strictly."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from gongshi.errors import UsageError
from gongshi.policy.continuity import LIMITS, continuity_in_force, read_continuity
from gongshi.policy.toml import RulebookFault

PACKAGED = Path(__file__).parents[3] / "src/gongshi/rulebook"


@pytest.fixture
def rulebook(tmp_path: Path) -> Path:
    shutil.copytree(PACKAGED / "continuity", tmp_path / "continuity")
    return tmp_path


def test_the_edition_in_force_states_every_limit():
    terms = continuity_in_force(date(2023, 12, 1))

    assert (terms.edition, set(terms.limits)) == ("2019-01-01", set(LIMITS))
    assert terms.whole("parties_at_most") == 50


def test_a_later_edition_holds_from_its_day(rulebook):
    text = (rulebook / "continuity/2019-01-01.toml").read_text(encoding="utf-8")
    later = text.replace("value = 50", "value = 60")
    (rulebook / "continuity/2024-01-01.toml").write_text(later, encoding="utf-8")

    days = (date(2023, 12, 31), date(2024, 1, 1))
    terms = [continuity_in_force(day, rulebook) for day in days]

    assert [each.whole("parties_at_most") for each in terms] == [50, 60]


def test_before_the_first_edition_nothing_is_known():
    with pytest.raises(UsageError, match="2018-12-31 还没有连号判断的规定"):
        continuity_in_force(date(2018, 12, 31))


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ('key = "run_at_most"', 'key = "run"', "limit[6].key"),
        ("value = 0.3\n", "value = 3.0\n", "limit[1].value"),
        ("value = 12\n", "value = 13\n", "limit[10].value"),
        ('dated = "按日编号"', 'date = "按日编号"', "title.dated"),
        ("少于 {limit} 个", "少于 {most} 个", "message.few"),
    ],
)
def test_a_fault_is_named(rulebook, good, bad, named):
    path = rulebook / "continuity/2019-01-01.toml"
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(RulebookFault) as broken:
        read_continuity(date(2019, 1, 1), rulebook)

    assert named in {fault.key for fault in broken.value.faults}
