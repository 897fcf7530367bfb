"""Click's own complaints about a command line, as Chinese sentences."""

import os
import re
from importlib import import_module

import click

#: What click itself says in helps and complaints → the same in Chinese.
_CHINESE = {
    "Usage:": "用法：",
    "Options": "选项",
    "Commands": "命令",
    "Positional arguments": "参数",
    "Show this message and exit.": "显示这段说明。",
    "Show the version and exit.": "显示版本。",
    "default: {default}": "默认 {default}",
    "required": "必填",
    "Missing command.": "请写明要做什么。",
    "Got unexpected extra argument ({args})": "多了参数「{args}」",
    "Got unexpected extra arguments ({args})": "多了参数「{args}」",
    "Takes {nargs} values but 1 was given.": "应有 {nargs} 个值",
    "Takes {nargs} values but {len} were given.": "应有 {nargs} 个值",
    "Argument {name!r} takes {nargs} values.": "「{name}」应有 {nargs} 个值",
    "Option {name!r} does not take a value.": "选项「{name}」后面不写值",
    "Option {name!r} requires an argument.": "选项「{name}」后面缺少值",
    "Option {name!r} requires {nargs} arguments.": "选项「{name}」后面缺少值",
}


def speak_chinese() -> None:
    """Put click's own words into Chinese, wherever it takes them from."""
    for name in ("core", "decorators", "exceptions", "formatting", "parser"):
        module = import_module(f"click.{name}")
        for said in ("_", "ngettext"):
            if hasattr(module, said):
                setattr(module, said, _said)


def _said(one: str, many: str = "", count: int = 1) -> str:
    english = one if count == 1 else many
    return _CHINESE.get(english, english)


def sentence(error: click.ClickException) -> str:
    """Say what is wrong with the command line and what to do next."""
    command = getattr(getattr(error, "ctx", None), "command_path", "gongshi")
    return f"{_what(error)} 用法见 {command} --help。"


def _what(error: click.ClickException) -> str:
    if isinstance(error, click.BadOptionUsage) and "不写值" in error.message:
        return f"{error.message}。"
    if isinstance(error, click.NoSuchOption):
        return f"没有选项「{error.option_name}」。"
    if isinstance(error, click.MissingParameter):
        name = error.param.human_readable_name if error.param else "参数"
        options = getattr(error.param, "opts", [name])
        return f"缺少「{options[0]}」。"
    if isinstance(error, click.BadParameter) and error.param is not None:
        return _bad_value(error, error.param)
    if isinstance(error, click.BadOptionUsage):
        return f"选项「{error.option_name}」后面缺少值。"
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return "请写明要做什么。"
    if isinstance(error, click.exceptions.NoSuchCommand):
        return f"没有命令「{error.command_name}」。"
    return f"命令写得不对（{error.format_message()}）。"


def _bad_value(error: click.BadParameter, param: click.Parameter) -> str:
    name = param.opts[0]
    if isinstance(param.type, click.Choice):
        return f"「{name}」只能是 {'、'.join(map(str, param.type.choices))} 之一。"
    if isinstance(param.type, click.Path | click.File):
        named = re.search("'([^']*)'", error.message)
        path = named[1] if named else name
        if os.path.isdir(path):  # noqa: PTH112  a name too long is no folder either
            return f"「{path}」是一个目录，请写明目录里的文件名。"
        return f"没有「{path}」这个文件，或者打不开。"
    if isinstance(param.type, click.IntRange):
        return f"「{name}」应为{_range(param.type)}整数。"
    if isinstance(param.type, click.types.IntParamType):
        return f"「{name}」应为整数。"
    return f"「{name}」的值不对（{error.message}）。"


def _range(allowed: click.IntRange) -> str:
    """Say between what a number lies, both ends included."""
    least, most = allowed.min, allowed.max
    if least is not None and most is not None:
        return f" {least} 到 {most} 的"
    if least is not None:
        return f"不小于 {least} 的"
    return "" if most is None else f"不大于 {most} 的"
