"""What the ledger says to decisions seen in media: who is here, and records like them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce

from gongshi.identifiers import document_number
from gongshi.ledger.models import Entry, Withdrawal
from gongshi.ledger.units import Register
from gongshi.oversight.exposures.items import Here
from gongshi.oversight.exposures.weighing import Known
from gongshi.policy.standards import load_standard

#: Names that are looked for one by one; for more, all rows are read once.
_FEW = 20
#: Rows of a prefix by which its unit is told.
_SOME = 50


@dataclass(frozen=True)
class Wanted:
    """One decision that was seen, as far as records are looked up by it."""

    number: str
    subject: str
    decided_on: date | None
    #: The part of the party's name that tells it from others.
    core: str


def here_of(register: Register) -> Here:
    """Tell whose decisions are ours: names of the register, prefixes of the ledger."""
    names = {
        name: unit.pk
        for unit in {unit.pk: unit for unit in register.by_name.values()}.values()
        for name in (unit.name, *unit.aliases)
    }
    return Here(names, frozenset(map(document_number.stem, prefixes())))


def prefixes() -> set[str]:
    """List the prefixes of all numbers in the ledger, as they are spelled."""
    used = Entry.objects.exclude(series_prefix="").order_by()
    return set(used.values_list("series_prefix", flat=True).distinct())


def units_of_prefixes(numbers: Iterable[str]) -> dict[str, int]:
    """Tell which unit alone files numbers of a prefix.

    Returns:
        Stem of the prefix → id of the unit; a prefix of several has none.
    """
    found: dict[str, set[int]] = {}
    parsed = {each for one in numbers if (each := document_number.parse(one))}
    for prefix, stem in {(each.prefix, each.stem) for each in parsed}:
        filed = Entry.objects.filter(series_prefix=prefix).exclude(unit=None)
        units = filed.order_by().values_list("unit_id", flat=True)[:_SOME]
        found.setdefault(stem, set()).update(units)
    return {stem: units.pop() for stem, units in found.items() if len(units) == 1}


def records_like(
    wanted: Sequence[Wanted], near_days: int, register: Register
) -> list[tuple[int, Known]]:
    """List rows that may be decisions which were seen; many more than are.

    Rows that were returned or wait tell of their decision as well; repeats and
    withdrawn rows do not.

    Returns:
        Id of the entry, and what it says; each once.
    """
    asked = [
        each
        for each in (_by_number(wanted), _by_day(wanted, near_days), _by_name(wanted))
        if each is not None
    ]
    if not asked:
        return []
    rows = Entry.objects.filter(reduce(or_, asked)).exclude(outcome="duplicate")
    rows = rows.filter(~Exists(Withdrawal.objects.filter(entry=OuterRef("pk"))))
    return list(_told(rows, register))


def _by_number(wanted: Sequence[Wanted]) -> Q | None:
    numbers = [document_number.parse(each.number) for each in wanted if each.number]
    found = [each for each in numbers if each is not None]
    if not found:
        return None
    stems = {each.stem for each in found}
    spelled = [each for each in prefixes() if document_number.stem(each) in stems]
    return Q(
        series_prefix__in=spelled,
        series_year__in={each.year for each in found},
        series_serial__in={each.serial for each in found},
    )


def _by_day(wanted: Sequence[Wanted], near_days: int) -> Q | None:
    near = timedelta(days=near_days)
    days = sorted(
        {each.decided_on for each in wanted if each.decided_on and each.subject}
    )
    spans: list[tuple[date, date]] = []
    for day in days:
        first = day - near
        if spans and first <= spans[-1][1]:
            first = spans.pop()[0]
        spans.append((first, day + near))
    return reduce(or_, (Q(decided_on__range=each) for each in spans)) if spans else None


def _by_name(wanted: Sequence[Wanted]) -> Q | None:
    cores = {each.core for each in wanted if each.core and not each.decided_on}
    if len(cores) > _FEW:
        return Q(pk__gt=0)
    found = (Q(subject_name__contains=each) for each in cores)
    return reduce(or_, found) if cores else None


def _told(rows: QuerySet[Entry], register: Register) -> Iterator[tuple[int, Known]]:
    for category in rows.order_by().values_list("category", flat=True).distinct():
        role = load_standard(category).roles.get("authority")
        made = KeyTextTransform(role, "row") if role else Value("")
        blank = Value("", TextField())
        told = rows.filter(category=category).annotate(made=Coalesce(made, blank))
        for pk, number, subject, decided, unit, by in told.values_list(
            "pk", "document_number", "subject_name", "decided_on", "unit_id", "made"
        ).iterator(10_000):
            yield pk, Known(number, subject, authority_key(by, unit, register), decided)


def authority_key(name: str, unit: int | None, register: Register) -> str:
    """Tell authorities apart: by the unit of the register that bears the name."""
    named = register.by_name.get(name)
    if named is not None:
        return f"{named.pk}"
    return f"{unit}" if unit else name
