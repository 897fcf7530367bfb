"""Bulletins as pages and files show them: figures that open their rows, and downloads."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe

from gongshi.bulletin.document import Document, Figure
from gongshi.desks import exports, links

#: Format → type of the file.
_TYPES = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "xlsx": exports.XLSX,
}


def link(figure: Figure) -> str | None:
    """Give the address of what stands behind a figure."""
    return links.behind(figure.query) if figure.query else None


def paper(document: Document) -> SafeString:
    """Draw a bulletin as paper."""
    from gongshi.bulletin.render.html import article

    # The renderer escapes every text itself.
    return mark_safe(article(document, link=link))


def paper_file(document: Document, form: str, name: str) -> HttpResponse:
    """Answer with a bulletin as a file."""
    from gongshi.bulletin.render import render  # brings the renderers along

    response = HttpResponse(render(document, form), content_type=_TYPES[form])
    return exports.attached(response, f"{name}.{form}")
