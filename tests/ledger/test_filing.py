"""A file is promised first and judged afterwards; a forecast says the same beforehand."""

import hashlib
from datetime import datetime

import pytest

from gongshi.actions import work
from gongshi.actions.forecast import forecast
from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.actions.take import take
from gongshi.actions.verify import verify_ledger
from gongshi.clocks.periods import CHINA
from gongshi.errors import FileFault, UsageError
from gongshi.jobs.models import Job
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import run
from gongshi.ledger import archive
from gongshi.ledger.filings import (
    JUDGED,
    REFUSED,
    WAITING,
    Brought,
    keep_filings,
    state_of,
)
from gongshi.ledger.models import Batch, Entry, Filing, Refusal, Seal, Unit
from tests.ledger.test_receiving import UNIT, UNITS, table


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def taken(content: bytes, *, key: str | None = None, name: str = "一周.csv") -> Filing:
    return take(
        content,
        file_name=name,
        category="行政许可",
        unit=Unit.objects.get(name=UNIT),
        brought_by="clerk",
        key=key,
    )


def judged() -> int:
    return run(work.load(), Stop())


def test_file_is_durable_before_it_is_judged():
    filing = taken(table({}, {}))

    assert archive.fetch(filing.file_hash) == table({}, {})
    assert state_of(filing) == WAITING
    assert not Entry.objects.exists()

    assert judged() == 1

    batch = Batch.objects.get(number=filing.number)
    assert state_of(filing) == JUDGED
    assert (batch.received, batch.received_at) == (2, filing.received_at)
    assert judged() == 0


def test_what_comes_at_the_same_time_is_numbered_in_its_order_and_sealed_each():
    unit = Unit.objects.get(name=UNIT)
    days = [datetime(2023, 12, day, 9, tzinfo=CHINA) for day in (5, 4, 5, 5)]
    brought = [Brought(unit, "licence", f"{at}.csv", archived(at), 3, day, "page")
               for at, day in enumerate(days)]  # fmt: skip

    kept = keep_filings(brought)

    assert [each.number for each in kept] == [
        "GS-20231205-0001", "GS-20231204-0001", "GS-20231205-0002", "GS-20231205-0003"
    ]  # fmt: skip
    assert [each.file_name for each in Filing.objects.order_by("pk")] == [
        f"{at}.csv" for at in range(4)
    ]
    assert not verify_ledger().faults
    assert Seal.objects.filter(table="ledger_filing", rows=1).count() == 4


def archived(at: int) -> str:
    content = f"{at}\n".encode()
    key = hashlib.new("sm3", content).hexdigest()
    archive.keep(content, key)
    return key


def test_same_act_twice_is_one_filing():
    first = taken(table({}), key="form-1")

    assert taken(table({}), key="form-1") == first
    assert taken(table({}), key="form-2") != first
    with pytest.raises(UsageError, match="另一个文件"):
        taken(table({}, {}), key="form-1")
    assert Job.objects.count() == Filing.objects.count() == 2


def test_file_that_cannot_be_read_is_refused_with_its_reason():
    filing = taken(b"a,b,c\n1,2,3\n")

    judged()

    assert state_of(filing) == REFUSED
    assert "没有找到" in Refusal.objects.get(filing=filing).text
    assert Job.objects.get().state == "done"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7 \x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]
)
def test_file_that_is_never_read_is_not_promised(content):
    with pytest.raises((UsageError, FileFault)):
        taken(content, name="a.pdf")

    assert not Filing.objects.exists()
    assert not Job.objects.exists()


def test_command_line_and_page_count_numbers_together():
    receipt = receive(table({}), file_name="a.csv", category="licence", unit=UNIT)

    serial = int(receipt.batch.number[-4:])

    assert taken(table({})).number.endswith(f"{serial + 1:04d}")


def test_forecast_is_what_then_happens():
    receive(
        table({}, {"XK_XKLB": "普通许可"}), file_name="a", category="licence", unit=UNIT
    )
    content = table({}, {"XK_XKLB": "普通"}, {"XK_JDRQ": "2023/11/20"}, {})
    unit = Unit.objects.get(name=UNIT)

    foretold = forecast(content, file_name="b", category="licence", reporter=unit)

    assert Batch.objects.count() == 1
    receipt = receive(content, file_name="b", category="licence", unit=UNIT)
    assert foretold.foretold.counts == receipt.counts
    after = forecast(content, file_name="b", category="licence", reporter=unit)
    assert after.now == foretold.then
