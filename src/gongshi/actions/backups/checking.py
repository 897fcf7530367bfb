"""Checks a backup file, before anything is made of it."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gongshi.actions.backups import form
from gongshi.actions.backups.form import Manifest

#: What a file that was cut or changed makes readers do.
_UNREADABLE = (tarfile.TarError, EOFError, gzip.BadGzipFile, zlib.error)


@contextmanager
def opened_backup(file: Path) -> Iterator[tuple[tarfile.TarFile, Manifest]]:
    """Open a backup and read what it says it holds.

    Raises:
        FileFault: It is none, or it turns out to be cut or changed while it is read.
    """
    try:
        with tarfile.open(file) as tar:
            yield tar, form.read_manifest(tar)
    except _UNREADABLE as error:
        raise form.broken("文件不完整，或不是 gongshi backup 写的") from error


def check_backup(tar: tarfile.TarFile, manifest: Manifest) -> None:
    """Hash every table and file in a backup.

    Raises:
        FileFault: One of them is not what the manifest says.
    """
    for table in manifest.tables:
        told = form.table_of(table.name, table.columns, form.lines_in(tar, table.name))
        if told != table:
            raise form.broken(f"表 {table.name} 被改过")
    for file_hash in manifest.files:
        told_hash = hashlib.new("sm3")
        for part in form.parts_of(form.member(tar, form.file_member(file_hash))):
            told_hash.update(part)
        if told_hash.hexdigest() != file_hash:
            raise form.broken(f"原件 {file_hash} 被改过")
