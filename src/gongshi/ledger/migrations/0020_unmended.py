"""The returned rows that wait, kept as they stand now; indexes of a unit's rows, of names."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from gongshi.ledger.record_keys import hashed


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Keep every returned row that no later row replaces and nobody withdrew."""
    del editor
    entry, unmended = (apps.get_model("ledger", name) for name in ("Entry", "Unmended"))
    mended = entry.objects.exclude(replaces=None).values("replaces_id")
    withdrawn = apps.get_model("ledger", "Withdrawal").objects.values("entry_id")
    waiting = entry.objects.filter(outcome="faulty").exclude(pk__in=mended)
    copied = "unit_id", "category", "due_on", "decided_on", "received_at", "identity"
    told = waiting.exclude(pk__in=withdrawn).values("id", "document_number", *copied)
    rows = (
        unmended(
            entry_id=each["id"],
            number=hashed(each["document_number"]) if each["document_number"] else "",
            **{name: each[name] for name in copied},
        )
        for each in told.iterator()
    )
    unmended.objects.bulk_create(rows, batch_size=1000)


def widen(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Let SQLite sort and search a month by names and numbers without reading its rows.

    PostgreSQL refuses texts in an index that are longer than a third of a page, and reads
    rows quicker.
    """
    del apps
    if editor.connection.vendor == "sqlite":
        editor.execute(
            "CREATE INDEX entry_told ON ledger_entry"
            " (received_at, subject_name, document_number, unit_id, id)"
        )


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0019_registers_and_draws'),
    ]

    operations = [
        migrations.CreateModel(
            name='Unmended',
            fields=[
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, serialize=False, to='ledger.entry')),
                ('unit', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
                ('category', models.CharField(max_length=32)),
                ('due_on', models.DateField(null=True)),
                ('decided_on', models.DateField(null=True)),
                ('received_at', models.DateTimeField()),
                ('identity', models.CharField(db_index=True, max_length=32)),
                ('number', models.CharField(blank=True, db_index=True, max_length=32)),
            ],
        ),
        migrations.AddIndex(
            model_name='unmended',
            index=models.Index(fields=['unit', 'due_on', 'category', 'entry', 'decided_on', 'received_at'], name='unmended_unit'),
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_to_mend',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_faulty',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_faulty_number',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['unit', 'received_at', 'outcome', 'late', 'exempt', 'category', 'id', 'due_on', 'decided_on', 'days_late', 'replaces'], name='entry_of_unit'),
        ),
        migrations.RunPython(widen, migrations.RunPython.noop),
        # The last: PostgreSQL changes no table in a transaction that has filled it.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
