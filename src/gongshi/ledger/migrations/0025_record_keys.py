"""Keeps records by what their number begins with; see `record_keys`."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gongshi.ledger.record_keys import keys_of

#: Records that are renewed at once.
_SLICE = 20_000


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Give every record its key."""
    records = apps.get_model("ledger", "Record").objects.order_by("pk")
    told = records.values_list(
        "pk",
        "category",
        "entry__received_at",
        "identity",
        "entry__document_number",
    )
    last = 0
    while part := list(told.filter(pk__gt=last)[:_SLICE]):
        last, keys = part[-1][0], keys_of([each[1:] for each in part])
        with editor.connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE ledger_record SET key = %s WHERE id = %s",
                [(key, each[0]) for key, each in zip(keys, part, strict=True)],
            )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0024_seen_soon'),
    ]

    operations = [
        migrations.AddField('record', 'key', models.CharField(default='', max_length=40), preserve_default=False),
        # The last: PostgreSQL changes no table in a transaction that has filled it.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
