"""`gongshi due`: the due day of one decision, late or not, and why."""

import json
from datetime import date, datetime

import click

from gongshi.cli.ledger_home import with_own_windows
from gongshi.clocks.judge import Judgement, judge
from gongshi.clocks.periods import CHINA, day, local_day, moment
from gongshi.clocks.reasons import dated
from gongshi.policy.policies import find_category, policy_in_force


@click.command("due")
@click.option("--place", required=True, help="地方，如 pingdingshan 或 平顶山市。")
@click.option("--category", required=True, help="类别：licence 或 penalty。")
@click.option("--decided", required=True, help="作出决定的日期，如 2023-12-01。")
@click.option(
    "--received",
    help="报送时间，如 2023-12-14T09:30:00；不写时区即北京时间，只写日期即当日零时。",
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="输出格式。",
)
def due(
    place: str, category: str, decided: str, received: str | None, shape: str
) -> None:
    """报送期限：一项决定应于何日前报送，是否迟报，为什么。"""
    decided_on = day(decided)
    received_at = None if received is None else moment(received)
    # What has not arrived yet will be judged by the edition of the day on which it does.
    on = date.max if received_at is None else max(decided_on, local_day(received_at))
    at = received_at or datetime.now(CHINA)
    policy = with_own_windows(policy_in_force(place, on), at)
    key = find_category(policy, category).key
    judgement = judge(policy, key, decided_on, received_at)
    click.echo(_as_json(judgement) if shape == "json" else _as_table(judgement))


def _as_json(judgement: Judgement) -> str:
    answer = {
        "due": None if judgement.due_on is None else judgement.due_on.isoformat(),
        "late": judgement.late,
        "days_late": judgement.days_late,
        "reason": judgement.reason,
    }
    return json.dumps(answer, ensure_ascii=False)


def _as_table(judgement: Judgement) -> str:
    until = "待定" if judgement.due_on is None else f"{dated(judgement.due_on)}24:00 前"
    verdict = {None: "待定", False: "未迟报", True: "迟报"}[judgement.late]
    return f"期限  {until}\n结果  {verdict}\n说明  {judgement.reason}"
