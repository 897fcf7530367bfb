"""Laws of scores: bounded, exact, and never lowered by mending a row in its month."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from gongshi.assessment.counts import Counts
from gongshi.assessment.facts import Evidence, UnitFacts
from gongshi.assessment.rank import rank
from gongshi.assessment.score import score
from tests.cases.scoring import ASSESSMENT

ROWS = st.integers(0, 60)


@st.composite
def units(draw):
    accepted = draw(ROWS)
    due = draw(ROWS)
    kinds = [*ASSESSMENT.parts(), *(each.key for each in ASSESSMENT.adjustments)]
    papers = [
        Evidence(at, "甲县", kind, is_met=draw(st.booleans()))
        for at, kind in enumerate(draw(st.lists(st.sampled_from(kinds), max_size=8)))
    ]
    register = Evidence(
        99, "甲县", "register", due=due, concealed=draw(st.integers(0, due))
    )
    return UnitFacts(
        name="甲县",
        group="counties",
        position=1,
        counts=Counts(
            accepted=accepted,
            faulty=draw(ROWS),
            late=draw(st.integers(0, accepted)),
            excluded=draw(ROWS),
        ),
        evidence=(*papers, register),
    )


@given(units())
def test_a_total_lies_between_nothing_and_a_hundred(facts):
    total = score(ASSESSMENT, facts).total

    assert isinstance(total, Fraction)
    assert 0 <= total <= 100


@given(units(), st.booleans())
def test_mending_a_row_in_its_month_never_lowers_a_score(facts, is_late):
    counts = replace(facts.counts, faulty=facts.counts.faulty + 1)
    mended = facts.counts + Counts(accepted=1, late=int(is_late))

    before = score(ASSESSMENT, replace(facts, counts=counts)).total
    after = score(ASSESSMENT, replace(facts, counts=mended)).total

    assert after >= before


@given(units())
def test_points_and_losses_add_up_to_the_item(facts):
    for each in score(ASSESSMENT, facts).items:
        lost = sum((each.cost(loss) for loss in each.measure.losses), Fraction(0))
        if each.points is not None:
            assert each.points + lost + each.missing == each.item.points


@given(st.lists(units(), min_size=1, max_size=8))
def test_the_ranks_of_a_group_agree_with_the_totals(group):
    cards = [
        score(ASSESSMENT, replace(facts, position=at)) for at, facts in enumerate(group)
    ]

    ranked = rank(ASSESSMENT, cards)

    totals = [each.card.total for each in ranked]
    assert totals == sorted(totals, reverse=True)
    assert [each.rank for each in ranked] == [totals.index(each) + 1 for each in totals]
