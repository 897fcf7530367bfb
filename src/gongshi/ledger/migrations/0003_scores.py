"""Reviewed evidence and issued scores; both are append only."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):
    """After the triggers of the tables of rows."""

    dependencies = [
        ('ledger', '0002_append_only'),
    ]

    operations = [
        migrations.CreateModel(
            name='IssuedScores',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=64)),
                ('period', models.CharField(max_length=7)),
                ('version', models.IntegerField()),
                ('as_of', models.DateTimeField()),
                ('issued_at', models.DateTimeField()),
                ('policy', models.CharField(max_length=100)),
                ('rulebook', models.CharField(max_length=64)),
                ('content', models.TextField()),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('place', 'period', 'version'), name='scores_version')],
            },
        ),
        migrations.CreateModel(
            name='Evidence',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=64)),
                ('period', models.CharField(max_length=7)),
                ('kind', models.CharField(max_length=64)),
                ('is_met', models.BooleanField()),
                ('due', models.IntegerField(null=True)),
                ('concealed', models.IntegerField(null=True)),
                ('reviewer', models.CharField(max_length=100)),
                ('note', models.TextField(blank=True)),
                ('file_name', models.CharField(blank=True, max_length=255)),
                ('file_hash', models.CharField(blank=True, max_length=64)),
                ('policy', models.CharField(max_length=100)),
                ('received_at', models.DateTimeField()),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='ledger.evidence')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
                'indexes': [models.Index(fields=['place', 'period'], name='evidence_period')],
            },
        ),
        append_only("ledger_evidence", "ledger_issuedscores"),
    ]
