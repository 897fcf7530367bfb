"""The truth tables notice when a body of a kind turns round or falls silent.

Each body of each kind is replaced in memory by its opposite, by one that always holds,
or, for the pattern and the doubt that screen a batch, by one that stops no row. Or it
is given a number or a day that is one more or one less, or a list with one item less.
Some row of the kind's tables must then be judged otherwise than it is drawn.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import wraps

import polars as pl
import pytest

from gongshi.checks.kinds import kinds, load_kind
from tests.spec.judging import (
    across_rows,
    across_standard,
    fails_by_column,
    fails_by_row,
    fails_unscreened,
    hits_by_column,
    hits_by_row,
)
from tests.spec.truth_tables import read_tables

MUTANTS = {
    ("value", "turned"): lambda body: lambda *a, **k: not body(*a, **k),
    ("value", "silent"): lambda body: lambda *a, **k: True,
    ("columns", "turned"): lambda body: lambda *a, **k: ~body(*a, **k),
    ("columns", "silent"): lambda body: lambda *a, **k: body(*a, **k) | True,
    ("suspect", "silent"): lambda body: lambda **k: "\x00never",
    ("doubt", "silent"): lambda body: lambda *a, **k: pl.lit(value=False),
    ("across", "silent"): lambda body: lambda *a, **k: iter(()),
    ("across", "later"): lambda body: lambda *a, **k: [*body(*a, **k)][1:],
}  # fmt: skip
CASES = [
    pytest.param(kind, body, mutant, id=f"{kind}-{body}-{how}")
    for kind in kinds()
    for (body, how), mutant in MUTANTS.items()
    if hasattr(load_kind(kind), body)
]


def near(value):
    """List values that differ from a parameter by the least."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value - 1, value + 1]
    if isinstance(value, date):
        return [value - timedelta(days=1), value + timedelta(days=1)]
    if isinstance(value, list):
        return [value[:place] + value[place + 1 :] for place in range(len(value))]
    if isinstance(value, Mapping):
        return [{k: value[k] for k in value if k != key} for key in value]
    return []


def shifts():
    """Name every least change of a parameter, by body that takes it."""
    for kind in kinds():
        module = load_kind(kind)
        bodies = [
            body for body in ("value", "columns", "across") if hasattr(module, body)
        ]
        given = {}
        for table in read_tables(kind):
            given = table.parameters | given
        for key, value in given.items():
            # Full-width separators are gone after the normal form; they lose nothing.
            for changed in near(value) if key != "separators" else []:
                for body in bodies:
                    name = f"{kind}-{body}-{key}={changed}"
                    yield pytest.param(kind, body, key, value, changed, id=name)


@pytest.mark.parametrize(("kind", "body", "mutant"), CASES)
def test_a_changed_body_is_noticed(kind, body, mutant, monkeypatch):
    module = load_kind(kind)
    assert is_as_drawn(kind)

    original = getattr(module, body)
    monkeypatch.setattr(module, body, wraps(original)(mutant(original)))

    assert not is_as_drawn(kind)


@pytest.mark.parametrize(("kind", "body", "key", "value", "changed"), list(shifts()))
def test_a_changed_parameter_is_noticed(kind, body, key, value, changed, monkeypatch):
    module, key = load_kind(kind), "from_" if key == "from" else key
    original = getattr(module, body)

    @wraps(original)
    def shifted(*arguments, **parameters):
        if parameters.get(key) == value:
            parameters = {**parameters, key: changed}
        return original(*arguments, **parameters)

    monkeypatch.setattr(module, body, shifted)

    assert not is_as_drawn(kind)


def is_as_drawn(kind):
    """Tell whether the tables of a kind are judged as they are drawn."""
    judge = _is_compared if hasattr(load_kind(kind), "across") else _is_judged
    return all(judge(table) for table in read_tables(kind))


def _is_judged(table):
    drawn = [row["holds"] == "✗" for row in table.rows]
    roads = (fails_by_row, fails_by_column, fails_unscreened)
    return all(judge(table) == drawn for judge in roads)


def _is_compared(table):
    standard = across_standard(table)
    raws, known, drawn = across_rows(table, standard)
    if known:
        return hits_by_row(standard, raws, known) == drawn
    return (
        hits_by_row(standard, raws) == drawn
        and hits_by_column(standard, raws, [len(raws)]) == drawn
    )
