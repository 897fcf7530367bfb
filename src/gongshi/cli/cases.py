"""`gongshi cases`: suspected omissions, one case file each, from signal to verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from gongshi.cli.cases_acts import ACTS, by_option
from gongshi.cli.cases_omissions import omissions
from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json, show_table
from gongshi.clocks.periods import CHINA, day, period

if TYPE_CHECKING:
    from gongshi.ledger.caseload import CasesAsked


@click.group("cases")
def cases() -> None:
    """线索：疑似漏报瞒报的决定，一项一案，从发现、派单、答复到认定、申诉、结案。"""


for each in (*ACTS, omissions):
    cases.add_command(each)


@cases.command("list")
@click.option("--unit", help="单位及其下级：名称、别名或代码。")
@click.option("--state", type=click.Choice(
    ["open", "waiting", "answered", "judged", "appealed", "closed", "merged"]),
    help="状态：待派单、待答复、待认定、已认定、申诉中、已结案、已并案。")  # fmt: skip
@click.option("--kind", default="", help="线索的种类，如 gap 或 缺号。")
@click.option("--period", "opened", help="哪个月发现的，如 2023-12。")
@click.option("--verdict", default="", help="结论，如 concealed 或 瞒报。")
@click.option("--format", "shape", type=click.Choice(["table", "json", "csv"]),
              default="table", show_default=True, help="输出格式。")  # fmt: skip
def list_(
    unit: str | None, state: str | None, kind: str, opened: str | None, verdict: str,
    shape: str,
) -> None:  # fmt: skip
    """列出线索，新的在前。"""
    _open()
    from django.utils import timezone

    from gongshi.actions import cases_listed
    from gongshi.clocks.periods import local_day
    from gongshi.ledger.caseload import select_cases

    asked = _asked(unit, state, kind, opened, verdict)
    found = cases_listed.listed(select_cases(asked), local_day(timezone.now()))
    if shape == "json":
        show_json({"cases": [cases_listed.as_line(each) for each in found]})
        return
    lines = [cases_listed.cells(each) for each in found]
    if shape == "csv":
        _show_csv(cases_listed.HEADER, lines)
        return
    show_table(f"线索，{len(found)} 条", cases_listed.HEADER, lines)


def _asked(
    unit: str | None, state: str | None, kind: str, opened: str | None, verdict: str
) -> CasesAsked:
    from gongshi.actions.cases_fit import terms_today
    from gongshi.actions.cases_listed import key_of
    from gongshi.ledger.caseload import CasesAsked
    from gongshi.ledger.pages import tree_of
    from gongshi.ledger.units import load_register

    units = None
    if unit:
        top = load_register().find(unit)
        units = tree_of(top.pk)
    terms = terms_today()
    return CasesAsked(
        units=units,
        state=state or "",
        kind=key_of(terms.signals, kind, "kind"),
        verdict=key_of(terms.verdicts, verdict, "verdict"),
        period=period(opened) if opened else None,
    )


def _show_csv(header: tuple[str, ...], lines: list[tuple[object, ...]]) -> None:
    import csv
    import io

    from gongshi.checks.workbooks.formulas import inert

    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    for line in (header, *lines):
        writer.writerow([inert("" if cell is None else str(cell)) for cell in line])
    click.echo(file.getvalue(), nl=False)


@cases.command("show")
@click.argument("number")
@format_option
def show(number: str, shape: str) -> None:
    """看一条线索：疑什么、凭什么、办过什么、台账里有没有。"""
    _open()
    from gongshi.actions.cases_fit import terms_today
    from gongshi.actions.cases_listed import as_file, title_of
    from gongshi.actions.cases_seen import STATES, TITLES, find_case

    answer = as_file(find_case(number))
    if shape == "json":
        show_json(answer)
        return
    terms = terms_today()
    told = [f"{answer['suspected']}。", f"状态：{STATES[str(answer['state'])]}"]
    if verdict := str(answer["verdict"]):
        told.append(f"结论：{title_of(terms.verdicts, verdict)}")
    if answer["due_on"]:
        told.append(f"{answer['holder']} 在 {answer['due_on']} 前答复")
    for each in told:
        click.echo(each)
    case = find_case(number)
    for signal in case.signals.all():
        kind = title_of(terms.signals, signal.kind)
        click.echo(f"线索 {signal.found_on} {kind}：{signal.told}")
    for step in case.steps.select_related("to", "into"):
        said = [step.to and step.to.name, step.into and step.into.number,
                title_of(terms.verdicts, step.verdict),
                title_of(terms.reasons, step.reason), step.text]  # fmt: skip
        at = f"{step.made_at.astimezone(CHINA):%Y-%m-%d %H:%M}"
        words = " ".join(str(each) for each in said if each)
        click.echo(f"{at} {TITLES[step.act]} {words}（{step.made_by or '程序'}）")
    if suggested := str(answer["suggested"]):
        click.echo(
            f"台账里有这个号的记录，建议认定：{title_of(terms.verdicts, suggested)}"
        )


@cases.command("open")
@click.option("--told", required=True, help="举报或告知的内容，一句话。")
@click.option("--unit", help="应当报送的单位；不知道就不写。")
@click.option("--category", default="", help="类别，如 licence。")
@click.option("--number", default="", help="文书号。")
@click.option("--authority", default="", help="决定机关。")
@click.option("--subject", default="", help="行政相对人。")
@click.option("--decided", help="决定日期。")
@by_option
@format_option
def open_(
    told: str,
    unit: str | None,
    category: str,
    number: str,
    authority: str,
    subject: str,
    decided: str | None,
    by: str,
    shape: str,
) -> None:
    """登记一条举报；同样的举报登记两次是一条。"""
    _open()
    from gongshi.actions.cases import Tip, open_case
    from gongshi.actions.cases_listed import as_file
    from gongshi.actions.cases_seen import find_case
    from gongshi.ledger.units import load_register
    from gongshi.people.accounts import find_person
    from gongshi.policy.standards import load_standard

    tip = Tip(
        told=told,
        unit=load_register().find(unit) if unit else None,
        category=load_standard(category).key if category else "",
        document_number=number,
        authority_name=authority,
        subject_name=subject,
        decided_on=day(decided) if decided else None,
    )
    case = open_case(tip, find_person(by))
    if shape == "json":
        show_json(as_file(find_case(case.number)))
        return
    click.echo(f"已登记线索 {case.number}。")


def _open() -> None:
    open_ledger()
    from gongshi.actions.setting_up import office

    office()
