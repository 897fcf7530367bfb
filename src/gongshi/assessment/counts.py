"""Counts of rows: what every figure starts from and stays true to."""

from __future__ import annotations

from dataclasses import dataclass

from gongshi.checks.outcomes import OUTCOMES

#: The counts that are added up.
NAMES = (*OUTCOMES, "late", "exempt")


@dataclass(frozen=True)
class Counts:
    """How many rows of each kind; received is the sum of the five outcomes."""

    accepted: int = 0
    faulty: int = 0
    duplicate: int = 0
    pending: int = 0
    excluded: int = 0
    #: Accepted rows that came late; those that a window excuses are in `exempt`.
    late: int = 0
    exempt: int = 0

    @property
    def received(self) -> int:
        """Every row."""
        return sum(getattr(self, outcome) for outcome in OUTCOMES)

    @property
    def assessed(self) -> int:
        """The rows that rates are taken over: accepted and faulty."""
        return self.accepted + self.faulty

    @property
    def on_time(self) -> int:
        """The accepted rows that came in time, or are excused."""
        return self.accepted - self.late

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            **{name: getattr(self, name) + getattr(other, name) for name in NAMES}
        )

    def __sub__(self, other: Counts) -> Counts:
        return Counts(
            **{name: getattr(self, name) - getattr(other, name) for name in NAMES}
        )

    def named(self) -> dict[str, int]:
        """Give every count by name, received first."""
        return {
            "received": self.received,
            **{name: getattr(self, name) for name in NAMES},
        }


#: Name of a count → the outcomes of its rows, for those that are not outcomes.
OUTCOMES_OF = {
    "received": OUTCOMES,
    "assessed": ("accepted", "faulty"),
    "late": ("accepted",),
    "on_time": ("accepted",),
    "exempt": ("accepted",),
}
#: Name of a count → what else its rows have in common.
_MARKS: dict[str, dict[str, object]] = {
    "late": {"late": True},
    "on_time": {"late": False},
    "exempt": {"exempt": True},
}


def rows_of(name: str) -> dict[str, object]:
    """Say which rows a count counts, in the words of `gongshi rows`.

    Args:
        name: Of a count, such as assessed or late.

    Returns:
        outcome: a list, joined with commas; late or exempt: true where that is asked.
    """
    outcomes = ",".join(OUTCOMES_OF.get(name, (name,)))
    return {"outcome": outcomes} | _MARKS.get(name, {})
