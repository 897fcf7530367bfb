"""Workbooks: every visible sheet; lines of one cell are text, of several a table."""

from gongshi.bulletin.audit.numbers import in_cell
from gongshi.bulletin.audit.readers import faults
from gongshi.bulletin.audit.writing import Grid, Paragraph, Writing, grid
from gongshi.intake.formats import xlsx

#: Rows of all sheets together; a bulletin has some hundred.
_MOST_ROWS = 20_000


def read(content: bytes, name: str) -> Writing:
    """Read a workbook behind intake's guard.

    Raises:
        FileFault: What the guard refuses.
    """
    sheets = xlsx.visible_sheets(content)
    if sum(sheet.rows for sheet in sheets) > _MOST_ROWS:
        raise faults.too_large(name)
    blocks = [
        block
        for sheet in sheets
        for block in _blocks(f"工作表「{sheet.name}」", sheet.lines())
    ]
    return Writing(tuple(blocks))


def _blocks(
    place: str, lines: list[tuple[int, tuple[str | None, ...]]]
) -> list[Paragraph | Grid]:
    rows = [(number, [cell or "" for cell in cells]) for number, cells in lines]
    many = [sum(bool(cell.strip()) for cell in cells) > 1 for _, cells in rows]
    blocks: list[Paragraph | Grid] = []
    at = 0
    while at < len(rows):
        if not many[at]:
            number, cells = rows[at]
            text = next((cell for cell in cells if cell.strip()), "")
            if text:
                blocks.append(Paragraph(text.strip(), f"{place}第 {number} 行"))
            at += 1
            continue
        end = _end(rows, many, at)
        table = rows[at:end]
        numbers = [number for number, _ in table]
        blocks.append(grid([cells for _, cells in table], place, numbers))
        at = end
    return blocks


def _end(rows: list[tuple[int, list[str]]], many: list[bool], at: int) -> int:
    """Find the end of a table: lines of one cell inside it belong to it."""
    end = at + 1
    while end < len(rows):
        if many[end]:
            end += 1
            continue
        after = next((n for n in range(end, len(rows)) if many[n]), None)
        # After a title comes a row of heads; after a line inside, a row with numbers.
        if after is None or not any(in_cell(cell) for cell in rows[after][1]):
            break
        end = after
    return end
