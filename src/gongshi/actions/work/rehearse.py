"""Judges what was received in a span under another rulebook, for a page to show.

The other rulebook is a folder in the home's `rulebooks`, where the administrator of the
system puts it; nothing of the ledger changes.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings

from gongshi.actions.rehearse import rehearse
from gongshi.actions.shifts import Rehearsal
from gongshi.clocks.periods import Period, day
from gongshi.errors import UsageError, UserError
from gongshi.jobs.keeping import keep
from gongshi.jobs.leases import finishing, progress
from gongshi.jobs.models import Job

#: Lines of each table, and rows, that are kept.
_MOST = 200


def folders() -> list[str]:
    """List the rulebooks that can be rehearsed, by the names of their folders."""
    place: Path = settings.HOME / "rulebooks"
    if not place.is_dir():
        return []
    return sorted(each.name for each in place.iterdir() if each.is_dir())


def run(job: Job) -> None:
    """Rehearse, and keep what came of it under the number of the job.

    Args:
        job: With the name of the folder, the first and the last day.
    """
    told = job.arguments
    try:
        found = _rehearsed(
            job, told["rulebook"], day(told["since"]), day(told["until"])
        )
    except UserError as error:
        found = {"fault": error.text}
    with finishing(job):
        keep(job.kind, f"{job.pk}", found)


def _rehearsed(job: Job, name: str, since: date, until: date) -> dict[str, object]:
    if name not in folders():
        raise UsageError("no_rulebook", f"规则库「{name}」不在了。")
    root: Path = settings.HOME / "rulebooks" / name
    span = Period(since, until)
    found = rehearse(root, span, progress=lambda done, of: progress(job, done, of))
    return _kept(found)


def _kept(found: Rehearsal) -> dict[str, object]:
    return {
        "rows": found.rows,
        "changed": found.changed,
        "drifted": found.drifted,
        "before": dict(found.before),
        "after": dict(found.after),
        "moves": [[*move, count] for move, count in found.moves.items()],
        "units": [asdict(each) for each in found.units[:_MOST]],
        "rules": [asdict(each) for each in found.rules[:_MOST]],
        "examples": [asdict(each) for each in found.changed_rows[:_MOST]],
    }
