"""Checks the whole ledger: rows, counts, files and the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gongshi.actions.setting_up import office
from gongshi.ledger.models import Batch, Entry, Seal
from gongshi.ledger.snapshot import snapshot
from gongshi.ledger.verifying import (
    Fault,
    broken_seals,
    named_files,
    uneven_batches,
    wrong_files,
    wrong_records,
    wrong_waiting,
)
from gongshi.people import audit


@dataclass(frozen=True)
class Verified:
    """What was looked at, and what is wrong."""

    batches: int
    entries: int
    seals: int
    files: int
    audit_entries: int
    #: Head of the audit log's chain.
    head: str
    faults: tuple[Fault, ...]


def verify_ledger() -> Verified:
    """Re-count and re-hash everything, as it is at one moment.

    Returns:
        Every fault with its place; none when all is as it was written.

    Raises:
        NotReady: There is no ledger here.
    """
    office()
    with snapshot():
        followed = audit.verify()
        return Verified(
            batches=Batch.objects.count(),
            entries=Entry.objects.count(),
            seals=Seal.objects.count(),
            files=len(named_files()),
            audit_entries=followed.entries,
            head=followed.head,
            faults=(*_faults(), *_of_log(followed)),
        )


def _faults() -> Iterator[Fault]:
    for look in (
        broken_seals,
        uneven_batches,
        wrong_records,
        wrong_waiting,
        wrong_files,
    ):
        yield from look()


def _of_log(followed: audit.Verdict) -> Iterator[Fault]:
    if followed.broken_at is not None:
        place = f"审计日志第 {followed.broken_at} 条"
        yield Fault("audit", place, followed.reason)
