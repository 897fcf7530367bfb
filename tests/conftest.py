from tests import databases

# Test modules of the ledger import its tables, so Django must be there before them.
databases.configure()

#: Files that take longest, in the order in which they are begun: the last to begin
#: would run alone, with nothing beside it.
_LONGEST = (
    "service/test_crashes.py",
    "properties/test_twins.py",
    "browser/",
    "functional/",
    "faults/",
    "service/",
)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: _turn(item.nodeid))


def _turn(name):
    begun = (at for at, part in enumerate(_LONGEST) if name.startswith(f"tests/{part}"))
    return next(begun, len(_LONGEST))
