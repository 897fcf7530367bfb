"""Numbers are read by whole columns: the same as row by row, in every format."""

from collections.abc import Iterator
from datetime import datetime

import polars as pl
import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.withdraw import withdraw_reference
from gongshi.clocks.periods import moment
from gongshi.ledger.known import unmended
from gongshi.ledger.models import Batch, Entry, Record, Withdrawal
from gongshi.ledger.numbers import KnownNumber, framed, known_numbers
from gongshi.policy.standards import load_standard
from gongshi.samples.numbering import draw_numbered
from tests.ledger.test_mending import NO_CONTENT, UNIT, UNITS, submit
from tests.ledger.test_series import numbered

SEED, ROWS = 7, 2000
UNTIL = moment("2024-12-31T00:00:00")


@pytest.fixture(autouse=True)
def filed(ledger: None) -> None:
    """File some thousand numbers in mixed formats, some returned, some withdrawn."""
    import_units(UNITS.encode(), file_name="units.csv")
    drawn = draw_numbered(60, seed=SEED).decisions.head(ROWS)
    numbers = drawn["number"].to_list()
    submit(numbered(*numbers), "2024-12-05")
    submit(numbered(*numbers[:50], XK_XKJGDM="", XK_XKJG="某某局"), "2024-12-06")
    submit(numbered(*numbers[50:90], **NO_CONTENT), "2024-12-07")
    for entry in Entry.objects.filter(outcome="faulty").order_by("pk")[:3]:
        reference = f"{entry.batch.number}-{entry.row_number}"
        withdraw_reference(reference, "报错了", "")


def row_by_row(before: datetime) -> Iterator[KnownNumber]:
    """Read numbers in the plainest way there is."""
    held = set(
        Record.objects.filter(first_received_at__lt=before).values_list(
            "entry_id", flat=True
        )
    )
    gone = set(Withdrawal.objects.values_list("entry_id", flat=True))
    waiting = set(unmended().values_list("pk", flat=True))
    for each in Entry.objects.filter(received_at__lt=before):
        is_waiting = each.outcome in ("pending", "excluded") and each.pk not in gone
        if each.pk in held or each.pk in waiting or is_waiting:
            roles = load_standard(each.category).roles
            by = each.row.get(roles["authority"], "")
            yield KnownNumber(
                number=each.document_number,
                category=each.category,
                authority=each.row.get(roles["authority_code"], "") or by,
                authority_name=by,
                unit_id=each.unit_id,
                decided_on=None if each.pk in waiting else each.decided_on,
                party=each.subject_code or each.subject_name,
                received_at=each.received_at,
                prefix=each.series_prefix,
            )


def ordered(frame: pl.DataFrame) -> list[tuple[object, ...]]:
    return frame.sort(pl.all(), nulls_last=True).rows()


def test_columns_hold_what_the_rows_say():
    read = known_numbers(UNTIL)

    assert read.height > ROWS / 2
    assert read["decided"].null_count() > 0
    assert ordered(read) == ordered(framed(list(row_by_row(UNTIL))))


def test_a_prefix_and_a_year_choose_numbers():
    every = known_numbers(UNTIL)
    prefix = every["prefix"].mode().max()
    asked = (pl.col("prefix") == prefix) & pl.col("number").str.contains("2024")

    read = known_numbers(UNTIL, {prefix}, 2024)

    assert ordered(read) == ordered(every.filter(asked))
    assert known_numbers(UNTIL, set()).is_empty()


def test_what_came_later_is_not_known():
    first = moment("2024-12-06T00:00:00")

    assert ordered(known_numbers(first)) == ordered(framed(list(row_by_row(first))))
    assert Batch.objects.count() == 3
    assert UNIT
