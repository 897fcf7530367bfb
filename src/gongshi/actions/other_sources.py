"""Rows of a filing that name another unit than the one that files them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from gongshi.checks.checking import raw_rows
from gongshi.clocks.periods import local_day
from gongshi.errors import FileFault
from gongshi.intake import read
from gongshi.intake.normalise import normalise
from gongshi.ledger.known import cell_of
from gongshi.ledger.models import Batch, Unit
from gongshi.ledger.pages import entries_of
from gongshi.ledger.units import load_register
from gongshi.policy.standards import Standard, load_standard, load_standards

#: Names that are told; further ones are only counted.
_MOST_NAMES = 3
#: A longer batch is not read through for a page.
_MOST_ROWS = 20_000
_ROLES = ("source", "source_code", "authority", "authority_code")


@dataclass(frozen=True)
class OtherSources:
    """How many rows are of other units by what they say, and of which."""

    rows: int
    unit: str
    names: tuple[str, ...]
    is_more: bool

    @property
    def told(self) -> str:
        """Say it in one sentence."""
        listed = "、".join(self.names) + ("等" if self.is_more else "")
        return f"{self.rows} 行写的数据来源单位不是{self.unit}（{listed}）"


def among(
    rows: Iterable[tuple[Mapping[str, str | None], int]],
    standard: Standard,
    reporter: Unit,
) -> OtherSources | None:
    """Find the rows that are another unit's by the register.

    Args:
        rows: In normal form, and how many are like it.
        standard: Says which fields name the source and the authority.
        reporter: Who files. What its own tree reports is never another's, and of names
            that the register does not know nothing can be said.

    Source: 校验规则 S-17: an account reports for the units that it is bound to.
    """
    register = load_register()
    units = {each.pk: each for each in register.by_name.values()}
    own = _top(reporter, units)
    found: Counter[str] = Counter()
    for row, count in rows:
        unit = register.of_row(row, standard)
        if unit and _top(unit, units) != own:
            found[unit.name] += count
    if not found:
        return None
    names = tuple(name for name, _ in found.most_common(_MOST_NAMES))
    return OtherSources(
        found.total(), reporter.name, names, is_more=len(found) > len(names)
    )


def _top(unit: Unit, units: Mapping[int, Unit]) -> int:
    """Go up the tree to its head."""
    while unit.parent_id is not None:
        unit = units[unit.parent_id]
    return unit.pk


def in_file(
    content: bytes, *, file_name: str, category: str, reporter: Unit
) -> OtherSources | None:
    """Find such rows in a file; None too where it cannot be read."""
    on = local_day(timezone.now())
    standard = load_standard(category, on)
    try:
        file = read(
            content, file_name=file_name, standard=standard, others=load_standards(on)
        )
    except FileFault:
        return None
    codes = [standard.roles[role] for role in _roles(standard)]
    forms = {code: standard.field(code).form for code in codes}
    rows = (
        ({code: normalise(raw.get(code), form) for code, form in forms.items()}, 1)
        for raw in raw_rows(file)
    )
    return among(rows, standard, reporter)


def in_batch(batch: Batch) -> OtherSources | None:
    """Find such rows in a batch that was entered."""
    if batch.unit is None or batch.received > _MOST_ROWS:
        return None
    standard = load_standard(batch.category, local_day(batch.received_at))
    roles = _roles(standard)
    said = (
        entries_of(batch)
        .order_by()
        .annotate(**{f"said_{role}": cell_of(standard, role) for role in roles})
    )
    counted = said.values_list(*(f"said_{role}" for role in roles)).annotate(
        rows=Count("*")
    )
    codes = [standard.roles[role] for role in roles]
    told = ((dict(zip(codes, said, strict=True)), rows) for *said, rows in counted)
    return among(told, standard, batch.unit)


def _roles(standard: Standard) -> list[str]:
    """List the roles of fields that say whose a row is."""
    return [role for role in _ROLES if role in standard.roles]
