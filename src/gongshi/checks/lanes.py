"""Puts one field of a slice into normal form and runs the checks that look only at it.

Two roads, chosen by the data. A column of few distinct texts (authorities, dates, list
values) is worked on once per distinct text. Any other column is searched once for what
is not normal yet or might break a rule; only what is found is looked at closely.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from gongshi.checks.cells import ColumnCell, Subjects, Surroundings, ValueCell
from gongshi.checks.plan import Check, Plan
from gongshi.intake.normalise import (
    ODD,
    amount_column,
    date_column,
    normalise,
    normalise_column,
    parse_amount,
    parse_date,
)
from gongshi.policy.standards import Field

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: Nothing is left out of an expression because there is nothing to compare with.
FULL = Surroundings(
    date(2000, 1, 1),
    {"0": frozenset("0")},
    by_source=True,
    subjects=Subjects({"0": ("0",)}, count=10**9),
)

#: A column is worked on by distinct texts when so many rows of its head hold at most
#: so many of them: a year of decision days, the ends of its terms.
_HEAD, _FEW = 4096, 1024
#: Bits of the numbers that distinct texts are spread over, at least and at most.
_LEAST_BITS, _MOST_BITS = 12, 20
#: Texts that row bodies judge sooner than column bodies, which must be planned and
#: their patterns compiled; in a large slice that is worth it sooner, for those to come.
_BY_ROW, _BY_ROW_OF_MANY, _MANY = 500, 100, 50_000
#: Verdicts that are kept of one field; a file with more has no few distinct texts.
_MOST_KNOWN = 50_000
#: Rows of a slice whose fields are searched together, at most.
TOGETHER = _HEAD
#: Share of blank cells above which they are set aside.
_MOSTLY_FILLED = 0.3


#: Forms whose texts stand for something else, and how one is read.
_READ: dict[str, Callable[[str], date | float | None]] = {
    "date": parse_date,
    "amount": parse_amount,
    "quantity": parse_amount,
}


@dataclass(frozen=True, eq=False)
class Lane:
    """One field and the checks that look at nothing else."""

    field: Field
    #: Places in `plan.checks`: checks with a screen, and without.
    screened: tuple[int, ...]
    whole: tuple[int, ...]
    #: Checks that look at other fields too, and whose pattern is searched for here.
    further: tuple[int, ...]


@dataclass(frozen=True)
class Run:
    """What a lane gives."""

    #: The field in normal form; a date or amount beside it (`@date`, `@amount`).
    columns: list[pl.Series]
    #: Places of checks with the rows whose value fails them, whatever `when` says.
    failed: list[tuple[int, np.ndarray]]
    #: Where the field holds few distinct texts: those, and the number of each row's.
    distinct: tuple[list[str | None], np.ndarray] | None = None
    #: Rows that the search stopped at, for `further`; None where nothing was searched.
    stopped: np.ndarray | None = None


def by_row(texts: int, height: int) -> bool:
    """Tell whether row bodies judge so many texts of a slice sooner than column bodies.

    Args:
        texts: How many there are to judge.
        height: Rows of the slice.
    """
    return texts <= (_BY_ROW_OF_MANY if height > _MANY else _BY_ROW)


@cache
def lanes(plan: Plan) -> tuple[Lane, ...]:
    """Sort the checks of a plan by field; those that look further are left out."""
    alone: dict[str, list[int]] = {field.code: [] for field in plan.standard.fields}
    for place, check in enumerate(plan.checks):
        if check.field.code in alone and _is_alone(check):
            alone[check.field.code].append(place)
    return tuple(
        Lane(
            field=field,
            screened=tuple(each for each in places if has_screen(plan.checks[each])),
            whole=tuple(each for each in places if not has_screen(plan.checks[each])),
            further=tuple(
                place
                for place, check in enumerate(plan.checks)
                if check.field.code == field.code and _is_further(check)
            ),
        )
        for field in plan.standard.fields
        if (places := alone[field.code]) is not None
    )


def _codes(plan: Plan) -> list[str]:
    return [lane.field.code for lane in lanes(plan)]


def elsewhere(plan: Plan) -> list[int]:
    """Give the checks that no lane runs: they look at other fields, or at blanks."""
    run = {
        place
        for lane in lanes(plan)
        for place in (*lane.screened, *lane.whole, *lane.further)
    }
    return [place for place in range(len(plan.checks)) if place not in run]


def run_lane(
    lane: Lane, raw: pl.Series | None, height: int, plan: Plan, around: Surroundings
) -> Run:
    """Normalise one field and run its own checks.

    Args:
        lane: The field.
        raw: Its raw texts (String); None when the file lacks the field.
        height: Rows of the slice.
        plan: Holds the checks.
        around: The day and the register of units.
    """
    import numpy as np
    import polars as pl

    code = lane.field.code
    if raw is not None and (empty := raw == "").any():
        raw = raw.set(empty, None)
    if raw is None or raw.null_count() == height:
        blank = pl.Series(code, [None], dtype=pl.String).new_from_index(0, height)
        return Run(_typed(blank, lane.field), [], stopped=np.empty(0, np.int64))
    raw = raw.alias(code)
    if raw.null_count() <= height * _MOSTLY_FILLED:
        return _run_texts(lane, raw, plan, around)
    # Blank cells hold by themselves: a sparse field is worked on without them.
    where = raw.is_not_null().arg_true()
    run = _run_texts(lane, raw.gather(where), plan, around)
    rows = where.to_numpy()
    columns = [
        pl.Series(each.name, [None], dtype=each.dtype)
        .new_from_index(0, height)
        .scatter(where, each)
        for each in run.columns
    ]
    failed = [(place, rows[values]) for place, values in run.failed]
    stopped = None if run.stopped is None else rows[run.stopped]
    return Run(columns, failed, stopped=stopped)


def run_together(
    raws: dict[str, pl.Series], height: int, plan: Plan, around: Surroundings
) -> tuple[list[Run], list[int]]:
    """Normalise all fields of few rows, and search them in one go.

    Each call into polars takes as long as it takes to look at a few hundred texts.

    Args:
        raws: Raw texts (String) by field code; fields that the file lacks are missing.
        height: Rows of the slice, at most `TOGETHER`.
        plan: Holds the checks.
        around: The day and the register of units.

    Returns:
        What each lane gives, as `run_lane` does, but for its checks without a screen;
        those are the second part, for they too are best run together.
    """
    import polars as pl

    given = {code: raws[code] for code in _codes(plan) if code in raws}
    frame = _without_empty(pl.DataFrame(given))
    blanks = {each.name: each.null_count() for each in frame}
    searched = [
        lane for lane in lanes(plan) if blanks.get(lane.field.code, height) < height
    ]
    asked = frame.select([_screen_of(lane, plan, around) for lane in searched])
    runs = [
        _of_few(lane, frame[lane.field.code], asked[lane.field.code], plan, around)
        if lane.field.code in asked.columns
        else run_lane(lane, None, height, plan, around)
        for lane in lanes(plan)
    ]
    return runs, [place for lane in searched for place in lane.whole]


def _of_few(
    lane: Lane, raw: pl.Series, stopped: pl.Series, plan: Plan, around: Surroundings
) -> Run:
    """Give what a lane gives of few rows, without its checks that have no screen."""
    where = stopped.arg_true()
    # A file has few days; when they are typed as 2023/12/1, the search stops at all.
    if by_row(raw.gather(where).n_unique(), len(raw)):
        return _judged(lane, raw, where, plan, around)
    run = _by_search(lane, raw, plan, around)
    return replace(
        run, failed=[each for each in run.failed if each[0] in lane.screened]
    )


def _without_empty(frame: pl.DataFrame) -> pl.DataFrame:
    """Make blanks of empty texts; most files have none."""
    import polars as pl

    if not frame.width:
        return frame
    empty = frame.select((pl.all() == "").any()).row(0)
    emptied = [pl.col(name).replace("", None)
               for name, has in zip(frame.columns, empty, strict=True) if has]  # fmt: skip
    return frame.with_columns(emptied) if emptied else frame


def _run_texts(lane: Lane, raw: pl.Series, plan: Plan, around: Surroundings) -> Run:
    if len(raw) > _HEAD and (few := raw.head(_HEAD).n_unique()) <= _FEW:
        distinct = _distinct(raw, few)
        if distinct is not None:
            return _by_distinct(lane, raw, distinct, plan, around)
    return _by_search(lane, raw, plan, around)


@dataclass(frozen=True, eq=False)
class _Distinct:
    """The distinct texts of a column."""

    #: One row of each.
    examples: np.ndarray
    #: For each row, the place of its text in `examples`.
    by_row: np.ndarray


def _distinct(raw: pl.Series, few: int) -> _Distinct | None:
    """Find the distinct texts of a column that has few; None where that takes longer.

    Each text has a number from its hash; where two texts meet on one number, other bits
    of the hash are tried.
    """
    import numpy as np

    bits = min(max(2 * few.bit_length() + 1, _LEAST_BITS), _MOST_BITS)
    hashes = raw.hash().to_numpy()
    rows = np.arange(len(hashes), dtype=np.uint32)
    for shift in range(0, 65 - bits, bits):
        slots = ((hashes >> np.uint64(shift)) & np.uint64((1 << bits) - 1)).view(
            np.intp
        )
        last = np.full(1 << bits, len(hashes), np.uint32)
        last[slots] = rows
        if (hashes.take(last.take(slots)) == hashes).all():
            used = np.flatnonzero(last < len(hashes))
            number = np.empty(1 << bits, np.uint32)
            number[used] = np.arange(len(used), dtype=np.uint32)
            return _Distinct(last[used], number.take(slots))
    return None


def _by_distinct(
    lane: Lane, raw: pl.Series, distinct: _Distinct, plan: Plan, around: Surroundings
) -> Run:
    import numpy as np
    import polars as pl

    texts = raw.gather(distinct.examples).to_list()
    known = _known_verdicts(lane, plan, around)
    verdicts = [
        known.get(text) or known.setdefault(text, _verdict(text, lane, plan, around))
        for text in texts
    ]
    if len(known) > _MOST_KNOWN:
        known.clear()
    numbers = pl.Series(distinct.by_row)
    columns = [column.gather(numbers) for column in _columns(verdicts, lane.field)]
    failed = []
    for place, wrong in _wrong(verdicts).items():
        is_wrong = np.zeros(len(texts), bool)
        is_wrong[wrong] = True
        failed.append((place, np.flatnonzero(is_wrong.take(distinct.by_row))))
    normals = [verdict.normal for verdict in verdicts]
    return Run(columns, failed, (normals, distinct.by_row))


def _by_search(lane: Lane, raw: pl.Series, plan: Plan, around: Surroundings) -> Run:
    import polars as pl

    # The reader leaves many short pieces, and each costs every step its beginning.
    raw = raw.rechunk()
    where = _stopped(lane, raw, plan, around)
    if not by_row(len(where), len(raw)):
        some = normalise_column(raw.gather(where), lane.field.form)
        raw = raw.scatter(where, some)
        where = where.gather(_stopped(lane, some, plan, around))
    if not by_row(len(where), len(raw)):
        return _in_bulk(lane, raw, where, plan, around)
    run = _judged(lane, raw, where, plan, around)
    whole = _asked(pl.DataFrame(run.columns), lane.whole, plan, around)
    return replace(run, failed=[*whole, *run.failed])


def _judged(
    lane: Lane, raw: pl.Series, where: pl.Series, plan: Plan, around: Surroundings
) -> Run:
    """Look closely at few texts, by row bodies."""
    import numpy as np
    import polars as pl

    texts = raw.gather(where).to_list()
    found = {text: _verdict(text, lane, plan, around) for text in dict.fromkeys(texts)}
    verdicts = [found[text] for text in texts]
    if any(each.normal != text for each, text in zip(verdicts, texts, strict=True)):
        normals = pl.Series([each.normal for each in verdicts], dtype=pl.String)
        raw = raw.scatter(where, normals)
    rows = where.to_numpy()
    failed = [
        (place, rows[np.array(wrong)])
        for place, wrong in _wrong(verdicts).items()
        if place in lane.screened
    ]
    return Run(_typed(raw, lane.field), failed, stopped=rows)


def _stopped(
    lane: Lane, texts: pl.Series, plan: Plan, around: Surroundings
) -> pl.Series:
    """Find the rows whose text is not normal yet or may break a rule."""
    # Lazily, since the parts of a screen share much.
    screened = texts.to_frame().lazy().select(_screen_of(lane, plan, around))
    return screened.collect().to_series().arg_true()


def _in_bulk(
    lane: Lane, normal: pl.Series, stopped: pl.Series, plan: Plan, around: Surroundings
) -> Run:
    """Look closely at very many texts, by column bodies."""
    import polars as pl

    columns = _typed(normal, lane.field)
    frame = pl.DataFrame(columns)
    rows = stopped.to_numpy()
    failed = _asked(frame, lane.whole, plan, around)
    failed += [
        (place, rows[values])
        for place, values in _asked(frame[stopped], lane.screened, plan, around)
    ]
    return Run(columns, failed, stopped=rows)


def _typed(normal: pl.Series, field: Field) -> list[pl.Series]:
    if field.form == "date":
        return [normal, date_column(normal).alias(f"{field.code}@date")]
    if field.form in _READ:
        return [normal, amount_column(normal).alias(f"{field.code}@amount")]
    return [normal]


@dataclass(frozen=True, slots=True)
class _Verdict:
    """One text in normal form, and the checks of its lane that it fails."""

    normal: str | None
    failed: tuple[int, ...]
    #: What a date or an amount stands for.
    meant: date | float | None = None


def _verdict(text: str, lane: Lane, plan: Plan, around: Surroundings) -> _Verdict:
    """Judge one text by row bodies; before polars has planned anything, it is done."""
    normal = normalise(text, lane.field.form)
    if normal is None:
        return _Verdict(None, ())
    cell = ValueCell({lane.field.code: normal}, lane.field.code, around)
    failed = tuple(
        place
        for place in (*lane.screened, *lane.whole)
        if not plan.checks[place].kind.value(cell, **plan.checks[place].parameters)
    )
    read = _READ.get(lane.field.form)
    return _Verdict(normal, failed, read(normal) if read else None)


@lru_cache(maxsize=128)
def _known_verdicts(*_: object) -> dict[str, _Verdict]:
    """Keep what was found of each text, for the next slice of the same file."""
    return {}


def _columns(verdicts: list[_Verdict], field: Field) -> list[pl.Series]:
    import polars as pl

    code, normals = field.code, [each.normal for each in verdicts]
    columns = [pl.Series(code, normals, dtype=pl.String)]
    if field.form in _READ:
        meant = [each.meant for each in verdicts]
        typed = pl.Date if field.form == "date" else pl.Float64
        kind = "date" if field.form == "date" else "amount"
        columns.append(pl.Series(f"{code}@{kind}", meant, dtype=typed))
    return columns


def _wrong(verdicts: list[_Verdict]) -> dict[int, list[int]]:
    """Sort failures by check: place → positions of the texts that fail it."""
    wrong: dict[int, list[int]] = {}
    for position, verdict in enumerate(verdicts):
        for place in verdict.failed:
            wrong.setdefault(place, []).append(position)
    return wrong


def _asked(
    frame: pl.DataFrame, places: tuple[int, ...], plan: Plan, around: Surroundings
) -> list[tuple[int, np.ndarray]]:
    """Run checks on a frame of one field; the rows that fail each, if any."""
    if not places:
        return []
    asked = frame.select(_questions(places, plan, around))
    return [
        (place, true_rows(answers))
        for place, answers in zip(places, asked, strict=True)
        if answers.any()
    ]


def true_rows(answers: pl.Series) -> np.ndarray:
    """Give the rows of a Boolean without nulls where it is true, ascending."""
    import numpy as np

    return np.flatnonzero(answers.to_numpy())


# Building expressions takes longer than asking them of a few thousand rows.
@lru_cache(maxsize=512)
def _questions(
    places: tuple[int, ...], plan: Plan, around: Surroundings
) -> list[pl.Expr]:
    return [breaks(plan.checks[place], around).alias(f"{place}") for place in places]


@lru_cache(maxsize=512)
def _screen_of(lane: Lane, plan: Plan, around: Surroundings) -> pl.Expr:
    checks = [plan.checks[place] for place in lane.screened]
    further = [plan.checks[place] for place in lane.further]
    patterns = [each.kind.suspect(**each.parameters) for each in further]
    also = dict.fromkeys([*patterns, ODD[lane.field.form]])
    stops = screen(lane.field.code, checks, around, also=tuple(also))
    return stops.alias(lane.field.code)


def breaks(check: Check, around: Surroundings) -> pl.Expr:
    """True where the rule does not hold, whatever `when` says; never null."""
    import polars as pl

    holds = check.kind.columns(ColumnCell(check.field.code, around), **check.parameters)
    broken: pl.Expr = ~holds.fill_null(value=True)
    if not check.judges_blank:
        broken &= pl.col(check.field.code).is_not_null()
    return broken


def screen(
    code: str, checks: list[Check], around: Surroundings, *, also: tuple[str, ...] = ()
) -> pl.Expr:
    """True wherever one of these checks may fail; never null.

    Args:
        code: The field of all of them.
        checks: Each with a pattern (`suspect`) or an expression (`doubt`).
        around: The day and the register of units.
        also: More patterns to stop at.
    """
    import polars as pl

    cell = ColumnCell(code, around)
    patterns = dict.fromkeys(
        check.kind.suspect(**check.parameters)
        for check in checks
        if hasattr(check.kind, "suspect")
    )
    doubts = [
        check.kind.doubt(cell, **check.parameters)
        for check in checks
        if hasattr(check.kind, "doubt")
    ]
    joined = "|".join(f"(?:{each})" for each in (*patterns, *also))
    if joined:
        doubts.append(pl.col(code).str.contains(joined))
    return pl.any_horizontal(doubt.fill_null(value=False) for doubt in doubts)


def _is_further(check: Check) -> bool:
    """Tell whether a check of several fields lets the search of its own field help."""
    has_pattern = hasattr(check.kind, "suspect") and not check.judges_blank
    return has_pattern and not check.rule.when and not _is_alone(check)


def has_screen(check: Check) -> bool:
    """Tell whether a check has a cheap question that finds all rows that may fail."""
    return hasattr(check.kind, "suspect") or hasattr(check.kind, "doubt")


def _is_alone(check: Check) -> bool:
    """Tell whether a check is for its lane; which fields it looks at, it says itself.

    One that has a condition and no screen is left out too: it may be run on the few rows
    that fulfil the condition.
    """
    if check.judges_blank or (check.rule.when and not has_screen(check)):
        return False
    names = breaks(check, FULL).meta.root_names()
    return {name.partition("@")[0] for name in names} <= {check.field.code}
