"""The register of letters, append only."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):
    """After evidence and issued scores."""

    dependencies = [
        ('ledger', '0003_scores'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=64)),
                ('year', models.IntegerField()),
                ('serial', models.IntegerField()),
                ('number', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('period', models.CharField(max_length=7)),
                ('signed_on', models.DateField()),
                ('text_hash', models.CharField(max_length=64)),
                ('policy', models.CharField(max_length=100)),
                ('rulebook', models.CharField(max_length=64)),
                ('registered_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('place', 'kind', 'year', 'serial'), name='letter_serial')],
            },
        ),
        append_only("ledger_letter"),
    ]
