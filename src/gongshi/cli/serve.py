"""`gongshi serve`: the pages, for browsers on this machine or in the office's network."""

from __future__ import annotations

import errno
import gc
import os
import socket
import time
from concurrent.futures import Future
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, Any

import click

from gongshi.actions.rulebook_memory import refuse_broken_once
from gongshi.cli.collector import spare_the_collector
from gongshi.cli.ledger_home import open_ledger
from gongshi.errors import UsageError, refusal
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import load_standard, load_standards

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

#: Of each process; one that reads a slow upload lets the others go on.
_THREADS = 8
#: Seconds in which a request must begin, and from then on its head be whole.
_HEAD = 10
#: Connections of each process, those included on which nothing was said yet.
_MOST_CONNECTIONS = 1000
#: Seconds in which a server that was killed lets go of its address.
_HANDOVER = 3.0
#: Processes without being told: one a core, as Python computes on one core a process.
_MOST_PROCESSES = 4
#: Workers without being told: one a core, as far as they help one another. Each takes
#: some 150 MB, and on SQLite what they enter goes in one after the other.
_MOST_WORKERS = 2
#: Seconds after which a process reads ahead: those who waited while it was started are
#: answered first.
_AFTER = 0.5
#: Seconds for which a connection is kept: a kept one stays with its process, however
#: busy that is, while a new one goes to whichever is free.
_KEPT = 0


@click.command("serve")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, help="监听的端口。",
              type=click.IntRange(1, 65535))  # fmt: skip
@click.option("--worker/--no-worker", "has_worker", default=True, show_default=True,
              help="带后台进程；后台进程另外运行时用 --no-worker。")  # fmt: skip
@click.option("--workers", type=click.IntRange(1, 16),
              help="带几个后台进程，默认每个处理器核一个，最多 2 个。")  # fmt: skip
@click.option("--processes", type=click.IntRange(1, 64),
              help="开几个进程，默认每个处理器核一个，最多 4 个。")  # fmt: skip
def serve(
    host: str,
    port: int,
    has_worker: bool,
    workers: int | None,
    processes: int | None,
) -> None:
    """打开网页：月表、批次、明细、单位、通报。按 Ctrl+C 停止。"""
    if workers and not has_worker:
        raise UsageError("both", "--workers 和 --no-worker 只能用一个。")
    wanted = (workers or _one_a_core(_MOST_WORKERS)) if has_worker else 0
    serve_pages(host, port, workers=wanted, processes=processes)


def serve_pages(
    host: str, port: int, *, workers: int = 1, processes: int | None = None
) -> None:
    """Serve the pages until interrupted.

    Args:
        host: Address to listen on.
        port: Its port.
        workers: How many run beside the pages, as long as they do.
        processes: How many answer; None = one a core, four at most.

    Raises:
        RulebookFault: Everything that is wrong in the rulebook.
        NotReady: The ledger was not set up.
        UsageError: Nothing can listen there.
    """
    # What is imported stays: looking through it again and again would be a tenth of
    # the time until somebody is answered.
    gc.disable()
    from django.conf import settings

    open_ledger()
    refuse_broken_once(settings.RULEBOOK_FILE)
    from django.core.servers.basehttp import get_internal_wsgi_application
    from django.db import connections

    from gongshi.actions.logs import to_stdout
    from gongshi.actions.setting_up import office

    place = office().place
    _refuse_taken(host, port)
    application = get_internal_wsgi_application()
    # Here, and not with the first request: a process that answers is started again in
    # no time when it has died.
    import_module(settings.ROOT_URLCONF)
    # A connection must not be shared with the process that serves.
    connections.close_all()
    click.echo(f"网页在 http://{_shown(host)}:{port}/ ，按 Ctrl+C 停止。")
    to_stdout()
    told = {
        "bind": f"{_shown(host)}:{port}",
        "workers": processes or _one_a_core(_MOST_PROCESSES),
        **_beside(workers, place),
    }
    serving = _serving()(application, told)
    gc.enable()
    serving.run()


def _read_ahead(place: str) -> None:
    """Read the rulebook of today, and the pages, before anybody asks for them."""
    from django.apps import apps
    from django.template.loader import get_template
    from django.utils import timezone

    on = timezone.localdate()
    policy_in_force(place, on)
    for standard in load_standards(on):
        load_standard(standard.key)
    pages = Path(apps.get_app_config("desks").path, "templates")
    for each in pages.rglob("*.html"):
        get_template(f"{each.relative_to(pages)}")
    spare_the_collector()


def _one_a_core(most: int) -> int:
    return min(os.cpu_count() or 1, most)


