"""What any argument of any command can hold, looked at once, and how it is shown."""

import os
import re
from collections.abc import Iterable

from gongshi.errors import UsageError

#: Marks that move a terminal's cursor, ring its bell or turn its text around.
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
#: Characters of a quoted value that a sentence shows; what is longer is cut.
_SHOWN = 120


def refuse_strange(arguments: Iterable[str]) -> None:
    """Refuse bytes that are no text, but in the name of a file that is there.

    Raises:
        UsageError: An argument has some.
    """
    for each in arguments:
        is_text = not any("\ud800" <= mark <= "\udfff" for mark in each)
        if is_text or any(_is_there(name) for name in (each, each.partition("=")[2])):
            continue
        raise UsageError("not_text", f"「{each}」里有不是文字的字节，请用 UTF-8 写。")


def shown(text: str) -> str:
    """Write a sentence for a terminal: control marks escaped, long values cut."""
    quoted = rf"([「“])([^」”]{{{_SHOWN}}})[^」”]+([」”])"
    cut = re.sub(quoted, r"\1\2…\3", text)
    return _CONTROLS.sub(lambda mark: ascii(mark[0])[1:-1], cut)


def _is_there(name: str) -> bool:
    return bool(name) and os.path.lexists(name)
