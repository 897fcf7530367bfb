"""Reads the register of units from a workbook or csv."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.utils import timezone

from gongshi.actions.setting_up import office
from gongshi.clocks.periods import local_day
from gongshi.errors import FileFault, UnknownName
from gongshi.identifiers import credit_code
from gongshi.intake import read
from gongshi.intake.normalise import normalise
from gongshi.ledger.models import Unit
from gongshi.ledger.selecting import UNKNOWN_UNIT
from gongshi.policy.policies import Policy, find_category, find_group, policy_in_force
from gongshi.policy.registers import load_register_standard

#: Columns of the register, in the order in which it is listed.
COLUMNS = load_register_standard("units").fields
#: What no unit may be called, since commands mean something else by it.
RESERVED = ("auto", UNKNOWN_UNIT)
#: Faults named in one sentence; more would not be read.
_MOST_FAULTS = 8


@dataclass(frozen=True)
class Row:
    """One unit as the file has it, in normal form; None where it has no such column."""

    number: int
    name: str
    code: str | None
    place: str | None
    group: str | None
    functions: list[str] | None
    aliases: list[str] | None
    #: Name; "" leaves the one that is.
    parent: str


def read_units(content: bytes, file_name: str) -> list[Row]:
    """Read a register; nothing is stored.

    Args:
        content: csv or xlsx with the columns of `COLUMNS`; only the name is needed.
        file_name: Its name.

    Returns:
        One row per unit, in the order of the file.

    Raises:
        FileFault: It cannot be read, or rows are wrong: the first of them are named.
    """
    policy = policy_in_force(office().place, local_day(timezone.now()))
    faults: list[str] = []
    rows = [
        _clean(number, row, policy, faults) for number, row in _read(content, file_name)
    ]
    faults += _relations(rows)
    if faults:
        more = f"等 {len(faults)} 处" if len(faults) > _MOST_FAULTS else ""
        told = "；".join(faults[:_MOST_FAULTS])
        raise FileFault("units", f"单位名录没有导入，请改好再来：{told}{more}。")
    return rows


def _read(content: bytes, file_name: str) -> Iterator[tuple[int, dict[str, str]]]:
    standard = load_register_standard("units")
    file = read(content, file_name=file_name, standard=standard)
    if "name" not in file.codes:
        raise FileFault("units_header", "单位名录里没有 name（名称）这一列，请补上。")
    for number, cells in zip(file.row_numbers, file.tuples(), strict=True):
        pairs = zip(file.codes, cells, strict=True)
        yield number, {code: (text or "").strip() for code, text in pairs if code}


def _clean(
    number: int, row: Mapping[str, str], policy: Policy, faults: list[str]
) -> Row:
    where = f"第 {number} 行"
    name = normalise(row["name"], "name") or ""
    code = normalise(row["code"], "code") or "" if "code" in row else None
    if not name:
        faults.append(f"{where}没有名称")
    for title, text, most in (
        ("名称", name, 200),
        ("所在地", row.get("place", ""), 64),
    ):
        if len(text) > most:
            faults.append(f"{where}的{title}超过 {most} 字")
    if code and (why := credit_code.fault(code)):
        faults.append(f"{where}「{name}」的代码 {code} 不正确（{why}）")

    def key(find: Callable[[str], str], written: str) -> str:
        try:
            return find(written) if written else ""
        except UnknownName as error:
            faults.append(f"{where}：{error.text.rstrip('。')}")
            return ""

    return Row(
        number=number,
        name=name,
        code=code,
        place=row.get("place"),
        group=key(lambda text: find_group(policy, text).key, row["group"])
        if "group" in row
        else None,
        functions=[
            key(lambda text: find_category(policy, text).key, each)
            for each in _split(row["functions"])
        ]
        if "functions" in row
        else None,
        aliases=_split(row["aliases"]) if "aliases" in row else None,
        parent=normalise(row.get("parent"), "name") or "",
    )


def _split(text: str) -> list[str]:
    return [part.strip() for part in re.split("[;；,，、|]", text) if part.strip()]


def _relations(rows: list[Row]) -> list[str]:
    """Find what is wrong between units: twice the same, no parent, a circle."""
    parents: dict[str, str | None] = dict(
        Unit.objects.values_list("name", "parent__name")
    )
    faults, names = _clashes(rows), set[str]()
    for row in rows:
        if row.name in names:
            faults.append(f"第 {row.number} 行「{row.name}」重复")
        names.add(row.name)
        parents[row.name] = row.parent or parents.get(row.name)
    for row in rows:
        if row.parent and row.parent not in parents:
            faults.append(f"第 {row.number} 行的上级单位「{row.parent}」不在名录里")
        elif _is_circle(row.name, parents):
            faults.append(f"第 {row.number} 行「{row.name}」的上级绕回了它自己")
    return faults


def _clashes(rows: list[Row]) -> list[str]:
    """Find codes, names and aliases by which two units would be meant."""
    given = {row.name for row in rows}
    others = [unit for unit in Unit.objects.all() if unit.name not in given]
    meant = {name: name for name in given} | dict.fromkeys(RESERVED, "")
    for unit in others:
        meant[unit.name] = unit.name
        meant |= dict.fromkeys([unit.code, *unit.aliases], unit.name)
    faults = []
    for row in rows:
        for word in dict.fromkeys([row.name, row.code, *(row.aliases or ())]):
            if not word:
                continue
            if meant.setdefault(word, row.name) != row.name:
                whose = f"已是「{meant[word]}」的" if meant[word] else "是保留的名称"
                faults.append(f"第 {row.number} 行「{row.name}」的「{word}」{whose}")
    return faults


def _is_circle(name: str, parents: Mapping[str, str | None]) -> bool:
    seen, above = {name}, parents.get(name)
    while above:
        if above in seen:
            return True
        seen.add(above)
        above = parents.get(above)
    return False
