"""SQLite takes a partial index only when the query says its condition in so many words."""

from datetime import date

from gongshi.actions.windows import late_inside
from gongshi.ledger.known import returned, unmended
from gongshi.ledger.models import WindowRequest
from tests.databases import ledger_on


def test_returned_rows_are_found_by_the_index_of_returned_rows():
    with ledger_on("sqlite"):
        plans = [
            entries.filter(**asked).explain()
            for entries in (returned(), unmended())
            for asked in ({"identity": "0" * 32}, {"document_number": "示许1号"})
        ]

    assert all("USING INDEX entry_faulty" in plan for plan in plans), plans


def test_late_rows_of_some_days_are_found_by_their_own_index():
    day = date(2023, 12, 1)
    asked = WindowRequest(categories=["licence"], decided_from=day, decided_to=day)
    with ledger_on("sqlite"):
        plan = late_inside(asked).explain()

    assert "USING INDEX entry_late_decided" in plan, plan
