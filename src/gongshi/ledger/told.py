"""What the rows of a file tell by themselves, whatever the ledger holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from gongshi.checks import Checked
from gongshi.checks.identity import content, identity
from gongshi.identifiers import document_number
from gongshi.intake.normalise import parse_date
from gongshi.ledger.canonical import json_text
from gongshi.ledger.models import Unit
from gongshi.ledger.record_keys import hashed, key_of
from gongshi.ledger.units import Register

Row = Mapping[str, str | None]


@dataclass(frozen=True)
class Told:
    """One of each a row, in the order of the file."""

    #: Cells of its entry, those that the row alone fills in.
    cells: list[dict[str, Any]]
    #: Hashes of what names its record, and of all of it.
    identities: list[str]
    contents: list[str]
    #: Keys of those records.
    keys: list[str]
    decided: list[date | None]


def tell(checked: Checked, register: Register, reporter: Unit | None) -> Told:
    """Take from each row what it tells.

    Args:
        checked: Its rows in normal form are read.
        register: Says whose a row is that nobody in particular filed.
        reporter: Who filed them; None when every row tells its own unit.
    """
    told, teller = Told([], [], [], [], []), _Teller(checked, register, reporter)
    for row in checked.rows:
        cells, decided_on = teller.cells(row)
        told.cells.append(cells)
        told.identities.append(cells["identity"])
        told.contents.append(cells["content"])
        told.keys.append(teller.key(cells))
        told.decided.append(decided_on)
    return told


class _Teller:
    """Reads rows of one file."""

    def __init__(
        self, checked: Checked, register: Register, reporter: Unit | None
    ) -> None:
        self.standard = checked.standard
        self.register, self.reporter = register, reporter
        # A file has few days, and many rows of each.
        self.day = cache(parse_date)
        roles = self.standard.roles
        #: What entries keep in columns of their own, or not at all.
        self.kept = {roles.get("name"), roles.get("document_number"), "#surplus"}

    def cells(self, row: Row) -> tuple[dict[str, Any], date | None]:
        standard = self.standard
        # One thing after the other, so that each number is taken apart once.
        named = hashed(identity(row, standard))
        said = hashed(content(row, standard))
        number = standard.text(row, "document_number") or ""
        series = document_number.parse(number)
        decided_on = self.day(standard.text(row, "decided"))
        cells = {
            "unit_id": self._unit_id(row),
            "category": standard.key,
            "identity": named,
            "content": said,
            "subject_name": standard.text(row, "name") or "",
            "subject_code": (standard.text(row, "code") or "")[:64],
            "document_number": number,
            "series_prefix": series.prefix if series else "",
            "series_year": series.year if series else None,
            "series_serial": series.serial if series else "",
            "decided_on": decided_on and decided_on.isoformat(),
            # As seals have it.
            "row": json_text(
                {
                    code: text
                    for code, text in row.items()
                    if text is not None and code not in self.kept
                }
            ),
        }
        return cells, decided_on

    def key(self, cells: Mapping[str, Any]) -> str:
        return key_of(cells["identity"], cells["document_number"], self.standard)

    def _unit_id(self, row: Row) -> int | None:
        if self.reporter is not None:
            return self.reporter.pk
        unit = self.register.of_row(row, self.standard)
        return unit.pk if unit else None
