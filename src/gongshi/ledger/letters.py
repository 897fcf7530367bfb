"""The register of letters: hands out running numbers, and never takes one back."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.db.models import Max, QuerySet

from gongshi.ledger.models import Letter, Office


def enter_letter(letter: Letter, write: Callable[[int], str]) -> Letter:
    """Enter a letter under the next number of its kind and year.

    Args:
        letter: Everything but its number.
        write: Writes a serial as a document number.

    Returns:
        The line of the register. A letter that is there already, word for word with the
        same day, keeps the number it has.
    """
    with transaction.atomic():
        # One writer at a time gives numbers, on either database.
        Office.objects.select_for_update().first()
        series = Letter.objects.filter(
            place=letter.place, kind=letter.kind, year=letter.year
        )
        known = series.filter(
            unit=letter.unit_id,
            period=letter.period,
            signed_on=letter.signed_on,
            text_hash=letter.text_hash,
        ).first()
        if known is not None:
            return known
        letter.serial = (series.aggregate(last=Max("serial"))["last"] or 0) + 1
        letter.number = write(letter.serial)
        letter.save(force_insert=True)
    return letter


def registered_letters(**asked: object) -> QuerySet[Letter]:
    """Select letters of the register, the first first, with their units.

    Args:
        asked: place, kind, unit, period; what is empty asks nothing.
    """
    wanted = {key: value for key, value in asked.items() if value}
    return Letter.objects.filter(**wanted).select_related("unit")
