"""What is done in the background: one file per kind of job, found by its name.

A kind has `run(job)`. It writes its result inside `finishing(job)`, so that the result
and the job's completion commit together; it may be begun again at any moment, so what
it does before must do no harm twice. Optional beside it:

    comes_round(policy)     when the schedule enqueues it; None where it never does
"""

from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType

from gongshi.jobs.working import Kinds


def modules() -> dict[str, ModuleType]:
    """Import every kind: its module by its name."""
    names = sorted(each.name for each in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}") for name in names}


def load() -> Kinds:
    """Give what the worker does for each kind of job."""
    return {name: module.run for name, module in modules().items()}
