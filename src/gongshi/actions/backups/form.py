"""What a backup is: one tar file, the same from every database.

    manifest.json          what is inside: tables, files, hashes, edition
    manifest.sm3           its SM3
    tables/<table>.jsonl.gz  one row a line (see `ledger.canonical`)
    archive/<hash>         the received files

Rows as text, and not a copy of SQLite's file or a dump of PostgreSQL's programs: the
hash of a table is then the hash of what lies in the backup, a restored table is
compared with it line by line, and it may go into the other kind of database. It is
slower than either, and nobody waits for it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from typing import IO, Any

from django.apps.registry import Apps
from django.db.models import Model, QuerySet

from gongshi.errors import FileFault
from gongshi.ledger.canonical import line, rows_of

FORMAT = 1
MANIFEST, MANIFEST_HASH = "manifest.json", "manifest.sm3"
#: Apps whose tables are the ledger; sessions and log-in locks end with the machine.
_APPS = ("ledger", "people", "jobs", "otp_totp")
#: Kept for an hour or a day, two of them sealed with a key that no backup holds.
_LEFT_OUT = ("people_heldrequest", "people_draft", "people_sentform")
_CHUNK = 1 << 20


@dataclass(frozen=True)
class Table:
    """One table in a backup."""

    name: str
    columns: tuple[str, ...]
    rows: int
    #: SM3 of its lines in order of the primary key.
    hash: str


@dataclass(frozen=True)
class Manifest:
    """What a backup says it holds."""

    format: int
    #: Edition of the software.
    edition: str
    #: ISO, with its zone.
    taken_at: str
    place: str
    office: str
    #: sqlite or postgresql.
    database: str
    #: App → names of its migrations.
    migrations: dict[str, list[str]]
    tables: tuple[Table, ...]
    #: End of the audit log's chain: number and hash.
    head: tuple[int, str]
    #: SM3 of a received file → bytes.
    files: dict[str, int]
    #: SM3 of a file that was damaged already → what was wrong.
    missing: dict[str, str]

    @property
    def rows(self) -> int:
        """Count the rows of all tables."""
        return sum(each.rows for each in self.tables)

    def write(self) -> bytes:
        """Write it as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1).encode()


def read_manifest(tar: tarfile.TarFile) -> Manifest:
    """Read what a backup holds.

    Raises:
        FileFault: It is none, or its manifest was changed.
    """
    content = member(tar, MANIFEST).read()
    if digest_of(content) != member(tar, MANIFEST_HASH).read().decode(
        "ascii", "replace"
    ):
        raise broken("清单被改过")
    try:
        told = json.loads(content)
        if told["format"] == FORMAT:
            tables = [Table(**each | {"columns": tuple(each["columns"])})
                      for each in told["tables"]]  # fmt: skip
            number, head = told["head"]
            return Manifest(**told | {"tables": tuple(tables), "head": (number, head)})
    except (ValueError, TypeError, KeyError) as error:
        raise broken("清单读不懂") from error
    raise broken(f"格式是第 {told['format']} 版，这里只认第 {FORMAT} 版，请用新版软件")


def member(tar: tarfile.TarFile, name: str) -> IO[bytes]:
    """Open one file in a backup.

    Raises:
        FileFault: It is not there.
    """
    try:
        found = tar.extractfile(name)
    except KeyError:
        found = None
    if found is None:
        raise broken(f"缺少 {name}")
    return found


def table_member(name: str) -> str:
    """Say where a table lies in a backup."""
    return f"tables/{name}.jsonl.gz"


def file_member(file_hash: str) -> str:
    """Say where a received file lies in a backup."""
    return f"archive/{file_hash}"


def models_of(registry: Apps) -> list[type[Model]]:
    """List the tables that are saved, in order of their names."""
    found = [
        model
        for app in _APPS
        for model in registry.get_models(include_auto_created=True)
        if model._meta.app_label == app and model._meta.db_table not in _LEFT_OUT
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def lines(model: type[Model], columns: tuple[str, ...]) -> Iterator[bytes]:
    """Write the rows of a table, in order of the primary key."""
    rows: QuerySet[Any] = model._default_manager.order_by("pk")
    return map(line, rows_of(rows, columns))


def table_of(name: str, columns: tuple[str, ...], told: Iterable[bytes]) -> Table:
    """Count and hash the lines of a table."""
    whole, rows = hashlib.new("sm3"), 0
    for each in told:
        whole.update(each)
        rows += 1
    return Table(name, columns, rows, whole.hexdigest())


def lines_in(tar: tarfile.TarFile, name: str) -> Iterator[bytes]:
    """Read the lines of a table out of a backup."""
    with gzip.open(member(tar, table_member(name))) as file:
        yield from file


def parts_of(file: IO[bytes]) -> Iterator[bytes]:
    """Read a file a megabyte at a time."""
    while part := file.read(_CHUNK):
        yield part


def digest_of(content: bytes) -> str:
    """Take the SM3 of bytes."""
    return hashlib.new("sm3", content).hexdigest()


def broken(what: str) -> FileFault:
    """Say that a backup cannot be used."""
    return FileFault("broken_backup", f"这个备份不能用：{what}。什么都没有恢复。")
