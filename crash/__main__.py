"""The crash suite: `./run crash [--kills N] [--seed S] [--database NAME] [--write]`."""

from __future__ import annotations

import argparse
import random
import sys
from functools import partial
from pathlib import Path

from bench import machine, report
from crash.points import PLACES
from crash.trial import DATABASES, Trial, at_points, at_random

PAGE = Path(__file__).parents[1] / "docs" / "explanation" / "crash-report.md"


def main() -> None:
    """Kill, judge and tell; the exit code is 1 when anything was wrong."""
    asked = _arguments()
    # Chosen here when nobody chose it: a run that failed can be run again.
    seed = random.randrange(1 << 20) if asked.seed is None else asked.seed
    where = f"{machine.describe()}; {_servers()}; seed {seed}"
    print(f"crash suite, {where}\n", flush=True)
    is_good = True
    for database in [asked.database] if asked.database else DATABASES:
        before = machine.load()
        trials = []
        for run in (
            partial(at_points, database, PLACES),
            partial(at_random, database, asked.kills, seed),
        ):
            trials.append(run(_tell))
            _show(trials[-1])
        is_good &= all(each.is_good for each in trials)
        if asked.write:
            told = f"{where}; load {before} before, {machine.load()} after"
            report.write(database, _written(told, trials), PAGE, kind="crash")
    if not is_good:
        sys.exit(f"FAILED, seed {seed}: ./run crash --seed {seed}")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="./run crash", description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="on each database")
    parser.add_argument("--seed", type=int)
    parser.add_argument("--database", choices=list(DATABASES))
    parser.add_argument("--write", action="store_true", help=f"update {PAGE}")
    return parser.parse_args()


def _servers() -> str:
    import sqlite3
    import subprocess

    from bench.postgres import tool

    told = subprocess.run(
        [tool("postgres"), "--version"], capture_output=True, text=True
    )
    return f"SQLite {sqlite3.sqlite_version}, PostgreSQL {told.stdout.split()[2]}"


def _tell(text: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\x1b[K{text}", end="", file=sys.stderr, flush=True)


def _show(trial: Trial) -> None:
    _tell("")
    print(f"{trial.title}, {trial.seconds:.0f} s")
    for each in trial.lines:
        mark = "  " if each.is_good else "✗ "
        print(f"  {mark}{each.title:<48}{each.found}")
    print(flush=True)


def _written(where: str, trials: list[Trial]) -> str:
    tables = [
        f"### {trial.title}\n\n{trial.seconds:.0f} seconds.\n\n"
        + report.table(
            ("asked", "found", ""),
            [(each.title, each.found, "" if each.is_good else "**wrong**")
             for each in trial.lines],
        )
        for trial in trials
    ]  # fmt: skip
    return "\n\n".join([f"*Run {where}.*", *tables])


if __name__ == "__main__":
    main()
