"""Reads a table of papers, one in each row: the unit, and what the paper says of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongshi.actions.attachments import Attachment
from gongshi.actions.paper_values import read_values
from gongshi.errors import FileFault, UnknownName
from gongshi.intake import Batch, read
from gongshi.ledger.models import Unit
from gongshi.ledger.units import Register
from gongshi.policy.papers import Paper
from gongshi.policy.registers import (
    RegisterField,
    RegisterStandard,
    load_register_standard,
)

#: Faults named in one sentence; more would not be read.
_MOST_FAULTS = 8


@dataclass(frozen=True)
class Told:
    """What one paper says of one unit."""

    unit: Unit
    #: Key of the field → whole number, text or ISO day.
    values: Mapping[str, object]


def read_papers(
    table: Attachment, paper: Paper, register: Register, *, is_met: bool = True
) -> list[Told]:
    """Read a table of papers.

    Args:
        table: csv or xlsx with a column of units and one for each field.
        paper: Declares the fields; a unit stands twice only where papers add up.
        register: Of the units.
        is_met: Whether they are granted.

    Raises:
        FileFault: It cannot be read, or rows are wrong: the first of them are named.
    """
    faults: list[str] = []
    rows = [
        _row(*each, paper, register, faults, is_met=is_met)
        for each in _read(table, paper)
    ]
    found = [each for each in rows if each]
    names = Counter(each.unit.name for each in found)
    if not paper.adds_up:
        faults += [f"「{name}」重复" for name, times in names.items() if times > 1]
    refuse_faults(paper, faults)
    return found


def refuse_faults(paper: Paper, faults: list[str]) -> None:
    """Refuse papers of which something is wrong.

    Raises:
        FileFault: Anything is; the first faults are named.
    """
    if faults:
        more = f"等 {len(faults)} 处" if len(faults) > _MOST_FAULTS else ""
        told = "；".join(faults[:_MOST_FAULTS])
        raise FileFault("paper", f"「{paper.title}」没有存，请改好再来：{told}{more}。")


def _row(
    number: int,
    row: Mapping[str, str],
    paper: Paper,
    register: Register,
    faults: list[str],
    *,
    is_met: bool,
) -> Told | None:
    where = f"第 {number} 行"
    try:
        unit = register.find(row["unit"])
    except UnknownName:
        faults.append(f"{where}：单位名录里没有「{row['unit']}」")
        return None
    values, wrong = read_values(paper, row, is_met=is_met)
    if wrong:
        faults.append(f"{where}「{unit.name}」：{'，'.join(wrong)}")
    return Told(unit, values)


def _read(table: Attachment, paper: Paper) -> Iterator[tuple[int, dict[str, str]]]:
    standard = _columns(paper)
    needed = ["unit", *(each.key for each in paper.fields if each.required)]
    titles = {each.code: each.title for each in standard.fields}
    wrong = (
        f"「{table.name}」不是「{paper.title}」的表：表头应有 {'、'.join(needed)}"
        f"（或 {'、'.join(titles[each] for each in needed)}），什么都没有存。"
    )
    try:
        file = read(table.content, file_name=table.name, standard=standard)
    except FileFault as fault:
        if fault.code == "no_header":
            raise FileFault("register_header", wrong) from fault
        raise
    if set(needed) - set(file.codes):
        raise FileFault("register_header", wrong)
    _refuse_surplus(file, table, paper)
    for number, cells in zip(file.row_numbers, file.tuples(), strict=True):
        pairs = zip(file.codes, cells, strict=True)
        yield number, {code: (text or "").strip() for code, text in pairs if code}


def _refuse_surplus(file: Batch, table: Attachment, paper: Paper) -> None:
    """Refuse what would be left out: columns the paper does not have, stray cells."""
    pairs = zip(file.headers, file.codes, strict=True)
    faults = [f"「{header}」这一列没有用处" for header, code in pairs if code is None]
    faults += [
        f"第 {each.row_number} 行多出一格「{each.text}」"
        for each in file.damage
        if each.kind == "surplus"
    ]
    if faults:
        columns = "、".join(each.title for each in _columns(paper).fields)
        refuse_faults(paper, [*faults, f"「{table.name}」应有的列是 {columns}"])


def _columns(paper: Paper) -> RegisterStandard:
    """Give the columns of a table: the unit's, as every such table has it, and the fields."""
    unit = load_register_standard("register_checks").fields[0]
    fields = [RegisterField(e.key, e.title, e.aliases) for e in paper.fields]
    return RegisterStandard(paper.key, paper.title, "", (unit, *fields))
