"""Measures the whole check of large files against the floor and against other libraries.

Everyone starts from the file, in a process of its own; imports and the making of
schemas are not counted. Runs are interleaved, and the median of the rounds is told.
"""

import importlib
import tempfile
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

import corpus
import report
from process import run_module

PEERS = ("dataframely", "pandera", "pydantic", "great_expectations", "frictionless")
_ROUNDS = 3
_LARGE = 5_000_000
_FORMS = ("csv", "parquet")


@dataclass(frozen=True)
class Contest:
    """Who judges which file."""

    name: str
    rows: int
    form: str
    #: A peer whose kinds of rules are run alone, or empty.
    like: str = ""
    rounds: int = _ROUNDS


@dataclass(frozen=True)
class Result:
    """What came out of all rounds."""

    #: Median of the rounds, and the quickest and slowest of them.
    seconds: float
    spread: tuple[float, float]
    peak: int
    checks: int


def measure(smaller: int) -> str:
    """Run all contests.

    Args:
        smaller: Rows are divided by this.
    """
    contests = list(_contests(smaller))
    for each in contests:
        corpus.licences(each.rows, each.form)
    results = _run(contests)
    return "\n\n".join(
        [
            _whole_table({k: v for k, v in results.items() if not _is_peer(k)}),
            _peer_table(results),
        ]
    )


def _contests(smaller: int):
    rows = 1_000_000 // smaller
    for form in _FORMS:
        yield Contest("floor", rows, form)
        yield Contest("ours", rows, form)
    yield Contest("ours", _LARGE // smaller, "csv", rounds=1)
    for name in PEERS:
        peer = importlib.import_module(f"peers.{name}")
        least = peer.ROWS // smaller
        yield Contest(name, least, "csv", rounds=peer.ROUNDS)
        yield Contest("ours", least, "csv", like=name, rounds=peer.ROUNDS)


def _is_peer(contest: Contest) -> bool:
    return contest.name in PEERS or bool(contest.like)


def _run(contests: list[Contest]) -> dict[Contest, Result]:
    found: dict[Contest, list[tuple[float, int, int]]] = {}
    for turn in range(_ROUNDS):
        for each in contests:
            if turn < each.rounds:
                found.setdefault(each, []).append(_judge(each))
    return {
        contest: Result(
            seconds=median(each[0] for each in runs),
            spread=(min(runs)[0], max(runs)[0]),
            peak=max(each[1] for each in runs),
            checks=runs[0][2],
        )
        for contest, runs in found.items()
    }


def _judge(contest: Contest) -> tuple[float, int, int]:
    path = corpus.licences(contest.rows, contest.form)
    # Others' first read of the file shall not be anyone's disadvantage.
    with path.open("rb") as file:
        while file.read(1 << 24):
            pass
    like = [contest.like] if contest.like else []
    with tempfile.TemporaryDirectory(dir=corpus.DATA) as folder:
        out = Path(folder) / "out.parquet"
        done = run_module("peers", contest.name, path, out, *like)
    return done.said["seconds"], done.peak, done.said["checks"]


def _whole_table(results: dict[Contest, Result]) -> str:
    def floor(contest: Contest) -> Result | None:
        return results.get(Contest("floor", contest.rows, contest.form))

    rows = []
    for contest, result in results.items():
        least = floor(contest)
        ratio = f"{result.seconds / least.seconds:.2f}" if least else ""
        rows.append(
            (
                f"{_OWN[contest.name]}, {contest.form}",
                f"{contest.rows:,}",
                report.seconds(result.seconds),
                "–".join(map(report.seconds, result.spread)),
                report.krows(contest.rows, result.seconds),
                ratio,
                report.megabytes(result.peak),
                _wanted(contest, result, least),
            )
        )
    head = ("job", "rows", "s", "from–to", "krows/s", "× floor", "peak MB", "target")
    return report.table(head, rows)


_OWN = {
    "floor": "floor: polars copies the file to Parquet",
    "ours": "gongshi, all checks, repeats, lateness, annotated Parquet",
}


def _wanted(contest: Contest, result: Result, floor: Result | None) -> str:
    if contest.name != "ours" or contest.form != "csv":
        return ""
    if floor is None:
        return report.against(result.peak / 1e9, 2.5, "GB")
    ratio = report.against(result.seconds / floor.seconds, 2.5, "× floor")
    return f"{ratio}; {report.against(result.peak / 1e9, 2, 'GB')}"


def _peer_table(results: dict[Contest, Result]) -> str:
    whole = next(
        contest.rows / result.seconds
        for contest, result in results.items()
        if contest.name == "ours" and contest.form == "csv" and not contest.like
    )
    of = max(result.checks for result in results.values())
    rows = []
    for name in PEERS:
        contest, theirs, ours = _pair(name, results)
        ratio = theirs.seconds / ours.seconds
        rows.append(
            (
                f"{name} {version(name.replace('_', '-'))}",
                f"{theirs.checks} of {of}",
                f"{contest.rows:,}",
                report.krows(contest.rows, theirs.seconds),
                report.megabytes(theirs.peak),
                report.krows(contest.rows, ours.seconds),
                f"{ratio:.2f} ×",
                f"{whole * theirs.seconds / contest.rows:.2f} ×",
                "met" if ratio >= 1 else "**missed**",
            )
        )
    head = ("library, from csv", "of our checks", "rows", "its krows/s", "its peak MB",
            "gongshi, same rules, krows/s", "gongshi is", "gongshi, whole job, is",
            "none is faster")  # fmt: skip
    return report.table(head, rows)


def _pair(name: str, results: dict[Contest, Result]) -> tuple[Contest, Result, Result]:
    theirs = next(each for each in results if each.name == name)
    ours = next(each for each in results if each.like == name)
    return theirs, results[theirs], results[ours]
