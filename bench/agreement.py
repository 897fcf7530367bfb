"""Compares the row bodies with the column bodies on a large, dirty corpus."""

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from os import cpu_count

import corpus
import report

_ROWS = 1_000_000
_PART = 20_000
#: Half of the rows are spoilt: good rows agree easily.
_SHARE = 0.5
_CATEGORIES = ("licence", "penalty")


def measure(smaller: int) -> str:
    """Judge every row both ways, in a process per core."""
    rows = []
    spawn = get_context("spawn")
    with ProcessPoolExecutor(cpu_count(), mp_context=spawn) as pool:
        for category in _CATEGORIES:
            started = time.perf_counter()
            parts = _ROWS // smaller // _PART or 1
            found = list(pool.map(_compare, [category] * parts, range(parts)))
            rows.append(
                (
                    category,
                    f"{parts * _PART:,}",
                    f"{sum(each[1] for each in found):,}",
                    sum(each[0] for each in found),
                    f"{time.perf_counter() - started:.0f}",
                )
            )
    differing = sum(row[3] for row in rows)
    told = f"{differing} rows differ; 0 is asked for."
    head = ("category", "rows", "failed checks", "rows that differ", "s")
    return f"{report.table(head, rows)}\n\n{told}"


def _compare(category: str, number: int) -> tuple[int, int]:
    """Count the rows that differ in a normal form or a failed check, and the fails."""
    from gongshi.checks.by_row import failing, normalise_row
    from gongshi.checks.by_slice import check_slice
    from gongshi.checks.cells import Surroundings
    from gongshi.checks.plan import plan
    from gongshi.policy.standards import load_standard

    standard = load_standard(category, corpus.ON)
    ready, around = plan(standard), Surroundings(corpus.ON)
    raw = corpus.part(_PART, number=number, category=category, share=_SHARE)
    sliced = check_slice(raw, ready, around)
    broken: dict[int, list[int]] = {}
    found = sliced.failures
    for place, check in zip(found.rows.tolist(), found.checks.tolist(), strict=True):
        broken.setdefault(place, []).append(check)
    codes = [field.code for field in standard.fields]
    texts = sliced.frame.select(codes).iter_rows()
    differing = 0
    for place, (row, normal) in enumerate(
        zip(raw.iter_rows(named=True), texts, strict=True)
    ):
        by_row = normalise_row(row, standard)
        alike = tuple(by_row[code] for code in codes) == normal
        alike = alike and failing(by_row, ready, around) == broken.get(place, [])
        differing += not alike
    return differing, len(found.rows)
