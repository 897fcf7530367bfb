"""Checks files of any length slice by slice, in bounded memory."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gongshi.checks.by_slice import Failures, Slice, check_slice
from gongshi.checks.cells import Surroundings
from gongshi.checks.outcomes import BY_SEVERITY, OUTCOMES
from gongshi.checks.plan import Plan
from gongshi.checks.repeats import Hit, Repeats, traces_of

if TYPE_CHECKING:
    import numpy as np
    import polars as pl


#: Slices that are checked side by side, and those that wait for their turn.
AT_ONCE, _WAITING = 2, 2


@dataclass
class Tally:
    """What was counted while slices went by; needs state, since slices come one by one."""

    #: Outcome → rows.
    outcomes: Counter[str] = field(default_factory=Counter)
    #: Label of the check (rule and field) → rows.
    checks: Counter[str] = field(default_factory=Counter)
    #: Lines below the table that are no records: (row number, what they say).
    footers: list[tuple[int, str]] = field(default_factory=list)

    @property
    def received(self) -> int:
        """Every row."""
        return sum(self.outcomes.values())


@dataclass(frozen=True)
class _Checked:
    """A slice that knows of no other."""

    slice: Slice
    #: None where no rule compares rows.
    traces: pl.DataFrame | None


class Stream:
    """Annotates slices of one file; needs state, since rows may repeat earlier ones."""

    def __init__(self, plan: Plan, surroundings: Surroundings) -> None:
        self.tally = Tally()
        self._plan = plan
        self._surroundings = surroundings
        self._repeats = Repeats(plan)
        self._before = 0
        self._ranks = ranks_of(plan)

    def annotate(self, raws: Iterable[pl.DataFrame]) -> Iterator[pl.DataFrame]:
        """Check slices as they come.

        Args:
            raws: Slices of the file, in order: String columns named by field code,
                others are carried along.

        Returns:
            The same rows in the same order, in normal form, with `outcome`, `rules`
            (labels joined with ";", null where no rule is broken) and `@decided` (Date).
        """
        # Rows are checked two slices at a time; most of it is long calls into polars
        # and numpy, which let go of the interpreter. Only repeats need the order.
        with ThreadPoolExecutor(AT_ONCE) as pool:
            waiting: deque[Future[_Checked]] = deque()
            for raw in raws:
                waiting.append(pool.submit(self._check, raw))
                if len(waiting) >= AT_ONCE + _WAITING:
                    yield self._finish(waiting.popleft().result())
            while waiting:
                yield self._finish(waiting.popleft().result())

    def _check(self, raw: pl.DataFrame) -> _Checked:
        checked = check_slice(raw, self._plan, self._surroundings)
        asked = self._plan.across
        return _Checked(
            checked, traces_of(checked.frame, self._plan) if asked else None
        )

    def _finish(self, checked: _Checked) -> pl.DataFrame:
        """Compare a slice with all before it, and write down what became of its rows."""
        import polars as pl

        frame, found = checked.slice.frame, checked.slice.failures
        if checked.traces is not None:
            clean = self._rank(found, frame.height) > 0
            hits = self._repeats.feed(checked.traces, self._before, clean)
            found = _joined(found, hits, self._before)
        rank = self._rank(found, frame.height)
        self._before += frame.height
        self._count(found, rank)
        shown = [name for name in frame.columns if "@" not in name]
        return frame.select(shown).with_columns(
            pl.Series("outcome", BY_RANK).gather(rank),
            self._labels(found, frame.height),
            self._decided(frame),
        )

    def _decided(self, frame: pl.DataFrame) -> pl.Series:
        """Give the decision days; null throughout where a category has none."""
        import polars as pl

        code = self._plan.standard.roles.get("decided")
        if code is None:
            return pl.Series("@decided", [None] * frame.height, pl.Date)
        return frame[f"{code}@date"].alias("@decided")

    def _rank(self, found: Failures, height: int) -> np.ndarray:
        """Give each row the rank of its gravest failure; 0 is returned."""
        import numpy as np

        rank = np.full(height, len(BY_RANK) - 1, np.uint8)
        np.minimum.at(rank, found.rows, self._ranks[found.checks])
        return rank

    def _count(self, found: Failures, rank: np.ndarray) -> None:
        import numpy as np

        counts = np.bincount(rank, minlength=len(BY_RANK))
        self.tally.outcomes.update(dict(zip(BY_RANK, counts.tolist(), strict=True)))
        broken = np.bincount(found.checks, minlength=len(self._plan.all))
        self.tally.checks.update(
            {
                self._plan.all[place].label: int(broken[place])
                for place in np.flatnonzero(broken)
            }
        )

    def _labels(self, found: Failures, height: int) -> pl.Series:
        """Write the labels of each row; most broken rows break one rule."""
        import numpy as np
        import polars as pl

        labels = [each.label for each in self._plan.all]
        new = np.flatnonzero(np.diff(found.rows, prepend=-1))
        until = np.append(new[1:], len(found.rows))
        text = np.full(height, len(labels), np.uint32)
        text[found.rows[new]] = found.checks[new]
        several = until - new > 1
        joined = [
            ";".join(labels[place] for place in found.checks[start:end])
            for start, end in zip(new[several], until[several], strict=True)
        ]
        text[found.rows[new[several]]] = len(labels) + 1 + np.arange(len(joined))
        return pl.Series("rules", [*labels, None, *joined], pl.String).gather(text)


#: Outcomes, gravest first; a row gets the least rank of its failures.
BY_RANK = (*BY_SEVERITY.values(), "accepted")


def ranks_of(plan: Plan) -> np.ndarray:
    """Give the rank in `BY_RANK` that a failure of each check of a plan leads to."""
    import numpy as np

    severities = list(BY_SEVERITY)
    least = len(BY_RANK) - 1
    return np.array(
        [
            severities.index(check.rule.severity)
            if check.rule.severity in BY_SEVERITY
            else least
            for check in plan.all
        ],
        np.uint8,
    )


def _joined(found: Failures, hits: list[Hit], before: int) -> Failures:
    import numpy as np

    if not hits:
        return found
    rows = np.concatenate([found.rows, [hit.place - before for hit in hits]])
    checks = np.concatenate([found.checks, [hit.check for hit in hits]])
    order = np.lexsort((checks, rows))
    return Failures(rows[order], checks[order])


def counted(tally: Tally) -> dict[str, int]:
    """Give received and every outcome by name."""
    return {"received": tally.received} | {
        outcome: tally.outcomes[outcome] for outcome in OUTCOMES
    }
