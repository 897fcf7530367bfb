"""Markdown: headings and paragraphs, tables with bars, and tables pasted with tabs."""

import re

from gongshi.bulletin.audit.readers import txt
from gongshi.bulletin.audit.writing import Writing

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
_BAR = re.compile(r"(?<!\\)\|")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]<>#|~!&$@:.+=()-])")
_EMPHASIS = re.compile(r"\*\*|(?<!\\)`")
_LINE = re.compile(r"\s*(?:-{3,}|\*{3,}|_{3,})\s*")


def read(text: str) -> Writing:
    """Read Markdown; a line is a paragraph, for bulletins have no lines to join."""
    return txt.of_lines([_line(line) for line in text.splitlines() if _stays(line)])


def _stays(line: str) -> bool:
    return not (_LINE.fullmatch(line) or ("|" in line and _RULE.fullmatch(line)))


def _line(line: str) -> str:
    if line.lstrip().startswith("|"):
        cells = _BAR.split(line.strip().strip("\r\n"))
        inner = cells[1:-1] if not cells[-1].strip() else cells[1:]
        return "\t".join(_clean(cell).strip() or " " for cell in inner) + "\t"
    heading = _HEADING.match(line)
    return _clean(heading[1] if heading else line)


def _clean(text: str) -> str:
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", text))
