"""The named points: at which step of which act the program is killed."""

from __future__ import annotations

from dataclasses import dataclass

BEFORE, HALF, AFTER = "before", "half", "after"

_ARCHIVE = "gongshi.ledger.archive:keep"
_TAKE = "gongshi.actions.take:_kept"
_TAKEN = "gongshi.desks.unit.file:take"
_RESPONSE = "gunicorn.http.wsgi:Response.send_headers"
_COMMIT = "django.db.backends.base.base:BaseDatabaseWrapper.commit"
_CLAIM = "gongshi.jobs.leases:_take"
_JUDGE = "gongshi.actions.work.judge_filing:judge_file"
_LOAD = "gongshi.ledger.enter:load"
_BATCH = "gongshi.ledger.enter:_Entering._store_batch"
_ENTER = "gongshi.actions.work.judge_filing:enter"
_COMPLETE = "gongshi.jobs.leases:_write"
_SLOT = "gongshi.jobs.schedule:_enqueue"
_BULLETIN = "gongshi.actions.issue_bulletin:_keep"
_SCORES = "gongshi.actions.assess:keep_issue"
_ISSUE_SCORES = "gongshi.desks.office.scores:issue_them"
_BACKUP = "gongshi.actions.backups.taking:_write"


@dataclass(frozen=True)
class Place:
    """Where a program is killed: before or after one call of one function."""

    #: What people call the step.
    point: str
    #: What has to be done so that it comes to it: a function of `acts`.
    act: str
    #: Module and name of the function.
    target: str
    side: str
    #: Which of its calls.
    nth: int = 1
    #: Calls count once this function was entered in the same thread.
    since: str = ""
    #: Function that is made slow, so that there is something to meet.
    slow: str = ""
    #: By how many seconds.
    slow_by: float = 0

    @property
    def told(self) -> str:
        which = f", call {self.nth}" if self.nth > 1 else ""
        after = f", inside {_short(self.since)}" if self.since else ""
        return f"{self.side} {_short(self.target)}{which}{after}"


def _both(point: str, act: str, target: str, **more: object) -> tuple[Place, ...]:
    return tuple(
        Place(point, act, target, side, **more)  # type: ignore[arg-type]
        for side in (BEFORE, AFTER)
    )


#: Every function that is wrapped is named here; the product knows nothing of it.
PLACES: tuple[Place, ...] = (
    Place("temporary write", "file", "pathlib:Path.open", HALF, since=_ARCHIVE),
    *_both("fsync", "file", "os:fsync", since=_ARCHIVE),
    *_both("rename into the archive", "file", "os:replace", since=_ARCHIVE),
    *_both("filing insert", "file", "gongshi.actions.take:keep_filings"),
    *_both("enqueue", "file", "gongshi.actions.take:enqueue_all"),
    *_both("commit of a filing", "file", _COMMIT, since=_TAKE),
    Place("receipt", "file", _TAKEN, AFTER),
    *_both("response", "file", _RESPONSE, since=_TAKEN),
    *_both("claim", "judge", _CLAIM),
    *_both("commit of a claim", "judge", _COMMIT, since=_CLAIM),
    *_both(
        "heartbeat", "judge", "gongshi.jobs.heartbeat:renew", slow=_JUDGE, slow_by=11
    ),
    Place("verdict write", "judge", _BATCH, BEFORE),
    Place("verdict write", "judge", _BATCH, AFTER),
    Place("row insert", "judge", _LOAD, BEFORE),
    Place("row insert", "judge", _LOAD, AFTER),
    Place("row insert", "judge", _LOAD, AFTER, nth=2),
    Place("row insert", "judge", _ENTER, AFTER),
    *_both("completion", "judge", _COMPLETE),
    *_both("commit of a verdict", "judge", _COMMIT, since=_ENTER),
    *_both("schedule slot", "slot", "gongshi.jobs.schedule:enqueue"),
    *_both("commit of a slot", "slot", _COMMIT, since=_SLOT),
    *_both("returned workbook", "workbook", "gongshi.actions.return_faulty:write"),
    *_both("bulletin issue", "bulletin", "gongshi.actions.issue_bulletin:freeze"),
    Place("bulletin issue", "bulletin", _BULLETIN, AFTER),
    *_both("commit of a bulletin", "bulletin", _COMMIT, since=_BULLETIN),
    *_both("score issue", "scores", _SCORES),
    *_both("commit of scores", "scores", _COMMIT, since=_ISSUE_SCORES),
    Place("backup write", "backup", _BACKUP, AFTER, nth=5),
    *_both("backup fsync", "backup", "os:fsync", since=_BACKUP),
    *_both("backup rename", "backup", "os:replace", since=_BACKUP),
)


def _short(target: str) -> str:
    module, _, name = target.partition(":")
    return f"{module.rpartition('.')[2]}.{name}"
