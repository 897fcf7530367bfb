"""The kinds of rule: one file each, found by its name.

A kind has two bodies that mean the same, `value` for one row and `columns` for a
batch; each is the other's proof. Blank cells hold unless the kind says JUDGES_BLANK.
Optional beside them:

    suspect(**parameters)        a pattern that finds every text that may fail
    doubt(cell, **parameters)    an expression that is true wherever a row may fail
    suggest(cell, **parameters)  the value to put instead, where it can be computed
    explain(cell, **parameters)  further words for the rule's message
"""

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType


def kinds() -> list[str]:
    """List the names of all kinds."""
    return sorted(each.name for each in iter_modules(__path__))


@cache
def load_kind(name: str) -> ModuleType:
    """Import the kind of that name."""
    return import_module(f"{__name__}.{name}")
