"""Rows that units lay before the office, and what it answers."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Beside the notices, which only lead to them."""

    dependencies = [
        ('ledger', '0013_quicker_pages'),
        ('people', '0002_draft'),
    ]

    operations = [
        migrations.CreateModel(
            name='Question',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.CharField(blank=True, max_length=200)),
                ('asked_by', models.CharField(max_length=64)),
                ('asked_at', models.DateTimeField()),
                ('answer', models.CharField(blank=True, max_length=500)),
                ('answered_by', models.CharField(blank=True, max_length=64)),
                ('answered_at', models.DateTimeField(null=True)),
                ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.entry')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('entry',), name='question_open_once')],
            },
        ),
    ]
