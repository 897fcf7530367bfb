"""A backup of a live ledger comes back whole, elsewhere, or not at all."""

import fcntl
import gzip
import io
import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import pytest
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel
from django.db.models import ManyToManyField

from gongshi.actions.backups.checking import check_backup, opened_backup
from gongshi.errors import FileFault
from gongshi.ledger.canonical import line
from gongshi.ledger.record_keys import identity_in
from tests import databases, postgresql
from tests.ledger.test_receiving import table

#: Hashes every table as `backup` does, verifies the ledger, and ends the audit log.
_TABLES = """
import json
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from django.apps import apps
from gongshi.actions.backups import form
from gongshi.ledger.canonical import columns_of
from gongshi.actions.verify import verify_ledger
from gongshi.people.models import AuditEntry
print(json.dumps([
    {
        model._meta.db_table: form.table_of(
            "", (), form.lines(model, columns_of(model))
        ).hash
        for model in form.models_of(apps)
    },
    [[each.place, each.reason] for each in verify_ledger().faults],
    list(AuditEntry.objects.values_list("number", "hash", "act"))[-2:],
]))
"""
#: Makes a ledger with something in it.
_FILLED = f"""
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from datetime import datetime
from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.actions.setting_up import set_up
from gongshi.clocks.periods import CHINA
from gongshi.people.accounts import add_first
from tests.ledger.test_receiving import UNITS, table
set_up("pingdingshan")
add_first()
import_units(UNITS.encode(), file_name="units.csv")
receive(
    table({{}}, {{"XK_XKLB": "普通许可"}}, {{}}, {{"XK_NR": '逗号,引号"换行\\n'}}),
    file_name="a.csv", category="licence", unit="auto",
    received_at=datetime(2023, 12, 8, 16, 30, 0, 1, tzinfo=CHINA),
)
{_TABLES}
"""
#: What a restoration adds to: who did it, and the numbers it leaves out.
_GROWN = {
    "ledger_filingday", "ledger_restoration", "ledger_seal",
    "people_auditentry", "people_audithead",
}  # fmt: skip


#: The first migration after the edition that is called an earlier one, by app.
_FIRST_LATER = {"ledger": "0009", "people": "0003"}


@dataclass(frozen=True)
class Home:
    folder: Path
    url: str = ""

    @property
    def env(self) -> dict[str, str]:
        told = {"GONGSHI_HOME": str(self.folder), "PYTHONWARNINGS": "error"}
        return {**os.environ, **told, "GONGSHI_DB": self.url}

    def python(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *words]
        return subprocess.run(command, env=self.env, capture_output=True, text=True)

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return self.python("-c", "from gongshi.cli import main; main()", *words)

    def made(self, *words: str) -> str:
        done = self.run(*words)
        assert done.returncode in (0, 1), done.stderr
        return done.stdout

    def look(self) -> tuple[dict[str, str], list[list[str]], list[list]]:
        done = self.python("-c", _TABLES)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


@dataclass(frozen=True)
class Saved:
    """A ledger, and a backup of it."""

    home: Home
    file: Path
    before: dict[str, str]
    #: Database that it was of.
    kind: str


@pytest.fixture(scope="module")
def make(tmp_path_factory) -> Callable[[str], Home]:
    made = iter(range(100))

    def make(database: str) -> Home:
        number = next(made)
        folder = tmp_path_factory.mktemp("home") / "h"
        is_large = database == "postgresql"
        url = postgresql.create(f"backup_{number}") if is_large else ""
        return Home(folder, url)

    return make


@pytest.fixture(scope="module")
def save(make, tmp_path_factory) -> Callable[[str], Saved]:
    @cache
    def save(database: str) -> Saved:
        home = make(database)
        file = tmp_path_factory.mktemp("files") / "b.tar"
        done = home.python("-c", _FILLED)
        assert done.returncode == 0, done.stderr
        home.made("backup", "--out", str(file))
        return Saved(home, file, json.loads(done.stdout)[0], database)

    return save


@pytest.fixture(params=databases.DATABASES)
def saved(request, save) -> Saved:
    """A ledger and its backup; made once for each database."""
    return save(request.param)


