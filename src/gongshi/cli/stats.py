"""`gongshi stats`: counts by unit, category or day."""

from __future__ import annotations

from datetime import timedelta

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import Period, day
from gongshi.errors import UsageError
from gongshi.policy.standards import categories, load_standard

#: What to group by → the columns of the answer.
_KEYS = {
    "unit": ("unit", "category"),
    "category": ("category",),
    "day": ("day",),
}


@click.command("stats")
@click.option("--from", "since", required=True, help="起，如 2023-12-01。")
@click.option("--to", "until", required=True, help="止（含当日），如 2023-12-31。")
@click.option("--by", type=click.Choice(list(_KEYS)), default="unit",
              show_default=True, help="按单位和类别、按类别或按日。")  # fmt: skip
@click.option("--policy", "place", help="地方，决定各率的算法；默认台账所属地方。")
@format_option
def stats(since: str, until: str, by: str, place: str | None, shape: str) -> None:
    """一段时间的报送量、正确、问题、重复、待清洗、不上报、迟报。"""
    first, last = day(since), day(until)
    if first > last:
        raise UsageError("bad_span", f"起（{first}）晚于止（{last}），请对调。")
    open_ledger()
    from gongshi.actions.counting import count_span
    from gongshi.actions.setting_up import office

    home = office()
    answer = count_span(Period(first, last), by, place or home.place)
    if shape == "json":
        show_json({"rows": answer.rows, "total": answer.total})
        return
    titles = (*_KEYS[by], *answer.counts, *answer.rates)
    named = {each: load_standard(each).title for each in categories()}
    lines = [
        [
            "未识别" if row[key] is None else named.get(str(row[key]), row[key])
            for key in titles
        ]
        for row in answer.rows
    ]
    if answer.total:
        keys = ["合计", *[""] * (len(_KEYS[by]) - 1)]
        lines.append([*keys, *(answer.total[key] for key in titles[len(keys) :])])
    show_table(
        f"{first} 至 {last + timedelta(0)}",
        [answer.titles[name] for name in titles],
        lines,
    )
