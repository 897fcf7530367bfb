"""The databases that the tests of the ledger run on; the one place that knows them."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from tests import postgresql

#: Names of the databases; a ledger test runs once on each.
DATABASES = ("sqlite", "postgresql")


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

    _connect(database)
    try:
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
    finally:
        _connect("sqlite")


@contextmanager
def shared(database: str) -> Iterator[dict[str, str]]:
    """Open a ledger to other threads and processes; what is written into it stays.

    Args:
        database: One of `DATABASES`.

    Returns:
        What the environment of a process needs to open the same ledger.
    """
    _connect(database)
    try:
        is_embedded = database == "sqlite"
        yield {} if is_embedded else {"GONGSHI_DB": _url()}
    finally:
        _connect("sqlite")


def _connect(database: str) -> None:
    """Make a database the default one of this thread, with all tables in it."""
    from django.db import connections

    # Before another one takes its place.
    _settings("sqlite")
    wanted = _settings(database)
    if connections.settings["default"] is not wanted:
        connections["default"].close()
        del connections["default"]
        connections.settings["default"] = wanted
    _set_up(database)


@cache
def _settings(database: str) -> dict[str, object]:
    from django.db import connections

    from gongshi.site import settings

    if database == "sqlite":
        return connections.settings["default"]
    configured = connections.configure_settings({"default": settings.database(_url())})
    return configured["default"]


@cache
def _url() -> str:
    return postgresql.create("ledger")


@cache
def _set_up(database: str) -> None:
    from gongshi.actions.setting_up import set_up

    set_up("pingdingshan")
