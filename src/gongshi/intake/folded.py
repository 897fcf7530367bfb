"""Rows on their way to another process, which asks for few of them."""

from __future__ import annotations

import pickle
import zlib
from collections.abc import Collection, Sequence
from functools import cached_property
from typing import Any


class Folded(Sequence[Any]):
    """Rows of which some lie open; the others are unfolded when one is asked for.

    Comes out of a pickle as folded as it went in.
    """

    def __init__(self, rows: Sequence[Any], wanted: Collection[int] = ()) -> None:
        self._length = len(rows)
        self._open = {place: rows[place] for place in wanted}
        self._folded = zlib.compress(pickle.dumps(rows, pickle.HIGHEST_PROTOCOL), 1)

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, place):  # type: ignore[no-untyped-def]
        return self._open[place] if place in self._open else self._all[place]

    @cached_property
    def _all(self) -> Sequence[Any]:
        rows: Sequence[Any] = pickle.loads(zlib.decompress(self._folded))
        return rows
