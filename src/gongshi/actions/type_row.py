"""Files one record that somebody typed into a form, unless it would be returned."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError

from gongshi.actions.enter_typed import Sheet, enter_typed, filed_before, look
from gongshi.actions.mend import Actor, Saved, StillWrong
from gongshi.ledger.models import Unit

_FILE_NAME = "单条填报.json"
#: What is not worth filing: it would be returned, or is in the ledger already.
_IDLE = ("faulty", "duplicate")


def sheet_of(
    category: str, unit: Unit, cells: Mapping[str, str], actor: Actor
) -> Sheet:
    """Make a file of one record.

    Args:
        category: Key.
        unit: Whose record it is.
        cells: Field code → text, of all fields of the form; blanks stay blank.
        actor: Who files it.
    """
    return Sheet(category, unit, [dict(cells)], _FILE_NAME, actor.login, actor.key)


def type_row(sheet: Sheet, *, at: datetime | None = None) -> Saved | StillWrong:
    """File one record and judge it at once.

    Args:
        sheet: From `sheet_of`.
        at: Aware moment; now when absent.

    Raises:
        FileFault: Nothing is filled in.
    """
    if batch := filed_before(sheet):
        return Saved(batch)
    looked = look(sheet, at)
    if looked.outcomes[0] in _IDLE:
        return StillWrong(looked)
    try:
        return Saved(enter_typed(sheet, at).batch)
    except IntegrityError:
        # A double click: the other request of the same act was first.
        if batch := filed_before(sheet):
            return Saved(batch)
        raise
