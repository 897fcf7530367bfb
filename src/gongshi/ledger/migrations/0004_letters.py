"""The register of letters, append only."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "ledger_letter"


def refuse(apps, schema_editor):
    """Create the triggers; PostgreSQL has their function since the second migration."""
    run = schema_editor.connection.cursor().execute
    if schema_editor.connection.vendor == "sqlite":
        for act in ("UPDATE", "DELETE"):
            run(
                f"CREATE TRIGGER {TABLE}_no_{act.lower()} BEFORE {act} ON {TABLE} "
                f"BEGIN SELECT RAISE(ABORT, '{TABLE} is append only'); END"
            )
    else:
        run(
            f"CREATE TRIGGER {TABLE}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
            f"ON {TABLE} EXECUTE FUNCTION gongshi_append_only()"
        )


class Migration(migrations.Migration):
    """After evidence and issued scores."""

    dependencies = [
        ('ledger', '0003_scores'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('place', models.CharField(max_length=64)),
                ('kind', models.CharField(max_length=64)),
                ('year', models.IntegerField()),
                ('serial', models.IntegerField()),
                ('number', models.CharField(max_length=100)),
                ('title', models.CharField(max_length=200)),
                ('period', models.CharField(max_length=7)),
                ('signed_on', models.DateField()),
                ('text_hash', models.CharField(max_length=64)),
                ('policy', models.CharField(max_length=100)),
                ('rulebook', models.CharField(max_length=64)),
                ('registered_at', models.DateTimeField()),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='ledger.unit')),
            ],
            options={
                'ordering': ('pk',),
                'constraints': [models.UniqueConstraint(fields=('place', 'kind', 'year', 'serial'), name='letter_serial')],
            },
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
