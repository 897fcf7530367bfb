"""Checks a file of any length and writes every row with what became of it."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gongshi.checks.cells import Surroundings
from gongshi.checks.checking import raw_frame
from gongshi.checks.legacy import mapping_of, translate_frame
from gongshi.checks.plan import plan
from gongshi.checks.streaming import Stream, Tally
from gongshi.clocks.lookup import judge_columns
from gongshi.errors import FileFault, UsageError, refusal
from gongshi.intake import Batch, read, scan
from gongshi.intake.faults import no_rows
from gongshi.intake.footers import MOST, below, text
from gongshi.policy.policies import Policy
from gongshi.policy.standards import Standard, load_standards

if TYPE_CHECKING:
    import polars as pl

#: Rows that are worked on at once; two such slices are in memory.
SLICE = 150_000


@dataclass(frozen=True)
class Clock:
    """What lateness is judged by."""

    policy: Policy
    received_at: datetime


def annotate(
    path: Path,
    out: Path,
    standard: Standard,
    surroundings: Surroundings,
    *,
    clock: Clock | None = None,
) -> Tally:
    """Check a file and write all of its rows to a Parquet file.

    Args:
        path: csv or Parquet of any length, or any other file that `read` takes.
        out: Written whole or not at all.
        standard: What the file is checked against.
        surroundings: The day of checking.
        clock: Adds `due`, `days_late`, `late` and `exempt` to every row.

    Returns:
        Rows by outcome and by check. The file has one row per row of the input, in
        its order: fields in normal form, extra columns as they were, `outcome`, and
        `rules` (rule and field, joined with ";", null where none is broken).

    Raises:
        FileFault: The file cannot be read.
        UsageError: `out` cannot be written.
    """
    from polars.exceptions import PolarsError

    footers: list[tuple[int, str]] = []
    try:
        raws = _scanned(path, standard, footers)
        tally = _write(raws, out, standard, surroundings, clock)
    except (FileFault, PolarsError):
        # Loose quotes, another encoding, rows of odd width, a workbook: the slower
        # reader takes what can be taken, and names the fault of what cannot.
        whole = _whole(path, standard)
        footers[:] = whole.footers
        tally = _write([raw_frame(whole)], out, standard, surroundings, clock)
    tally.footers = footers
    return tally


def _write(
    raws: Iterable[pl.DataFrame],
    out: Path,
    standard: Standard,
    surroundings: Surroundings,
    clock: Clock | None,
) -> Tally:
    from polars.exceptions import ComputeError
    from polars.io.plugins import register_io_source

    stream = Stream(plan(standard), surroundings)
    slices = _judged(stream.annotate(raws), standard, clock)
    first = next(slices, None)
    if first is None:
        raise no_rows()

    def source(*_: object) -> Iterator[pl.DataFrame]:
        yield first
        yield from slices

    draft = out.with_name(f".{out.name}.{os.getpid()}.tmp")
    try:
        register_io_source(source, schema=first.schema, is_pure=False).sink_parquet(
            draft, compression="snappy", statistics=False
        )
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(out)
    except (OSError, ComputeError) as error:
        raise UsageError(
            "cannot_write", f"写不了「{out}」（{_why(error)}），请换一个位置。"
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
    return stream.tally


def _why(error: Exception) -> str:
    """Say what the disk refused; polars tells it in the words of the system."""
    if isinstance(error, OSError) and error.errno:
        return refusal(error)
    number = re.search(r"os error ([0-9]+)", str(error))
    if number is None:
        raise error
    return refusal(OSError(int(number[1]), ""))


def _judged(
    slices: Iterator[pl.DataFrame], standard: Standard, clock: Clock | None
) -> Iterator[pl.DataFrame]:
    for frame in slices:
        if clock:
            frame = judge_columns(
                frame, clock.policy, standard.key, clock.received_at, decided="@decided"
            )
        yield frame.drop("@decided")


def _scanned(
    path: Path, standard: Standard, footers: list[tuple[int, str]]
) -> Iterator[pl.DataFrame]:
    frame, seen = scan(path, standard, load_standards())
    mapping = mapping_of(standard, seen.edition)
    parts = frame.collect_batches(chunk_size=SLICE, maintain_order=True)
    for raw in _without_footers(map(seen.filled, parts), footers):
        yield translate_frame(raw, mapping, standard) if mapping else raw


def _without_footers(
    parts: Iterator[pl.DataFrame], footers: list[tuple[int, str]]
) -> Iterator[pl.DataFrame]:
    """Leave out and note the lines below the table.

    Only a part that may end in such lines waits for the next.
    """
    held: pl.DataFrame | None = None
    for part in parts:
        if held is not None:
            yield held
        held = part if below([row[1:] for row in part.tail(1).rows()]) else None
        if held is None:
            yield part
    if held is not None:
        last = [(row[0], row[1:]) for row in held.tail(MOST).rows()]
        count = below([row for _, row in last])
        if count == held.height:
            raise no_rows()
        footers += [(number, text(row)) for number, row in last[-count:]]
        yield held.head(-count)


def _whole(path: Path, standard: Standard) -> Batch:
    return read(
        path.read_bytes(),
        file_name=path.name,
        standard=standard,
        others=load_standards(),
    )
