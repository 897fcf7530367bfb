"""gongshi: the whole job, or the rules of some kinds alone."""

from collections.abc import Set
from pathlib import Path

from corpus import ON, PLACE, RECEIVED_AT

from gongshi.actions.annotate import Clock, annotate
from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import plan
from gongshi.checks.streaming import Stream
from gongshi.intake import scan
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import Standard
from peers.subset import ALL, standard_of

KINDS = ALL
#: Rows that are worked on at once, as `annotate` does.
_SLICE = 100_000


def prepare(kinds: Set[str]) -> tuple[Standard, bool]:
    # What we or polars import lazily is imported now, as the peers' imports are.
    import numpy.ma  # noqa: F401
    import polars  # noqa: F401

    return standard_of(kinds), kinds == ALL


def judge(ready: tuple[Standard, bool], path: Path, out: Path) -> int:
    """Do the whole job, or give verdicts in memory as the peers do."""
    standard, is_whole = ready
    tally = (_annotate if is_whole else _stream)(standard, path, out)
    return sum(tally.checks.values())


def _annotate(standard: Standard, path: Path, out: Path):
    """Normal form, rules, repeats, lateness; every row written with its verdict."""
    clock = Clock(policy_in_force(PLACE, ON), RECEIVED_AT)
    return annotate(path, out, standard, Surroundings(ON), clock=clock)


def _stream(standard: Standard, path: Path, _: Path):
    """Normal form and rules."""
    stream = Stream(plan(standard), Surroundings(ON))
    slices = scan(path, standard)[0].collect_batches(
        chunk_size=_SLICE, maintain_order=True
    )
    for _judged in stream.annotate(slices):
        pass
    return stream.tally
