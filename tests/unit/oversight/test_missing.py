"""Of each missing number is told when it showed, and between which days it lies."""

from datetime import date

import polars as pl

from gongshi.oversight.missing import Run, names_of, runs_of
from gongshi.oversight.series import find_series
from gongshi.oversight.telling import tell
from gongshi.policy.continuity import continuity_in_force

TERMS = continuity_in_force(date(2023, 12, 1))


def decisions(*rows: tuple[str, int, int, int], exempt: tuple[int, ...] = ()):
    """Write decisions: prefix, serial, day of November decided, of December received."""
    told = [
        ("局", "licence", f"{prefix}〔2023〕{n}号", date(2023, 11, decided),
         date(2023, 12, received), f"{n}", False)
        for prefix, n, decided, received in rows
    ]  # fmt: skip
    told += [
        ("局", "licence", f"示许〔2023〕{n}号", None, None, None, True) for n in exempt
    ]
    shape = {
        "authority": pl.String, "kind": pl.String, "number": pl.String,
        "decided": pl.Date, "received": pl.Date, "party": pl.String,
        "exempt": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(told, schema=shape, orient="row")


def runs(frame: pl.DataFrame) -> list[Run]:
    found = runs_of(find_series(frame, TERMS), frame)
    return [run for series in found.values() for run in series]


def test_a_run_shows_when_the_first_later_number_came():
    frame = decisions(
        ("示许", 1, 1, 1), ("示许", 2, 2, 1), ("示许", 5, 9, 8), ("示许", 6, 8, 4)
    )

    # Number 6 came before number 5 did.
    assert runs(frame) == [
        Run(3, 4, date(2023, 12, 4), date(2023, 11, 2), date(2023, 11, 9))
    ]


def test_a_run_before_the_first_number_has_nothing_below_it():
    frame = decisions(("示许", 3, 3, 2), ("示许", 4, 4, 2), ("示许", 5, 5, 2))

    assert runs(frame) == [Run(1, 2, date(2023, 12, 2), None, date(2023, 11, 3))]


def test_an_accepted_number_is_no_neighbour_and_not_missing():
    frame = decisions(
        ("示许", 1, 1, 1), ("示许", 2, 2, 1), ("示许", 5, 5, 2), exempt=(4,)
    )

    assert runs(frame) == [
        Run(3, 3, date(2023, 12, 2), date(2023, 11, 2), date(2023, 11, 5))
    ]


def test_series_do_not_mix():
    frame = decisions(
        ("示许", 1, 1, 9), ("示许", 2, 2, 9), ("示许", 4, 4, 9),
        ("示罚", 1, 1, 1), ("示罚", 3, 3, 1), ("示罚", 4, 4, 1),
    )  # fmt: skip

    assert {(run.first, run.seen_on) for run in runs(frame)} == {
        (2, date(2023, 12, 1)),
        (3, date(2023, 12, 9)),
    }


def test_a_number_is_named_by_each_member_of_its_series():
    frame = decisions(
        ("示（许）", 1, 1, 1), ("示（许）", 2, 2, 1), ("示（许）", 4, 4, 1)
    )
    (series,) = tell(find_series(frame, TERMS), TERMS, names={}, kinds={})

    assert list(names_of(series, 3)) == [("gap:局:示许〔2023〕3", "示许〔2023〕3")]
