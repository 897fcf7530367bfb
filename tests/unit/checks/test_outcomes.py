"""One outcome per row, from the gravest rule it breaks."""

import pytest

from gongshi.checks.outcomes import OUTCOMES, TITLES, outcome


@pytest.mark.parametrize(
    ("severities", "expected"),
    [
        ([], "accepted"),
        (["note"], "accepted"),
        (["remind", "note"], "accepted"),
        (["hold", "remind"], "pending"),
        (["hold", "exclude"], "excluded"),
        (["exclude", "duplicate"], "duplicate"),
        (["note", "hold", "exclude", "duplicate", "return"], "faulty"),
    ],
)
def test_the_gravest_rule_decides(severities, expected):
    assert outcome(severities) == expected
    assert outcome(reversed(severities)) == expected


def test_every_outcome_has_a_title():
    assert set(TITLES) == set(OUTCOMES)
