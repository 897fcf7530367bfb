"""`gongshi jobs`: what waits, what is being done, what nobody tries any more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table

if TYPE_CHECKING:
    from gongshi.jobs.models import Job

_HEADER = ("号", "种类", "状态", "次数", "进度", "排入", "可办", "原因")


@click.group("jobs")
def jobs() -> None:
    """后台任务：列出、查看、重办、停办。"""


@jobs.command("list")
@click.option("--state", type=click.Choice(["queued", "running", "done", "dead"]),
              help="只列一种状态：等待、在办、办结、停办。")  # fmt: skip
@click.option("--kind", help="只列一种任务，如 daily_table。")
@click.option("--limit", type=click.IntRange(1, 100_000), default=50, show_default=True,
              help="最多列几件。")  # fmt: skip
@format_option
def list_(state: str | None, kind: str | None, limit: int, shape: str) -> None:
    """列出任务，最新的在前。"""
    _open()
    from gongshi.jobs.tending import list_jobs

    found = [_fields(job) for job in list_jobs(state, kind)[:limit]]
    if shape == "json":
        show_json(found)
    else:
        show_table("后台任务", _HEADER, [_line(each) for each in found])


@jobs.command("show")
@click.argument("number", type=int)
def show(number: int) -> None:
    """查看一件任务的全部内容（JSON）。"""
    _open()
    from gongshi.jobs.tending import find_job

    job = find_job(number)
    show_json(_fields(job) | {"arguments": job.arguments, "error": job.error})


@jobs.command("retry")
@click.argument("number", type=int)
def retry(number: int) -> None:
    """重办一件停办的任务；次数从头算起。"""
    _open()
    from gongshi.jobs import tending

    tending.retry(number)
    click.echo(f"{number} 号任务已重新排入。")


@jobs.command("bury")
@click.argument("number", type=int)
def bury(number: int) -> None:
    """停办一件等待的任务；它的原件和内容都留着，可以重办。"""
    _open()
    from gongshi.jobs import tending

    tending.bury(number)
    click.echo(f"{number} 号任务已停办。")


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()


def _fields(job: Job) -> dict[str, object]:
    from django.utils import timezone

    moments = ("enqueued_at", "run_after", "started_at", "finished_at")
    told = {
        name: timezone.localtime(at).isoformat(timespec="seconds") if at else None
        for name in moments
        for at in [getattr(job, name)]
    }
    return {
        "job": job.pk,
        "kind": job.kind,
        "key": job.key,
        "state": job.state,
        "attempts": job.attempts,
        "progress_done": job.progress_done,
        "progress_of": job.progress_of,
        **told,
        "reason": job.error.partition("\n")[0],
    }


def _line(told: dict[str, object]) -> tuple[object, ...]:
    from gongshi.jobs.tending import TITLES

    progress = f"{told['progress_done']}/{told['progress_of']}"
    return (
        told["job"],
        told["kind"],
        TITLES[str(told["state"])],
        told["attempts"],
        progress if told["progress_of"] else "",
        told["enqueued_at"],
        told["run_after"] if told["state"] == "queued" else "",
        told["reason"],
    )
