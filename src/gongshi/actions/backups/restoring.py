"""Restores a backup into an empty home and database, whole or not at all."""

from __future__ import annotations

import os
import shutil
import stat
import tarfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.apps.registry import Apps
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader

from gongshi.actions.backups import form
from gongshi.actions.backups.checking import check_backup, opened_backup
from gongshi.actions.backups.form import Manifest
from gongshi.actions.backups.later import after_restoring
from gongshi.actions.backups.rows import put_in
from gongshi.actions.setting_up import migrate
from gongshi.errors import NotReady, UsageError
from gongshi.ledger.refusals import why
from gongshi.people.secret_key import keep_secret_key

_STAGE = "archive.restoring"


def restore_backup(file: Path) -> Manifest:
    """Make the ledger of a backup in the home and database of the settings.

    Everything in the file is hashed before anything is made. The rows come in one
    transaction, which ends only when every table has been read back and is, line by
    line, what was saved.

    Args:
        file: From `take_backup`, of this edition or an earlier one.

    Returns:
        What was restored.

    Raises:
        UsageError: There is a ledger already, or the backup is of a later edition.
        FileFault: It is no backup, or it was cut or changed; nothing was restored.
        NotReady: The database cannot be reached.
    """
    try:
        with opened_backup(file) as (tar, manifest):
            _refuse_later(manifest)
            _refuse_used()
            check_backup(tar, manifest)
            _restore(tar, manifest)
    except DatabaseError as error:
        text = (
            f"没有恢复：数据库写不进去（{why(error)}）。什么都没有留下，请处理后再试。"
        )
        raise NotReady("database", text) from error
    return manifest


def _refuse_later(manifest: Manifest) -> None:
    known = MigrationLoader(None).disk_migrations
    saved = {
        (app, name) for app, names in manifest.migrations.items() for name in names
    }
    if saved - set(known):
        raise UsageError(
            "later_edition",
            f"这个备份是 gongshi {manifest.edition} 写的，比这里的新，"
            "请先升级软件再恢复。什么都没有恢复。",
        )


def _refuse_used() -> None:
    """Refuse a home or database with anything in it.

    An older backup over a newer ledger would give its numbers to other rows.
    """
    archive = settings.HOME / "archive"
    if archive.exists() and any(archive.iterdir()):
        raise UsageError("used", f"「{archive}」里已有文件，{_EMPTY}")
    database = Path(str(settings.DATABASES["default"]["NAME"]))
    if connection.vendor == "sqlite" and not database.exists():
        # Asking would make the file.
        return
    with connection.cursor() as cursor:
        names = connection.introspection.table_names(cursor)
        for name in {"ledger_office", "ledger_filing", "people_person"} & set(names):
            cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")
            if cursor.fetchone():
                raise UsageError("used", f"这里已有台账，{_EMPTY}")


_EMPTY = "只能恢复到空的目录和空的数据库；请换一个。什么都没有恢复。"


def _restore(tar: tarfile.TarFile, manifest: Manifest) -> None:
    home: Path = settings.HOME
    home.mkdir(parents=True, exist_ok=True)
    home.chmod(stat.S_IRWXU)
    stage, archive = home / _STAGE, home / "archive"
    shutil.rmtree(stage, ignore_errors=True)
    try:
        _unpack(tar, manifest, stage)
        saved = _tables_of(manifest)
        with transaction.atomic():
            for model, table in zip(
                form.models_of(saved), manifest.tables, strict=True
            ):
                put_in(model, table.columns, form.lines_in(tar, table.name))
            _compare(manifest, saved)
            if archive.exists():
                archive.rmdir()
            stage.rename(archive)
    except BaseException:
        shutil.rmtree(stage, ignore_errors=True)
        raise
    migrate()
    keep_secret_key(settings.SECRET_KEY_FILE)
    after_restoring(datetime.fromisoformat(manifest.taken_at), manifest)


def _unpack(tar: tarfile.TarFile, manifest: Manifest, stage: Path) -> None:
    stage.mkdir()
    for file_hash in manifest.files:
        place = stage / file_hash[:2] / file_hash
        place.parent.mkdir(exist_ok=True)
        with place.open("wb") as written:
            for part in form.parts_of(form.member(tar, form.file_member(file_hash))):
                written.write(part)
            written.flush()
            os.fsync(written.fileno())


def _tables_of(manifest: Manifest) -> Apps:
    """Make the tables as the edition of the backup had them."""
    executor = MigrationExecutor(connection)
    graph = executor.loader.graph
    saved = {
        (app, name) for app, names in manifest.migrations.items() for name in names
    }
    targets = [
        node
        for node in sorted(saved)
        if not any(child.key in saved and child.key[0] == node[0]
                   for child in graph.node_map[node].children)
    ]  # fmt: skip
    state = executor.migrate(targets)
    apps: Apps = state.apps
    return apps


def _compare(manifest: Manifest, saved: Apps) -> None:
    """Read every table back; what differs undoes all."""
    for model, table in _pairs(manifest, saved):
        told = form.table_of(
            table.name, table.columns, form.lines(model, table.columns)
        )
        if told != table:
            raise form.broken(
                f"表 {table.name} 恢复后与备份不一致（应有 {table.rows} 行，现有 {told.rows} 行）"
            )


def _pairs(manifest: Manifest, saved: Apps) -> Iterator[tuple[type, form.Table]]:
    yield from zip(form.models_of(saved), manifest.tables, strict=True)
