"""Measures a large submission from the command line into each kind of ledger."""

import csv
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import corpus
import postgres
import report
from process import Run, run_gongshi

from gongshi.samples import load_city

_ROWS = 120_000
#: Ledger → the most seconds that a submission may take.
_MOST = {"SQLite": 15, "PostgreSQL": 20}
_SERVERS = {"SQLite": nullcontext, "PostgreSQL": postgres.server}


def measure(smaller: int) -> str:
    """Submit one file to a new ledger of each kind, and then once more."""
    rows = []
    for name, most in _MOST.items():
        with _SERVERS[name]() as address:
            first, second = _submit(corpus.licences(_ROWS // smaller, "csv"), address)
        for told, done in (("new rows", first), ("the same rows again", second)):
            counts = json.loads(done.output)["counts"]
            received = counts["received"]
            rows.append(
                (
                    f"{name}, {told}",
                    f"{received:,}",
                    f"{counts['accepted']:,}",
                    report.seconds(done.seconds),
                    report.krows(received, done.seconds),
                    report.megabytes(done.peak),
                    report.against(done.seconds, most, "s") if done is first else "",
                )
            )
    head = ("ledger", "rows", "accepted", "s, whole process", "krows/s", "peak MB",
            "target")  # fmt: skip
    return report.table(head, rows)


def _submit(file: Path, address: str | None) -> tuple[Run, Run]:
    with ledger(address) as home:
        submit = ("submit", file, "--category", "licence", "--unit", "auto",
                  "--received-at", corpus.RECEIVED_AT.isoformat(),
                  "--format", "json")  # fmt: skip
        return run_gongshi(home, *submit), run_gongshi(home, *submit)


@contextmanager
def ledger(address: str | None) -> Iterator[Path]:
    """Make a ledger with the units of the city."""
    with tempfile.TemporaryDirectory(dir=corpus.DATA) as folder:
        home = Path(folder)
        database = ["--db", address] if address else []
        run_gongshi(home, "init", "--place", corpus.PLACE, *database)
        register = home / "units.csv"
        _write_register(register)
        run_gongshi(home, "units", "import", register)
        yield home


def _write_register(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(("name", "code", "place", "group", "functions", "aliases"))
        for each in load_city():
            aliases = "；".join(each.aliases)
            rows.writerow(
                (each.unit.name, each.unit.code, "", each.group, "licence", aliases)
            )
