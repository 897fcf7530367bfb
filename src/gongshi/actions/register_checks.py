"""Reads a table of register checks: rows due, and those of them that never came."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongshi.actions.attachments import Attachment
from gongshi.errors import FileFault, UnknownName
from gongshi.intake import read
from gongshi.ledger.models import Unit
from gongshi.ledger.units import Register
from gongshi.policy.registers import load_register_standard

_HEADERS = "unit、due、concealed（或 单位、应报送、瞒报）"
#: Faults named in one sentence; more would not be read.
_MOST_FAULTS = 8


@dataclass(frozen=True)
class RegisterCheck:
    """One unit's register compared with the ledger."""

    unit: Unit
    #: Rows that it says were due, and those of them that are concealed.
    due: int
    concealed: int


def read_register_checks(table: Attachment, register: Register) -> list[RegisterCheck]:
    """Read a table of register checks.

    Args:
        table: csv or xlsx with the columns unit, due and concealed.
        register: Of the units.

    Raises:
        FileFault: It cannot be read, or rows are wrong: the first of them are named.
    """
    faults: list[str] = []
    rows = [_row(*each, register, faults) for each in _read(table)]
    found = [each for each in rows if each]
    names = [each.unit.name for each in found]
    twice = (name for name, times in Counter(names).items() if times > 1)
    faults += [f"「{name}」重复" for name in twice]
    if faults:
        more = f"等 {len(faults)} 处" if len(faults) > _MOST_FAULTS else ""
        told = "；".join(faults[:_MOST_FAULTS])
        raise FileFault("register", f"台账核对结果没有存，请改好再来：{told}{more}。")
    return found


def _row(
    number: int, row: Mapping[str, str], register: Register, faults: list[str]
) -> RegisterCheck | None:
    where = f"第 {number} 行"
    due, concealed = row["due"], row["concealed"]
    try:
        unit = register.find(row["unit"])
    except UnknownName:
        faults.append(f"{where}：单位名录里没有「{row['unit']}」")
        return None
    if not (_is_count(due) and _is_count(concealed)) or int(concealed) > int(due):
        faults.append(
            f"{where}「{unit.name}」的应报送「{due}」、瞒报「{concealed}」应为整数，"
            "瞒报不多于应报送"
        )
        return None
    return RegisterCheck(unit, int(due), int(concealed))


def _is_count(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < len(str(2**31))


def _read(table: Attachment) -> Iterator[tuple[int, dict[str, str]]]:
    standard = load_register_standard("register_checks")
    wrong = f"「{table.name}」不是台账核对结果：表头应为 {_HEADERS}，什么都没有存。"
    try:
        file = read(table.content, file_name=table.name, standard=standard)
    except FileFault as fault:
        if fault.code == "no_header":
            raise FileFault("register_header", wrong) from fault
        raise
    if {each.code for each in standard.fields} - set(file.codes):
        raise FileFault("register_header", wrong)
    for number, cells in zip(file.row_numbers, file.tuples(), strict=True):
        pairs = zip(file.codes, cells, strict=True)
        yield number, {code: (text or "").strip() for code, text in pairs if code}
