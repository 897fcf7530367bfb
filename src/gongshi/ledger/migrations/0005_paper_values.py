"""What the papers say that a policy declares."""

from django.db import migrations, models

from gongshi.ledger.migrations._append_only import append_only


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
        append_only("ledger_evidence"),
    ]
