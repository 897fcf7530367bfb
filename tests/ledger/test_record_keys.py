"""Records are kept by what their numbers begin with; no identity has two keys."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.actions.import_units import import_units
from gongshi.checks.identity import identity
from gongshi.ledger.known import record_of
from gongshi.ledger.models import Entry, Record
from gongshi.ledger.record_keys import NEAR, hashed, key_of, keys_of
from gongshi.ledger.verifying import wrong_records
from gongshi.policy.standards import load_standard, load_standards
from tests.ledger.test_mending import UNITS, submit
from tests.ledger.test_series import numbered
from tests.properties.test_document_numbers import TEXTS, mutated

MOMENT = datetime(2023, 12, 5, 1, tzinfo=UTC)
LICENCE = load_standard("licence", MOMENT.date())
NUMBER = LICENCE.roles["document_number"]


def key(number: str, subject: str = "甲") -> str:
    row = {NUMBER: number, LICENCE.roles["name"]: subject}
    return key_of(hashed(identity(row, LICENCE)), number, LICENCE)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("示许〔2023〕6号", "示许〔2023〕1207号"),
        ("示许〔2023〕6号", "示许[2023]第007号"),
        ("无", "无"),
        ("", ""),
    ],
)
def test_records_of_one_series_stand_side_by_side(one, other):
    assert key(one)[:NEAR] == key(other, "乙")[:NEAR]
    assert key(one) != key(other, "乙")


@pytest.mark.parametrize(
    ("one", "other"),
    [("示许〔2023〕6号", "示许〔2024〕6号"), ("示许〔2023〕6号", "示罚〔2023〕6号")],
)
def test_another_series_stands_elsewhere(one, other):
    assert key(one)[:NEAR] != key(other)[:NEAR]


def test_one_number_spelled_twice_is_one_record():
    assert key("示许〔2023〕6号") == key("示许[2023]第006号")


@given(
    numbers=st.lists(TEXTS | mutated(), max_size=8),
    category=st.sampled_from([each.key for each in load_standards(MOMENT.date())]),
)
@settings(max_examples=300, deadline=None)
def test_many_keys_are_those_of_single_rows(numbers, category):
    standard = load_standard(category, MOMENT.date())
    told = [
        (category, MOMENT, hashed(f"{at}"), each) for at, each in enumerate(numbers)
    ]

    assert keys_of(told) == [key_of(each[2], each[3], standard) for each in told]


@pytest.fixture
def filed(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")
    submit(numbered(*(f"示许〔2023〕{each}号" for each in range(1, 6))), "2023-12-05")


@pytest.mark.usefixtures("filed")
def test_every_row_finds_its_record():
    for entry in Entry.objects.all():
        assert record_of(entry).get().entry == entry


@pytest.mark.usefixtures("filed")
def test_they_are_neighbours():
    keys = sorted(Record.objects.values_list("key", flat=True))

    assert len(keys) == 5
    assert all(one[:NEAR] == other[:NEAR] for one, other in pairwise(keys))


@pytest.mark.usefixtures("filed")
def test_a_record_under_another_key_is_found_and_named():
    assert list(wrong_records()) == []
    record = Record.objects.earliest("pk")
    Record.objects.filter(pk=record.pk).update(key="0" * NEAR + record.key[NEAR:])

    (fault,) = wrong_records()

    assert fault.place == f"记录 {record.pk} 号"
