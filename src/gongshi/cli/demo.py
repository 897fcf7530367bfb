"""`gongshi demo`: a made-up city in a throw-away ledger, and its pages."""

from __future__ import annotations

import os
import shlex
import shutil
import socket
import sys
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongshi.actions.rulebooks import refuse_broken
from gongshi.cli.ledger_home import open_ledger
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UsageError
from gongshi.people.secret_key import keep_secret_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from gongshi.actions.demonstrate import Demonstration

_HOST = "127.0.0.1"
#: Ports tried after one that is taken.
_MORE_PORTS = 50


@click.command("demo")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True,
              help="网页端口；被占用时用下一个空闲的。")  # fmt: skip
@click.option("--no-serve", is_flag=True, help="只建台账，不开网页；台账留着。")
@click.option("--home", type=click.Path(file_okay=False, path_type=Path),
              help="台账建在这个空目录并留着；不写则建在临时目录，结束时删除。")  # fmt: skip
def demo(port: int, no_serve: bool, home: Path | None) -> None:
    """演示：一座虚构城市一年的报送，建好就能看。"""
    refuse_broken()
    place = _place(home)
    owner = os.getpid()
    is_kept = home is not None
    try:
        click.echo("正在建虚构的云陵市：40 家单位，一年的报送，约需 10 秒……")
        _prepare(place)
        if no_serve:
            _build(place)
            is_kept = True
        else:
            _apart(lambda: _build(place))
            _serve(port)
    except KeyboardInterrupt:
        pass
    finally:
        # Worker processes of the page server leave through here as well.
        if os.getpid() == owner:
            _leave(place, is_kept=is_kept)


def _place(home: Path | None) -> Path:
    if home is None:
        return Path(tempfile.mkdtemp(prefix="gongshi-demo-"))
    if home.exists() and any(home.iterdir()):
        raise UsageError(
            "home_in_use",
            f"「{home}」里已有内容，演示只建在空目录，请换一个；"
            "要看里面的台账，请把 GONGSHI_HOME 设为它，再运行 gongshi serve。",
        )
    return home.absolute()


def _prepare(place: Path) -> None:
    os.environ["GONGSHI_HOME"] = str(place)
    # A real ledger's database must never receive made-up rows.
    for name in ("GONGSHI_DB", "GONGSHI_DB_FILE"):
        os.environ.pop(name, None)
    # The settings waive the code from a phone where this file says what lives here.
    place.mkdir(parents=True, exist_ok=True)
    (place / "demo.txt").write_text("虚构的云陵市，由 gongshi demo 建立。\n")
    os.environ["GONGSHI_DEMO"] = "1"
    keep_secret_key(place / "secret.key")


def _build(place: Path) -> None:
    open_ledger()
    from gongshi.actions.demonstrate import demonstrate

    _show(demonstrate(datetime.now(CHINA)), place)
    _show_persons()


def _apart(work: Callable[[], None]) -> None:
    """Do something in a process of its own.

    Checking rows starts the threads of polars, and the pages are served by processes that
    fork: one that forks from a process with threads waits for them for ever.
    """
    child = os.fork()
    if child == 0:
        work()
        sys.stdout.flush()
        os._exit(0)
    try:
        _, status = os.waitpid(child, 0)
    except KeyboardInterrupt:
        os.waitpid(child, 0)
        raise
    if code := os.waitstatus_to_exitcode(status):
        raise SystemExit(abs(code))


def _show(made: Demonstration, place: Path) -> None:
    today = datetime.now(CHINA)
    last_month = month(f"{today:%Y-%m}").previous().key
    folder, own = shlex.quote(str(place)), shlex.quote(str(_program()))
    click.echo(
        f"建好了：{made.units} 家单位，{made.batches} 次报送，{made.rows} 行。"
        "单位、当事人和数字全是编的，按平顶山市的办法核算，通报也用它的格式。\n"
        "另开一个终端，可以试试：\n\n"
        f"  export GONGSHI_HOME={folder} GONGSHI_DEMO=1\n"
        f"  {own} stats --from {today:%Y-%m}-01 --to {today:%Y-%m-%d}\n"
        f"  {own} bulletin --period {last_month} --out {folder}/通报.docx\n"
        f"  {own} rows --period {last_month} --late\n"
        f"  {own} return {made.returned} --out {folder}/退回件.xlsx\n"
        f"  {own} units list\n"
    )


def _program() -> Path:
    """Give the path of the program that runs: another terminal may not know its name."""
    called = Path(sys.argv[0]).absolute()
    return called if called.is_file() else Path(sys.executable).with_name("gongshi")


def _show_persons() -> None:
    from gongshi.cli.output import show_table
    from gongshi.people.demo_persons import add_demo_persons

    persons, password = add_demo_persons()
    show_table(
        f"网页的登录名，密码都是 {password}",
        ("角色", "登录名", "密码", "单位"),
        [
            (each.duty.title, each.login, password, each.unit.name if each.unit else "")
            for each in persons
        ],
    )
    click.echo()


def _serve(wanted: int) -> None:
    from gongshi.cli.serve import serve_pages

    port = _free_port(wanted)
    if port != wanted:
        click.echo(f"端口 {wanted} 已被占用，改用 {port}。")
    serve_pages(_HOST, port)


def _free_port(wanted: int) -> int:
    """Find the first free port from the wanted one on."""
    for port in range(wanted, min(wanted + _MORE_PORTS, 65536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((_HOST, port))
            except OSError:
                continue
            return port
    raise UsageError(
        "no_port", f"端口 {wanted} 起的 {_MORE_PORTS} 个都被占用，请用 --port 另选。"
    )


def _leave(place: Path, *, is_kept: bool) -> None:
    if is_kept:
        click.echo(f"演示结束，台账留在 {place}。")
        return
    shutil.rmtree(place, ignore_errors=True)
    click.echo("演示结束，临时台账已删除。")
