"""Measures scores, bulletins, a rehearsal and an audit over a ledger of a city's year."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path

import corpus
import postgres
import report
from process import Run, run_gongshi
from submitting import ledger

from gongshi.clocks.periods import CHINA
from gongshi.policy.toml import RULEBOOK
from gongshi.samples import sample_frame, with_dirt

YEAR = 2023
#: Rows of a month, by category: 1 440 000 a year.
_ROWS = {"licence": 80_000, "penalty": 40_000}
_SERVERS = {"SQLite": nullcontext, "PostgreSQL": postgres.server}
#: Place and period of the documents that are composed, and the most seconds of each.
_BULLETINS = (
    ("pingdingshan", f"{YEAR}-12"),
    ("wuhan", f"{YEAR}-12"),
    ("yuncheng", f"{YEAR}-12"),
    ("hubei", f"{YEAR}-12"),
    ("hubei", f"{YEAR}-12-25"),
)
_MOST, _MOST_REHEARSING, _MOST_AUDITING = 10, 30, 2


def measure(smaller: int) -> str:
    """Fill a ledger of each kind with a year, and ask it for everything."""
    rows = []
    for name, server in _SERVERS.items():
        with server() as address, ledger(address) as home:
            received = sum(_submit(home, smaller))
            for job, done, most in _jobs(home):
                rows.append(
                    (
                        f"{name}: {job}",
                        f"{received:,}",
                        report.seconds(done.seconds),
                        report.megabytes(done.peak),
                        report.against(done.seconds, most, "s"),
                    )
                )
    head = ("job, whole process", "rows in the ledger", "s", "peak MB", "target")
    return report.table(head, rows)


def _submit(home: Path, smaller: int) -> Iterator[int]:
    """Submit two files a month, and give the rows of each."""
    for month in range(1, 13):
        received_at = datetime(YEAR, month, 25, 9, tzinfo=CHINA)
        for category, rows in _ROWS.items():
            done = run_gongshi(
                home, "submit", _file(category, month, rows // smaller),
                "--category", category, "--unit", "auto",
                "--received-at", received_at.isoformat(), "--format", "json",
            )  # fmt: skip
            yield json.loads(done.output)["counts"]["received"]


def _file(category: str, month: int, rows: int) -> Path:
    path = corpus.DATA / f"{category}-{YEAR}-{month:02}-{rows}.csv"
    if not path.exists():
        corpus.DATA.mkdir(exist_ok=True)
        last = date(YEAR, month, 20)
        frame = sample_frame(
            category,
            rows,
            seed=month,
            units=corpus.units(),
            decided=(last - timedelta(30), last),
            first_serial=1 + month * rows,
        )
        with_dirt(frame, share=0.05, seed=month).write_csv(path)
    return path


def _jobs(home: Path) -> Iterator[tuple[str, Run, int]]:
    period = f"{YEAR}-12"
    asked = ("assess", "--policy", "yuncheng", "--period", period)
    yield "`assess`, 运城", run_gongshi(home, *asked), _MOST
    for place, when in _BULLETINS:
        out = home / f"{place}-{when}.docx"
        asked = ("bulletin", "--policy", place, "--period", when, "--out", out)
        yield f"`bulletin`, {place} {when}", run_gongshi(home, *asked), _MOST
    yield "`audit` of the first of them", _audit(home), _MOST_AUDITING
    with tempfile.TemporaryDirectory() as folder:
        other = _other_rulebook(Path(folder))
        asked = ("rehearse", "--rulebook", other, "--from", f"{YEAR}-09-01",
                 "--to", f"{YEAR}-12-31")  # fmt: skip
        yield "`rehearse` over four months", run_gongshi(home, *asked), _MOST_REHEARSING


def _audit(home: Path) -> Run:
    place, when = _BULLETINS[0]
    return run_gongshi(home, "audit", home / f"{place}-{when}.docx")


def _other_rulebook(folder: Path) -> Path:
    """Copy the rulebook, with every reminder about licences made a return."""
    other = folder / "rulebook"
    shutil.copytree(str(RULEBOOK), other)
    for path in (other / "standards" / "licence").glob("*.toml"):
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace('"remind"', '"return"'), encoding="utf-8")
    return other
