"""Triggers that refuse to change or delete what was received."""

from django.db import migrations

TABLES = ("ledger_batch", "ledger_entry", "ledger_finding")


def _sqlite(table: str, act: str) -> str:
    return (
        f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
    )


def _postgresql(table: str) -> str:
    return (
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
        f"ON {table} EXECUTE FUNCTION gongshi_append_only()"
    )


FUNCTION = """
CREATE OR REPLACE FUNCTION gongshi_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""


def refuse(apps, schema_editor):
    """Create the triggers in the words of the database."""
    run = schema_editor.connection.cursor().execute
    if schema_editor.connection.vendor == "sqlite":
        for table in TABLES:
            for act in ("UPDATE", "DELETE"):
                run(_sqlite(table, act))
        return
    run(FUNCTION)
    for table in TABLES:
        run(_postgresql(table))


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("ledger", "0001_initial")]
    operations = [migrations.RunPython(refuse, migrations.RunPython.noop)]
