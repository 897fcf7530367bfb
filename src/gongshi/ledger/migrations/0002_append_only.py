"""Triggers that refuse to change or delete what was received."""

from django.db import migrations

from gongshi.ledger.migrations._append_only import append_only


class Migration(migrations.Migration):
    """After the tables."""

    dependencies = [("ledger", "0001_initial")]
    operations = [append_only("ledger_batch", "ledger_entry", "ledger_finding")]
