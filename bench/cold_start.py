"""Measures the two waits of a person: a small file from a cold start, and one row."""

import sys
import time
from pathlib import Path
from statistics import median

import corpus
import report
from process import run

from gongshi.checks.by_row import failing, normalise_row
from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import plan
from gongshi.policy.standards import load_standard

_TIMES = 10
_ROWS = 2_000
_MOST_SECONDS, _MOST_MILLISECONDS = 0.6, 1


def measure(_: int) -> str:
    """Start the program ten times, and judge some rows one by one."""
    path = corpus.licences(10, "csv")
    runs = [run(_command(path), codes=(0, 1)) for _ in range(_TIMES)]
    started = median(each.seconds for each in runs)
    row = _row()
    return report.table(
        ("job", "median", "peak MB", "target"),
        [
            (
                "`gongshi check` on a ten-row csv, whole process",
                f"{started:.2f} s",
                report.megabytes(max(each.peak for each in runs)),
                report.against(started, _MOST_SECONDS, "s"),
            ),
            (
                "one row, warm: normal form and all checks, row bodies",
                f"{row:.2f} ms",
                "",
                report.against(row, _MOST_MILLISECONDS, "ms"),
            ),
        ],
    )


def _command(path: Path) -> list[str | Path]:
    program = Path(sys.executable).with_name("gongshi")
    return [program, "check", path, "--category", "licence", "--on", str(corpus.ON)]


def _row() -> float:
    """Give the median milliseconds that one row takes."""
    standard = load_standard("licence", corpus.ON)
    ready, around = plan(standard), Surroundings(corpus.ON)
    taken = []
    for raw in corpus.part(_ROWS).iter_rows(named=True):
        started = time.perf_counter()
        failing(normalise_row(raw, standard), ready, around)
        taken.append(time.perf_counter() - started)
    return median(taken) * 1000
