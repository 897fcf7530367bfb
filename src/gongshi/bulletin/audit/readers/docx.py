"""Word documents: paragraphs, tables with their merged cells, and pages.

The part with the text is taken out of the file behind intake's guard and read as plain
XML, so nothing else the file carries (pictures, macros, embedded files) is opened.
"""

import io
import xml.etree.ElementTree as ET
from collections.abc import Iterator

from gongshi.bulletin.audit.readers import faults
from gongshi.bulletin.audit.writing import Grid, Paragraph, Writing, grid
from gongshi.intake import guard

_PART = "word/document.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SKIPPED = (
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    f"{_W}del",
    f"{_W}moveFrom",
)
#: Elements that may lie around paragraphs and tables without being either.
_AROUND = (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag")
#: Cells a merged cell may cover.
_MOST_SPAN = 200
#: Elements inside each other; Word's own stay below fifty.
_DEEPEST = 200


def recognises(content: bytes) -> bool:
    """Tell whether a zip file is a Word document."""
    return _PART.encode() in content


def read(content: bytes, name: str) -> Writing:
    """Read a Word document.

    Raises:
        FileFault: What the guard refuses, or no readable text.
    """
    part = guard.part(content, _PART)
    if len(part) > faults.MOST_BYTES:
        raise faults.too_large(name)
    try:
        body = _root(part).find(f"{_W}body")
    except ET.ParseError as error:
        raise faults.unreadable(name) from error
    if body is None:
        raise faults.unreadable(name)
    return Writing(tuple(_blocks(body)))


def _root(part: bytes) -> ET.Element:
    # Watched while parsing: walking a tree of any depth would exhaust the stack.
    depth = 0
    root: ET.Element | None = None
    for event, element in ET.iterparse(io.BytesIO(part), ("start", "end")):
        root = element if root is None else root
        depth += 1 if event == "start" else -1
        if depth > _DEEPEST:
            raise ET.ParseError("too deep")
    if root is None:
        raise ET.ParseError("empty")
    return root


def _blocks(body: ET.Element) -> Iterator[Paragraph | Grid]:
    has_pages = body.find(f".//{_W}lastRenderedPageBreak") is not None
    page, tables, paragraphs = 1, 0, 0
    for element in _inside(body):
        begun = page + _breaks(element, only_before_text=True)
        page += _breaks(element)
        at = f"第 {begun} 页" if has_pages else ""
        if element.tag == f"{_W}tbl":
            tables += 1
            yield grid(list(_rows(element)), f"{at}表 {tables}")
        elif text := _text(element).strip():
            paragraphs += 1
            yield Paragraph(text, f"{at}第 {paragraphs} 段")


def _inside(element: ET.Element) -> Iterator[ET.Element]:
    for child in element:
        if child.tag in (f"{_W}p", f"{_W}tbl"):
            yield child
        elif child.tag in _AROUND:
            yield from _inside(child)


def _breaks(element: ET.Element, *, only_before_text: bool = False) -> int:
    count = 0
    for each in element.iter():
        if only_before_text and each.tag == f"{_W}t" and (each.text or "").strip():
            break
        count += each.tag == f"{_W}lastRenderedPageBreak"
    return count


def _rows(table: ET.Element) -> Iterator[list[str]]:
    for row in _named(table, "tr"):
        cells: list[str] = []
        for cell in _named(row, "tc"):
            properties = cell.find(f"{_W}tcPr")
            text = "".join(_text(each) for each in cell.iter(f"{_W}p"))
            cells.append("" if _goes_on(properties) else text)
            cells += [""] * (_span(properties) - 1)
        yield cells


def _named(element: ET.Element, name: str) -> Iterator[ET.Element]:
    for child in element:
        if child.tag == f"{_W}{name}":
            yield child
        elif child.tag in _AROUND:
            yield from _named(child, name)


def _goes_on(properties: ET.Element | None) -> bool:
    merged = None if properties is None else properties.find(f"{_W}vMerge")
    return merged is not None and merged.get(f"{_W}val", "continue") == "continue"


def _span(properties: ET.Element | None) -> int:
    span = None if properties is None else properties.find(f"{_W}gridSpan")
    text = "1" if span is None else span.get(f"{_W}val", "1")
    return max(1, min(int(text), _MOST_SPAN)) if text.isdecimal() else 1


def _text(element: ET.Element) -> str:
    return "".join(_pieces(element))


def _pieces(element: ET.Element) -> Iterator[str]:
    if element.tag in _SKIPPED:
        return
    if element.tag == f"{_W}t":
        yield element.text or ""
    elif element.tag == f"{_W}noBreakHyphen":
        yield "-"
    elif element.tag in (f"{_W}tab", f"{_W}br", f"{_W}cr"):
        yield " "
    for child in element:
        yield from _pieces(child)
