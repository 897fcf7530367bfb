"""Opens what stands behind the figures of a bulletin: rows, or papers."""

from gongshi.actions.list_evidence import listed_evidence
from gongshi.bulletin.document import Document, Figure, plain
from gongshi.clocks.periods import month
from gongshi.ledger.facts import heads, rows_by_head
from gongshi.ledger.selecting import Selection, select


def counted(document: Document, rates: tuple[int, ...] = ()) -> list[Figure]:
    """List the counts: not what stands before %, nor in these columns of the annexes."""
    found = [
        run
        for table in document.tables
        for row in table.rows
        for at, run in enumerate(row)
        if isinstance(run, Figure) and not (table.annex and at in rates)
    ]
    for paragraph in document.paragraphs:
        after = (*paragraph.runs[1:], "")
        found += [
            run
            for run, following in zip(paragraph.runs, after, strict=True)
            if isinstance(run, Figure) and not str(following).startswith("%")
        ]
    return found


def opened(figure: Figure) -> int:
    """Count the rows or papers behind a figure, or add up what the papers say."""
    asked = dict(figure.query)
    per, period = asked.pop("per", None), month(str(asked.pop("period")))
    if "kind" in asked:
        papers, _ = listed_evidence(period, str(asked.pop("policy")), **asked)
        return len({heads()[e.unit_id] for e in papers}) if per else len(papers)
    rows = select(Selection(**asked | {"period": period}))
    return len(rows_by_head(rows)) if per else rows.count()


def said(document: Document) -> list[str]:
    """List the paragraphs as printed."""
    return ["".join(map(plain, each.runs)) for each in document.paragraphs]


def shown(document: Document, key: str) -> list[list[str]]:
    """Give the rows of a table as printed."""
    table = next(each for each in document.tables if each.key == key)
    return [[plain(run) for run in row] for row in table.rows]
