"""The map of series holds all that pages show of one, so that they read no numbers."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Forget what was found before: it lacks the pictures, and is found anew."""
    del editor
    apps.get_model("ledger", "NumberSeries").objects.all().delete()


class Migration(migrations.Migration):

    dependencies = [
        ('ledger', '0020_unmended'),
    ]

    operations = [
        migrations.AddField('numberseries', 'members', models.JSONField(default=list)),
        migrations.AddField('numberseries', 'prefixes', models.JSONField(default=list)),
        migrations.AddField('numberseries', 'filers', models.JSONField(default=list)),
        migrations.AddField('numberseries', 'verdict', models.CharField(default='', max_length=16)),
        migrations.AddField('numberseries', 'is_dated', models.BooleanField(default=False)),
        migrations.AddField('numberseries', 'pad', models.IntegerField(default=0)),
        migrations.AddField('numberseries', 'next', models.BigIntegerField(null=True)),
        migrations.AddField('numberseries', 'holes', models.IntegerField(default=0)),
        migrations.AddField('numberseries', 'picture', models.JSONField(default=dict)),
        migrations.AddField('numberseries', 'batches_to', models.BigIntegerField(default=0)),
        migrations.AddField('numberseries', 'steps_to', models.BigIntegerField(default=0)),
        # The last: PostgreSQL changes no table in a transaction that has emptied it.
        migrations.RunPython(forget, migrations.RunPython.noop),
    ]
