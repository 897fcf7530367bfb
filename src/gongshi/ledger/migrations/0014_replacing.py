"""An index of the rows that put others right."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0013_quicker_pages'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='entry',
            index=models.Index(condition=models.Q(('replaces__lt', models.F('id'))), fields=['received_at', 'replaces'], name='entry_replacing'),
        ),
    ]
