"""Saved web pages and plain texts: their words, without scripts and hidden parts.

Tags are told by one pattern that never looks back, so that no page takes longer than
its length; cells of a table stand apart by tabs, its rows by lines.
"""

import html
import re
from collections.abc import Iterator

from gongshi.oversight.exposures.items import Item

_BLOCKS = re.compile(
    "p|div|h[1-6]|li|dt|dd|section|article|header|footer|main|body|hr|tr|table"
    "|blockquote|pre|caption|address|br|ul|ol|dl|form|nav",
    re.IGNORECASE,
)
_HIDDEN = ("script", "style", "template", "noscript", "head", "nav", "footer")
_SAVED_FROM = re.compile(r"<!-- saved from url=\([0-9]+\)(\S{1,2000}) -->")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<[!?][^>]*(?:>|\Z)", re.DOTALL)
_CONCEALED = re.compile(
    rf"<({'|'.join(_HIDDEN)})\b[^>]*>.*?(?:</\1\s*>|\Z)", re.DOTALL | re.IGNORECASE
)
_PIECE = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)[^<>]*>?|([^<]+)|<")
_TITLE = re.compile(r"<title\b[^>]*>([^<]{0,1000})", re.IGNORECASE)
_LONGEST_TITLE = 200


def is_page(text: str) -> bool:
    """Tell whether a text is a web page, by its beginning."""
    return (
        re.search(
            r"<(?:!doctype html|html|head|body|title|meta|div|p)\b",
            text[:4000],
            re.IGNORECASE,
        )
        is not None
    )


def read_page(text: str) -> Item:
    """Read a saved page; browsers note at its top where it was saved from."""
    saved, title = _SAVED_FROM.search(text[:8000]), _TITLE.search(text)
    named = " ".join(html.unescape(title[1]).split()) if title else ""
    body = words_of(text)
    return Item(
        text=body if named[:20] in body[:200] else f"{named}\n{body}".strip(),
        title=named[:_LONGEST_TITLE],
        address=saved[1] if saved else "",
    )


def read_text(text: str) -> Item:
    """Read a plain text; its first line is its title."""
    lines = _tidy(text)
    return Item(text=lines, title=lines.split("\n", maxsplit=1)[0][:_LONGEST_TITLE])


def words_of(source: str) -> str:
    """Take the words out of HTML."""
    bare = _CONCEALED.sub("\n", _COMMENT.sub("", source))
    return _tidy("".join(_pieces(bare)))


def _pieces(source: str) -> Iterator[str]:
    for found in _PIECE.finditer(source):
        tag, words = found[1], found[2]
        if words:
            yield html.unescape(" ".join(words.split())) if words.strip() else " "
        elif tag and tag.lower() in ("td", "th"):
            yield "\t"
        elif tag and _BLOCKS.fullmatch(tag):
            yield "\n"


def _tidy(text: str) -> str:
    """Write lines without blanks at their ends, and without empty ones."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    # A cell opens and closes: two tabs are one.
    text = re.sub(r"[ \u3000]*\t[ \t\u3000]*", "\t", text)
    lines = (line.strip(" \t\u3000\x0b\x0c") for line in text.split("\n"))
    return "\n".join(filter(None, lines))
