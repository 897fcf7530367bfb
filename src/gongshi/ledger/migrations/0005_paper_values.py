"""What the papers say that a policy declares."""

from django.db import migrations, models

TABLE = "ledger_evidence"


def refuse(apps, schema_editor):
    """Create the triggers anew on SQLite, which copies the table to add a column."""
    if schema_editor.connection.vendor != "sqlite":
        return
    run = schema_editor.connection.cursor().execute
    for act in ("UPDATE", "DELETE"):
        run(
            f"CREATE TRIGGER IF NOT EXISTS {TABLE}_no_{act.lower()} BEFORE {act} "
            f"ON {TABLE} BEGIN SELECT RAISE(ABORT, '{TABLE} is append only'); END"
        )


class Migration(migrations.Migration):
    """After the register of letters."""

    dependencies = [
        ('ledger', '0004_letters'),
    ]

    operations = [
        migrations.AddField(
            model_name='evidence',
            name='values',
            field=models.JSONField(default=dict),
        ),
        migrations.RunPython(refuse, migrations.RunPython.noop),
    ]
