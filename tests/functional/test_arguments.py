"""Whatever an argument holds, every command says one Chinese sentence, or does its work."""

import os
import re
import sys
from collections.abc import Iterator

import click
import pytest
from django.conf import settings

from gongshi.cli import gongshi, main
from tests.databases import ledger_on

#: Too long for a name, no text, a control mark, beyond every column and every calendar.
STRANGE = (
    *("A" * 5000, "\udcff", "\x01", "\u202e", "9" * 23),
    *("0001-01-01", "9999-12-31", "2999-12-31", "1900-01-01"),
)
#: These start something that does not end.
_STAY = ("serve", "worker", "demo")


@pytest.fixture(autouse=True)
def _ledger() -> Iterator[None]:
    kept = dict(os.environ)
    with ledger_on("sqlite"):
        yield
    # `init --db` names a database for this process and for the next ones.
    os.environ.clear()
    os.environ.update(kept)
    settings.DATABASE_FILE.unlink(missing_ok=True)


def commands(group: click.Group, *path: str) -> Iterator[tuple[str, ...]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        if isinstance(command, click.Group):
            yield from commands(command, *path, name)
        elif name not in _STAY:
            yield (*path, name)


EVERY = list(commands(gongshi))


def found(path: tuple[str, ...]) -> click.Command:
    command: click.Command = gongshi
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(click.Context(command), name) or command
    return command


def lines(path: tuple[str, ...], value: str) -> Iterator[list[str]]:
    """Write a value in the place of every option, what is required beside it."""
    params = [each for each in found(path).params if isinstance(each, click.Parameter)]
    for wanted in [None, *params]:
        line = list(path)
        for each in params:
            if each is not wanted and not each.required:
                continue
            is_flag = isinstance(each, click.Option) and each.is_flag
            line += [] if isinstance(each, click.Argument) else [each.opts[0]]
            line += [] if is_flag else [value if each is wanted else usual(each)]
        yield line if wanted else [*line, value]


def usual(param: click.Parameter) -> str:
    if isinstance(param.type, click.Choice):
        return str(param.type.choices[0])
    known = {"period": "2023-12", "place": "pingdingshan", "category": "licence"}
    known |= {"decided": "2023-12-01", "since": "2023-12-01", "until": "2023-12-02"}
    return known.get(param.name or "", "1")


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_a_strange_argument_is_one_sentence(path, monkeypatch, capsys, tmp_path):
    monkeypatch.chdir(tmp_path)
    for value in STRANGE:
        for line in lines(path, value):
            monkeypatch.setattr(sys, "argv", ["gongshi", *line])
            with pytest.raises(SystemExit) as left:
                main()
            told = capsys.readouterr().err
            assert left.value.code in (0, 1, 2, 3, None), (line, told)
            assert "Traceback" not in told
            assert not re.search(r"[\x00-\x09\x0b-\x1f\u202e]", told), (line, told)
            if left.value.code == 2:
                assert re.search("[一-龥].*。", told), (line, told)
                assert len(told) < 2000, line


@pytest.mark.parametrize("path", [(), *EVERY], ids=" ".join)
def test_every_help_is_chinese(path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["gongshi", *path, "--help"])
    with pytest.raises(SystemExit):
        main()

    told = capsys.readouterr().out

    assert told.startswith("用法：")
    assert not re.search("Usage|Show this|Options|Commands|default:|required", told)


def test_what_is_too_many_is_named_in_chinese(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["gongshi", "rows", "x", "y"])
    with pytest.raises(SystemExit):
        main()

    assert "多了参数「x y」" in capsys.readouterr().err
