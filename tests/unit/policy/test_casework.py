"""How suspicions are dealt with is read strictly."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from gongshi.errors import UsageError
from gongshi.policy.casework import LIMITS, casework_in_force, read_casework
from gongshi.policy.toml import RulebookFault

PACKAGED = Path(__file__).parents[3] / "src/gongshi/rulebook"


def test_the_edition_in_force_states_every_limit_and_choice():
    terms = casework_in_force(date(2023, 12, 1))

    assert (terms.edition, set(terms.limits)) == ("2019-01-01", set(LIMITS))
    assert [each.title for each in terms.reasons.values()] == [
        "作废", "跳号", "涉密", "简易程序", "依法不公示", "未送达或撤销", "非双公示文书", "其他",
    ]  # fmt: skip
    told = {each.title: (each.counts, each.proves) for each in terms.verdicts.values()}
    assert told == {
        "已报": (False, False),
        "补报": (False, True),
        "有正当理由": (False, False),
        "漏报": (True, True),
        "瞒报": (True, True),
    }


def test_before_the_first_edition_nothing_is_known():
    with pytest.raises(UsageError, match="2018-12-31 还没有线索核查的规定"):
        casework_in_force(date(2018, 12, 31))


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ('key = "answer_days"', 'key = "days"', "limit[0].key"),
        ("value = 0.2", "value = 2.0", "limit[4].value"),
        ("value = 20", "value = 0", "limit[3].value"),
        ("proves = false", 'proves = "no"', "verdict[0].proves"),
        ('title = "缺号"', "", "signal[0].title"),
        ('sure = "inf"\n\n[[verdict]]', 'sure = "maybe"\n\n[[verdict]]', "].sure"),
    ],
)
def test_a_fault_is_named(tmp_path, good, bad, named):
    shutil.copytree(PACKAGED / "cases", tmp_path / "cases")
    path = tmp_path / "cases/2019-01-01.toml"
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(RulebookFault) as caught:
        read_casework(date(2019, 1, 1), tmp_path)

    assert named in str(caught.value)
