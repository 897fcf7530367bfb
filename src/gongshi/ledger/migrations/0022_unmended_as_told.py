"""Waiting rows are found by number and name together: spoilt numbers are often alike."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gongshi.ledger.waiting import hashed_as_told


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Take the hashes of all that wait."""
    waiting = apps.get_model("ledger", "Unmended").objects.order_by()
    told = waiting.values_list(
        "entry__document_number", "entry__subject_name", "entry_id"
    )
    rows = [(hashed_as_told(number, name), pk) for number, name, pk in told]
    with editor.connection.cursor() as cursor:
        cursor.executemany(
            "UPDATE ledger_unmended SET told = %s WHERE entry_id = %s", rows
        )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0021_series_pictures'),
    ]

    operations = [
        migrations.RemoveField('unmended', 'number'),
        migrations.AddField('unmended', 'told', models.CharField(blank=True, db_index=True, default='', max_length=32), preserve_default=False),
        # The last: PostgreSQL changes no table in a transaction that has filled it.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
