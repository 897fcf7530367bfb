"""RSS 2.0 and Atom: one item an entry; document types and entities are refused."""

import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from gongshi.clocks.periods import CHINA
from gongshi.oversight.exposures import faults
from gongshi.oversight.exposures.items import Item
from gongshi.oversight.exposures.pages import words_of

_DECLARED = re.compile(r"^\s*<\?xml[^>]{0,200}\?>")
_FEED = re.compile(r"<(?:\w{1,20}:)?(?:rss|feed|RDF)\b")
#: Elements inside each other; feeds have five or six.
_DEEPEST = 60
_BODIES = ("encoded", "content", "description", "summary")
_DAYS = ("pubDate", "published", "updated", "date", "issued")
_LONGEST_TITLE, _LONGEST_ADDRESS = 200, 2000


def is_feed(text: str) -> bool:
    """Tell whether a text is a feed, by its beginning."""
    return _FEED.search(text[:4000]) is not None


def read_feed(text: str, name: str, most: int) -> list[Item]:
    """Read a feed.

    Args:
        text: The whole feed, decoded.
        name: Of the file, for what is said of it.
        most: Entries.

    Raises:
        FileFault: Document types or entities, broken XML, too deep, too many entries.
    """
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise faults.unsafe(name)
    try:
        items = list(_entries(_DECLARED.sub("", text, count=1), name, most))
    except ET.ParseError as error:
        raise faults.unreadable(name) from error
    if not items:
        raise faults.empty(name)
    return items


def _entries(text: str, name: str, most: int) -> Iterator[Item]:
    # Watched while parsing: walking a tree of any depth would exhaust the stack.
    depth = count = 0
    source = ""
    for event, element in ET.iterparse(io.BytesIO(text.encode()), ("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ET.ParseError("too deep")
        tag = _local(element)
        if event == "end" and tag == "title" and depth <= 2 and not source:
            source = _text(element)
        if event == "end" and tag in ("item", "entry"):
            count += 1
            if count > most:
                raise faults.too_many(name, most)
            yield _item(element, source)
            element.clear()


def _item(entry: ET.Element, source: str) -> Item:
    parts: dict[str, str] = {}
    for child in entry:
        tag = _local(child)
        text = (
            child.get("href", "")
            if tag == "link" and child.get("href")
            else _text(child)
        )
        if tag == "link" and child.get("rel", "alternate") != "alternate":
            continue
        parts.setdefault(tag, text)
    title = words_of(parts.get("title", "")).replace("\n", " ")[:_LONGEST_TITLE]
    body = max((words_of(parts.get(key, "")) for key in _BODIES), key=len)
    return Item(
        text=f"{title}\n{body}".strip(),
        title=title,
        address=parts.get("link", "").strip()[:_LONGEST_ADDRESS],
        source=words_of(source).replace("\n", " ")[:_LONGEST_TITLE],
        seen_on=next(filter(None, (_day(parts.get(key, "")) for key in _DAYS)), None),
    )


def _local(element: ET.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _text(element: ET.Element) -> str:
    return "".join(element.itertext())


def _day(text: str) -> date | None:
    """Read a moment of either form as a day in China."""
    text = text.strip()
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            moment = read(text)
            return (moment.astimezone(CHINA) if moment.tzinfo else moment).date()
        except (ValueError, TypeError, OverflowError):
            continue
    return None
