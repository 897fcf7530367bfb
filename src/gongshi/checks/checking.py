"""Checks a file: normal form, every rule, repeats, and one outcome per row."""

from __future__ import annotations

import marshal
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from gongshi.checks.by_row import failing, normalise_row
from gongshi.checks.cells import Surroundings
from gongshi.checks.identity import Key, key_of
from gongshi.checks.legacy import mapping_of, translate_frame, translate_row
from gongshi.checks.outcomes import outcome
from gongshi.checks.plan import Plan, plan
from gongshi.checks.repeats import Hit, Known, Repeats, hits, traces_of
from gongshi.intake.batch import Batch
from gongshi.policy.standards import Standard

if TYPE_CHECKING:
    import polars as pl

Row = Mapping[str, str | None]
Cells = tuple[str | None, ...]

#: Rows from which columns are faster than rows one by one, once polars is there.
_COLUMNS_FROM = 80


@dataclass(frozen=True)
class Checked:
    """A file with what its rows break."""

    plan: Plan
    surroundings: Surroundings
    #: Row numbers in the file, from 1.
    row_numbers: Sequence[int]
    #: Raw cells by field code, one per row.
    raw: Sequence[Row]
    #: Cells in normal form by field code, one per row.
    rows: Sequence[Row]
    #: Position of the row → places in `plan.all`, ascending; rows without are left out.
    failures: Mapping[int, Sequence[int]]
    #: What the rules across rows add, by row and check.
    hits: Mapping[tuple[int, int], Hit]

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def standard(self) -> Standard:
        """What the file was checked against."""
        return self.plan.standard

    @cached_property
    def outcomes(self) -> list[str]:
        """One outcome per row, in file order."""
        results = ["accepted"] * len(self.rows)
        for place, checks in self.failures.items():
            results[place] = outcome(
                self.plan.all[each].rule.severity for each in checks
            )
        return results

    def clean(self) -> Iterator[int]:
        """Go through the rows that no rule returns to the unit."""
        for place, result in enumerate(self.outcomes):
            if result != "faulty":
                yield place

    def keys(self) -> list[Key]:
        """Take the keys of the rows that no rule returns, in file order."""
        return [
            key_of(self.rows[place], place, self.standard) for place in self.clean()
        ]

    def against(self, known: Mapping[Any, Known], keys: Sequence[Key]) -> Checked:
        """Compare with the records of the ledger.

        Args:
            known: Identity → record.
            keys: What `keys` gave; repeats inside the file are told already.
        """
        once = [key for key in keys if self.outcomes[key.place] != "duplicate"]
        identities = {key.place: key.identity for key in once}
        return self.plus(
            self._with_changes(hit, known[identities[hit.place]])
            for hit in hits(once, self.plan, known)
        )

    def _with_changes(self, hit: Hit, record: Known) -> Hit:
        if "{changed}" not in self.plan.all[hit.check].rule.message:
            return hit
        changed = self._changed(self.rows[hit.place], record.row)
        return replace(hit, words=(*hit.words, ("changed", changed)))

    def changed(self, place: int, other: int) -> str:
        """Name the fields in which two rows of the file differ."""
        return self._changed(self.rows[place], self.rows[other])

    def _changed(self, row: Row, other: Row) -> str:
        return "、".join(
            field.title
            for field in self.standard.fields
            if row.get(field.code) != other.get(field.code)
        )

    def plus(self, found: Iterable[Hit]) -> Checked:
        """Add what rules across rows found."""
        failures = defaultdict(
            list, {key: list(each) for key, each in self.failures.items()}
        )
        added = dict(self.hits)
        for hit in found:
            failures[hit.place].append(hit.check)
            added[hit.place, hit.check] = hit
        return replace(self, failures=dict(failures), hits=added)


def check(batch: Batch, standard: Standard, surroundings: Surroundings) -> Checked:
    """Check every row of a file.

    Args:
        batch: As read, raw.
        standard: Its rules are run, all of them on every row.
        surroundings: The day of checking, and the register of units.

    Returns:
        All findings of all rows; records of the ledger are not asked (`against`).
    """
    body = _check_frame if _goes_by_column(batch) else _check_rows
    return body(batch, plan(standard), surroundings)


