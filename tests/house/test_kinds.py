"""Every kind of rule has two bodies, a page, a truth table, and rules that fit it."""

import inspect

import pytest

from gongshi.checks.kinds import kinds, load_kind
from gongshi.checks.plan import plan
from gongshi.policy.standards import categories, load_standard
from tests.spec.truth_tables import FOLDER, read_tables

KINDS = kinds()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_has_a_table_with_rows_of_both_answers(kind):
    answers = {
        (row.get("holds") or row["hit"] or "")[:1]
        for table in read_tables(kind)
        for row in table.rows
        if row.get("row") != "known"
    }

    assert answers == {"✓", "✗"}


def test_there_is_no_table_without_its_kind():
    assert sorted(path.stem for path in FOLDER.glob("*")) == KINDS


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_what_it_asks_and_has_both_bodies(kind):
    module = load_kind(kind)

    assert module.__doc__
    assert hasattr(module, "across") != (
        hasattr(module, "value") and hasattr(module, "columns")
    )


@pytest.mark.parametrize("kind", KINDS)
def test_the_bodies_of_a_kind_take_the_same_parameters(kind):
    module = load_kind(kind)
    bodies = ("value", "columns", "doubt", "suspect", "suggest", "explain")
    taken = {
        body: {
            name: each.default
            for name, each in inspect.signature(function).parameters.items()
            if each.kind is each.KEYWORD_ONLY
        }
        for body in bodies
        if (function := getattr(module, body, None))
    }

    assert all(each == taken["value"] for each in taken.values())


@pytest.mark.parametrize("category", categories())
def test_every_rule_gives_its_kind_what_it_asks_for(category):
    for check in plan(load_standard(category)).all:
        across = getattr(check.kind, "across", None)
        arguments = ([], {}) if across else (None,)
        body = across or check.kind.value

        inspect.signature(body).bind(*arguments, **check.parameters)
