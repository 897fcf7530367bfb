"""Reads the bytes of what somebody saw, of any known kind, into items."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePath

from gongshi.errors import FileFault
from gongshi.intake import encoding
from gongshi.intake import read as read_table
from gongshi.intake.normalise import normalise, parse_date
from gongshi.oversight.exposures import faults, pdfs
from gongshi.oversight.exposures.feeds import is_feed, read_feed
from gongshi.oversight.exposures.items import Item
from gongshi.oversight.exposures.pages import is_page, read_page, read_text
from gongshi.policy.exposures import ExposureTerms
from gongshi.policy.registers import load_register_standard

_ZIP = b"PK\x03\x04"
_TABLES, _TEXTS = (
    (".csv", ".xlsx"),
    (".txt", ".html", ".htm", ".xml", ".rss", ".atom", ""),
)
#: Bytes that no text begins with.
_NO_TEXT = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!", b"7z\xbc\xaf", b"\x1f\x8b",
            b"{\\rtf", b"\xd0\xcf\x11\xe0")  # fmt: skip
#: Fact → what stands before it in a text that is made of facts.
LABELS = {
    "number": "文书号",
    "subject": "当事人",
    "authority": "决定机关",
    "decided": "决定日期",
}


def read_seen(content: bytes, name: str, terms: ExposureTerms) -> list[Item]:
    """Read a file that was saved or sent.

    Args:
        content: csv or xlsx with one decision a line, RSS or Atom, html, pdf or txt.
        name: Of the file; decides only where the content does not.
        terms: Limits.

    Returns:
        At least one item.

    Raises:
        FileFault: It cannot be read as any of these, is too large or holds no text.
    """
    most = terms.whole("file_bytes")
    if len(content) > most:
        raise faults.too_large(name, most)
    if not content.strip(b" \t\r\n\0\xef\xbb\xbf"):
        raise faults.empty(name)
    items = _read(content, name, terms)
    if not any(each.text.strip() for each in items):
        raise faults.empty(name)
    if len(items) > terms.whole("items"):
        raise faults.too_many(name, terms.whole("items"))
    return items


def of_facts(facts: Mapping[str, str], **about: str) -> Item:
    """Make an item of what a person typed or a line of a list says.

    Args:
        facts: Of `LABELS`, those that are known; also text, what else is told.
        about: title, address, source, seen_on (ISO day).
    """
    lines = [
        f"{label}：{' '.join(facts[key].split())}"
        for key, label in LABELS.items()
        if facts.get(key, "").strip()
    ]
    day = parse_date(normalise(about.get("seen_on", ""), "date"))
    return Item(
        text="\n".join([*lines, *filter(None, [facts.get("text", "").strip()])]),
        title=about.get("title", "")[:200],
        address=about.get("address", "")[:2000],
        source=about.get("source", "")[:200],
        seen_on=day,
        is_one=True,
    )


def _read(content: bytes, name: str, terms: ExposureTerms) -> list[Item]:
    suffix = PurePath(name).suffix.lower()
    if content.startswith(b"%PDF"):
        return [read_text(pdfs.words_of(content, name))]
    if content.startswith(_ZIP) or suffix in _TABLES:
        return _lines(content, name)
    if content.startswith(_NO_TEXT) or suffix not in _TEXTS:
        raise faults.unknown(name)
    try:
        text = encoding.utf8(content).decode().removeprefix("\ufeff")
    except FileFault as error:
        raise faults.encoding(name) from error
    if is_feed(text):
        return read_feed(text, name, terms.whole("items"))
    return [read_page(text) if is_page(text) else read_text(text)]


def _lines(content: bytes, name: str) -> list[Item]:
    """Read a list: one decision a line, columns by their known titles."""
    standard = load_register_standard("exposures")
    try:
        table = read_table(content, file_name=name, standard=standard)
    except FileFault as error:
        if error.code != "no_header":
            raise
        raise faults.no_columns(name) from error
    if not {"number", "subject", "text"} & set(table.codes):
        raise faults.no_columns(name)
    items = []
    for cells in table.tuples():
        texts = [(cell or "").strip() for cell in cells]
        row = {
            code: text for code, text in zip(table.codes, texts, strict=True) if code
        }
        # What no column is known for is read as words are.
        others = [
            f"{title.strip()}：{text}"
            for code, title, text in zip(table.codes, table.headers, texts, strict=True)
            if not code and title.strip() and text
        ]
        row["text"] = "\n".join(filter(None, [row.get("text", ""), *others]))
        about = {key: row.get(key, "") for key in ("title", "address", "source")}
        items.append(of_facts(row, seen_on=row.get("seen", ""), **about))
    return [each for each in items if each.text]
