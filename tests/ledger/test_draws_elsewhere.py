"""A draw that was made on one database is the same on the other, by way of a file."""

import json
from itertools import permutations
from pathlib import Path

import pytest

from gongshi.actions.draws.making import Wanted, make, publish
from gongshi.actions.draws.replaying import as_told, verify
from gongshi.actions.import_units import import_units
from gongshi.clocks.periods import month
from gongshi.ledger.models import Office
from tests import databases
from tests.ledger.test_draws import UNITS, licences
from tests.ledger.test_mending import submit

SERIALS = (*range(1, 31), *range(33, 41))


@pytest.mark.parametrize(("here", "there"), [*permutations(databases.DATABASES)])
def test_a_draw_goes_to_the_other_database_in_a_file(here, there, tmp_path):
    with databases.ledger_on(here):
        files = [keep(told, tmp_path) for told in drawn()]

    with databases.ledger_on(there):
        read = [json.loads(each.read_text()) for each in files]
        assert [verify(told) for told in read] == [[], []]
        for told, again in zip(read, drawn(), strict=True):
            assert again["given"] == told["given"]
            assert again["result"] == told["result"]


def drawn() -> list[dict[str, object]]:
    """Draw departments and numbers in a city that files the same everywhere."""
    text = "\n".join(line for (line,) in UNITS)
    import_units(text.encode(), file_name="units.csv")
    Office.objects.update(place="yuncheng")
    submit(licences(*SERIALS))
    wanted = (Wanted(kind, month("2023-12"), "种子") for kind in ("units", "numbers"))
    return [
        as_told(make(publish(each), made_by="li", reviewer="李四").notice)
        for each in wanted
    ]


def keep(told: dict[str, object], folder: Path) -> Path:
    file = folder / f"{told['kind']}.json"
    file.write_text(json.dumps(told, ensure_ascii=False))
    return file
