"""Triggers that refuse to change or delete what was written, for the migrations."""

from django.db import migrations

_FUNCTION = """
CREATE OR REPLACE FUNCTION gongshi_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION '% is append only', TG_TABLE_NAME; END $$ LANGUAGE plpgsql
"""


def append_only(*tables: str) -> migrations.RunPython:
    """Give the operation that lets no row of the tables be changed or deleted.

    Args:
        tables: Their names in the database; a trigger that stands already is kept.
    """

    def refuse(apps, schema_editor):
        run = schema_editor.connection.cursor().execute
        lines = _sqlite if schema_editor.connection.vendor == "sqlite" else _postgresql
        for line in lines(tables):
            run(line)

    return migrations.RunPython(refuse, migrations.RunPython.noop)


def _sqlite(tables):
    for table in tables:
        for act in ("UPDATE", "DELETE"):
            yield (
                f"CREATE TRIGGER IF NOT EXISTS {table}_no_{act.lower()} BEFORE {act} "
                f"ON {table} BEGIN SELECT RAISE(ABORT, '{table} is append only'); END"
            )


def _postgresql(tables):
    yield _FUNCTION
    for table in tables:
        yield f"DROP TRIGGER IF EXISTS {table}_append_only ON {table}"
        yield (
            f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {table} EXECUTE FUNCTION gongshi_append_only()"
        )
