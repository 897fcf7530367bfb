"""Questions on PostgreSQL right after a bulk load, when it knows nothing of the rows yet.

It then plans by what it saw last: a table of few rows, none of them returned or mended.
Each question has five seconds; a plan that goes through all rows for each row takes
minutes.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from gongshi.clocks.periods import CHINA
from gongshi.ledger.enter import ENTRY_COLUMNS, UNMENDED_COLUMNS, cells_of_unmended
from gongshi.ledger.evidence import EvidenceAsked, select_evidence, standing_evidence
from gongshi.ledger.facts import standing
from gongshi.ledger.known import entry_id, held_entries, unmended
from gongshi.ledger.load import load
from gongshi.ledger.models import Batch, Entry, Evidence, Unit, Unmended
from gongshi.ledger.pages import tallies, waiting_rows
from gongshi.ledger.to_mend import causes_to_mend, rows_to_mend
from tests.databases import ledger_on

ROWS = 40_000
RECEIVED_AT = datetime(2023, 12, 5, 9, tzinfo=CHINA)
SPAN = RECEIVED_AT - timedelta(days=1), RECEIVED_AT + timedelta(days=1)


@pytest.fixture
def unit() -> Iterator[Unit]:
    """A unit with rows of which half were returned and mended, half held and returned."""
    with ledger_on("postgresql"), connection.cursor() as cursor:
        unit = Unit.objects.create(name="示例局", position=1)
        for table in ("entry", "evidence", "finding", "withdrawal"):
            cursor.execute(f"ALTER TABLE ledger_{table} SET (autovacuum_enabled = off)")
        enter(unit, 1, ["accepted"] * 100)
        cursor.execute("ANALYZE")
        half = ROWS // 2
        enter(unit, 2, ["faulty"] * half + ["pending"] * half)
        enter(unit, 3, ["accepted"] * ROWS, replacing=2)
        enter(unit, 4, ["faulty"] * half + ["pending"] * half)
        keep_papers(unit)
        cursor.execute("SET LOCAL statement_timeout = '5s'")
        yield unit


def enter(
    unit: Unit, number: int, outcomes: Sequence[str], replacing: int | None = None
) -> None:
    counted = dict.fromkeys(
        ("accepted", "faulty", "duplicate", "pending", "excluded", "late", "exempt"), 0
    )
    Batch.objects.create(
        id=number,
        number=f"GS-20231205-{number:04}",
        category="licence",
        received_at=RECEIVED_AT,
        finished_at=RECEIVED_AT,
        received=len(outcomes),
        **counted,
    )
    blank = dict.fromkeys(ENTRY_COLUMNS)
    texts = ("subject_name", "subject_code", "series_prefix", "series_serial", "exempt")
    load(
        Entry,
        ENTRY_COLUMNS,
        (
            tuple(
                (
                    blank
                    | dict.fromkeys(texts, "")
                    | {
                        "id": entry_id(number, row),
                        "batch_id": number,
                        "row_number": row,
                        "unit_id": unit.pk,
                        "category": "licence",
                        "identity": f"{row:032}",
                        "content": f"{row:032}",
                        "document_number": f"示许〔2023〕{row}号",
                        "received_at": RECEIVED_AT.isoformat(),
                        "outcome": outcome,
                        "late": False,
                        "publish": True,
                        "replaces_id": replacing and entry_id(replacing, row),
                        "row": "{}",
                    }
                ).values()
            )
            for row, outcome in enumerate(outcomes, 1)
        ),
    )
    waiting = Entry.objects.filter(batch=number, outcome="faulty").values()
    load(Unmended, UNMENDED_COLUMNS, map(cells_of_unmended, list(waiting)))
    if replacing:
        gone = [entry_id(replacing, row) for row in range(1, len(outcomes) + 1)]
        Unmended.objects.filter(pk__gte=gone[0], pk__lte=gone[-1]).delete()


def keep_papers(unit: Unit) -> None:
    """Keep papers of which every second one took the place of the one before."""
    papers = [
        Evidence(
            id=number,
            place="yuncheng",
            period="2023-12",
            unit=unit,
            kind="drawn",
            is_met=True,
            received_at=timezone.now(),
            replaces_id=None if number % 2 else number - 1,
        )
        for number in range(1, ROWS + 1)
    ]
    Evidence.objects.bulk_create(papers, batch_size=5000)


def test_returned_rows_that_wait_are_counted(unit):
    assert unmended().count() == ROWS // 2
    assert rows_to_mend([unit.pk]).count() == ROWS // 2
    assert causes_to_mend([unit.pk]) == []
    assert waiting_rows(Batch.objects.get(pk=4)).rows == ROWS // 2


def test_held_rows_that_wait_are_found(unit):
    asked = [f"{row:032}" for row in range(ROWS // 2 + 1, ROWS // 2 + 5001)]

    found = held_entries("licence", asked)

    assert set(found.values()) == {entry_id(4, int(each)) for each in asked}


def test_the_counts_of_a_span_are_read(unit):
    assert standing(*SPAN).count() == 2 * ROWS + 100
    assert sum(each.counts.received for each in tallies(*SPAN)) == 2 * ROWS + 100


def test_papers_that_nothing_replaced_are_found(unit):
    asked = EvidenceAsked("yuncheng", "2023-12")

    assert select_evidence(asked).count() == ROWS // 2
    assert standing_evidence("yuncheng", "2023-12").count() == ROWS // 2
    as_of = timezone.now()
    assert standing_evidence("yuncheng", "2023-12", as_of).count() == ROWS // 2
