"""Indexes that pages over a million rows are read from."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0012_aliases'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_received',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_series',
        ),
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_faulty_unit',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['received_at', 'unit', 'outcome', 'late', 'exempt', 'category', 'id', 'due_on', 'decided_on', 'days_late', 'replaces'], name='entry_received'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('outcome', 'faulty')), fields=['unit', 'due_on', 'category', 'id'], name='entry_faulty_unit'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(fields=['series_prefix', 'series_year', 'series_serial'], name='entry_series'),
        ),
    ]
