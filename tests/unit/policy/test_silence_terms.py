"""When units are silent or quiet is read strictly."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from gongshi.errors import UsageError
from gongshi.policy.policies import policy_in_force
from gongshi.policy.silence import LIMITS, read_silence, silence_in_force
from gongshi.policy.toml import RulebookFault

PACKAGED = Path(__file__).parents[3] / "src/gongshi/rulebook"


def test_the_edition_in_force_states_every_limit():
    terms = silence_in_force(date(2023, 12, 1))

    assert (terms.edition, set(terms.limits)) == ("2019-01-01", set(LIMITS))
    assert (terms.whole("span_days"), terms.whole("recent_weeks")) == (56, 8)


def test_before_the_first_edition_nothing_is_known():
    with pytest.raises(UsageError, match="2018-12-31 还没有无报送的规定"):
        silence_in_force(date(2018, 12, 31))


@pytest.mark.parametrize(
    ("good", "bad", "named"),
    [
        ('key = "span_days"', 'key = "days"', "limit[0].key"),
        ("value = 56", "value = 0", "limit[0].value"),
        ("value = 56", "value = 5.6", "limit[0].value"),
        ("value = 0.95", "value = 95.0", "].value"),
        ('sure = "inf"', 'sure = "maybe"', "limit[0].sure"),
        ("{workdays}", "{holidays}", "message.quiet"),
        ('quiet = "', 'loud = "', "message.loud"),
    ],
)
def test_a_fault_is_named(tmp_path, good, bad, named):
    shutil.copytree(PACKAGED / "silence", tmp_path / "silence")
    path = tmp_path / "silence/2019-01-01.toml"
    text = path.read_text(encoding="utf-8")
    assert good in text
    path.write_text(text.replace(good, bad, 1), encoding="utf-8")

    with pytest.raises(RulebookFault) as caught:
        read_silence(date(2019, 1, 1), tmp_path)

    assert named in str(caught.value)


def test_a_step_says_what_people_do():
    acts = {
        place: [each.act for each in policy_in_force(place, date(2023, 12, 1)).silence]
        for place in ("hubei", "huangshi", "pingdingshan")
    }

    assert acts == {
        "hubei": ["remind", "call"],
        "huangshi": ["remind", "call"],
        "pingdingshan": ["note", "remind", "call", "remind"],
    }
