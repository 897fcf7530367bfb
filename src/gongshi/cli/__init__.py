"""The command line: one file per command group, imported when it is called."""

from __future__ import annotations

import sys
from importlib import import_module
from io import TextIOWrapper

import click

from gongshi.cli import words
from gongshi.cli.arguments import refuse_strange, shown
from gongshi.errors import UserError, refusal
from gongshi.policy.toml import RulebookFault

words.speak_chinese()
#: Command → module below `gongshi.cli` that defines it.
COMMANDS = {
    "audit": "audit",
    "assess": "assess",
    "audit-log": "audit_log",
    "backup": "backup",
    "bulletin": "bulletin",
    "cases": "cases",
    "check": "check",
    "demo": "demo",
    "draw": "draw",
    "due": "due",
    "evidence": "evidence",
    "gaps": "gaps",
    "exposures": "exposures",
    "init": "setting_up",
    "jobs": "jobs",
    "letter": "letter",
    "nil": "nil",
    "people": "people",
    "policy": "policy",
    "register": "register",
    "rehearse": "rehearse",
    "restore": "backup",
    "return": "returning",
    "rows": "rows",
    "rules": "rules",
    "series": "series",
    "silence": "silence",
    "serve": "serve",
    "stats": "stats",
    "submit": "submit",
    "template": "template",
    "units": "units",
    "withdraw": "withdraw",
    "verify": "verify",
    "windows": "windows",
    "worker": "worker",
}


def attribute(name: str) -> str:
    """Give the name of a command's function: return → return_, audit-log → audit_log."""
    return "return_" if name == "return" else name.replace("-", "_")


class _Commands(click.Group):
    """Imports a command only when it is asked for, so that every start is cold-fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"gongshi.cli.{COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, attribute(cmd_name))
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="gongshi", message="gongshi %(version)s")
def gongshi() -> None:
    """公示：双公示信息的收、核、退、判、报。

    台账放在环境变量 GONGSHI_HOME 指的目录（默认 ./gongshi-data）。
    """


def main() -> None:
    """Run the command line; every fault of the caller is one Chinese sentence."""
    for stream in (sys.stdout, sys.stderr):
        # The name of a file may hold bytes that are no text.
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    try:
        refuse_strange(sys.argv[1:])
        code = gongshi(standalone_mode=False)
    except UserError as error:
        _fail(error.text, error.exit_code)
    except RulebookFault as error:
        _fail("规则库有误，请改好再运行：\n" + str(error), 2)
    except click.exceptions.Abort:
        _fail("已中断，什么都没有改。", 2)
    except click.ClickException as error:
        _fail(words.sentence(error), 2)
    except MemoryError:
        _fail("内存不够，什么都没有改；请把文件拆小，或换内存大些的机器。", 2)
    except OverflowError:
        _fail("参数里的数或日期超出了能算的范围，请核对。", 2)
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; that is no fault.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        place = f"「{error.filename}」" if error.filename else ""
        _fail(f"系统拒绝了读写{place}：{refusal(error)}。请检查磁盘、目录和权限。", 2)
    sys.exit(code or 0)


def _fail(text: str, code: int) -> None:
    click.echo(shown(text), err=True)
    sys.exit(code)
