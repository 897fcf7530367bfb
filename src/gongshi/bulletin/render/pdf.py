"""The bulletin as PDF/A-2a in the official form, for publication and preview.

The form stands in `bulletin.typ` beside this file; this file only hands it the texts,
the measures and the faces that the computer has.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime, time
from importlib.resources import files
from typing import Any

import typst

from gongshi.bulletin.document import Document, Paragraph, Table, plain, printable
from gongshi.bulletin.gongwen import faces, fitting, measures, sheets, wording
from gongshi.errors import UsageError

_MISSING = re.compile('the text `"(.+?)"` could not be displayed')


def render(document: Document, *, font_paths: Sequence[str] = ()) -> bytes:
    """Return the bulletin as PDF.

    Args:
        document: The bulletin.
        font_paths: Folders with further fonts, such as an office's licensed faces.

    Returns:
        A PDF/A-2a file.

    Raises:
        UsageError: When the computer has no font that holds Chinese, or none that holds
            one of the characters.

    Source:
        GB/T 9704-2012.
    """
    fonts = typst.Fonts(include_embedded_fonts=False, font_paths=list(font_paths))
    content = {**_content(document), "faces": faces.choose(fonts.families())}
    day = datetime.combine(wording.file_date(document), time(), UTC)
    return _compile(json.dumps(_clean(content), ensure_ascii=False), fonts, day)


def _compile(content: str, fonts: typst.Fonts, day: datetime) -> bytes:
    form = files(__package__).joinpath("bulletin.typ").read_bytes()
    try:
        return typst.compile(
            form,
            format="pdf",
            font_paths=fonts,
            sys_inputs={"content": content},
            pdf_standards="a-2a",
            timestamp=day,
        )
    except typst.TypstError as error:
        missing = _MISSING.search(str(error))
        if not missing:
            raise  # pragma: no cover  # a fault of the form itself
        # PDF/A forbids the empty box that would be printed in its place.
        text = (
            f"PDF 无法显示「{missing[1]}」：这台计算机的字体里没有这个字；"
            "请安装含有它的字体后重试，或改用 docx 格式。"
        )
        raise UsageError("missing_glyph", text) from error


def _content(document: Document) -> dict[str, Any]:
    day = wording.file_date(document)
    size, breadth = measures.head_size(document.organ)
    return {
        "date": [day.year, day.month, day.day],
        "origin": wording.origin(document),
        "organ": {"text": document.organ, "size": size, "breadth": breadth},
        "number": document.number,
        "title": _title(document.title_lines, measures.TITLE_PT),
        "recipients": document.recipients,
        "parts": [_part(each) for each in wording.text_parts(document)],
        "attachments": list(document.attachments),
        "signed_by": document.signed_by,
        "signed_on": wording.chinese_date(document.signed_on),
        "note": wording.note_line(document),
        "sheets": [
            {
                "lying": sheet.is_lying,
                "annexes": [
                    {"label": label, "table": _table(table)}
                    for label, table in sheet.tables
                ],
            }
            for sheet in sheets.annex_sheets(document)
        ],
        "imprint": wording.imprint_lines(document),
    }


def _part(part: Paragraph | Table) -> dict[str, Any]:
    if isinstance(part, Table):
        return {"table": _table(part)}
    return {"level": part.level, "text": part.text}


def _title(
    lines: tuple[str, ...], largest: int, width_mm: float = measures.TEXT_WIDTH_MM
) -> dict[str, Any]:
    size = measures.title_size(lines, largest, width_mm=width_mm)
    return {"lines": lines, "size": size}


def _table(table: Table) -> dict[str, Any]:
    width_mm = sheets.text_mm(table)[0]
    return {
        "title": _title((table.title,), measures.ANNEX_TITLE_PT, width_mm),
        "head": [
            {**asdict(cell), "indent": points}
            for cell, points in fitting.head_indents(table).items()
        ],
        "rows": [[plain(run) for run in row] for row in table.rows],
        "note": table.note,
        "size": fitting.type_size(table),
        "widths": fitting.column_widths(table),
        "head_height": fitting.head_row_height(table),
        "row_height": fitting.row_height(table),
        "span": wording.total_span(table),
    }


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, dict):
        return {key: _clean(each) for key, each in value.items()}
    return (
        [_clean(each) for each in value] if isinstance(value, list | tuple) else value
    )
