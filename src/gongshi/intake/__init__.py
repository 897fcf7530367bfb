"""Reads received files; its parts are imported when they are asked for.

The child process that opens a workbook needs few of them, and starts for every file.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongshi.intake.batch import RETURN_NOTES, RETURN_REFERENCE, Batch, Damage
    from gongshi.intake.reading import read
    from gongshi.intake.scanning import Scan, scan

__all__ = [
    "RETURN_NOTES",
    "RETURN_REFERENCE",
    "Batch",
    "Damage",
    "Scan",
    "read",
    "scan",
]
_FOUND_IN = {
    **dict.fromkeys(("RETURN_NOTES", "RETURN_REFERENCE", "Batch", "Damage"), "batch"),
    "read": "reading",
    **dict.fromkeys(("Scan", "scan"), "scanning"),
}


def __getattr__(name: str) -> object:
    if name not in _FOUND_IN:
        raise AttributeError(name)
    return getattr(import_module(f"{__name__}.{_FOUND_IN[name]}"), name)
