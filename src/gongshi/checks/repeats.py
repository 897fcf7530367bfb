"""Compares rows with each other, and with the records that are known already."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshi.checks.identity import Key, key_columns
from gongshi.checks.plan import Plan

if TYPE_CHECKING:
    import polars as pl


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


class Repeats:
    """Finds repeats slice by slice in a file of any length.

    It needs state: the hashes of all rows so far, 48 bytes a row. A slice's candidates
    are few; they go through the same kinds as single rows do.
    """

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        self._seen: list[pl.DataFrame] = []

    def feed(self, frame: pl.DataFrame, places: pl.Series) -> list[Hit]:
        """Take the next slice.

        Args:
            frame: In normal form; only rows that break no rule that returns them.
            places: Position of each of its rows in the file, ascending.

        Returns:
            What its rows break, compared with each other and all rows before.
        """
        import polars as pl

        keys = frame.select(places.alias("place"), *key_columns(self._plan.standard))
        chosen = [self._repeated(keys, name) for name in ("identity", "near")]
        chosen.append(self._crowded(keys))
        self._seen.append(keys)
        rows = pl.concat(chosen).unique(subset="place").sort("place")
        start = keys["place"][0] if keys.height else 0
        found = hits([Key(*row) for row in rows.iter_rows()], self._plan)
        return [hit for hit in found if hit.place >= start]

    def _repeated(self, keys: pl.DataFrame, name: str) -> pl.DataFrame:
        """Choose the rows whose key stands twice, with the earlier ones they repeat."""
        import polars as pl

        asked = keys.filter(pl.col(name).is_not_null())
        inside = asked.filter(pl.col(name).is_duplicated())
        earlier = [
            part.filter(pl.col(name).is_in(asked[name].implode()))
            for part in self._seen
        ]
        matched = pl.concat([*earlier, keys.clear()])
        again = asked.filter(pl.col(name).is_in(matched[name].implode()))
        return pl.concat([inside, matched, again])

    def _crowded(self, keys: pl.DataFrame) -> pl.DataFrame:
        """Choose all rows of the numbers that very many parties share."""
        import polars as pl

        limits = [check.parameters.get("parties") for check in self._plan.across]
        least = min((each for each in limits if isinstance(each, int)), default=None)
        if least is None:
            return keys.clear()
        parts = [*self._seen, keys]
        counts = (
            pl.concat(part["document"].value_counts(name="rows") for part in parts)
            .group_by("document")
            .agg(pl.col("rows").sum())
        )
        crowded = counts.filter(pl.col("rows") > least)["document"].implode()
        return pl.concat(
            part.filter(pl.col("document").is_in(crowded)) for part in parts
        )
