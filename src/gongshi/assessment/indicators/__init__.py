"""The indicators of a score: one file each, found by its name.

An indicator is a function `measure(item, facts, **parameters)` that gives a `Measure`;
its keyword parameters are further keys of the item in the policy.
"""

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from inspect import Parameter, signature
from pkgutil import iter_modules
from types import ModuleType


@cache
def load_indicator(name: str) -> ModuleType:
    """Import the indicator of that name."""
    return import_module(f"{__name__}.{name}")


@cache
def indicators() -> Mapping[str, tuple[str, ...]]:
    """List the names of all indicators, each with its parameters."""
    names = sorted(each.name for each in iter_modules(__path__))
    return {name: _parameters(load_indicator(name)) for name in names}


def _parameters(indicator: ModuleType) -> tuple[str, ...]:
    taken = signature(indicator.measure).parameters.values()
    return tuple(each.name for each in taken if each.kind is Parameter.KEYWORD_ONLY)
