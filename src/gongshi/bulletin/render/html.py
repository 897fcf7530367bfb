"""The bulletin as an HTML page: the red-head paper of the office desk, without script.

The page asks nothing of other hosts and carries its style with it. The classes are those
of the desk's paper, so the desk can show `article`.
"""

from collections.abc import Callable, Iterable, Iterator
from html import escape
from importlib.resources import files

from gongshi.bulletin.document import Document, Figure, Run, Table, plain, printable
from gongshi.bulletin.gongwen import columns, sheets, wording

#: A red head of more characters is set smaller, so that its line is not wider than
#: the rule below it.
_LONG_HEAD = 18
_CLASSES = ("", ' class="h1"', ' class="h2"')
Link = Callable[[Figure], str | None]
#: Gives what a page puts behind a paragraph of the text, by its place from 0: HTML.
Beside = Callable[[int], str]


def render(document: Document, *, link: Link | None = None) -> bytes:
    """Return the bulletin as a whole page.

    Args:
        document: The bulletin.
        link: Gives the address that opens a figure's rows; None leaves it plain text.

    Returns:
        UTF-8.
    """
    is_lying = any(sheet.is_lying for sheet in sheets.annex_sheets(document))
    style = "".join(map(_style, ["paper.css", "lying.css"][: 1 + is_lying]))
    page = (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="description" content="{escape(wording.origin(document))}">\n'
        f"<title>{_text(document.title)}</title>\n<style>\n{style}</style>\n</head>\n"
        f"<body>\n<main>\n{article(document, link=link)}\n</main>\n</body>\n</html>\n"
    )
    return page.encode()


def article(
    document: Document, *, link: Link | None = None, beside: Beside | None = None
) -> str:
    """Return the paper alone, to stand in a page.

    Args:
        document: The bulletin.
        link: Gives the address that opens a figure's rows; None leaves it plain text.
        beside: Puts something behind each paragraph; it then bears an id, `p1` and on.

    Returns:
        One `article` element.
    """
    parts = [*_head(document), *_body(document, link, beside), *_foot(document, link)]
    inside = "\n".join(part for part in parts if part)
    return f'<article class="paper">\n{inside}\n</article>'


def _style(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _head(document: Document) -> Iterator[str]:
    yield _p(
        document.organ, "head long" if len(document.organ) > _LONG_HEAD else "head"
    )
    yield _p(document.number, "no to")
    yield "<hr>"
    lines = '<br class="w">'.join(_text(line) for line in document.title_lines)
    yield f'<h2 class="title">{lines}</h2>'
    yield _p(document.recipients, "to")


def _body(
    document: Document, link: Link | None, beside: Beside | None
) -> Iterator[str]:
    at = 0
    for part in wording.text_parts(document):
        if isinstance(part, Table):
            yield _table(part, link)
            continue
        text = _runs(part.runs, link)
        name, extra = (f' id="p{at + 1}"', beside(at)) if beside else ("", "")
        yield f"<p{_CLASSES[part.level]}{name}>{text}{extra}</p>"
        at += 1


def _foot(document: Document, link: Link | None) -> Iterator[str]:
    for line in wording.attachment_lines(document):
        yield _p(line, "attachment")
    yield _p(document.signed_by, "signed")
    yield _p(wording.chinese_date(document.signed_on), "signed")
    yield _p(wording.note_line(document))
    for sheet in sheets.annex_sheets(document):
        parts = [part for each in sheet.tables for part in _annex(*each, link)]
        if sheet.is_lying:
            # A narrow screen scrolls it, also by keys.
            name = escape(wording.annex_label(document, sheet.tables[0][1]))
            opened = f'<section class="lying" tabindex="0" aria-label="{name}">'
            parts = [opened, *parts, "</section>"]
        yield from parts
    for left, right in wording.imprint_lines(document):
        yield _p(f"{left} {right}".strip(), "imprint to")


def _annex(label: str, table: Table, link: Link | None) -> Iterator[str]:
    yield _p(label, "annex to h1")
    yield _table(table, link)


def _table(table: Table, link: Link | None) -> str:
    heads = "\n".join(map(_head_row, columns.head_cells(table)))
    last = len(table.rows) - 1 if table.total else None
    rows = "\n".join(
        _row(row, link, total_span=wording.total_span(table) if at == last else 0)
        for at, row in enumerate(table.rows)
    )
    title = f"<caption>{_text(table.title)}</caption>\n" if table.title else ""
    return (
        f'<table class="dense">\n{title}'
        f"{_groups(table)}<thead>{heads}</thead>\n<tbody>\n{rows}\n</tbody>\n</table>"
        + ("\n" + _p(table.note, "note to") if table.note else "")
    )


def _groups(table: Table) -> str:
    # A title of the scope "colgroup" must stand in a group of columns.
    lowest = table.over[-1] if table.over else ()
    return "".join(f'<colgroup span="{span.columns}">' for span in lowest)


def _head_row(cells: Iterable[columns.Cell]) -> str:
    return "<tr>" + "".join(map(_head_cell, cells)) + "</tr>"


def _head_cell(cell: columns.Cell) -> str:
    scope = "colgroup" if cell.columns > 1 else "col"
    spans = (("colspan", cell.columns), ("rowspan", cell.rows))
    marks = "".join(f' {name}="{count}"' for name, count in spans if count > 1)
    return f'<th scope="{scope}"{marks}>{_text(cell.text)}</th>'


def _row(row: tuple[Run, ...], link: Link | None, *, total_span: int) -> str:
    if not total_span:
        return (
            "<tr>" + "".join(f"<td>{_runs((run,), link)}</td>" for run in row) + "</tr>"
        )
    span = f' colspan="{total_span}"' if total_span > 1 else ""
    head = f'<th scope="row"{span}>{_runs(row[:1], link)}</th>'
    cells = "".join(f"<td>{_runs((run,), link)}</td>" for run in row[total_span:])
    return f'<tr class="sum">{head}{cells}</tr>'


def _runs(runs: Iterable[Run], link: Link | None) -> str:
    return "".join(_run(run, link) for run in runs)


def _run(run: Run, link: Link | None) -> str:
    address = link(run) if link and isinstance(run, Figure) else None
    text = escape(plain(run))
    return (
        f'<a class="fig-link" href="{escape(address)}">{text}</a>' if address else text
    )


def _p(text: str, classes: str = "") -> str:
    if not text:
        return ""
    return (
        f'<p class="{classes}">{_text(text)}</p>'
        if classes
        else f"<p>{_text(text)}</p>"
    )


def _text(text: str) -> str:
    return escape(printable(text))
