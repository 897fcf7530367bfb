"""Seals of what never changes, and restorations; what there is already is sealed."""

from django.db import migrations, models

from gongshi.ledger import seals
from gongshi.ledger.migrations._append_only import append_only

SEALED = (
    *("Batch", "Filing", "Refusal", "NilReturn", "Withdrawal", "Evidence"),
    *("IssuedScores", "Letter", "UnitChange", "Entry", "Finding"),
)


def seal(apps, schema_editor):
    """Seal every row of an earlier edition."""
    found = [apps.get_model("ledger", name) for name in SEALED]
    seals.seal_all(apps.get_model("ledger", "Seal"), found)


class Migration(migrations.Migration):
    """After the changes of units."""

    dependencies = [
        ('ledger', '0008_unit_changes'),
    ]

    operations = [
        migrations.CreateModel(
            name='Restoration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField()),
                ('restored_at', models.DateTimeField()),
                ('first_batch', models.BigIntegerField()),
                ('manifest', models.CharField(max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=64)),
                ('key', models.BigIntegerField()),
                ('columns', models.TextField()),
                ('rows', models.IntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('marks', models.BinaryField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('table', 'key'), name='seal_once')],
            },
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
        append_only("ledger_seal", "ledger_restoration"),
    ]
