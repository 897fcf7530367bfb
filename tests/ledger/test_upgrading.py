"""A ledger of an earlier edition keeps everything and goes on counting its numbers."""

import os
import subprocess
import sys

import pytest

from tests import databases, postgresql

BEFORE_FILINGS = """
from django.core.management import call_command
call_command("migrate", "ledger", "0005", verbosity=0)
from django.db import connection
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO ledger_unit VALUES"
        " (1, '示例市某局', '', '', '', '[]', '[]', 1, NULL)"
    )
    for serial in (9, 10):
        cursor.execute(
            "INSERT INTO ledger_batch VALUES (%s, %s, 'licence', 'E2019', 'file', 'a.csv',"
            " 'ab', '2023-12-05 01:00:00+00:00', '2023-12-05 01:00:00+00:00', 'p@1', 'r',"
            " 1, 1, 0, 0, 0, 0, 0, 0, 1)",
            [serial, f"GS-20231205-{serial:04d}"],
        )
"""
AFTERWARDS = """
from gongshi.actions.setting_up import migrate
migrate()
from datetime import datetime
from gongshi.clocks.periods import CHINA
from gongshi.ledger.filings import next_number
from gongshi.ledger.models import Filing
print(*Filing.objects.values_list("number", "unit_id"))
print(next_number(datetime(2023, 12, 5, 9, tzinfo=CHINA)))
"""
BEFORE_KEYS = """
from django.core.management import call_command
call_command("migrate", "ledger", "0024", verbosity=0)
from django.db import connection
row = {
    "id": 10000001, "batch_id": 1, "row_number": 1, "category": "licence", "identity": "i",
    "content": "c", "subject_name": "甲", "subject_code": "", "series_prefix": "示许",
    "document_number": "示许〔2023〕6号", "series_year": 2023, "series_serial": "6",
    "received_at": "2023-12-05 01:00:00+00:00", "outcome": "accepted", "late": False,
    "exempt": "", "publish": True, "row": "{}",
}
with connection.cursor() as cursor:
    cursor.execute(
        "INSERT INTO ledger_batch VALUES (1, 'GS-20231205-0001', 'licence', 'E2019', 'file',"
        " 'a.csv', 'ab', '2023-12-05 01:00:00+00:00', '2023-12-05 01:00:00+00:00', 'p@1',"
        " 'r', 1, 1, 0, 0, 0, 0, 0, 0, NULL)"
    )
    names, marks = ", ".join(row), ", ".join(["%s"] * len(row))
    cursor.execute(
        f"INSERT INTO ledger_entry ({names}) VALUES ({marks})", list(row.values())
    )
    cursor.execute(
        "INSERT INTO ledger_record (identity, category, entry_id, first_received_at,"
        " versions) VALUES ('i', 'licence', 10000001, '2023-12-05 01:00:00+00:00', 1)"
    )
"""
WITH_KEYS = """
from gongshi.actions.setting_up import migrate
migrate()
from gongshi.ledger.known import record_of
from gongshi.ledger.models import Entry
from gongshi.ledger.verifying import wrong_records
print(record_of(Entry.objects.get()).get().entry_id)
print(list(wrong_records()))
"""


@pytest.fixture(params=databases.DATABASES)
def begun(request, tmp_path):
    """Run scripts one after the other on an empty database."""
    env = os.environ | {"GONGSHI_HOME": str(tmp_path)}
    if request.param == "postgresql":
        env["GONGSHI_DB"] = postgresql.create("upgrading")

    def run(script: str) -> str:
        code = f"import django\ndjango.setup()\n{script}"
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def test_records_of_an_earlier_edition_get_their_keys(begun):
    begun(BEFORE_KEYS)

    assert begun(WITH_KEYS).splitlines() == ["10000001", "[]"]


def test_batches_of_an_earlier_edition_become_filings(begun):
    begun(BEFORE_FILINGS)

    assert begun(AFTERWARDS).splitlines() == [
        "('GS-20231205-0009', 1) ('GS-20231205-0010', 1)",
        "GS-20231205-0011",
    ]
