import os
import time
from datetime import timedelta

import pytest
from django.utils import timezone
from xdist.scheduler import LoadFileScheduling

from tests import databases

# Test modules of the ledger import its tables, so Django must be there before them.
databases.configure()

#: Files that take longest, in the order in which they are begun: the last to begin
#: would run alone, with nothing beside it.
_LONGEST = (
    "service/test_crashes.py",
    "browser/",
    "faults/",
    "functional/",
    "properties/",
    "service/",
)
#: Their files share a running site for each database: one process takes them all.
_TOGETHER = ("tests/browser/", "tests/faults/")
#: A test begins and ends on one day of China, unless it takes longer than this.
_BEFORE_MIDNIGHT = timedelta(seconds=30)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: _turn(item.nodeid))


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup():
    ahead = timezone.localtime(timezone.now() + _BEFORE_MIDNIGHT)
    if ahead.date() != timezone.localdate():
        time.sleep(_BEFORE_MIDNIGHT.total_seconds())


def pytest_xdist_auto_num_workers(config):
    # One more than there are cores: many a test waits for a server or for a browser.
    return (os.cpu_count() or 1) + 1


def pytest_xdist_make_scheduler(config, log):
    return _ByFile(config, log)


class _ByFile(LoadFileScheduling):
    """Gives a file to one process, and some folders; inheritance is how xdist is told."""

    def _split_scope(self, nodeid):
        file = super()._split_scope(nodeid)
        return next(filter(file.startswith, _TOGETHER), file)


def _turn(name):
    begun = (at for at, part in enumerate(_LONGEST) if name.startswith(f"tests/{part}"))
    return next(begun, len(_LONGEST))
