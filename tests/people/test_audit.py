import json
import os
import subprocess
import sys

import pytest
from django.db import DatabaseError, connection, transaction

from gongshi.people import audit
from gongshi.people.models import AuditEntry, AuditHead
from tests import databases, postgresql


def alter(statement: str) -> None:
    """Change a row behind the triggers' back, as one with the file in his hands can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE people_auditentry DISABLE TRIGGER USER")
        else:
            cursor.execute("DROP TRIGGER people_auditentry_no_update")
            cursor.execute("DROP TRIGGER people_auditentry_no_delete")
        cursor.execute(statement)


def three() -> None:
    for number in range(3):
        audit.record(
            "unit.rename", actor="甲", target=str(number), detail={"n": number}
        )


def test_the_chain_of_an_untouched_log_holds(ledger):
    three()

    told = audit.verify()

    assert (told.entries, told.broken_at) == (3, None)
    assert told.head == AuditHead.objects.get().hash


@pytest.mark.parametrize(
    ("statement", "broken_at", "reason"),
    [
        ("UPDATE people_auditentry SET actor = '乙' WHERE number = 2", 2, "内容被改过"),
        ("DELETE FROM people_auditentry WHERE number = 2", 2, "这一条不见了"),
        ("DELETE FROM people_auditentry WHERE number = 3", 3, "这一条及以后的不见了"),
        ("UPDATE people_audithead SET hash = ''", 3, "链尾的登记被改过"),
    ],
)
def test_a_touched_log_names_the_place(ledger, statement, broken_at, reason):
    three()
    alter(statement)

    told = audit.verify()

    assert (told.broken_at, told.reason) == (broken_at, reason)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE people_auditentry SET actor = 'x'",
        "DELETE FROM people_auditentry",
        "DELETE FROM people_audithead",
    ],
)
def test_the_database_refuses_to_touch_the_log(ledger, statement):
    three()

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        connection.cursor().execute(statement)

    assert AuditEntry.objects.count() == 3


def test_an_act_that_is_undone_leaves_no_entry(ledger):
    with transaction.atomic():
        audit.record("login")
        transaction.set_rollback(True)

    assert audit.verify().entries == 0


#: Eight threads that write five acts each, as gunicorn's do.
_CROWD = """
import threading
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from django.db import connection, transaction
from gongshi.people import audit

def write():
    for _ in range(5):
        with transaction.atomic():
            audit.record("login")
    connection.close()

crowd = [threading.Thread(target=write) for _ in range(8)]
[each.start() for each in crowd]
[each.join() for each in crowd]
"""


@pytest.mark.parametrize("database", databases.DATABASES)
def test_many_at_once_make_one_chain(tmp_path, database):
    url = postgresql.create("crowd") if database == "postgresql" else ""
    environment = {**os.environ, "GONGSHI_HOME": str(tmp_path), "GONGSHI_DB": url}

    def run(*words: str) -> str:
        command = [sys.executable, *words]
        return subprocess.run(
            command, env=environment, check=True, capture_output=True, text=True
        ).stdout

    main = "from gongshi.cli import main; main()"
    run("-c", main, "init", "--place", "pingdingshan")
    run("-c", _CROWD)
    told = json.loads(run("-c", main, "audit-log", "verify", "--format", "json"))

    # One more: the account that `init` made.
    assert (told["entries"], told["broken_at"]) == (41, None)