def changed(saved: Saved, folder: Path, name: str, content: bytes | None) -> Path:
    """Write a backup with one file in it changed or left out."""
    out = folder / "changed.tar"
    with tarfile.open(saved.file) as old, tarfile.open(out, "w") as new:
        for each in old:
            told = old.extractfile(each).read()
            if each.name.startswith(name):
                if content is None:
                    continue
                told = content
            each.size = len(told)
            new.addfile(each, io.BytesIO(told))
    return out


@pytest.mark.parametrize(
    ("saved", "database"),
    # PostgreSQL into SQLite is what the backup of a live ledger does below.
    [("sqlite", "sqlite"), ("sqlite", "postgresql"), ("postgresql", "postgresql")],
    indirect=["saved"],
)
def test_a_restored_ledger_is_the_one_that_was_saved(saved, make, database):
    home = make(database)

    said = home.made("restore", str(saved.file))

    after, faults, (last, restored) = home.look()
    assert {name for name in after if after[name] != saved.before[name]} == _GROWN
    assert "与备份一致" in said
    assert faults == []
    assert restored[2] == "ledger.restore"
    with opened_backup(saved.file) as (_, manifest):
        assert manifest.head == tuple(last[:2])


#: Changes one bit or so of each kind of thing, as one with the file in his hands can.
_TAMPERED = """
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from django.db import connection
from django.utils import timezone
from gongshi.ledger.models import IssuedBulletin
now = timezone.now()
IssuedBulletin.objects.create(
    place="pingdingshan", period="2023-12", version=1, number="1", signed_on=now,
    drafted_by="a", approved_by="b", issued_by="c", issued_at=now, as_of=now,
    policy="p", rulebook="r", document="{}", document_hash="ab",
)
with connection.cursor() as cursor:
    if connection.vendor == "postgresql":
        # Everything below: no trigger asks whoever may do this.
        cursor.execute("SET session_replication_role = replica")
    else:
        cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    for change in (
        "ledger_entry SET days_late = 1 WHERE row_number = 2",
        "ledger_filing SET size = size + 1",
        "ledger_issuedbulletin SET document = '{ }'",
        "people_auditentry SET actor = 'x' WHERE number = 1",
        "ledger_seal SET hash = 'ab' WHERE \\"table\\" = 'ledger_finding'",
    ):
        cursor.execute(f"UPDATE {change}")
"""


@pytest.mark.parametrize(
    ("saved", "database"),
    [("sqlite", "postgresql"), ("postgresql", "sqlite")],
    indirect=["saved"],
)
def test_what_was_changed_is_named_before_a_backup_and_after_it(
    saved, make, database, tmp_path
):
    home, other, file = make(saved.kind), make(database), tmp_path / "b.tar"
    home.made("restore", str(saved.file))
    done = home.python("-c", _TAMPERED)
    assert done.returncode == 0, done.stderr

    before = home.run("verify")
    home.made("backup", "--out", str(file))
    other.made("restore", str(file))
    after = other.run("verify")

    places = (
        "第 2 行",
        "报送 GS-20231208-0001",
        "印发的通报",
        "审计日志第 1 条",
        "的问题",
    )
    for told in (before, after):
        assert told.returncode != 0
        assert [each for each in places if each not in told.stdout + told.stderr] == []


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_restored_ledger_gives_no_number_again(saved, make, tmp_path):
    home = make("sqlite")
    home.made("restore", str(saved.file))
    (tmp_path / "b.csv").write_bytes(table({"XK_NR": "别的"}))
    submit = (
        "submit",
        str(tmp_path / "b.csv"),
        "--category",
        "licence",
        "--format",
        "json",
    )

    lost = json.loads(saved.home.made(*submit))
    new = json.loads(home.made(*submit))

    assert lost["receipt"]["number"] != new["receipt"]["number"]
    assert new["receipt"]["number"].endswith("-5001")
    assert home.run("rows", "--batch", lost["receipt"]["number"]).returncode == 2
    assert "都对" in home.made("verify")


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_backup_sweeps_what_killed_ones_left_but_not_one_at_work(saved, tmp_path):
    left, held = tmp_path / ".gongshi-left", tmp_path / ".gongshi-held"
    for each in (left, held):
        each.mkdir()
        (each / "ledger_entry").write_text("half")
    owner = os.open(held, os.O_RDONLY)
    fcntl.flock(owner, fcntl.LOCK_EX)

    saved.home.made("backup", "--out", str(tmp_path / "b.tar"))
    os.close(owner)

    assert {each.name for each in tmp_path.iterdir()} == {"b.tar", ".gongshi-held"}


