"""SQLite takes a partial index only when the query says its condition in so many words."""

from datetime import date

from django.db import connection

from gongshi.actions.windows import late_inside
from gongshi.ledger.known import held
from gongshi.ledger.models import Entry, Unmended, WindowRequest
from gongshi.ledger.subjects import about_subject, in_library
from tests.databases import ledger_on


def test_returned_rows_that_wait_are_found_by_record_and_by_number():
    with ledger_on("sqlite"):
        plans = [
            Unmended.objects.filter(**{name: "0" * 32}).explain()
            for name in ("identity", "told")
        ]

    assert all("USING INDEX ledger_unmended_" in plan for plan in plans), plans


def test_rows_that_wait_for_a_person_are_found_by_their_own_index():
    with ledger_on("sqlite"):
        plan = held().filter(identity="0" * 32).explain()

    assert "USING INDEX entry_held" in plan, plan


def test_late_rows_of_some_days_are_found_by_their_own_index():
    day = date(2023, 12, 1)
    asked = WindowRequest(categories=["licence"], decided_from=day, decided_to=day)
    with ledger_on("sqlite"):
        plan = late_inside(asked).explain()

    assert "USING INDEX entry_late_decided" in plan, plan


def test_rows_about_a_subject_are_found_by_unit_and_code():
    with ledger_on("sqlite"):
        plan = about_subject("91350100M000100Y43").explain()

    assert "USING INDEX entry_subject (<expr>=? AND subject_code=?)" in plan, plan


def test_subjects_of_the_library_are_found_by_their_own_index():
    with ledger_on("sqlite"):
        plan = in_library(["91350100M000100Y43"]).explain()

    assert "USING INDEX entry_library" in plan, plan


def test_rows_of_a_unit_are_not_read_from_the_index_of_its_subjects():
    with ledger_on("sqlite"):
        plan = Entry.objects.filter(unit=1).explain()

    assert "USING INDEX entry_of_unit" in plan, plan


def test_postgresql_notes_soon_which_rows_everybody_sees():
    """As it comes it waits for a fifth of the table, which is the month that is read."""
    with ledger_on("postgresql"), connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE"
            " 'autovacuum_vacuum_insert_scale_factor=0' = ANY (reloptions) ORDER BY 1"
        )
        tables = [name for (name,) in cursor.fetchall()]

    assert tables == ["ledger_entry", "ledger_finding", "ledger_record"]
