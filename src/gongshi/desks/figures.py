"""Ratios as pages show them: per cent with its fraction, 「—」 for nothing over nothing."""

from dataclasses import dataclass, replace

from gongshi.assessment.counts import Counts
from gongshi.assessment.rates import printed
from gongshi.policy.terms import Rate

#: Below this many rows a per cent says little, so the fraction stands beside it.
SMALL = 10
NOTHING = "—"


@dataclass(frozen=True)
class Ratio:
    """One count over another; printed only by the template."""

    rate: Rate
    counts: Counts

    @property
    def numerator(self) -> int:
        """How many rows are meant."""
        return int(getattr(self.counts, self.rate.numerator))

    @property
    def denominator(self) -> int:
        """Out of how many."""
        return int(getattr(self.counts, self.rate.denominator))

    @property
    def is_small(self) -> bool:
        """Tell whether the fraction has to be said along."""
        return 0 < self.numerator < self.denominator < SMALL

    @property
    def share(self) -> float:
        """Give a number to sort and draw by, 0 to 1; below everything when empty."""
        return self.numerator / self.denominator if self.denominator else -1.0


def percent(ratio: Ratio) -> str:
    """Print a ratio with its sign, as its policy rounds it: 98.79%, 100%, —."""
    if not ratio.denominator:
        return NOTHING
    return printed(replace(ratio.rate, empty=NOTHING), ratio.counts) + "%"
