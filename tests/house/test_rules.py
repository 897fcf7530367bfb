"""Every rule of the rulebook can be found, traced and said."""

from dataclasses import replace
from string import Formatter

import pytest

from gongshi.checks.by_row import normalise_row
from gongshi.checks.cells import ValueCell
from gongshi.checks.identity import key_of
from gongshi.checks.plan import plan
from gongshi.checks.repeats import hits
from gongshi.policy.rules import SEVERITIES
from gongshi.policy.standards import categories, load_standard
from gongshi.policy.toml import SURE
from tests.spec.judging import known_records
from tests.spec.rule_examples import examples, rows_across

RULES = [
    pytest.param(category, rule, id=f"{category}-{rule.id}")
    for category in categories()
    for rule in load_standard(category).rules
]


@pytest.mark.parametrize("category", categories())
def test_the_ids_of_a_standard_are_all_different(category):
    ids = [rule.id for rule in load_standard(category).rules]

    assert sorted(set(ids)) == sorted(ids)


@pytest.mark.parametrize(("category", "rule"), RULES)
def test_a_rule_names_its_source_and_has_examples(category, rule):
    assert rule.source.strip()
    assert not rule.source.startswith("$")
    assert rule.sure in SURE
    assert rule.severity in SEVERITIES
    assert rule.fields
    assert min(len(rule.passes), len(rule.fails)) >= 2


@pytest.mark.parametrize(("category", "rule"), RULES)
def test_a_message_uses_only_words_that_there_are(category, rule):
    used = {name for _, name, _, _ in Formatter().parse(rule.message) if name}

    assert used <= words_alone(category, rule) | words_across(category, rule)


def words_alone(category, rule):
    """Name the words that a message may use for the first failing example."""
    own = [each for each in examples(category) if each.check.rule.id == rule.id]
    words = {"title", "value"}
    for each in own:
        explain = getattr(each.check.kind, "explain", None)
        if explain and not each.holds:
            row = normalise_row(each.raw, load_standard(category))
            cell = ValueCell(row, each.check.field.code, each.beside)
            words |= explain(cell, **each.check.parameters).keys()
            break
    return words


def words_across(category, rule):
    """Name the words that a message may use beside, when rows are compared."""
    standard = replace(load_standard(category), rules=(rule,))
    ready = plan(standard)
    if not ready.across:
        return set()
    raws, known = rows_across(category, rule.fails[0])
    rows = [normalise_row(raw, standard) for raw in raws]
    keys = [key_of(row, place, standard) for place, row in enumerate(rows)]
    hit = next(hits(keys, ready, known_records(known, standard)))
    beside = {"first"} if hit.first is not None else set()
    return {"row", "changed"} | beside | dict(hit.words).keys()
