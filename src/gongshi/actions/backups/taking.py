"""Takes a backup of a ledger that people go on working in."""

from __future__ import annotations

import fcntl
import gzip
import io
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from django.apps import apps
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model
from django.utils import timezone

from gongshi.actions.backups import form
from gongshi.actions.backups.form import Manifest, Table
from gongshi.actions.setting_up import office
from gongshi.errors import UsageError
from gongshi.ledger import archive
from gongshi.ledger.canonical import columns_of
from gongshi.ledger.snapshot import snapshot
from gongshi.ledger.verifying import fault_of_file, named_files
from gongshi.people import audit
from gongshi.people.models import AuditHead

#: Fast, and a tenth of the size.
_LEVEL = 3
#: Begins the name of a folder in which a backup is put together.
_SPOOL = ".gongshi-"


def take_backup(out: Path) -> Manifest:
    """Write everything into one file, as it is at one moment.

    Args:
        out: A file that is not there yet. It holds personal data: its owner alone reads
            it, and it is on disk under this name only when it is whole.

    Returns:
        What it holds. A received file that is damaged already is told in `missing`.

    Raises:
        UsageError: The file is there already.
        NotReady: There is no ledger here.
    """
    found = office()
    if out.exists():
        raise UsageError("out_exists", f"「{out}」已经存在，请换一个文件名。")
    with _spool(out.parent) as spool:
        with snapshot():
            head = AuditHead.objects.get(pk=1)
            taken_at = timezone.localtime().isoformat()
            tables = tuple(_write(spool, model) for model in form.models_of(apps))
            names = named_files()
        # No row ever loses its file, so the files need no moment.
        missing = {each: reason for each in names if (reason := fault_of_file(each))}
        files = {each: archive.path_of(each).stat().st_size
                 for each in names if each not in missing}  # fmt: skip
        manifest = Manifest(
            format=form.FORMAT,
            edition=version("gongshi"),
            taken_at=taken_at,
            place=found.place,
            office=found.name,
            database=connection.vendor,
            migrations=_migrations(),
            tables=tables,
            head=(head.number, head.hash),
            files=files,
            missing=missing,
        )
        _pack(spool, manifest)
        (spool / "backup.tar").replace(out)
    _sync(out.parent)
    audit.record("ledger.backup", target=form.digest_of(manifest.write()))
    return manifest


@contextmanager
def _spool(beside: Path) -> Iterator[Path]:
    """Give a folder that goes with the block; those of killed backups go before."""
    for left in beside.glob(f"{_SPOOL}*"):
        # One that is held belongs to a backup that is being taken right now.
        with suppress(OSError), _held(left):
            shutil.rmtree(left)
    folder = tempfile.TemporaryDirectory(dir=beside, prefix=_SPOOL)
    with folder as name, _held(Path(name)):
        yield Path(name)


@contextmanager
def _held(folder: Path) -> Iterator[None]:
    """Hold a folder as its owner, whom no kill can keep from letting go."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(handle)


def _write(spool: Path, model: type[Model]) -> Table:
    """Write a table into a file of its own, and count and hash it on the way."""
    name, columns = model._meta.db_table, columns_of(model)
    with gzip.open(spool / name, "wb", compresslevel=_LEVEL) as file:

        def written() -> Iterator[bytes]:
            for each in form.lines(model, columns):
                file.write(each)
                yield each

        return form.table_of(name, columns, written())


def _migrations() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder(connection).applied_migrations()):
        found.setdefault(app, []).append(name)
    return found


def _pack(spool: Path, manifest: Manifest) -> None:
    content = manifest.write()
    told = form.digest_of(content).encode()
    handle = os.open(spool / "backup.tar", os.O_CREAT | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "wb") as file:
        with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
            for name, text in ((form.MANIFEST, content), (form.MANIFEST_HASH, told)):
                about = tarfile.TarInfo(name)
                about.size, about.mode = len(text), 0o600
                tar.addfile(about, io.BytesIO(text))
            for table in manifest.tables:
                tar.add(spool / table.name, form.table_member(table.name))
                # What is in the tar need not be on the disk twice.
                (spool / table.name).unlink()
            for each in manifest.files:
                tar.add(archive.path_of(each), form.file_member(each))
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
