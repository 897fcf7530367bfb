"""The register of units as checks and receipts ask it: by code, by name, by alias."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from gongshi.checks.cells import Subjects, Surroundings
from gongshi.errors import UnknownName
from gongshi.intake.normalise import normalise
from gongshi.ledger.history import units_on
from gongshi.ledger.models import Unit, UnitChange
from gongshi.policy.standards import Standard


@dataclass(frozen=True)
class Register:
    """All units, findable by every code and name they have."""

    by_code: Mapping[str, Unit]
    #: Names and aliases in normal form.
    by_name: Mapping[str, Unit]

    def find(self, written: str) -> Unit:
        """Find a unit by code, name or alias.

        Raises:
            UnknownName: There is none; the text says how to look.
        """
        unit = self.by_code.get(written.strip().upper()) or self.by_name.get(
            _plain(written)
        )
        if unit is None:
            raise unknown_unit(written)
        return unit

    def of_row(self, row: Mapping[str, str | None], standard: Standard) -> Unit | None:
        """Tell which unit reports a row: its source before the authority.

        Returns:
            None when the register knows none of them.
        """
        for who in ("source", "authority"):
            code, name = standard.text(row, f"{who}_code"), standard.text(row, who)
            unit = self.by_code.get(code or "") or self.by_name.get(name or "")
            if unit:
                return unit
        return None

    def surroundings(
        self,
        on: date,
        *,
        by_source: bool,
        subjects: Subjects | None = None,
        records: Mapping[str, frozenset[str]] | None = None,
    ) -> Surroundings:
        """Give checks the register.

        Args:
            on: The day of checking.
            by_source: Whether rows have to tell their unit.
            subjects: What the subject library says of the rows; None = not asked.
            records: What the ledger has of the records that the rows point at; None
                = not asked.
        """
        named: dict[str, set[str]] = {}
        loose: set[str] = set()
        for name, unit in self.by_name.items():
            (named.setdefault(unit.code, set()) if unit.code else loose).add(name)
        units = frozenset((code, frozenset(names)) for code, names in named.items())
        plain = _plainly(on, units, frozenset(loose), by_source=by_source)
        if not (subjects and subjects.count) and not records:
            return plain
        return replace(plain, subjects=subjects or Subjects(), records=records or {})


@lru_cache(maxsize=8)
def _plainly(
    on: date,
    units: frozenset[tuple[str, frozenset[str]]],
    names: frozenset[str],
    *,
    by_source: bool,
) -> Surroundings:
    """Give the same surroundings for the same register: checks keep much by them."""
    return Surroundings(on, dict(units), names, by_source)


def unknown_unit(written: str) -> UnknownName:
    """Say that there is no such unit, and how to look."""
    return UnknownName(
        "unknown_unit",
        f"单位名录里没有「{written}」，"
        "请用 gongshi units list 查看名录，或先用 gongshi units import 导入。",
    )


def find_ever(written: str) -> Unit:
    """Find a unit as `Register.find` does, or by a name that it had and lost.

    Raises:
        UnknownName: There is none.
    """
    try:
        return load_register().find(written)
    except UnknownName:
        once = UnitChange.objects.filter(old_name=_plain(written))
        if (last := once.select_related("unit").last()) is None:
            raise
        return last.unit


def ids_by_name() -> dict[str, int]:
    """Map every name that a unit has or had to its id; the present ones win."""
    once = UnitChange.objects.values_list("old_name", "unit_id")
    return dict(once) | {unit.name: pk for pk, unit in units_on().items()}


def load_register() -> Register:
    """Read the register; a name wins over another unit's alias."""
    units = units_on().values()
    aliases = {_plain(alias): unit for unit in units for alias in unit.aliases}
    return Register(
        by_code={unit.code: unit for unit in units if unit.code},
        by_name=aliases | {_plain(unit.name): unit for unit in units},
    )


def _plain(name: str) -> str:
    return normalise(name, "name") or ""
