"""A rule that reminds until a day and returns from then on, on both roads."""

import shutil
from datetime import date
from importlib.resources import as_file

import pytest

from gongshi.checks import check
from gongshi.checks.cells import Surroundings
from gongshi.checks.checking import raw_frame
from gongshi.checks.plan import plan
from gongshi.checks.streaming import Stream
from gongshi.policy.standards import load_standard
from gongshi.policy.toml import RULEBOOK
from tests.properties.rows import batch, whole

BEFORE, FROM = date(2026, 12, 31), date(2027, 1, 1)


@pytest.fixture(scope="module")
def dated(tmp_path_factory):
    """Give a rulebook whose L-04 returns rows from 2027 on."""
    with as_file(RULEBOOK) as folder:
        root = shutil.copytree(folder, tmp_path_factory.mktemp("dated") / "rulebook")
    file = root / "standards/licence/2019-01-01.toml"
    head, rule = file.read_text(encoding="utf-8").split('id = "L-04"')
    rule = rule.replace(
        'severity = "remind"',
        'severity = "remind"\nseverity_from = { 2027-01-01 = "return" }',
        1,
    )
    file.write_text(f'{head}id = "L-04"{rule}', encoding="utf-8")
    return root


def odd() -> dict:
    """Give a row whose number is odd, and nothing else."""
    return whole("licence") | {"XK_WSH": "双环许可2025"}


@pytest.mark.parametrize(("on", "outcome"), [(BEFORE, "accepted"), (FROM, "faulty")])
@pytest.mark.parametrize("as_frame", [False, True])
def test_the_severity_is_that_of_the_day(dated, on, outcome, as_frame):
    standard = load_standard("licence", on, dated)
    file = batch(standard, [odd()], as_frame=as_frame)

    checked = check(file, standard, Surroundings(on=on))

    assert checked.outcomes == [outcome]


@pytest.mark.parametrize(("on", "outcome"), [(BEFORE, "accepted"), (FROM, "faulty")])
def test_the_severity_of_a_stream_is_that_of_the_day(dated, on, outcome):
    standard = load_standard("licence", on, dated)
    raw = raw_frame(batch(standard, [odd()], as_frame=True))

    (annotated,) = Stream(plan(standard), Surroundings(on=on)).annotate([raw])

    assert annotated["outcome"].to_list() == [outcome]


def test_between_two_turns_a_standard_is_one_object(dated):
    first = load_standard("licence", FROM, dated)

    assert first is load_standard("licence", date(2030, 1, 1), dated)
    assert first is not load_standard("licence", BEFORE, dated)
