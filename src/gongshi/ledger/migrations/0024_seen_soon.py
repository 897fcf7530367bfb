"""Has PostgreSQL note soon which rows everybody sees, so that indexes answer alone.

As it comes, it notes that when a fifth of a table is new. Of a ledger of years that is the
month that everybody asks for: each of its rows was looked up beside the index.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

#: Tables that grow by the batch, and the rows after which it looks again.
_TABLES = ("ledger_entry", "ledger_record", "ledger_finding")
_ROWS = 10_000


def look_often(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Tell it; what was noted already is not looked at again."""
    del apps
    if editor.connection.vendor != "postgresql":
        return
    told = (
        "autovacuum_vacuum_insert_scale_factor = 0,"
        f" autovacuum_vacuum_insert_threshold = {_ROWS}"
    )
    for table in _TABLES:
        editor.execute(f"ALTER TABLE {table} SET ({told})")


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0023_seals_of_cases'),
    ]

    operations = [
        migrations.RunPython(look_often, migrations.RunPython.noop),
    ]
