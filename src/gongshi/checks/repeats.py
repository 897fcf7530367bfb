"""Compares rows with each other, and with the records that are known already."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshi.checks.identity import Key, trace_columns
from gongshi.checks.plan import Plan
from gongshi.identifiers import document_number

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: Marks of hashes, one byte each; of five million rows one in seven meets another's.
_MARKS = 1 << 25
#: Places for the hashes of one slice.
_PLACES = 1 << 20


@dataclass(frozen=True, slots=True)
class Known:
    """A record of the ledger that a row may repeat."""

    content: Hashable
    #: How a person finds it: batch, row and day.
    reference: str
    #: Its fields in normal form, to name what changed.
    row: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class Hit:
    """One row that breaks a rule across rows."""

    place: int
    #: Place in `Plan.all`.
    check: int
    #: Position of the row it is compared with; None for a known record.
    first: int | None
    #: Further words for the message.
    words: tuple[tuple[str, str], ...] = ()


def hits(
    keys: Sequence[Key], plan: Plan, known: Mapping[Hashable, Known] | None = None
) -> Iterator[Hit]:
    """Find the rows that break the rules across rows.

    Args:
        keys: Of the rows that break no other rule that returns them, in file order.
        plan: Its `across` are run: those that ask the ledger when `known` is given,
            the others when it is not.
        known: Identity → record of the ledger.
    """
    for number, check in enumerate(plan.across, len(plan.checks)):
        if getattr(check.kind, "ASKS_LEDGER", False) != (known is not None):
            continue
        for place, first, words in check.kind.across(
            keys, known or {}, **check.parameters
        ):
            yield Hit(place, number, first, words)


def traces_of(frame: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """Take what is remembered of the rows of a slice in normal form."""
    # Lazily, since the traces share their hashes.
    return frame.lazy().select(trace_columns(plan.standard)).collect()


class Repeats:
    """Finds repeats slice by slice in a file of any length.

    It needs state: a trace of all rows so far, about 100 bytes each. The candidates of
    a slice are few; they go through the same kinds as single rows do.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen: list[pl.DataFrame] = []
        self._marks: dict[str, np.ndarray] = {}
        #: Places of the first slice, until there is a second one.
        self._first: dict[str, np.ndarray] = {}

    def feed(self, traces: pl.DataFrame, first: int, clean: np.ndarray) -> list[Hit]:
        """Take the next slice.

        Args:
            traces: Of its rows, from `traces_of`.
            first: Position of its first row in the file.
            clean: Boolean, which of its rows break no rule that returns them; the
                others are not compared.

        Returns:
            What its rows break, compared with each other and all rows before.
        """
        import polars as pl

        places = pl.int_range(first, first + len(clean), dtype=pl.UInt64, eager=True)
        traces = traces.with_columns(
            places.alias("place"), pl.Series("clean", clean, dtype=pl.Boolean)
        )
        self._seen.append(traces)
        # Few rows share party and authority with another; repeats are among them.
        alike = self._repeated(traces, "pair")
        chosen = [_again(alike, "others"), _again(alike, "near")]
        chosen.append(self._crowded(traces))
        found = hits(keys_of(pl.concat(chosen)), self._plan)
        return [hit for hit in found if hit.place >= first]

    def _repeated(self, traces: pl.DataFrame, name: str) -> pl.DataFrame:
        """Choose the rows whose trace stands twice, with the earlier ones."""
        import numpy as np
        import polars as pl

        hashes = traces[name].to_numpy()
        again = _alike(hashes) | self._marked(hashes, name)
        again &= traces["clean"].to_numpy()
        wanted = np.unique(hashes[again])
        if not len(wanted):
            return traces.clear()
        return pl.concat(_holding(part, name, wanted) for part in self._seen)

    def _marked(self, hashes: np.ndarray, name: str) -> np.ndarray:
        """Tell which hashes came in an earlier slice, or may have, and mark them all.

        A mark for every hash seen keeps the search for the earlier row to the few that
        are worth it: one look-up for each row, however long the file has grown.
        """
        import numpy as np

        places = (hashes & np.uint64(_MARKS - 1)).view(np.intp)
        if name not in self._first and name not in self._marks:
            # Most files have one slice, and the marks take long to make.
            self._first[name] = places
            return np.zeros(len(places), bool)
        marks = self._marks.setdefault(name, np.zeros(_MARKS, bool))
        if name in self._first:
            marks[self._first.pop(name)] = True
        marked = marks.take(places)
        marks[places] = True
        return marked

    def _crowded(self, traces: pl.DataFrame) -> pl.DataFrame:
        """Choose all rows of the numbers that very many parties share."""
        import polars as pl

        limits = [check.parameters.get("parties") for check in self._plan.across]
        least = min((each for each in limits if isinstance(each, int)), default=None)
        if least is None:
            return traces.clear()
        shared = self._repeated(traces, "document")
        counts = shared.group_by("document").len()
        crowded = counts.filter(pl.col("len") > least)["document"].implode()
        return shared.filter(pl.col("document").is_in(crowded))


def _alike(hashes: np.ndarray) -> np.ndarray:
    """Tell which hashes stand twice; only those that meet on a place are compared."""
    import numpy as np
    import polars as pl

    places = _places(hashes)
    rows = np.arange(len(hashes), dtype=np.uint32)
    last = np.empty(_PLACES, np.uint32)
    last[places] = rows
    shared = np.zeros(_PLACES, bool)
    shared[places[last.take(places) != rows]] = True
    alike = shared.take(places)
    alike[alike] = pl.Series(hashes[alike]).is_duplicated().to_numpy()
    return alike


def _holding(part: pl.DataFrame, name: str, wanted: np.ndarray) -> pl.DataFrame:
    """Choose the clean rows that hold one of these hashes."""
    import numpy as np
    import polars as pl

    looked_for = np.zeros(_PLACES, bool)
    looked_for[_places(wanted)] = True
    likely = np.flatnonzero(looked_for.take(_places(part[name].to_numpy())))
    holds = pl.col(name).is_in(pl.Series(wanted).implode())
    return part[likely].filter(holds & pl.col("clean"))


def _places(hashes: np.ndarray) -> np.ndarray:
    import numpy as np

    return (hashes & np.uint64(_PLACES - 1)).view(np.intp)


def _again(traces: pl.DataFrame, name: str) -> pl.DataFrame:
    import polars as pl

    return traces.filter(pl.col(name).is_not_null() & pl.col(name).is_duplicated())


def keys_of(traces: pl.DataFrame) -> list[Key]:
    """Make keys of the chosen rows, in file order; now their numbers are read.

    Args:
        traces: From `traces_of`, with `place` (UInt64), the position in the file.
    """
    import polars as pl

    rows = traces.unique(subset="place").sort("place")
    number = document_number.key_columns(pl.col("number"))
    return [
        Key(place, (others, key), content, near, document, subject)
        for place, others, key, content, near, document, subject in rows.select(
            "place", "others", number, "content", "near", "document", "subject"
        ).iter_rows()
    ]
