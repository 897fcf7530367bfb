"""Rows that wait are found alike, by reading all of a unit's or by asking for each."""

from collections.abc import Sequence
from datetime import datetime

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.clocks.periods import CHINA
from gongshi.ledger.models import Entry, Unit
from gongshi.ledger.waiting import Waiting, waiting_for
from tests.ledger.test_mending import OTHER, UNIT, UNITS, WRONG_CODE, WRONG_KIND, table

Told = tuple[str, str]


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def filed(unit: str, day: int, *faults: dict[str, str]) -> list[Entry]:
    """File rows that come back: one record each, by its place in the file."""
    at = datetime(2023, 12, day, 9, tzinfo=CHINA)
    came = receive(
        table(*faults),
        file_name="一周.csv",
        category="licence",
        unit=unit,
        received_at=at,
    )
    return list(Entry.objects.filter(batch=came.batch).order_by("pk"))


def found(
    entries: Sequence[Entry], *units: str, is_many: bool, category: str = "licence"
) -> Waiting:
    """Ask for rows of the same records, in a file of few rows or of many."""
    asked = [each.identity for each in entries]
    told: list[Told] = [(each.document_number, each.subject_name) for each in entries]
    if is_many:
        asked += [f"{place:032}" for place in range(50)]
    own = [Unit.objects.get(name=each).pk for each in units]
    return waiting_for(category, asked, told, own or None)


@pytest.mark.parametrize("is_many", [False, True])
def test_the_latest_row_of_the_unit_is_found_by_record_and_by_number(is_many):
    first = filed(UNIT, 4, WRONG_KIND)
    other = filed(OTHER, 5, WRONG_KIND, WRONG_CODE, WRONG_CODE)

    waiting = found(first, UNIT, is_many=is_many)
    others = found(first, OTHER, is_many=is_many)

    named = first[0].document_number, first[0].subject_name
    assert waiting == ({first[0].identity: first[0].pk}, {named: first[0].pk})
    assert others == ({first[0].identity: other[0].pk}, {named: other[0].pk})


@pytest.mark.parametrize("is_many", [False, True])
def test_rows_of_another_category_do_not_wait(is_many):
    first = filed(UNIT, 4, WRONG_KIND)

    assert found(first, UNIT, is_many=is_many, category="penalty") == ({}, {})


@pytest.mark.parametrize("is_many", [False, True])
def test_rows_of_nobody_wait_for_everybody(is_many):
    nobody = {"XK_LYDW": "", "XK_LYDWDM": "", "XK_XKJG": "", "XK_XKJGDM": ""}
    first = filed("auto", 4, nobody, nobody, nobody)

    by_identity, _ = found(first[:1], OTHER, is_many=is_many)

    assert by_identity == {first[0].identity: first[0].pk}


def test_whoever_files_for_all_finds_the_rows_of_all():
    first = filed(UNIT, 4, WRONG_KIND)
    later = filed(OTHER, 5, WRONG_KIND)

    by_identity, _ = found(first, is_many=False)

    assert by_identity == {first[0].identity: later[0].pk}
