# ruff: noqa: ARG001, D101, RUF012
"""Changes of units, append only."""

import django.db.models.deletion
from django.db import migrations, models

TABLE = "ledger_unitchange"


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
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
