"""Sets up a ledger: its tables, and the office that it belongs to."""

import sqlite3
import stat
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from gongshi.actions.rulebooks import refuse_broken
from gongshi.errors import NotReady, UsageError
from gongshi.ledger.models import Office
from gongshi.ledger.refusals import why
from gongshi.people.secret_key import keep_secret_key
from gongshi.policy.policies import find_place, places


def set_up(place: str, name: str = "") -> Office:
    """Make the tables and name the office; done twice it changes nothing.

    Args:
        place: Key or name of a place with a policy.
        name: What pages call the office; 「place + 信用办」 when absent.

    Raises:
        RulebookFault: Everything that is wrong in the rulebook; nothing was made.
        UnknownName: There is no such place.
        UsageError: The ledger belongs to another place already.
    """
    refuse_broken()
    key = find_place(place)
    try:
        if connection.vendor == "sqlite":
            _make_home()
        else:
            connection.ensure_connection()
        migrate()
        with transaction.atomic():
            made, is_new = Office.objects.get_or_create(
                defaults={
                    "place": key,
                    "name": name or f"{places()[key]}信用办",
                    "created_at": timezone.now(),
                }
            )
    except DatabaseError as error:
        raise _unreachable(error) from error
    if not is_new and made.place != key:
        raise UsageError(
            "other_place",
            f"这个台账属于「{made.place}」，不能改作「{key}」；"
            "请用 GONGSHI_HOME 指定另一个目录。",
        )
    # Last: what was refused leaves nothing behind.
    _make_home()
    (settings.HOME / "archive").mkdir(exist_ok=True)
    keep_secret_key(settings.SECRET_KEY_FILE)
    return made


def _make_home() -> None:
    settings.HOME.mkdir(parents=True, exist_ok=True)
    # The ledger holds personal data: nobody else on the machine reads it.
    settings.HOME.chmod(stat.S_IRWXU)


def refuse_second() -> None:
    """Refuse a database beside the ledger that the home has: it would hide that one.

    Raises:
        UsageError: The home has a ledger in another database.
        NotReady: The database cannot be reached.
    """
    if connection.vendor == "sqlite":
        return
    try:
        is_known = Office._meta.db_table in connection.introspection.table_names()
    except DatabaseError as error:
        raise _unreachable(error) from error
    file, archive = settings.DATABASE_FILE, settings.HOME / "archive"
    if file.is_file():
        # Another user or password of the same database is no other ledger.
        kept = settings.DATABASE_OF(file.read_text(encoding="utf-8").strip())
        now = settings.DATABASES["default"]
        has_own = any(kept[each] != now[each] for each in ("HOST", "PORT", "NAME"))
    else:
        has_own = _has_office(settings.HOME / "ledger.sqlite3") or (
            not is_known and any(each.is_file() for each in archive.rglob("*"))
        )
    if has_own:
        raise UsageError(
            "second_ledger",
            f"「{settings.HOME}」里已有一个台账，不能再接另一个数据库，"
            "否则原来的就看不到了；请用 GONGSHI_HOME 指定另一个目录。",
        )


def _has_office(file: Path) -> bool:
    """Tell whether a ledger of our own lives in a file."""
    if not file.is_file():
        return False
    with closing(sqlite3.connect(file)) as opened:
        try:
            found = opened.execute(f"SELECT 1 FROM {Office._meta.db_table}").fetchone()
        except sqlite3.DatabaseError:
            return False
    return found is not None


def migrate() -> None:
    """Bring the tables up to this edition."""
    call_command("migrate", verbosity=0, interactive=False)


def office() -> Office:
    """Give the office of the ledger.

    Raises:
        NotReady: There is no ledger here, or it is of another edition.
    """
    database = str(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and not Path(database).exists():
        raise NotReady("not_ready", _ABSENT)
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise NotReady("not_ready", _ABSENT)
        found = Office.objects.first()
    except DatabaseError as error:
        raise _unreachable(error) from error
    if found is None:
        raise NotReady("not_ready", _ABSENT)
    return found


def _unreachable(error: DatabaseError) -> NotReady:
    return NotReady(
        "database",
        f"连不上台账的数据库：{why(error)}。请核对地址，并确认数据库已经建好。",
    )


_ABSENT = (
    "这里还没有台账，或台账版本较旧；请先运行 gongshi init --place 城市"
    "（目录由环境变量 GONGSHI_HOME 指定）。"
)
