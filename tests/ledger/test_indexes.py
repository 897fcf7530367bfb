"""SQLite takes a partial index only when the query says its condition in so many words."""

from gongshi.ledger.known import returned, unmended
from tests.databases import ledger_on


def test_returned_rows_are_found_by_the_index_of_returned_rows():
    with ledger_on("sqlite"):
        plans = [
            entries.filter(**asked).explain()
            for entries in (returned(), unmended())
            for asked in ({"identity": "0" * 32}, {"document_number": "示许1号"})
        ]

    assert all("USING INDEX entry_faulty" in plan for plan in plans), plans
