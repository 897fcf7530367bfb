"""Nil returns and withdrawals, append only; an index of what a unit has to mend."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):
    """After filings."""

    dependencies = [
        ('ledger', '0006_filings'),
    ]

    operations = [
        migrations.CreateModel(
            name='NilReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('category', models.CharField(max_length=32)),
                ('first_day', models.DateField()),
                ('last_day', models.DateField()),
                ('reason', models.CharField(blank=True, max_length=32)),
                ('told', models.CharField(max_length=200)),
                ('declared_by', models.CharField(blank=True, max_length=150)),
                ('declared_at', models.DateTimeField(db_index=True)),
                ('policy', models.CharField(max_length=100)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('-first_day', 'pk'),
                'constraints': [models.UniqueConstraint(fields=('unit', 'category', 'first_day', 'last_day'), name='nil_return_once')],
            },
        ),
        migrations.CreateModel(
            name='Withdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('asked_by', models.CharField(blank=True, max_length=150)),
                ('withdrawn_by', models.CharField(blank=True, max_length=150)),
                ('withdrawn_at', models.DateTimeField(db_index=True)),
                ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, to='ledger.entry')),
            ],
        ),
        migrations.CreateModel(
            name='WithdrawalRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=200)),
                ('asked_by', models.CharField(max_length=150)),
                ('asked_at', models.DateTimeField()),
                ('is_granted', models.BooleanField(null=True)),
                ('answered_by', models.CharField(blank=True, max_length=150)),
                ('answered_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.entry')),
            ],
            options={
                'ordering': ('-pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_granted', None)), fields=('entry',), name='withdrawal_asked_once')],
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('outcome', 'faulty')), fields=['unit', 'id'], name='entry_faulty_unit'),
        ),
        append_only("ledger_nilreturn", "ledger_withdrawal"),
    ]
