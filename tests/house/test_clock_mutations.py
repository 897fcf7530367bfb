"""The cases from the notices notice when a clock or a rate goes wrong by the least.

Every mutant of the clocks and of the printed rates must make some case of
`cases/<place>/` say something else; nine in ten at the least, and those that live are
named when it is fewer.
"""

from itertools import chain

import pytest

from gongshi.assessment import rates
from gongshi.clocks import cadence, deadlines, judge, lookup, periods, reasons, silence
from tests.cases.judging import expected, situations
from tests.house.mutants import in_place, mutants

#: Module → the matters whose cases look at it, the quickest to kill first.
MATTERS = {
    cadence: ("cadence",),
    silence: ("silence",),
    periods: ("period", "reading", "clock"),
    rates: ("rate",),
    deadlines: ("clock",),
    judge: ("clock",),
    reasons: ("clock",),
    lookup: ("clock",),
}
SITUATIONS = situations()


def lives(mutant, cases):
    """Tell whether every case says the same as before."""
    with in_place(mutant):
        return all(_is_as_expected(each) for each in cases)


def _is_as_expected(situation):
    try:
        said, wanted = expected(situation)
    except Exception:  # a mutant may fail in any way
        return False
    return said == wanted


def killed(module):
    """Give the names of the mutants that live and how many there are at all."""
    cases = [
        each
        for matter in MATTERS[module]
        for each in SITUATIONS
        if each.table["matter"] == matter
    ]
    made = list(mutants(module))
    return [each.name for each in made if lives(each, cases)], len(made)


def test_nine_in_ten_mutants_are_noticed():
    results = [killed(module) for module in MATTERS]

    living = [name for names, _ in results for name in names]
    made = sum(number for _, number in results)
    assert all(number for _, number in results)
    assert len(living) <= made // 10, "\n".join(living)


@pytest.mark.parametrize("module", [judge, silence, lookup], ids=lambda m: m.__name__)
def test_no_mutant_of_a_verdict_lives(module):
    living, _ = killed(module)

    assert living == []


def test_every_matter_that_is_timed_takes_part():
    assert set(chain(*MATTERS.values())) <= {
        each.table["matter"] for each in SITUATIONS
    }
