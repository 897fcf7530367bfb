# ruff: noqa: D101, RUF012
"""Aliases are given and taken from a day on, as names are.

The column may be null: SQLite then adds it in place, and the triggers stay.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0011_windows"),
    ]

    operations = [
        migrations.AddField(
            model_name="unitchange",
            name="alias",
            field=models.CharField(max_length=200, null=True),
        ),
    ]
