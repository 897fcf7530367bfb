"""Suspicions: cases, signals and steps, append only."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0014_replacing'),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=32, unique=True)),
                ('category', models.CharField(blank=True, max_length=32)),
                ('document_number', models.CharField(blank=True, max_length=200)),
                ('number_key', models.CharField(blank=True, db_index=True, max_length=200)),
                ('authority_name', models.CharField(blank=True, max_length=200)),
                ('subject_name', models.CharField(blank=True, max_length=200)),
                ('decided_on', models.DateField(null=True)),
                ('opened_at', models.DateTimeField(db_index=True)),
                ('unit', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='CaseStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act', models.CharField(max_length=16)),
                ('reason', models.CharField(blank=True, max_length=32)),
                ('verdict', models.CharField(blank=True, max_length=16)),
                ('text', models.CharField(blank=True, max_length=2000)),
                ('due_on', models.DateField(null=True)),
                ('files', models.JSONField(default=list)),
                ('made_by', models.CharField(blank=True, max_length=64)),
                ('made_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='steps', to='ledger.case')),
                ('entry', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.entry')),
                ('into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged', to='ledger.case')),
                ('to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='Signal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('key', models.CharField(max_length=300, unique=True)),
                ('told', models.CharField(max_length=500)),
                ('evidence', models.JSONField(default=dict)),
                ('found_on', models.DateField()),
                ('raised_at', models.DateTimeField()),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signals', to='ledger.case')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        migrations.CreateModel(
            name='CaseState',
            fields=[
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='state', serialize=False, to='ledger.case')),
                ('state', models.CharField(db_index=True, max_length=16)),
                ('verdict', models.CharField(blank=True, max_length=16)),
                ('reason', models.CharField(blank=True, max_length=32)),
                ('due_on', models.DateField(null=True)),
                ('signals', models.IntegerField(default=0)),
                ('changed_at', models.DateTimeField(db_index=True)),
                ('holder', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
            ],
        ),
        append_only("ledger_case", "ledger_signal", "ledger_casestep"),
    ]
