"""Tables of bulletins: one file a kind, found by its name.

A kind is a function `fill(outline, figures)` that gives the rows as printed, the total
last.
"""

from functools import cache
from importlib import import_module
from types import ModuleType


@cache
def load_table(kind: str) -> ModuleType:
    """Import the table of that name."""
    return import_module(f"{__name__}.{kind}")