def test_a_ledger_in_use_is_never_restored_over(saved):
    refused = saved.home.run("restore", str(saved.file))

    assert refused.returncode == 2
    assert "只能恢复到空的目录和空的数据库" in refused.stderr


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_an_older_database_under_a_newer_archive_is_refused(saved, make):
    home = make("sqlite")
    (home.folder / "archive" / "ab").mkdir(parents=True)
    (home.folder / "archive" / "ab" / "ab12").write_bytes(b"later")

    refused = home.run("restore", str(saved.file))

    assert (refused.returncode, refused.stdout) == (2, "")
    assert "里已有文件" in refused.stderr


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("manifest.json", b"{}", "清单被改过"),
        ("manifest.sm3", None, "缺少 manifest.sm3"),
        ("tables/ledger_entry", b"", "表 ledger_entry 被改过"),
        ("tables/ledger_entry", b"no gzip", "文件不完整"),
        ("tables/ledger_batch", None, "缺少 tables/ledger_batch"),
        ("archive/", b"other", "被改过"),
        ("archive/", None, "缺少 archive/"),
    ],
)
def test_a_broken_backup_is_told(saved, tmp_path, name, content, told):
    file = changed(saved, tmp_path, name, content)

    with pytest.raises(FileFault, match=told), opened_backup(file) as opened:
        check_backup(*opened)


@pytest.mark.parametrize("share", [0, 0.01, 0.3, 0.7])
def test_a_backup_that_was_cut_is_told(saved, tmp_path, share):
    whole = saved.file.read_bytes()
    file = tmp_path / "cut.tar"
    file.write_bytes(whole[: int(len(whole) * share)])

    with (
        pytest.raises(FileFault, match="这个备份不能用"),
        opened_backup(file) as opened,
    ):
        check_backup(*opened)


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_broken_backup_leaves_nothing(saved, make, tmp_path):
    home = make("sqlite")
    file = changed(saved, tmp_path, "archive/", b"other")

    refused = home.run("restore", str(file))

    assert (refused.returncode, refused.stdout) == (3, ""), refused.stderr
    assert refused.stderr.startswith("这个备份不能用：原件")
    assert not home.folder.exists()


def with_manifest(saved: Saved, folder: Path, change: Callable[[dict], None]) -> Path:
    """Write a backup whose manifest says something else, and is hashed anew."""
    with tarfile.open(saved.file) as tar:
        told = json.load(tar.extractfile("manifest.json"))
    change(told)
    content = json.dumps(told).encode()
    first = changed(saved, folder, "manifest.json", content)
    second = Saved(saved.home, first.rename(folder / "first.tar"), {}, saved.kind)
    return changed(second, folder, "manifest.sm3", sm3(content))


def sm3(content: bytes) -> bytes:
    code = (
        "import hashlib,sys;"
        "print(hashlib.new('sm3', sys.stdin.buffer.read()).hexdigest(), end='')"
    )
    return subprocess.run(
        [sys.executable, "-c", code], input=content, capture_output=True, check=True
    ).stdout


