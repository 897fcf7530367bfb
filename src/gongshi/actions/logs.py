"""The log of server and worker: one line of JSON for each thing, without personal data.

{"at": "2026-11-20T09:30:00.123+08:00", "level": "info", "from": "gongshi.requests",
 "event": "request", "id": "5f2c…", "method": "GET", "route": "row", "status": 200,
 "ms": 12, "role": "clerk"}

What may stand in a line is a list, not a filter: our own words, and the named fields.
Libraries quote paths, addresses and values, so of their messages only the template is
written, or the place where one was written without any; and of an error its kind and
its place.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import datetime
from pathlib import Path

from gongshi.clocks.periods import CHINA

#: The only fields that a line may have beside when, how grave, from whom and what.
FIELDS = (
    *("id", "method", "route", "status", "ms", "role"),
    *("job", "kind", "attempt", "state"),
)
#: The innermost calls, which say where it went wrong.
_CALLS = 8


class Lines(logging.Formatter):
    """Writes a record as a line; logging wants a class."""

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        is_ours = record.name.partition(".")[0] == "gongshi"
        told: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, CHINA).isoformat(
                timespec="milliseconds"
            ),
            "level": record.levelname.lower(),
            "from": record.name,
            "event": record.getMessage() if is_ours else _template(record),
        }
        told |= {
            name: record.__dict__[name] for name in FIELDS if name in record.__dict__
        }
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            told["error"] = type(error).__name__
            told["calls"] = _calls(error)
        return json.dumps(told, ensure_ascii=False)


def _template(record: logging.LogRecord) -> str:
    """Give what a library says, without what it says it of."""
    if record.args:
        return str(record.msg)[:200]
    # It may have put the values in itself: nobody can tell any more.
    return f"{record.filename}:{record.lineno}"


def to_stdout() -> None:
    """Write the log to the standard output; to a terminal only what is wrong.

    Whoever starts the pages at a terminal wants to read where they are; a service
    manager keeps every line.
    """
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(Lines())
    handler.setLevel(logging.WARNING if sys.stdout.isatty() else logging.INFO)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)


def _calls(error: BaseException) -> list[str]:
    calls = traceback.extract_tb(error.__traceback__)[-_CALLS:]
    return [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in calls]
