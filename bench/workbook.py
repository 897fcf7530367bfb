"""Measures reading and checking a workbook against two libraries that read workbooks."""

import json
import sys
import time
from pathlib import Path
from statistics import median

import corpus
import report
from process import Run, run_module

from gongshi.checks.cells import Surroundings
from gongshi.policy.standards import load_standard, load_standards

_ROWS = 100_000
#: Reader → rows it is given; the slow ones get fewer.
_READERS = {"gongshi": _ROWS, "openpyxl": _ROWS // 5, "frictionless": _ROWS // 10}
_ROUNDS = {"gongshi": 3}
_MOST_SECONDS, _MOST_MEMORY = 8, 600


def measure(smaller: int) -> str:
    """Let every reader read; ours also checks."""
    rows = []
    runs = {name: _runs(name, smaller) for name in _READERS}
    own = _READERS["gongshi"] / median(each.said["seconds"] for each in runs["gongshi"])
    for name, done in runs.items():
        count = _READERS[name] // smaller
        seconds = median(each.said["seconds"] for each in done)
        peak = max(each.peak for each in done)
        speed = count / seconds
        rows.append(
            (
                _JOBS[name],
                f"{count:,}",
                report.seconds(seconds),
                report.krows(count, seconds),
                f"{own / smaller / speed:.1f}",
                report.megabytes(peak),
                _wanted(seconds, peak) if name == "gongshi" else "",
            )
        )
    head = ("job", "rows × 28", "s", "krows/s", "gongshi ×", "peak MB, with children",
            "target")  # fmt: skip
    return report.table(head, rows)


def _wanted(seconds: float, peak: int) -> str:
    fast = report.against(seconds, _MOST_SECONDS, "s")
    return f"{fast}; {report.against(peak / 1e6, _MOST_MEMORY, 'MB')}"


def _runs(name: str, smaller: int) -> list[Run]:
    path = corpus.licences(_READERS[name] // smaller, "xlsx")
    return [run_module("workbook", name, path) for _ in range(_ROUNDS.get(name, 1))]


_JOBS = {
    "gongshi": "gongshi: guard, read in a child process, all checks",
    "openpyxl": "openpyxl, read-only: read",
    "frictionless": "frictionless: read and judge constraints",
}


def _gongshi(path: Path) -> None:
    from gongshi.checks import check
    from gongshi.intake import read

    standard = load_standard("licence", corpus.ON)
    batch = read(
        path.read_bytes(),
        file_name=path.name,
        standard=standard,
        others=load_standards(corpus.ON),
    )
    assert len(check(batch, standard, Surroundings(corpus.ON)).outcomes)


def _openpyxl(path: Path) -> None:
    import openpyxl

    sheet = openpyxl.load_workbook(path, read_only=True).active
    assert sum(1 for _ in sheet.iter_rows(values_only=True))


def _frictionless(path: Path) -> None:
    from peers import frictionless

    assert frictionless.judge(frictionless.prepare(frictionless.KINDS), path, path)


if __name__ == "__main__":
    started = time.perf_counter()
    {"gongshi": _gongshi, "openpyxl": _openpyxl, "frictionless": _frictionless}[
        sys.argv[1]
    ](Path(sys.argv[2]))
    print(json.dumps({"seconds": time.perf_counter() - started}))
