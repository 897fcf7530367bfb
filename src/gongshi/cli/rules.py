"""`gongshi rules`: what is in force, with sources."""

from __future__ import annotations

import re
from dataclasses import asdict
from pathlib import Path

import click

from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import day
from gongshi.errors import UsageError
from gongshi.policy.rules import Rule
from gongshi.policy.standards import Standard, categories, load_standard
from gongshi.policy.toml import RULEBOOK, Root, RulebookFault

#: Severity as people read it.
_SEVERITIES = {
    "return": "退回",
    "duplicate": "重复",
    "exclude": "不上报",
    "hold": "待清洗",
    "remind": "提醒",
    "note": "提示",
}
#: A place in a message that a finding fills with the cell or the reason.
_PLACE = re.compile(r"\{\w+\}")
#: How sure a rule is, and what these words mean.
_SURE = {"std": "标准", "notice": "文件", "mem": "记忆", "inf": "推定"}
_SURE_MEANS = "依据程度：标准＝见于公开标准或系统，文件＝见于通知，记忆＝凭已知而未核，推定＝补充。"


@click.command("rules")
@click.option("--category", help="类别：licence 或 penalty；不写则全部。")
@click.option("--on", help="哪一天有效的规则，默认最新。")
@click.option("--as-manual", is_flag=True, help="印成手册的一页（Markdown）。")
@click.option("--check", "checks", is_flag=True,
              help="核对整个规则库，有错就逐处说明。")  # fmt: skip
@click.option("--rulebook", type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="核对哪个目录的规则库，默认本软件自带的；与 --check 合用。")  # fmt: skip
@format_option
def rules(
    category: str | None,
    on: str | None,
    as_manual: bool,
    checks: bool,
    rulebook: Path | None,
    shape: str,
) -> None:
    """现行规则：编号、栏目、处理、说明、出处。

    --check 核对整个规则库：没有错退出码为 0，有错为 2。
    """
    if checks:
        _check(rulebook, shape, is_alone=not (category or on or as_manual))
        return
    if rulebook is not None:
        raise UsageError("rulebook", "--rulebook 只与 --check 合用。")
    chosen = [category] if category else categories()
    standards = [load_standard(key, day(on) if on else None) for key in chosen]
    if as_manual:
        click.echo("\n".join(_manual(standards)))
    elif shape == "json":
        show_json({each.key: _as_json(each) for each in standards})
    else:
        for standard in standards:
            show_table(
                f"{standard.title} {standard.edition}，{len(standard.rules)} 条规则。"
                + _SURE_MEANS,
                ("编号", "栏目", "处理", "说明", "出处", "依据程度"),
                _rows(standard),
            )


def _check(rulebook: Path | None, shape: str, *, is_alone: bool) -> None:
    from gongshi.actions.rulebooks import refuse_broken

    if not is_alone:
        raise UsageError("check", "--check 核对整个规则库，不与别的条件合用。")
    root: Root = rulebook.resolve() if rulebook else RULEBOOK
    try:
        refuse_broken(root)
    except RulebookFault as broken:
        if shape != "json":
            raise
        show_json({"faults": [asdict(each) for each in broken.faults]})
        click.get_current_context().exit(UsageError.exit_code)
    if shape == "json":
        show_json({"faults": []})
        return
    click.echo("规则库没有错。")


def _rows(standard: Standard) -> list[tuple[str, ...]]:
    return [
        (
            rule.id,
            _titles(standard, rule.fields),
            _severity(rule),
            _PLACE.sub("…", rule.message),
            rule.source,
            _SURE[rule.sure],
        )
        for rule in standard.rules
    ]


def _severity(rule: Rule) -> str:
    """Say what holds on the day asked for, and how it was and will be."""
    told = [f"{since} 起{_SEVERITIES[severity]}" for since, severity in rule.turns]
    if not told:
        return _SEVERITIES[rule.severity]
    steps = "，".join([_SEVERITIES[rule.first_severity], *told])
    return f"{_SEVERITIES[rule.severity]}（{steps}）"


def _titles(standard: Standard, codes: tuple[str, ...], most: int = 3) -> str:
    names = {field.code: field.title for field in standard.fields}
    shown = [names.get(code, "本行") for code in codes]
    rest = f"等 {len(shown)} 项" if len(shown) > most else ""
    return "、".join(shown[:most]) + rest


def _as_json(standard: Standard) -> dict[str, object]:
    return {
        "title": standard.title,
        "edition": standard.edition,
        "since": standard.since.isoformat(),
        "rules": [
            {
                "id": rule.id,
                "kind": rule.kind,
                "fields": list(rule.fields),
                "severity": rule.severity,
                "severity_from": {str(since): each for since, each in rule.turns},
                "message": rule.message,
                "source": rule.source,
                "sure": rule.sure,
            }
            for rule in standard.rules
        ],
    }


def _manual(standards: list[Standard]) -> list[str]:
    lines = [
        "# 规则",
        "",
        "由 `gongshi rules --as-manual` 生成，请勿手改。" + _SURE_MEANS,
    ]
    for standard in standards:
        lines += ["", f"## {standard.title}（{standard.edition}）", ""]
        lines += [
            "| 编号 | 栏目 | 处理 | 说明 | 出处 | 依据程度 |",
            "|---|---|---|---|---|---|",
        ]
        lines += ["| " + " | ".join(map(_cell, row)) + " |" for row in _rows(standard)]
    return lines


def _cell(text: str) -> str:
    for mark in "\\|*<>":
        text = text.replace(mark, f"\\{mark}")
    return text
