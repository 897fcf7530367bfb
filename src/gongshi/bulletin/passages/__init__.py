"""Lists of units that a bulletin names in its text: one file a kind, found by name.

A kind is a function `choose(figures, **parameters)` that gives units in the order in
which they are named.
"""

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def load_passage(kind: str) -> ModuleType:
    """Import the passage of that name."""
    return import_module(f"{__name__}.{kind}")
