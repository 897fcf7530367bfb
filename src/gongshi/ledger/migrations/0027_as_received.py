"""Indexes in the order of lists, so that a list reads no more rows than it shows."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0026_side_by_side'),
    ]

    operations = [
        migrations.RemoveIndex('entry', 'entry_received'),
        migrations.RemoveIndex('entry', 'entry_of_unit'),
        migrations.AddIndex('entry', models.Index(fields=['received_at', 'id', 'unit', 'outcome', 'late', 'exempt', 'category', 'due_on', 'decided_on', 'days_late', 'replaces'], name='entry_received')),
        migrations.AddIndex('entry', models.Index(fields=['unit', 'received_at', 'id', 'outcome', 'late', 'exempt', 'category', 'due_on', 'decided_on', 'days_late', 'replaces'], name='entry_of_unit')),
    ]
