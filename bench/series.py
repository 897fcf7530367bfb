"""Marks the search for missing numbers against what was planted, and times it.

Counters are drawn with numbers concealed, voided, mistyped, used twice, shared by
kinds, units and prefixes, padded, dated and random, written in thirteen ways. Voided
numbers have an exemption. A number that was mistyped is missing, rightly found, but
counts on neither side.
"""

import json
import sys
import time
from datetime import date
from pathlib import Path

import corpus
import report
from process import run_module

_COUNTERS, _SEEDS = 12_000, (1, 2)
_ON = date(2024, 12, 31)
_ROWS = 10_000_000
#: Counters and most numbers of the parts of the large file: about a million rows each.
_REGISTERED = 100_000
_PART, _MOST, _A_PART = 980, 8_000, 1_000_000


def measure(smaller: int) -> str:
    """Mark and time."""
    marks = [_marked(_COUNTERS // smaller, seed) for seed in _SEEDS]
    return "\n\n".join(
        [
            _accuracy_table(marks),
            _speed_table(_ROWS // smaller),
            _register_table(_REGISTERED // smaller),
        ]
    )


def _marked(counters: int, seed: int) -> tuple[dict[str, dict[str, int]], int, int]:
    """Count by shape what was planted, found, and found beside it."""
    from gongshi.oversight.series import find_series
    from gongshi.policy.continuity import continuity_in_force
    from gongshi.samples.marking import mark
    from gongshi.samples.numbering import draw_numbered

    drawn = draw_numbered(counters, seed=seed)
    found = find_series(drawn.decisions, continuity_in_force(_ON))
    return mark(drawn, found.members, found.missing), counters, drawn.decisions.height


def _accuracy_table(marks) -> str:
    shapes = {}
    for each, _, _ in marks:
        for shape, counts in each.items():
            sums = shapes.setdefault(shape, dict.fromkeys(counts, 0))
            for key, count in counts.items():
                sums[key] += count
    whole = {
        key: sum(each[key] for each in shapes.values())
        for key in next(iter(shapes.values()))
    }
    rows = [
        (
            shape,
            *(f"{each[key]:,}" for key in ("planted", "found", "hit", "false")),
            _share(each["hit"], each["planted"]),
            _share(each["false"], each["found"]),
        )
        for shape, each in [*shapes.items(), ("all", whole)]
    ]
    head = ("counters", "concealed", "raised", "of them concealed", "of them false",
            "recall %", "false %")  # fmt: skip
    recall = report.against(
        -100 * whole["hit"] / max(whole["planted"], 1), -99, "% recall"
    ).replace("≤ -99", "≥ 99")
    false = report.against(
        100 * whole["false"] / max(whole["found"], 1), 1, "% false alarms"
    )
    told = (
        f"{sum(each[1] for each in marks):,} counters, "
        f"{sum(each[2] for each in marks):,} rows; {recall}; {false}."
    )
    return f"{report.table(head, rows)}\n\n{told}"


def _share(part: int, of: int) -> str:
    return f"{100 * part / of:.2f}" if of else "-"


def _speed_table(rows: int) -> str:
    folder = _numbers(rows)
    done = run_module("series", folder)
    told = done.said
    row = (
        "series and gaps",
        f"{told['rows']:,}",
        f"{told['series']:,}",
        report.seconds(told["read"]),
        report.seconds(told["processor"]),
        report.seconds(told["seconds"]),
        report.megabytes(done.peak),
        f"{report.against(told['seconds'], 10, 's')}; "
        f"{report.against(done.peak / 1e9, 3, 'GB')}",
    )
    head = (
        "job",
        "numbers",
        "series",
        "reading the file, s",
        "processor, s",
        "s",
        "peak MB",
        "target",
    )
    return report.table(head, [row])


def _numbers(rows: int) -> Path:
    """Give a folder of Parquet files with about so many numbers, drawn once."""
    from gongshi.samples.numbering import draw_numbered

    folder = corpus.DATA / f"numbers-{rows}"
    if not folder.exists():
        draft = folder.with_suffix(".draft")
        draft.mkdir(parents=True, exist_ok=True)
        for part in range(-(-rows // _A_PART)):
            counters = _PART * min(rows, _A_PART) // _A_PART // 4 * 4
            drawn = draw_numbered(
                counters, seed=part, most=_MOST, first=part * counters
            )
            drawn.decisions.write_parquet(draft / f"{part:03}.parquet")
        draft.rename(folder)
    return folder


def _timed(folder: Path) -> dict[str, float]:
    import polars as pl

    from gongshi.oversight.series import find_series
    from gongshi.policy.continuity import continuity_in_force

    begun = time.perf_counter()
    decisions = pl.read_parquet(folder / "*.parquet")
    read, worked = time.perf_counter(), time.process_time()
    found = find_series(decisions, continuity_in_force(_ON))
    return {
        "rows": decisions.height,
        "series": found.series.height,
        "read": read - begun,
        "seconds": time.perf_counter() - read,
        "processor": time.process_time() - worked,
    }


def _register_table(rows: int) -> str:
    """Match a register with its records, and count what was joined rightly."""
    import polars as pl

    from gongshi.oversight.registers import match_register
    from gongshi.policy.continuity import continuity_in_force
    from gongshi.samples.marking import mark_register
    from gongshi.samples.register import draw_register

    licences = corpus.part(rows, share=0)
    records = licences.select(
        number="XK_WSH",
        subject="XK_XDR_MC",
        authority="XK_XKJG",
        decided=pl.col("XK_JDRQ").str.to_date("%Y/%m/%d"),
    )
    drawn = draw_register(records, seed=1)
    limits = continuity_in_force(_ON).limits
    begun = time.perf_counter()
    found = match_register(drawn.register, drawn.records, limits)
    taken = time.perf_counter() - begun
    marks = mark_register(drawn, found.joined, found.candidates, found.missing)
    keys = ("rows", "joined", "wrong", "offered", "missing")
    lines = [
        (slip, *(f"{each[key]:,}" for key in keys)) for slip, each in marks.items()
    ]
    whole = {key: sum(each[key] for each in marks.values()) for key in keys}
    concealed = marks["concealed"]
    known = whole["rows"] - concealed["rows"]
    right = whole["joined"] + whole["offered"]
    said = whole["missing"]
    told = (
        f"{rows:,} rows in {taken:.2f} s; joined rightly "
        f"{_share(whole['joined'], whole['joined'] + whole['wrong'])} % of those joined; "
        f"joined or offered {_share(right, known)} % of those with a record; of what is "
        f"said to be missing {_share(concealed['missing'], said)} % is, and "
        f"{_share(concealed['missing'], concealed['rows'])} % of what is missing is said."
    )
    head = ("slip", "rows", "joined rightly", "joined wrongly", "offered", "missing")
    return f"{report.table(head, lines)}\n\n{told}"


if __name__ == "__main__":
    print(json.dumps(_timed(Path(sys.argv[1]))))
