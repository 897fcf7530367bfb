"""Filings and refusals, append only; every batch there is becomes a filing."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


def file_batches(apps, schema_editor):
    """Give every batch its filing, and every day the number it has come to."""
    Batch, Filing, FilingDay = (
        apps.get_model("ledger", name) for name in ("Batch", "Filing", "FilingDay")
    )
    last = {}
    for batch in Batch.objects.order_by("pk").iterator():
        Filing.objects.create(
            number=batch.number,
            unit_id=batch.unit_id,
            category=batch.category,
            channel=batch.channel,
            file_name=batch.file_name,
            file_hash=batch.file_hash,
            size=0,
            received_at=batch.received_at,
        )
        _, day, serial = batch.number.split("-")
        last[day] = max(last.get(day, 0), int(serial))
    for day, serial in last.items():
        FilingDay.objects.create(day=f"{day[:4]}-{day[4:6]}-{day[6:]}", last=serial)
    # PostgreSQL makes no trigger on a table whose references are still to be checked.
    schema_editor.connection.check_constraints()


class Migration(migrations.Migration):
    """After the values of papers."""

    dependencies = [
        ('ledger', '0005_paper_values'),
    ]

    operations = [
        migrations.CreateModel(
            name='FilingDay',
            fields=[
                ('day', models.DateField(primary_key=True, serialize=False)),
                ('last', models.IntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='Filing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('category', models.CharField(max_length=32)),
                ('channel', models.CharField(max_length=16)),
                ('file_name', models.CharField(max_length=255)),
                ('file_hash', models.CharField(db_index=True, max_length=64)),
                ('size', models.BigIntegerField()),
                ('brought_by', models.CharField(blank=True, max_length=150)),
                ('key', models.CharField(max_length=100, null=True, unique=True)),
                ('received_at', models.DateTimeField(db_index=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Refusal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=32)),
                ('text', models.TextField()),
                ('refused_at', models.DateTimeField()),
                ('filing', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='ledger.filing')),
            ],
        ),
        migrations.RunPython(file_batches, migrations.RunPython.noop),
        append_only("ledger_filing", "ledger_refusal"),
    ]
