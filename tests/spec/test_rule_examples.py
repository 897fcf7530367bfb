"""Judges the passing and failing examples of every rule by both bodies."""

from dataclasses import replace
from functools import cache

import pytest

from gongshi.checks import check, findings
from gongshi.checks.by_row import failing, normalise_row
from gongshi.policy.standards import categories, load_standard
from tests.properties.rows import batch
from tests.spec.judging import broken_by_slice, hits_by_column, hits_by_row
from tests.spec.rule_examples import examples, ready, rows_across

ALONE = [
    (category, rule)
    for category in categories()
    for rule in dict.fromkeys(check.rule.id for check in ready(category).checks)
]
ACROSS = [
    pytest.param(category, check.rule, id=f"{category}-{check.rule.id}")
    for category in categories()
    for check in ready(category).across
]


@pytest.mark.parametrize(("category", "rule"), ALONE)
def test_the_examples_of_a_rule_are_judged_as_it_says(category, rule):
    own = [each for each in examples(category) if each.check.rule.id == rule]

    assert {each.holds for each in own} == {True, False}
    assert [each.name for each in own if by_row(category, each) != each.holds] == []
    assert [each.name for each in own if by_column(category, each) != each.holds] == []


@pytest.mark.parametrize(("category", "rule"), ACROSS)
def test_the_examples_of_a_rule_across_rows_are_judged_as_it_says(category, rule):
    standard = replace(load_standard(category), rules=(rule,))

    for holds, values in ((True, rule.passes), (False, rule.fails)):
        for value in values:
            rows, known = rows_across(category, value)
            assert (hits_by_row(standard, rows, known) == []) == holds, value
            if known is None:
                sizes = [1, len(rows) - 1]
                assert (hits_by_column(standard, rows, sizes) == []) == holds, value


def by_row(category, example):
    plan = ready(category)
    row = normalise_row(example.raw, plan.standard)
    place = plan.checks.index(example.check)
    return place not in failing(row, plan, example.beside)


def by_column(category, example):
    return example.name not in broken_by_column(category)


@cache
def broken_by_column(category):
    """Name the examples that break their rule, all of one day in one frame."""
    plan, broken = ready(category), set()
    for beside in {repr(each.beside) for each in examples(category)}:
        chosen = [each for each in examples(category) if repr(each.beside) == beside]
        found = broken_by_slice([each.raw for each in chosen], plan, chosen[0].beside)
        broken |= {
            each.name
            for each, numbers in zip(chosen, found, strict=True)
            if plan.checks.index(each.check) in numbers
        }
    return broken


@pytest.mark.parametrize("category", categories())
def test_every_failing_example_is_put_into_words_with_its_place(category):
    standard = load_standard(category)
    for each in examples(category):
        if not each.holds:
            checked = check(batch(standard, [each.raw]), standard, each.beside)
            told = [
                finding
                for finding in findings(checked)
                if (finding.rule, finding.field)
                == (each.check.rule.id, each.check.field.code)
            ]

            (finding,) = told
            assert (finding.place, finding.row_number) == (0, 2), each.name
            assert finding.message, each.name
            assert finding.source, each.name
            assert finding.title, each.name
