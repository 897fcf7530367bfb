"""Measures a Friday afternoon: fifty units file a workbook at the same moment."""

from __future__ import annotations

import html
import random
import re
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

import report
import year
from browser import Browser
from process import run_module
from year import Ledger, p95

_ROWS = 1_000_000
_UNITS = 50
#: Rows of a workbook: from, to, both included.
_SIZES = 200, 2000
#: Seconds over which the second wave comes.
_SPREAD = 60
#: Ledger → how the units come: in words, over how many seconds, workers beside the one.
_ALONE = (("at once", 0, 0), ("within a minute", _SPREAD, 0))
_WAVES = {
    "SQLite": _ALONE,
    "PostgreSQL": (*_ALONE, ("at once, two workers", 0, 1)),
}
#: What the page of a filing tells its script: where and when to look again.
_LOOK = re.compile(rb'hx-get="([^"]+)" hx-trigger="every (\d+)ms"')
#: Most seconds of a receipt and of a verdict.
_MOST_RECEIPT, _MOST_VERDICT = 0.3, 5.0
_PATIENCE = 300


@dataclass
class Filed:
    """One workbook on its way; seconds."""

    rows: int
    receipt: float = 0.0
    #: From the answer to the page that shows the verdict.
    verdict: float = 0.0
    number: str = ""
    wrong: str = ""


def measure(smaller: int) -> str:
    """Let fifty units file at once, then within a minute, on each kind of database."""
    rows = []
    for name in year.DATABASES:
        for wave, spread, further in _WAVES[name]:
            with (
                year.copied(name, _ROWS // smaller) as ledger,
                year.serving(ledger) as port,
                year.working(ledger, further),
            ):
                filed = _wave(ledger, port, spread)
            rows.append(_row(f"{name}, {wave}", filed))
    head = ("ledger", "workbooks", "rows", "ms to the receipt p50", "p95", "worst",
            "s to the verdict p50", "p95", "worst", "target")  # fmt: skip
    return report.table(head, rows)


def _wave(ledger: Ledger, port: int, spread: float) -> list[Filed]:
    clerks = [each for each in ledger.people if each.login.startswith("clerk-")][
        :_UNITS
    ]
    assert len(clerks) == _UNITS
    drawn = random.Random(spread)
    sizes = [drawn.randint(*_SIZES) for _ in clerks]
    told = run_module("friday", "draw", ",".join(map(str, sizes))).output
    contents = [bytes.fromhex(line) for line in told.splitlines()]
    browsers = [Browser(port) for _ in clerks]
    for browser, who in zip(browsers, clerks, strict=True):
        browser.log_in(who)
    start, filed = threading.Barrier(_UNITS), [Filed(each) for each in sizes]
    waits = [drawn.uniform(0, spread) for _ in clerks]
    threads = [
        threading.Thread(target=_file, args=(*each, start))
        for each in zip(browsers, contents, filed, waits, strict=True)
    ]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    wrong = [each.wrong for each in filed if each.wrong]
    assert not wrong, wrong
    return filed


def _file(
    browser: Browser,
    content: bytes,
    filed: Filed,
    wait: float,
    start: threading.Barrier,
) -> None:
    browser.get("/file/")
    # As the page does when a file is chosen.
    form = {"key": f"{time.time_ns():020}", "category": "licence"}
    look = browser.upload("/file/look/", "一周.xlsx", content, is_part=True, **form)
    (form["looked"],) = re.findall(r'name="looked" value="(\w+)"', look.body.decode())
    start.wait()
    time.sleep(wait)
    answer = browser.upload("/file/", "一周.xlsx", content, **form)
    filed.receipt = answer.seconds
    if answer.status != 303:
        filed.wrong = f"{answer.status}: {answer.body.decode()[-500:]}"
        start.abort()
        return
    started, place = time.monotonic(), f"{answer.headers['Location']}state/"
    while time.monotonic() < started + _PATIENCE:
        state = browser.get(place, is_part=True)
        again = _LOOK.search(state.body)
        if again is None:
            filed.verdict = time.monotonic() - started
            return
        place = html.unescape(again[1].decode())
        time.sleep(int(again[2]) / 1000)
    filed.wrong = f"no verdict: {place}"


def _row(title: str, filed: Sequence[Filed]) -> list[str]:
    receipts = [each.receipt for each in filed]
    verdicts = [each.verdict for each in filed]
    return [
        title,
        f"{len(filed)}",
        f"{sum(each.rows for each in filed):,}",
        *(f"{each(receipts) * 1000:.0f}" for each in (median, p95, max)),
        *(f"{each(verdicts):.1f}" for each in (median, p95, max)),
        "; ".join(
            (
                report.against(p95(receipts), _MOST_RECEIPT, "s"),
                report.against(p95(verdicts), _MOST_VERDICT, "s"),
            )
        ),
    ]


def _draw(sizes: Sequence[int]) -> None:
    """Print a workbook a line: polars and its threads stay out of what is measured."""
    for at, (rows, (unit, _, _)) in enumerate(zip(sizes, year.units(), strict=False)):
        print(year.workbook(unit, rows, seed=at).hex())


if __name__ == "__main__":
    _draw([int(each) for each in sys.argv[2].split(",")])
