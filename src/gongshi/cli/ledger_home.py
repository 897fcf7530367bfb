"""Opens the ledger for commands that need one; nothing else starts Django."""

import os

import django
from django.conf import settings


def open_ledger(database: str | None = None) -> None:
    """Start Django on the ledger that the environment names.

    Args:
        database: Address of a PostgreSQL database, before the environment's.
    """
    if database:
        os.environ["GONGSHI_DB"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshi.site.settings")
    if not settings.configured or not django.apps.apps.ready:
        django.setup()
