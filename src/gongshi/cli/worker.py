"""`gongshi worker`: does what waits in the queue."""

from __future__ import annotations

import os

import click

from gongshi.cli.collector import spare_the_collector
from gongshi.cli.ledger_home import open_ledger
from gongshi.errors import UsageError


@click.command("worker")
@click.option("--once", is_flag=True, help="只办一件，办完就退出；没有可办的也退出。")
@click.option("--until-idle", is_flag=True, help="办完现在能办的就退出。")
@click.option("--follow-stdin", is_flag=True,
              help="标准输入关闭时停下；serve 用它，使后台进程不比自己活得久。")  # fmt: skip
@click.option("--nice", "niceness", type=click.IntRange(0, 19), default=0,
              help="让出处理器的程度，越大越让别的进程先用；serve 带的后台进程用 10。")  # fmt: skip
def worker(once: bool, until_idle: bool, follow_stdin: bool, niceness: int) -> None:
    """后台进程：办理排队的任务，按日程开始定期的工作。按 Ctrl+C 停止。"""
    if once and until_idle:
        raise UsageError("both", "--once 和 --until-idle 只能用一个。")
    open_ledger()
    from gongshi.actions import work
    from gongshi.actions.judging import get_ready
    from gongshi.actions.logs import to_stdout
    from gongshi.actions.scheduling import plan
    from gongshi.actions.setting_up import office
    from gongshi.jobs import working
    from gongshi.jobs.stopping import Stop

    office()
    # Not before: on a busy machine a worker would hardly ever be there.
    os.nice(niceness)
    stop = Stop()
    stop.listen()
    if follow_stdin:
        stop.follow_stdin()
    if once or until_idle:
        click.echo(
            f"办了 {working.run(work.load(), stop, most=1 if once else None)} 件。"
        )
    else:
        to_stdout()
        kinds = work.load()
        spare_the_collector()
        working.work(kinds, stop, plan=plan, get_ready=get_ready)
