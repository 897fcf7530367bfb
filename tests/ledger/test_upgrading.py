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


@pytest.mark.parametrize("database", databases.DATABASES)
def test_batches_of_an_earlier_edition_become_filings(database, tmp_path):
    env = os.environ | {"GONGSHI_HOME": str(tmp_path)}
    if database == "postgresql":
        env["GONGSHI_DB"] = postgresql.create("upgrading")

    def run(script: str) -> str:
        code = f"import django\ndjango.setup()\n{script}"
        done = subprocess.run(
            [sys.executable, "-c", code], env=env, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run(BEFORE_FILINGS)

    assert run(AFTERWARDS).splitlines() == [
        "('GS-20231205-0009', 1) ('GS-20231205-0010', 1)",
        "GS-20231205-0011",
    ]
