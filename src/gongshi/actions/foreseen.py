"""Hands what a look found to the worker that judges the same file, so that it is done once.

A clerk looks at a file and files it a moment later. What a look finds by the file alone,
its rows as read, what they break and what they tell, is remembered by the server, put
beside the filing when it comes, and taken by the worker. Nothing is stored of a file that
nobody files.

It is a help, never a promise. Where it is missing, altered, or of other rules, another
day or another register, the file is read and checked again; what depends on the rest of
the ledger is always asked anew.
"""

from __future__ import annotations

import hashlib
import hmac
import pickle
import re
import shutil
import time
import zlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from gongshi.actions.shared_memory import MARK, SharedMemory
from gongshi.checks import Checked
from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import plan
from gongshi.checks.repeats import Hit
from gongshi.intake import Batch as File
from gongshi.intake.folded import Folded
from gongshi.ledger.enter import Arrival
from gongshi.ledger.models import Filing, Unit
from gongshi.ledger.told import Told
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.standards import Standard

#: What a server remembers at most: bytes, of which 1 000 rows take some 300 000, and files.
_MOST, _FILES = 64 << 20, 512
#: Bytes that the disk must have left.
_ROOM = 256 << 20
#: Seconds after which no worker comes for it any more.
_KEPT = 3600
_MARK = re.compile(f"[0-9a-f]{{{2 * MARK}}}")
#: Length of a seal.
_SEAL = 32


@dataclass(frozen=True)
class Foreseen:
    """What was found by a file alone."""

    #: Rules and program.
    made_by: tuple[str, str]
    #: Category, unit, name and hash of the file.
    named: tuple[str, int | None, str, str]
    #: Its standard is left out; its rows are folded tuples.
    file: File
    surroundings: Surroundings
    raw: Sequence[Mapping[str, str | None]]
    rows: Sequence[Mapping[str, str | None]]
    failures: Mapping[int, Sequence[int]]
    hits: Mapping[tuple[int, int], Hit]
    told: Told

    def checked(self, standard: Standard, surroundings: Surroundings) -> Checked | None:
        """Give the file as checked; None if other things were known then."""
        if vars(self.surroundings) != vars(surroundings):
            return None
        return Checked(
            plan(standard),
            surroundings,
            self.file.row_numbers,
            self.raw,
            self.rows,
            self.failures,
            self.hits,
        )


_memory = SharedMemory(_MOST, _FILES)
_swept_at = 0.0


def mark_of(content: bytes, unit: Unit, category: str) -> str:
    """Give the mark of a file that a unit looks at, and may file."""
    told = f"{unit.pk}:{category}:".encode() + content
    return hashlib.blake2b(told, digest_size=MARK).hexdigest()


def remember(mark: str, arrival: Arrival) -> None:
    """Remember what a look found, until the file is filed or others were looked at.

    Args:
        mark: `mark_of` the file.
        arrival: What `judge_file` made of it, for the unit that may file it.
    """
    file, checked = arrival.file, arrival.checked
    assert arrival.reporter is not None
    # Words are found for these; what names the rest is told already.
    wanted = {*checked.failures, *(place for place, _ in checked.hits)}
    found = Foreseen(
        made_by=_made_by(),
        named=_named(checked.standard.key, arrival.reporter, file),
        file=replace(file, standard=None, rows=Folded(file.tuples())),
        surroundings=checked.surroundings,
        raw=Folded(checked.raw, wanted),
        rows=Folded(checked.rows, wanted),
        failures=checked.failures,
        hits=checked.hits,
        told=arrival.told,
    )
    content = zlib.compress(pickle.dumps(found, pickle.HIGHEST_PROTOCOL), 1)
    _memory.put(bytes.fromhex(mark), _seal(content) + content)


def put_beside(mark: str, key: str) -> None:
    """Put what a look found where the worker finds it, if this server looked.

    Args:
        mark: `mark_of` the file that is being filed.
        key: Of the filing.
    """
    found = _memory.take(bytes.fromhex(mark)) if _MARK.fullmatch(mark) else None
    if found is None:
        return
    place = _place(key)
    try:
        place.parent.mkdir(mode=0o700, exist_ok=True)
        # The last room of a disk is for receipts.
        if shutil.disk_usage(place.parent).free > _ROOM:
            place.write_bytes(found)
    except OSError:
        with suppress(OSError):
            place.unlink()
    _sweep_now_and_then()


def take_over(filing: Filing) -> Foreseen | None:
    """Take what a look found of a filing's file; it is gone then."""
    key = filing.key
    if key is None:
        return None
    place = _place(key)
    try:
        stored = place.read_bytes()
        place.unlink()
    except OSError:
        return None
    seal, content = stored[:_SEAL], stored[_SEAL:]
    # Nobody but this service may say what is read here.
    if not hmac.compare_digest(seal, _seal(content)):
        return None
    try:
        found = pickle.loads(zlib.decompress(content))
    except Exception:  # of an earlier edition: what fails then depends on what changed
        return None
    named = _named(filing.category, filing.unit, filing)
    is_same = (found.made_by, found.named) == (_made_by(), named)
    return found if is_same else None


def sweep(before: datetime) -> None:
    """Delete what no worker of this machine took."""
    for each in _folder().glob("*"):
        with suppress(OSError):
            if each.stat().st_mtime < before.timestamp():
                each.unlink()


def _sweep_now_and_then() -> None:
    # A server without a worker beside it has nobody else who sweeps.
    global _swept_at
    if (now := time.monotonic()) > _swept_at + _KEPT:
        _swept_at = now
        sweep(timezone.now() - timedelta(seconds=_KEPT))


def _named(
    category: str, unit: Unit | None, file: File | Filing
) -> tuple[str, int | None, str, str]:
    return category, unit.pk if unit else None, file.file_name, file.file_hash


def _made_by() -> tuple[str, str]:
    return fingerprint(), version("gongshi")


def _seal(content: bytes) -> bytes:
    # Not SM3: that takes longer than all the rest.
    secret = hashlib.blake2b(f"foreseen:{settings.SECRET_KEY}".encode()).digest()
    return hashlib.blake2b(content, digest_size=_SEAL, key=secret).digest()


def _place(key: str) -> Path:
    return _folder() / hashlib.new("sm3", key.encode()).hexdigest()


def _folder() -> Path:
    home: Path = settings.HOME
    return home / "foreseen"
