"""What differs between two judgements of the same rows: by unit, by rule, row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshi.checks import OUTCOMES
from gongshi.checks.rejudging import Rejudged
from gongshi.checks.streaming import BY_RANK
from gongshi.ledger.known import entry_id

if TYPE_CHECKING:
    import numpy as np
    import polars as pl


@dataclass(frozen=True)
class UnitShift:
    """What changes for the rows of one unit and category."""

    #: None = rows whose unit nobody could tell.
    unit: str | None
    category: str
    rows: int
    #: Rows whose outcome changes.
    changed: int
    #: Outcome → rows.
    before: Mapping[str, int]
    after: Mapping[str, int]


@dataclass(frozen=True)
class RuleShift:
    """What changes for one rule in one field."""

    category: str
    rule: str
    field: str
    title: str
    #: Empty where the rulebook has no such rule.
    severity_before: str
    severity_after: str
    #: Rows that break it.
    before: int
    after: int
    #: Rows that break it only now, and those that do so no longer.
    added: int
    removed: int


@dataclass(frozen=True)
class ChangedRow:
    """One row for which something changes; names no person."""

    batch: str
    row: int
    unit: str | None
    category: str
    before: str
    after: str
    #: Labels of checks, rule and field, that it breaks only now, or no longer.
    added: tuple[str, ...]
    removed: tuple[str, ...]
    #: Those that it breaks as before, and that weigh otherwise now.
    turned: tuple[str, ...]


@dataclass(frozen=True)
class Rehearsal:
    """What another rulebook would have made of a time."""

    rows: int
    #: Rows whose outcome changes.
    changed: int
    #: Rows that the rulebook in force judges otherwise today than the ledger has it.
    drifted: int
    before: Mapping[str, int]
    after: Mapping[str, int]
    #: (category, outcome before, outcome after) → rows, most first; changes only.
    moves: Mapping[tuple[str, str, str], int]
    #: Those for which something changes, most first.
    units: tuple[UnitShift, ...]
    rules: tuple[RuleShift, ...]
    #: In the order in which they were entered.
    changed_rows: tuple[ChangedRow, ...]


@dataclass(frozen=True)
class Part:
    """The shifts of one category."""

    rows: int
    drifted: int
    moves: Counter[tuple[str, str, str]]
    before: Counter[str]
    after: Counter[str]
    units: list[UnitShift]
    rules: list[RuleShift]
    changed_rows: list[tuple[int, ChangedRow]]


@dataclass(frozen=True)
class Twice:
    """The rows of a category, judged twice."""

    #: Of each row, in one order with both judgements: `id`, `batch`, `unit`, `outcome`.
    entries: pl.DataFrame
    #: Batch → its number.
    numbers: Mapping[int, str]
    present: Rejudged
    other: Rejudged

    def shifts(self, category: str, names: Mapping[int, str]) -> Part:
        """Say what differs.

        Args:
            category: Key.
            names: Unit → its name.
        """
        import polars as pl

        outcomes = pl.Series(BY_RANK)
        frame = self.entries.select("id", "batch", "unit", "outcome").with_columns(
            before=outcomes.gather(self.present.ranks),
            after=outcomes.gather(self.other.ranks),
        )
        changed = frame.filter(pl.col("before") != pl.col("after"))
        pairs = changed.select("before", "after").iter_rows()
        return Part(
            rows=frame.height,
            drifted=int((frame["before"] != frame["outcome"]).sum()),
            moves=Counter((category, before, after) for before, after in pairs),
            before=_counted(frame["before"]),
            after=_counted(frame["after"]),
            units=_unit_shifts(frame, category, names),
            rules=self._rule_shifts(category),
            changed_rows=self._changed_rows(frame, category, names),
        )

    def _labels(self) -> dict[str, int]:
        labels = dict.fromkeys([*self.present.labels, *self.other.labels])
        return {label: place for place, label in enumerate(labels)}

    def _broken(self, judged: Rejudged) -> np.ndarray:
        """Give row and label as one number each, ascending."""
        import numpy as np

        labels = self._labels()
        own = np.array([labels[each] for each in judged.labels], np.int64)
        return np.unique(judged.rows * len(labels) + own[judged.checks])

    def _rule_shifts(self, category: str) -> list[RuleShift]:
        import numpy as np

        labels = self._labels()
        before, after = self._broken(self.present), self._broken(self.other)
        counts = [
            np.bincount(each % len(labels), minlength=len(labels)).tolist()
            for each in (
                before,
                after,
                np.setdiff1d(after, before, assume_unique=True),
                np.setdiff1d(before, after, assume_unique=True),
            )
        ]
        shifts = (
            self._rule_shift(category, label, *(each[place] for each in counts))
            for label, place in labels.items()
        )
        return [
            each
            for each in shifts
            if each.added or each.removed
            or (each.before and each.severity_before != each.severity_after)
        ]  # fmt: skip

    def _rule_shift(self, category: str, label: str, *counts: int) -> RuleShift:
        old, new = self.present.plans.get(label), self.other.plans.get(label)
        named = new or old
        assert named is not None, "a label comes from one of the two"
        before, after, added, removed = counts
        return RuleShift(
            category=category,
            rule=named.rule.id,
            field=named.field.code,
            title=named.field.title,
            severity_before=old.rule.severity if old else "",
            severity_after=new.rule.severity if new else "",
            before=before,
            after=after,
            added=added,
            removed=removed,
        )

    def _changed_rows(
        self, frame: pl.DataFrame, category: str, names: Mapping[int, str]
    ) -> list[tuple[int, ChangedRow]]:
        import numpy as np

        before, after = self._broken(self.present), self._broken(self.other)
        added = self._by_row(np.setdiff1d(after, before, assume_unique=True))
        removed = self._by_row(np.setdiff1d(before, after, assume_unique=True))
        turned = self._by_row(self._turned(np.intersect1d(before, after)))
        moved = np.flatnonzero(self.present.ranks != self.other.ranks).tolist()
        places = sorted({*added, *removed, *moved})
        rows = frame[places].iter_rows(named=True)
        return [
            (
                row["id"],
                ChangedRow(
                    batch=self.numbers[row["batch"]],
                    row=row["id"] - entry_id(row["batch"], 0),
                    unit=names.get(row["unit"]),
                    category=category,
                    before=row["before"],
                    after=row["after"],
                    added=tuple(added.get(place, ())),
                    removed=tuple(removed.get(place, ())),
                    turned=tuple(turned.get(place, ())),
                ),
            )
            for place, row in zip(places, rows, strict=True)
        ]

    def _turned(self, broken: np.ndarray) -> np.ndarray:
        """Choose of row and label those whose rule has another severity now."""
        import numpy as np

        old, new = self.present.plans, self.other.plans
        weighs_alike = [
            label not in old
            or label not in new
            or old[label].rule.severity == new[label].rule.severity
            for label in self._labels()
        ]
        places = np.flatnonzero(
            ~np.array(weighs_alike, bool)[broken % len(weighs_alike)]
        )
        return broken.take(places)

    def _by_row(self, broken: np.ndarray) -> dict[int, list[str]]:
        labels = list(self._labels())
        found: dict[int, list[str]] = {}
        for each in broken.tolist():
            row, label = divmod(each, len(labels))
            found.setdefault(row, []).append(labels[label])
        return found


def _unit_shifts(
    frame: pl.DataFrame, category: str, names: Mapping[int, str]
) -> list[UnitShift]:
    shifts = []
    for (unit,), rows in frame.group_by("unit", maintain_order=True):
        changed = int((rows["before"] != rows["after"]).sum())
        if changed:
            shifts.append(
                UnitShift(
                    unit=names.get(unit) if isinstance(unit, int) else None,
                    category=category,
                    rows=rows.height,
                    changed=changed,
                    before=dict(_counted(rows["before"])),
                    after=dict(_counted(rows["after"])),
                )
            )
    return shifts


def _counted(outcomes: pl.Series) -> Counter[str]:
    values = outcomes.value_counts()
    found = dict(zip(values[outcomes.name], values["count"], strict=True))
    return Counter({each: found.get(each, 0) for each in OUTCOMES})


def joined(parts: Sequence[Part]) -> Rehearsal:
    """Put the categories together."""
    zero = Counter(dict.fromkeys(OUTCOMES, 0))
    moves: Counter[tuple[str, str, str]] = Counter()
    before, after = zero.copy(), zero.copy()
    for part in parts:
        moves.update(part.moves)
        before.update(part.before)
        after.update(part.after)
    rows = sorted(
        (each for part in parts for each in part.changed_rows),
        key=lambda each: each[0],
    )
    return Rehearsal(
        rows=sum(part.rows for part in parts),
        changed=moves.total(),
        drifted=sum(part.drifted for part in parts),
        before=before,
        after=after,
        moves=dict(moves.most_common()),
        units=tuple(
            sorted(
                (each for part in parts for each in part.units),
                key=lambda each: -each.changed,
            )
        ),
        rules=tuple(
            sorted(
                (each for part in parts for each in part.rules),
                key=lambda each: -(each.added + each.removed),
            )
        ),
        changed_rows=tuple(row for _, row in rows),
    )
