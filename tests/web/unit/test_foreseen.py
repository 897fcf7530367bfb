"""What a look found serves whoever judges the file, and changes nothing of what he finds."""

import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as proving
from hypothesis import strategies as st

from gongshi.actions import foreseen
from gongshi.actions.foreseen import Foreseen, mark_of
from gongshi.actions.judging import judge_file
from gongshi.ledger import archive
from gongshi.ledger.enter import Arrival, Foretold, foretell
from gongshi.ledger.models import Batch, Filing, Unit
from tests.web import city
from tests.web.unit.conftest import OWN, Clerk, judge, table

DAY = date(2023, 12, 4)
_SPOILT = st.sampled_from(
    [
        {},
        {"XK_XDR_MC": ""},
        {"XK_JDRQ": "2023/13/45"},
        {"XK_WSH": "示许〔2023〕1号"},
        {"XK_XKLB": "不在列表"},
        {"XK_NR": "\U0001f600" * 3},
    ]
)


def folder() -> Path:
    return settings.HOME / "foreseen"


def kept() -> list[Path]:
    return sorted(folder().glob("*")) if folder().exists() else []


def content(*spoilt: dict[str, str]) -> bytes:
    rows = (city.licence(at, DAY) | each for at, each in enumerate(spoilt, 1))
    return table(*rows)


@pytest.fixture(autouse=True)
def nothing_kept():
    yield
    shutil.rmtree(folder(), ignore_errors=True)
    folder().unlink(missing_ok=True)


def filed(clerk: Clerk, brought: bytes) -> Filing:
    """Look at a file and file it, as the page does."""
    clerk.look(brought)
    assert kept() == []
    mark = mark_of(brought, clerk.unit, "licence")
    answer = clerk.file(brought, looked=mark, key=os.urandom(11).hex())
    assert answer.status_code == 303
    return Filing.objects.get(number=answer["Location"].split("/")[2])


def arrived(filing: Filing, found: Foreseen | None, days_before: int = 0) -> Arrival:
    return judge_file(
        archive.fetch(filing.file_hash),
        file_name=filing.file_name,
        category=filing.category,
        reporter=filing.unit,
        received_at=filing.received_at - timedelta(days=days_before),
        foreseen=found,
    )


def foretold(filing: Filing, found: Foreseen | None) -> Foretold:
    arrival = arrived(filing, found)
    assert found is None or (arrival.told is found.told)
    return foretell(arrival, filing.received_at)


def test_a_file_is_judged_by_what_the_look_found(clerk):
    filing = filed(clerk, content({}, {"XK_XDR_MC": ""}))
    assert len(kept()) == 1

    judge()

    assert kept() == []
    counts = Batch.objects.get(number=filing.number)
    assert (counts.received, counts.accepted, counts.faulty) == (2, 1, 1)


@pytest.mark.parametrize("times", [1, 40], ids=["row by row", "by column"])
@proving(
    max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
)  # fmt: skip
@given(spoilt=st.lists(_SPOILT, min_size=2, max_size=4))
def test_it_is_what_is_found_without_it(clerk, times, spoilt):
    if not Filing.objects.exists():
        clerk.filed(content({}))
    filing = filed(clerk, content(*spoilt * times))
    found = foreseen.take_over(filing)

    assert found is not None
    assert foretold(filing, found) == foretold(filing, None)


def test_what_came_meanwhile_counts(clerk):
    brought = content({}, {})
    clerk.look(brought)
    clerk.filed(content({}))

    clerk.file(brought, looked=mark_of(brought, clerk.unit, "licence"))
    assert len(kept()) == 1
    judge()

    counts = Batch.objects.latest("pk")
    assert (counts.duplicate, counts.accepted) == (1, 1)


def test_what_was_altered_is_not_read(clerk):
    filing = filed(clerk, content({}))
    (place,) = kept()
    stored = bytearray(place.read_bytes())
    stored[len(stored) // 2] ^= 1
    place.write_bytes(stored)

    assert foreseen.take_over(filing) is None
    judge()

    assert Batch.objects.get(number=filing.number).accepted == 1


def test_what_another_program_left_is_not_read(clerk, monkeypatch):
    filing = filed(clerk, content({}))
    monkeypatch.setattr(foreseen, "version", lambda _: "another")

    assert foreseen.take_over(filing) is None


def test_what_is_of_another_file_is_not_taken(clerk):
    filing = filed(clerk, content({}))
    filing.file_hash = "0" * 64

    assert foreseen.take_over(filing) is None


def test_a_register_that_changed_since_is_asked_again(clerk):
    filing = filed(clerk, content({}))
    found = foreseen.take_over(filing)
    Unit.objects.filter(name="市审计局").update(name="市审计一局")

    arrival = arrived(filing, found)

    assert arrival.told is not found.told
    assert "市审计一局" in arrival.checked.surroundings.all_names


def test_another_day_is_another_check(clerk):
    filing = filed(clerk, content({}))
    found = foreseen.take_over(filing)
    arrival = arrived(filing, found, days_before=2)

    assert arrival.told is not found.told


def test_a_disk_without_room_for_it_has_room_for_the_receipt(clerk):
    folder().write_text("no folder")

    filed(clerk, content({}))
    judge()

    assert Batch.objects.get().accepted == 1


@pytest.mark.parametrize("mark", ["", "没有", "0" * 64, "zz" * 32])
def test_a_mark_of_nothing_is_nothing(clerk, mark):
    assert clerk.file(content({}), looked=mark).status_code == 303
    assert kept() == []


def test_what_nobody_took_goes_with_the_night(clerk):
    filed(clerk, content({}))
    (place,) = kept()
    foreseen.sweep(timezone.now() - timedelta(hours=1))
    assert place.exists()

    os.utime(place, (0, 0))
    foreseen.sweep(timezone.now() - timedelta(hours=1))

    assert not place.exists()


def test_a_unit_takes_nothing_of_another_unit(clerk):
    brought = content({})
    clerk.look(brought)
    other = Clerk("市审计局")
    other.file(brought, others="1", looked=mark_of(brought, clerk.unit, "licence"))

    assert foreseen.take_over(Filing.objects.get()) is None
    assert clerk.unit.name == OWN


def test_the_last_room_of_a_disk_is_left_to_receipts(clerk, monkeypatch):
    monkeypatch.setattr(foreseen, "_ROOM", 1 << 60)

    filed(clerk, content({}))

    assert kept() == []


def test_what_could_not_be_written_whole_is_not_left(clerk, monkeypatch):
    def write(self: Path, _: bytes) -> int:
        self.touch()
        raise OSError(28, "no room")

    monkeypatch.setattr(Path, "write_bytes", write)

    filed(clerk, content({}))

    assert kept() == []


def test_a_server_deletes_what_no_worker_took_for_long(clerk, monkeypatch):
    brought = content({})
    clerk.look(brought)
    folder().mkdir()
    old = folder() / "old"
    old.touch()
    os.utime(old, (0, 0))
    monkeypatch.setattr(foreseen, "_swept_at", -1e9)

    mark = mark_of(brought, clerk.unit, "licence")
    clerk.file(brought, looked=mark, key=os.urandom(11).hex())

    assert len(kept()) == 1
    assert old not in kept()
