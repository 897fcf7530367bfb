"""Which of the records that a file's rows point at the ledger has."""

from collections.abc import Iterable
from itertools import islice

from gongshi.intake import Batch
from gongshi.intake.folded import Folded
from gongshi.intake.normalise import normalise, normalise_column
from gongshi.ledger.among import among
from gongshi.ledger.models import Record
from gongshi.ledger.record_keys import key_of_code
from gongshi.policy.standards import Standard

#: Names asked for in one query: some hundred kilobytes of them.
_SLICE = 10_000


def records_of(file: Batch, standard: Standard) -> dict[str, frozenset[str]]:
    """Look up the records that rules of the kind `known_record` ask for.

    Args:
        file: Its columns are read.
        standard: Its rules say which fields point at which category, whose identity
            is that one field.

    Returns:
        Category → what the rows name and the ledger has.
    """
    asked = [rule for rule in standard.rules if rule.kind == "known_record"]
    return {
        str(rule.parameters["category"]): _found(
            str(rule.parameters["category"]), distinct(file, code, form)
        )
        for rule in asked
        for code in rule.fields
        if code in file.codes
        for form in (standard.field(code).form,)
    }


def distinct(file: Batch, code: str, form: str) -> set[str]:
    """Give the distinct texts of one column in normal form, blanks left out."""
    place, rows = file.codes.index(code), file.rows
    if isinstance(rows, list | Folded):
        normal = [normalise(row[place], form) for row in rows]
    else:
        normal = normalise_column(rows.to_series(place).unique(), form).to_list()
    return {each for each in normal if each}


def _found(category: str, names: Iterable[str]) -> frozenset[str]:
    found: set[str] = set()
    left = iter(names)
    while part := {key_of_code(each): each for each in islice(left, _SLICE)}:
        records = Record.objects.filter(among("key", part), category=category)
        found.update(part[each] for each in records.values_list("key", flat=True))
    return frozenset(found)
