"""What is done about a case: `gongshi cases dispatch`, `answer`, `judge` and the rest."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from gongshi.cli.ledger_home import open_ledger
from gongshi.cli.output import format_option, show_json

if TYPE_CHECKING:
    from gongshi.actions.attachments import Attachment
    from gongshi.ledger.case_models import Case
    from gongshi.ledger.models import Entry
    from gongshi.people.models import Person

F = TypeVar("F", bound=Callable[..., Any])
ACTS: list[click.Command] = []


def by_option(function: F) -> F:
    """Give a command the option `--by`."""
    return click.option("--by", required=True, help="谁办的：登录名。")(function)


def _act(name: str) -> Callable[[F], click.Command]:
    """Make a command of an act: number of the case, who does it, and the format."""

    def command(function: F) -> click.Command:
        taken = click.argument("number")(by_option(format_option(function)))
        made = click.command(name)(taken)
        ACTS.append(made)
        return made

    return command


def _text_option(what: str, *, required: bool = False) -> Callable[[F], F]:
    return click.option("--text", default=None if required else "",
                        required=required, help=what)  # fmt: skip


_FILES = click.option("--file", "files", multiple=True, type=click.Path(path_type=Path),
                      help="附件，可写多个：pdf、jpg、png、docx、xlsx、ofd。")  # fmt: skip


@_act("dispatch")
@click.option("--to", help="派给哪个单位；交上级办理的不写，在说明里写交给谁。")
@_text_option("说明。")
def dispatch(number: str, to: str | None, text: str, by: str, shape: str) -> None:
    """派单：请单位核实，限期答复；县级单位可以转给下级。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import dispatch as do
    from gongshi.ledger.units import load_register

    do(case, load_register().find(to) if to else None, text, person)
    _done(number, shape)


@_act("call")
@click.option("--whom", required=True, help="打给谁。")
@_text_option("说了什么。", required=True)
def call(number: str, whom: str, text: str, by: str, shape: str) -> None:
    """登记一次电话提醒。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import call as do

    do(case, whom, text, person)
    _done(number, shape)


@_act("answer")
@click.option("--reason", default="", help="原因，如 void 或 作废。")
@click.option("--row", help="报这项决定的行，如 GS-20231208-0001-3。")
@_text_option("情况说明。")
@_FILES
def answer(
    number: str, reason: str, row: str | None, text: str, files: tuple[Path, ...],
    by: str, shape: str,
) -> None:  # fmt: skip
    """单位答复：原因、说明、附件，或者报这项决定的行。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import Answer
    from gongshi.actions.cases import answer as do
    from gongshi.actions.cases_fit import terms_today
    from gongshi.actions.cases_listed import key_of

    given = Answer(
        reason=key_of(terms_today().reasons, reason, "reason"),
        text=text,
        entry=_entry(row, person) if row else None,
        papers=_papers(files),
    )
    do(case, given, person)
    _done(number, shape)


@_act("judge")
@click.option("--verdict", required=True, help="结论，如 made_up 或 补报。")
@_text_option("理由；认定漏报、瞒报和答复申诉时必写。")
def judge(number: str, verdict: str, text: str, by: str, shape: str) -> None:
    """认定；有申诉的，由另一人（审核员）再作结论。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import judge as do
    from gongshi.actions.cases_fit import terms_today
    from gongshi.actions.cases_listed import key_of

    do(case, key_of(terms_today().verdicts, verdict, "verdict"), text, person)
    _done(number, shape)


@_act("appeal")
@_text_option("申诉的理由。", required=True)
@_FILES
def appeal(
    number: str, text: str, files: tuple[Path, ...], by: str, shape: str
) -> None:
    """单位申诉：对漏报、瞒报的认定，限期一次。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import appeal as do

    do(case, text, person, _papers(files))
    _done(number, shape)


@_act("close")
@_text_option("说明。")
def close(number: str, text: str, by: str, shape: str) -> None:
    """结案；单位还可以申诉的，过了期限再结。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import close as do

    do(case, text, person)
    _done(number, shape)


@_act("reopen")
@_text_option("理由。", required=True)
def reopen(number: str, text: str, by: str, shape: str) -> None:
    """重新核查已认定或已结案的线索。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import reopen as do

    do(case, text, person)
    _done(number, shape)


@_act("merge")
@click.option("--into", required=True, help="并入哪一条线索，如 X20231208-0001。")
@_text_option("说明。")
def merge(number: str, into: str, text: str, by: str, shape: str) -> None:
    """并案：并入同一项决定的另一条线索。"""
    case, person = _begin(number, by)
    from gongshi.actions.cases import merge as do
    from gongshi.actions.cases_seen import find_case

    do(case, find_case(into), text, person)
    _done(number, shape)


def _begin(number: str, by: str) -> tuple[Case, Person]:
    """Open the ledger and find case and person; of a unit he finds its own cases only."""
    open_ledger()
    from gongshi.actions.cases_seen import find_case
    from gongshi.actions.setting_up import office
    from gongshi.ledger.case_models import Case
    from gongshi.people.accounts import find_person
    from gongshi.people.sight import sight_of

    office()
    person = find_person(by)
    seen = sight_of(person).of(Case.objects.all()) if person.duty.is_of_unit else None
    return find_case(number, seen), person


def _done(number: str, shape: str) -> None:
    from gongshi.actions.cases_listed import as_file
    from gongshi.actions.cases_seen import STATES, find_case

    case = find_case(number)
    if shape == "json":
        show_json(as_file(case))
        return
    due = f"，{case.state.due_on} 前答复" if case.state.due_on else ""
    click.echo(f"{number}：{STATES[case.state.state]}{due}。")


def _papers(files: tuple[Path, ...]) -> list[Attachment]:
    from gongshi.actions.attachments import MOST_BYTES, Attachment
    from gongshi.cli.files import name_of, read, refuse_odd

    for each in files:
        refuse_odd(each, MOST_BYTES)
    return [Attachment(read(each), name_of(each)) for each in files]


def _entry(written: str, person: Person) -> Entry:
    from gongshi.actions.cases import row_named
    from gongshi.people.sight import sight_of

    return row_named(written, sight_of(person))
