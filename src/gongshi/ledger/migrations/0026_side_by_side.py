"""Indexes in which the rows of a file stand side by side."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0025_record_keys'),
    ]

    operations = [
        migrations.RemoveConstraint('record', 'record_identity'),
        migrations.RemoveField('record', 'identity'),
        migrations.AddConstraint('record', models.UniqueConstraint(fields=('category', 'key'), name='record_key')),
        migrations.RemoveIndex('entry', 'entry_subject'),
        migrations.AddIndex('entry', models.Index(models.Func(models.F('unit'), output_field=models.BigIntegerField(), template='COALESCE(%(expressions)s, 0)'), models.F('subject_code'), name='entry_subject')),
        migrations.AddIndex('entry', models.Index(condition=models.Q(('category', 'subject_base')), fields=['subject_code'], name='entry_library')),
    ]
