"""Indexes of what windows exempt, and of what is to mend with its days."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0015_cases'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='entry',
            name='entry_faulty_unit',
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('outcome', 'faulty')), fields=['unit', 'due_on', 'category', 'id', 'decided_on', 'received_at'], name='entry_to_mend'),
        ),
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('exempt__gt', '')), fields=['exempt'], name='entry_exempt'),
        ),
    ]
