# ruff: noqa: ARG001, D101, RUF012
"""Changes of units, append only."""

import django.db.models.deletion
from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):

    dependencies = [
        ("ledger", "0007_nil_returns_and_withdrawals"),
    ]

    operations = [
        migrations.CreateModel(
            name='UnitChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=16)),
                ('on', models.DateField(db_index=True)),
                ('old_name', models.CharField(max_length=200)),
                ('new_name', models.CharField(max_length=200)),
                ('reason', models.TextField()),
                ('made_by', models.CharField(max_length=64)),
                ('made_at', models.DateTimeField()),
                ('new_parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
                ('old_parent', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.unit')),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
            },
        ),
        append_only("ledger_unitchange"),
    ]