def before_keys(saved: Saved, folder: Path) -> Path:
    """Write a backup from before records had keys: by the identity alone."""
    name = "tables/ledger_record.jsonl.gz"
    with tarfile.open(saved.file) as tar:
        rows = gzip.decompress(tar.extractfile(name).read()).splitlines()
        columns = next(
            each["columns"]
            for each in json.load(tar.extractfile("manifest.json"))["tables"]
            if each["name"] == "ledger_record"
        )
    at = columns.index("key")
    lines = [
        line(
            [
                identity_in(cell) if at == place else cell
                for place, cell in enumerate(row)
            ]
        )
        for row in map(json.loads, rows)
    ]

    def rename(told: dict) -> None:
        (record,) = (each for each in told["tables"] if each["name"] == "ledger_record")
        record["columns"][at] = "identity"
        record["hash"] = sm3(b"".join(lines)).decode()

    first = changed(saved, folder, name, gzip.compress(b"".join(lines)))
    second = Saved(saved.home, first.rename(folder / "rows.tar"), {}, saved.kind)
    return with_manifest(second, folder, rename).rename(folder / "before_keys.tar")


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_backup_of_a_later_edition_is_refused(saved, make, tmp_path):
    home = make("sqlite")
    later = with_manifest(
        saved, tmp_path, lambda told: told["migrations"]["ledger"].append("9999_later")
    )

    refused = home.run("restore", str(later))

    assert refused.returncode == 2
    assert "请先升级软件再恢复" in refused.stderr
    assert not home.folder.exists()


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_backup_of_an_earlier_edition_is_brought_up_to_this_one(
    saved, make, tmp_path
):
    home = make("postgresql")
    later = [
        (app, made)
        for (app, name), migration in MigrationLoader(None).disk_migrations.items()
        if name >= _FIRST_LATER.get(app, "9999")
        for made in migration.operations
    ]
    tables = {
        f"{app}_{made.name.lower()}"
        for app, made in later
        if isinstance(made, CreateModel)
    }
    # Many to many has a table of its own.
    tables |= {
        f"{app}_{made.name.lower()}_{name}"
        for app, made in later
        if isinstance(made, CreateModel)
        for name, column in made.fields
        if isinstance(column, ManyToManyField)
    }
    columns = {
        (f"{app}_{made.model_name}", made.name)
        for app, made in later
        if isinstance(made, AddField)
    }

    def before_seals(told: dict) -> None:
        for app, first in _FIRST_LATER.items():
            names = told["migrations"][app]
            told["migrations"][app] = [each for each in names if each < first]
        told["tables"] = [each for each in told["tables"] if each["name"] not in tables]
        for each in told["tables"]:
            each["columns"] = [
                name for name in each["columns"] if (each["name"], name) not in columns
            ]

    unkeyed = replace(saved, file=before_keys(saved, tmp_path))
    home.made("restore", str(with_manifest(unkeyed, tmp_path, before_seals)))

    after, faults, _ = home.look()
    assert faults == []
    assert {name for name in after if after[name] != saved.before[name]} == _GROWN


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
@pytest.mark.parametrize("database", databases.DATABASES)
def test_rows_that_do_not_come_back_as_they_were_leave_no_ledger(
    saved, make, tmp_path, database
):
    home = make(database)

    def lie(told: dict) -> None:
        # Read as one text, stored as another: a moment of the year 0.
        told["tables"] = [
            {**each, "columns": each["columns"][::-1]}
            if each["name"] == "ledger_filingday"
            else each
            for each in told["tables"]
        ]

    refused = home.run("restore", str(with_manifest(saved, tmp_path, lie)))

    assert refused.returncode in (2, 3), refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (home.folder / "archive").exists()
    assert "与备份一致" in home.made("restore", str(saved.file))


def test_a_backup_is_never_written_over(saved):
    refused = saved.home.run("backup", "--out", str(saved.file))

    assert refused.returncode == 2
    assert "已经存在" in refused.stderr
    assert saved.file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("saved", ["sqlite"], indirect=True)
def test_a_backup_names_the_file_that_is_damaged_already(make, saved, tmp_path):
    home = make("sqlite")
    home.made("restore", str(saved.file))
    (kept,) = [each for each in (home.folder / "archive").rglob("*") if each.is_file()]
    kept.write_bytes(b"rotten")

    done = home.run("backup", "--out", str(tmp_path / "b.tar"))

    assert done.returncode == 1
    assert f"原件 {kept.name} 没有备份：内容被改过" in done.stderr


def test_a_backup_while_files_come_in_is_of_one_moment(saved, make, tmp_path):
    busy = """
import sys
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from gongshi.actions.receive import receive
from tests.ledger.test_receiving import table
print("ready", flush=True)
for number in range(100_000):
    rows = table(*({"XK_NR": f"{number}-{n}"} for n in range(20)))
    receive(rows, file_name=f"{number}.csv", category="licence", unit="auto")
    print(number, flush=True)
"""
    home = saved.home
    writer = subprocess.Popen(
        [sys.executable, "-c", busy], env=home.env, stdout=subprocess.PIPE, text=True
    )
    with writer:
        try:
            while writer.stdout.readline() != "3\n":
                assert writer.poll() is None
            home.made("backup", "--out", str(tmp_path / "live.tar"))
            still = writer.poll() is None
        finally:
            writer.kill()
    other = make("sqlite")

    other.made("restore", str(tmp_path / "live.tar"))

    assert still
    assert "都对" in other.made("verify")
