"""Seals the cases and signals that were stored many at a time, and lacked theirs."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gongshi.ledger.seals import seal_rows


def seal(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Seal what has no seal; nothing else is touched."""
    del editor
    seals = apps.get_model("ledger", "Seal")
    for name in ("Case", "Signal"):
        model = apps.get_model("ledger", name)
        sealed = seals.objects.filter(table=model._meta.db_table)
        seal_rows(model.objects.exclude(pk__in=sealed.values("key")), seals)


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0022_unmended_as_told'),
    ]

    operations = [
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
