"""The row bodies and the column bodies are two programs; they say the same of any row.

Planning a frame costs some 30 ms whatever its height. So each example draws one row and
judges it by the row bodies at once (a failure there is shrunk), and at the end all rows
are judged by the column bodies in few frames (rows of a frame do not see each other; a
difference names the row, which then becomes a row of a truth table). Four roads are
compared with the row bodies: the column bodies alone, a slice that is searched behind
screens, all fields together or one by one, and slices so long that each distinct text is
judged once.
Whole files, fewer of them, go through `check` both ways in `test_whole_files.py`.
"""

from functools import reduce
from operator import and_

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from gongshi.checks.by_row import failing, normalise_row
from gongshi.checks.by_slice import applies, check_slice
from gongshi.checks.cells import ColumnCell
from gongshi.checks.plan import plan
from gongshi.policy.standards import categories, load_standard
from tests.properties.rows import SURROUNDINGS, rows
from tests.spec.judging import MANY, broken_by_slice, frame_of

ALWAYS = (HealthCheck.too_slow, HealthCheck.data_too_large)


@pytest.mark.parametrize("category", categories())
def test_both_bodies_say_the_same_of_any_row(category):
    standard, drawn = load_standard(category), []
    ready = plan(standard)

    @settings(
        max_examples=2_000,
        deadline=None,
        database=None,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=ALWAYS,
    )
    @given(rows(category))
    def judge(raw):
        normal = normalise_row(raw, standard)
        assert normalise_row(normal, standard) == normal
        drawn.append((raw, normal, failing(normal, ready, SURROUNDINGS)))

    judge()

    assert len(drawn) >= 2_000
    raws, normals, by_row = map(list, zip(*drawn, strict=True))
    frame = check_slice(frame_of(raws, standard), ready, SURROUNDINGS).frame
    codes = [field.code for field in standard.fields]
    texts = frame.select(codes).rows(named=True)
    only = [{code: normal[code] for code in codes} for normal in normals]
    assert differing(raws, only, texts) == []
    assert differing(raws, by_row, by_bodies(frame, ready)) == []
    assert differing(raws, by_row, by_search(raws, ready)) == []
    assert differing(raws, by_row, by_search(raws, ready, times=3)) == []
    assert differing(raws, by_row, by_distinct(raws, ready)) == []


def differing(raws, ones, others):
    """Give the rows of which two roads say different things."""
    told = zip(raws, ones, others, strict=True)
    return [each for each in told if each[1] != each[2]]


def by_bodies(frame, ready):
    """Give for each row of a normal frame the checks that the column bodies fail."""
    asked = frame.with_columns(
        breaks(each).alias(f"{number}") for number, each in enumerate(ready.checks)
    )
    broken = [[] for _ in range(frame.height)]
    for number in range(len(ready.checks)):
        for place in asked[f"{number}"].arg_true():
            broken[place].append(number)
    return broken


def breaks(each):
    cell = ColumnCell(each.field.code, SURROUNDINGS)
    broken = ~each.kind.columns(cell, **each.parameters).fill_null(value=True)
    if not each.judges_blank:
        broken &= cell.text.is_not_null()
    return reduce(and_, (applies(condition) for condition in each.rule.when), broken)


def by_search(raws, ready, times=1):
    return broken_by_slice(raws, ready, SURROUNDINGS, times)


def by_distinct(raws, ready, size=200):
    """Judge 200 rows at a time, each some 25 times over."""
    parts = [raws[start : start + size] for start in range(0, len(raws), size)]
    return [
        broken
        for part in parts
        for broken in broken_by_slice(part, ready, SURROUNDINGS, MANY // len(part))
    ]