def _refuse_taken(host: str, port: int) -> None:
    last = time.monotonic() + _HANDOVER
    while error := _fault_of(host, port):
        # Of a server that was killed, the process that answers ends a second later.
        if error.errno != errno.EADDRINUSE or time.monotonic() > last:
            raise UsageError(
                "address_taken",
                f"不能在 {host}:{port} 上监听（{refusal(error)}），"
                "请用 --port 换一个端口。",
            ) from error
        time.sleep(0.1)


def _fault_of(host: str, port: int) -> OSError | None:
    """Say why nothing can listen at an address; None when it can."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _beside(workers: int, place: str) -> dict[str, Callable[..., None]]:
    """Tie workers to the processes that answer: they start and end with them.

    Not to gunicorn's first process, which waits for all of its children itself. Of the
    others one has a worker in its care; when that one dies, the next one takes over.
    """
    from gongshi.jobs.supervising import Supervisor

    supervisor = Supervisor(workers)

    def post_worker_init(process: Any) -> None:
        ahead = Timer(_AFTER, _read_ahead, (place,))
        ahead.daemon = True
        ahead.start()
        # One that is about to end takes nothing into its care any more.
        supervisor.start(lambda: bool(process.alive))

    def worker_exit(_server: object, _worker: object) -> None:
        supervisor.stop()

    return {"post_worker_init": post_worker_init, "worker_exit": worker_exit}


def _serving() -> Callable[..., Any]:
    """Make the server's class here: importing it costs, and it is POSIX only."""
    from django.conf import settings
    from gunicorn.app.base import BaseApplication  # type: ignore[import-untyped]
    from gunicorn.glogging import Logger  # type: ignore[import-untyped]
    from gunicorn.workers.gthread import (  # type: ignore[import-untyped]
        _DEFER,
        ThreadWorker,
    )

    class Logging(Logger):  # type: ignore[misc]
        """Gunicorn's, written as our own lines; inheritance is how it is told so."""

        def setup(self, cfg: object) -> None:  # noqa: ARG002
            self.error_log.handlers.clear()
            self.error_log.propagate = True
            self.error_log.setLevel("WARNING")

    class Answering(ThreadWorker):  # type: ignore[misc]
        """Takes in what it has threads for; the rest goes to whichever process is free.

        Whoever says nothing yet holds no thread, and whoever never ends what he began
        to say holds one for some seconds.
        """

        def __init__(self, *args: object) -> None:
            super().__init__(*args)
            #: Connections whose heads are being read → until when.
            self._heads: dict[Any, float] = {}

        def enqueue_req(self, conn: Any) -> None:
            """Wait for the first bytes as for those of a connection that is kept."""
            if conn.initialized or conn.data_ready or not self.alive:
                super().enqueue_req(conn)
                return
            silent: Future[object] = Future()
            silent.set_result(_DEFER)
            self.finish_request(conn, silent)
            conn.timeout = time.monotonic() + _HEAD

        def handle(self, conn: Any) -> Any:
            """Answer on a thread."""
            self._heads[conn] = time.monotonic() + _HEAD
            try:
                return super().handle(conn)
            finally:
                self._heads.pop(conn, None)

        def handle_request(self, request: Any, conn: Any) -> Any:
            """Answer a request whose head is whole; `Upload` minds its body."""
            self._heads.pop(conn, None)
            return super().handle_request(request, conn)

        def murder_pending(self) -> None:
            """Hang up on those who take too long; called every second."""
            super().murder_pending()
            now = time.monotonic()
            for conn, until in list(self._heads.items()):
                if until < now:
                    with suppress(OSError):
                        conn.sock.shutdown(socket.SHUT_RDWR)

        @property
        def worker_connections(self) -> int:
            idle = len(self.pending_conns) + len(self.keepalived_conns)
            return min(_THREADS + idle, _MOST_CONNECTIONS)

        @worker_connections.setter
        def worker_connections(self, most: int) -> None:
            pass

    class Serving(BaseApplication):  # type: ignore[misc]
        """Gunicorn without files of settings; inheritance is how it is embedded."""

        def __init__(self, application: object, told: Mapping[str, object]) -> None:
            self._application = application
            self._told = told
            super().__init__()

        def load_config(self) -> None:
            """Set what matters; the rest are gunicorn's defaults."""
            for name, value in {
                "worker_class": Answering,
                "threads": _THREADS,
                "keepalive": _KEPT,
                # The worker beside the pages ends inside of it.
                "graceful_timeout": settings.JOB_GRACE + 5,
                "logger_class": Logging,
                "control_socket_disable": True,
                **self._told,
            }.items():
                if name in self.cfg.settings:
                    self.cfg.set(name, value)

        def load(self) -> object:
            """Give the site."""
            return self._application

    return Serving
