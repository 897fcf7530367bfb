"""Texts of any length enter the ledger; no index of a database limits what people file."""

import random

import pytest

from gongshi.actions.import_units import import_units
from gongshi.ledger.models import Entry
from tests.ledger.test_mending import UNITS, submit, table

#: Nothing that compresses: PostgreSQL refuses what stays longer than a third of a page.
NOISE = "".join(
    random.Random(7).choices([chr(0x4E00 + at) for at in range(20_000)], k=9000)
)


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


@pytest.mark.parametrize(
    "cell",
    [
        {"XK_WSH": NOISE},
        {"XK_WSH": f"{NOISE}〔2023〕1号"},
        {"XK_WSH": f"示许〔2023〕{'123456789' * 1000}号"},
        {"XK_XDR_MC": NOISE},
        {"XK_XDR_SHXYM": NOISE},
        {"XK_NR": NOISE},
    ],
    ids=["number", "prefix", "serial", "name", "code", "content"],
)
def test_a_long_text_is_returned_as_it_came(cell):
    submit(table(cell, {}))

    assert Entry.objects.count() == 2
