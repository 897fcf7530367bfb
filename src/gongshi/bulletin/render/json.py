"""The bulletin as JSON for programs: texts as printed, each figure with its query.

`figures[].at` is the path of the text the figure stands in, such as "paragraphs.3" or
"tables.0.rows.2.3". The keys are a contract; they are documented and do not change.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime

from gongshi.bulletin.document import (
    Document,
    Figure,
    Run,
    Span,
    Table,
    plain,
    printable,
)


def render(document: Document) -> bytes:
    """Return the bulletin as JSON, indented by two, in UTF-8 with its Chinese as it is.

    Args:
        document: The bulletin.

    Returns:
        The file, ending in a line end.
    """
    content = {
        "title": printable(document.title),
        "number": printable(document.number),
        "period": printable(document.period),
        "paragraphs": [paragraph.text for paragraph in document.paragraphs],
        "tables": [_table(table) for table in document.tables],
        "figures": list(_figures(document)),
        "as_of": document.as_of,
        "policy": document.policy,
        "rulebook": document.rulebook,
    }
    text = json.dumps(content, ensure_ascii=False, indent=2, default=_value)
    # A query may hold half a character of a broken name, which UTF-8 cannot.
    return (text + "\n").encode(errors="replace")


def _table(table: Table) -> dict[str, object]:
    over = [[_span(span) for span in line] for line in table.over]
    return {
        "key": table.key,
        "title": printable(table.title),
        # Only where there are groups: a table of one head row keeps its keys.
        **({"over": over} if over else {}),
        "header": [printable(title) for title in table.header],
        "rows": [[plain(run) for run in row] for row in table.rows],
        "note": printable(table.note),
        # Only where it stands inside the text: the place of the paragraph above it.
        **({} if table.after is None else {"after": table.after}),
    }


def _span(span: Span) -> dict[str, object]:
    return {"text": printable(span.text), "columns": span.columns}


def _figures(document: Document) -> Iterator[dict[str, object]]:
    for number, paragraph in enumerate(document.paragraphs):
        yield from _placed(f"paragraphs.{number}", paragraph.runs)
    for place, table in enumerate(document.tables):
        for line, row in enumerate(table.rows):
            for column, run in enumerate(row):
                yield from _placed(f"tables.{place}.rows.{line}.{column}", (run,))


def _placed(at: str, runs: Iterable[Run]) -> Iterator[dict[str, object]]:
    for run in runs:
        if isinstance(run, Figure):
            yield {"at": at, "text": plain(run), "query": dict(run.query)}


def _value(value: object) -> object:
    # Queries may hold days, sets of outcomes and keys of enumerations.
    if isinstance(value, date | datetime):
        return value.isoformat()
    return sorted(value) if isinstance(value, set | frozenset) else str(value)