def _goes_by_column(batch: Batch) -> bool:
    if not isinstance(batch.rows, list):
        return True
    # Importing polars costs more than a thousand rows one by one; where that is done
    # already, as in a worker, columns are faster soon.
    return len(batch) >= _COLUMNS_FROM and "polars" in sys.modules


def _check_rows(batch: Batch, ready: Plan, surroundings: Surroundings) -> Checked:
    raw = list(raw_rows(batch))
    rows = [normalise_row(row, ready.standard) for row in raw]
    failures = {
        place: found
        for place, row in enumerate(rows)
        if (found := failing(row, ready, surroundings))
    }
    checked = Checked(ready, surroundings, batch.row_numbers, raw, rows, failures, {})
    return checked.plus(hits(checked.keys(), ready))


def raw_rows(batch: Batch) -> Iterator[Row]:
    """Go through a file's rows as field code → raw text; extra columns are left out."""
    named = [(place, code) for place, code in enumerate(batch.codes) if code]
    surplus = _surplus(batch)
    mapping = mapping_of(batch.standard, batch.edition)
    for number, cells in zip(batch.row_numbers, batch.tuples(), strict=True):
        row = {code: cells[place] for place, code in named}
        if number in surplus:
            row["#surplus"] = surplus[number]
        yield translate_row(row, mapping, batch.standard) if mapping else row


def raw_frame(batch: Batch) -> pl.DataFrame:
    """Give a file's rows as String columns named by field code."""
    import polars as pl

    frame = batch.frame()
    named = {f"c{place}": code for place, code in enumerate(batch.codes) if code}
    raw = frame.select(pl.col(name).alias(code) for name, code in named.items())
    if mapping := mapping_of(batch.standard, batch.edition):
        raw = translate_frame(raw, mapping, batch.standard)
    surplus = _surplus(batch)
    if not surplus:
        return raw
    texts = [surplus.get(number) for number in batch.row_numbers]
    return raw.with_columns(pl.Series("#surplus", texts, dtype=pl.String))


def _surplus(batch: Batch) -> dict[int, str]:
    texts: dict[int, str] = {}
    for damage in batch.damage:
        if damage.kind == "surplus":
            before = texts.get(damage.row_number)
            texts[damage.row_number] = (
                f"{before} {damage.text}" if before else damage.text
            )
    return texts


def _check_frame(batch: Batch, ready: Plan, surroundings: Surroundings) -> Checked:
    import numpy as np

    from gongshi.checks.by_slice import check_slice

    raw = raw_frame(batch)
    sliced = check_slice(raw, ready, surroundings)
    frame, found = sliced.frame, sliced.failures
    by_row: dict[int, list[int]] = defaultdict(list)
    for place, number in zip(found.rows.tolist(), found.checks.tolist(), strict=True):
        by_row[place].append(number)
    codes = [name for name in frame.columns if "@" not in name]
    checked = Checked(
        ready,
        surroundings,
        batch.row_numbers,
        _Rows(raw),
        _Rows(frame.select(codes)),
        by_row,
        {},
    )
    clean = np.array([result != "faulty" for result in checked.outcomes], bool)
    return checked.plus(Repeats(ready).feed(traces_of(frame, ready), 0, clean))


class _Rows(Sequence[Row]):
    """A frame seen as a sequence of rows, made when they are asked for."""

    def __init__(self, frame: pl.DataFrame) -> None:
        self._frame = frame

    def __len__(self) -> int:
        return self._frame.height

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self._frame.row(place, named=True)

    def __iter__(self) -> Iterator[Row]:
        return self._frame.iter_rows(named=True)

    def __reduce__(self):  # type: ignore[no-untyped-def]
        # A frame holds Python's lock while it writes itself, and waits for threads that
        # may be waiting for that lock: two at once can stand still for ever.
        packed = list(map(marshal.dumps, self._frame.rows()))
        return _Packed, (tuple(self._frame.columns), packed)


class _Packed(Sequence[Row]):
    """The same, as another process gets it; most rows are never asked for there."""

    def __init__(self, names: tuple[str, ...], rows: list[bytes]) -> None:
        self._names, self._rows = names, rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        cells = marshal.loads(self._rows[place])
        return dict(zip(self._names, cells, strict=True))
