"""Says why a job failed, without what stood in the cells: lists and logs show it."""

from __future__ import annotations

import traceback
from pathlib import Path

from gongshi.errors import UserError

#: The innermost calls, which say where it went wrong.
_CALLS = 8


def told(error: BaseException) -> str:
    """Describe an error by its own Chinese text, or by its kind and its place.

    Args:
        error: Its message is left out unless it was written for people: those of
            databases and libraries quote values.
    """
    if isinstance(error, UserError):
        return error.text
    calls = traceback.extract_tb(error.__traceback__)[-_CALLS:]
    lines = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in calls]
    return "\n".join([type(error).__name__, *lines])
