"""The databases that the tests of the ledger run on; the one place that knows them."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

#: Names of the databases; a ledger test runs once on each.
DATABASES = ("sqlite",)


def configure() -> None:
    """Start Django on a ledger in a folder of this process, gone when it ends."""
    home = Path(tempfile.mkdtemp(prefix="gongshi-tests-"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    os.environ["GONGSHI_HOME"] = str(home)
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongshi.site.settings"
    import django

    django.setup()


@contextmanager
def ledger_on(database: str) -> Iterator[None]:
    """Give an empty ledger; what is written into it is undone.

    Args:
        database: One of `DATABASES`.
    """
    from django.db import transaction

    assert database in DATABASES
    _set_up()
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@cache
def _set_up() -> None:
    from gongshi.actions.setting_up import set_up

    set_up("pingdingshan")
