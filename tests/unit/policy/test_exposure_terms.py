"""The words and limits of exposures: read whole, every fault told at once."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import gongshi.rulebook
from gongshi.errors import UsageError
from gongshi.policy.exposures import LIMITS, exposures_in_force, read_exposures
from gongshi.policy.toml import RulebookFault

DAY = date(2019, 1, 1)


def test_the_edition_states_every_limit_and_its_weights_are_a_hundred():
    terms = exposures_in_force(date(2024, 1, 1))

    weights = [terms.limits[key] for key in LIMITS if key.startswith("weight_")]
    assert (terms.edition, set(terms.limits)) == ("2019-01-01", set(LIMITS))
    assert sum(weights) == 100
    labels = terms.words["subject_labels"]
    assert list(labels) == sorted(labels, key=len, reverse=True)


def test_before_the_first_edition_there_is_none():
    with pytest.raises(UsageError, match="还没有曝光核对的规定"):
        exposures_in_force(date(2018, 12, 31))


def test_every_fault_is_told_at_once(tmp_path):
    root = tmp_path / "rulebook"
    shutil.copytree(Path(gongshi.rulebook.__path__[0]), root)
    file = root / "exposures/2019-01-01.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace('key = "items"', 'key = "things"').replace("0.6", "1.6")
    text = text.replace("leads = ", "heads = ").replace("{days}", "{weeks}")
    file.write_text(text, encoding="utf-8")

    with pytest.raises(RulebookFault) as told:
        read_exposures(DAY, root)

    for word in ("things", "items", "1.6", "leads", "heads", "decided_near"):
        assert word in str(told.value)
