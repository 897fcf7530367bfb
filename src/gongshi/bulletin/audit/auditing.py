"""Runs every check over a bulletin and puts what they find in reading order."""

import importlib
import pkgutil
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Protocol

from gongshi.bulletin.audit import checks
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.registers import NameRegister, of_place
from gongshi.bulletin.audit.subject import Subject, subject
from gongshi.bulletin.audit.writing import Writing
from gongshi.policy.audits import load_audit_terms, load_districts


class Check(Protocol):
    """A check: one module in `checks`, whose name is the kind of its contradictions."""

    def find(self, matter: Subject) -> Iterator[Contradiction]: ...  # noqa: D102


def audit(
    writing: Writing, registers: Sequence[NameRegister] = ()
) -> tuple[Contradiction, ...]:
    """Find the contradictions of a bulletin.

    Args:
        writing: The bulletin as read.
        registers: Names of units, from the caller's file or ledger; without one that
            is certain, the packaged districts of the place that the bulletin names
            serve too.

    Returns:
        Contradictions in reading order; only what cannot be true is among them.
    """
    own = of_place(writing, load_districts())
    is_told = any(each.is_certain for each in registers)
    asked = (*registers, *([own] if own and not is_told else []))
    matter = subject(writing, load_audit_terms(), asked)
    found = [each for check in _checks() for each in check.find(matter)]
    return tuple(sorted(dict.fromkeys(found), key=lambda each: each.order))


def kinds() -> list[str]:
    """List the names of all checks, which are the kinds of contradiction."""
    return sorted(module.name for module in pkgutil.iter_modules(checks.__path__))


@cache
def _checks() -> tuple[Check, ...]:
    modules = (f"{checks.__name__}.{name}" for name in kinds())
    return tuple(map(importlib.import_module, modules))
