"""A file in which everything is wrong: told through every output, in bounded memory."""

import json
import os
import subprocess
import sys

import pytest

from gongshi.actions import work
from gongshi.actions.take import take
from gongshi.actions.work import judge_filing
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import run
from gongshi.ledger.models import Refusal, Unit
from tests import databases, postgresql
from tests.web import city
from tests.web.unit.conftest import table

ROWS = 5_000
#: Bytes that the process of a worker may take for these rows; it takes 220 MB idle.
CEILING = 500 << 20
#: Files `ROWS` rows with five faults each, and opens everything that tells of them.
_SCRIPT = """
import json, re, sys
from pathlib import Path
from gongshi.cli.ledger_home import open_ledger
open_ledger()
from datetime import date
from gongshi.actions.setting_up import set_up
from gongshi.ledger.models import Batch, Finding
from tests.web import city
from tests.web.unit.conftest import Clerk, judge, table, taken
set_up("pingdingshan")
city.set_up_units()
wrong = city.licence(
    1, date(2026, 11, 17), XK_XDR_SHXYM=city.WRONG_CODE, XK_XKLB="普通许可",
    XK_ZT="9", XK_YXQZI="2020/01/01", XK_FRDB="",
)
head, line = table(wrong).decode().splitlines()
lines = (
    line.replace("〔2023〕1号", f"〔2026〕{n}号").replace("示例1号", f"示例{n}号")
    for n in range(int(sys.argv[1]))
)
clerk = Clerk("市公安局")
filing = taken("\\r\\n".join([head, *lines]).encode(), clerk.unit)
judge()
# Not ru_maxrss: that starts with the memory of whoever started this process.
status = Path("/proc/self/status").read_text()
most = int(re.search(r"VmHWM:\\s*([0-9]+) kB", status)[1]) << 10
batch = Batch.objects.get()
number = filing.number
told = {
    address: clerk.open(address)
    for address in (
        f"/filings/{number}/", f"/batches/{number}/", "/mend/", "/home/",
        f"/rows/?batch={number}", f"/filings/{number}/receipt/", "/filings/",
        f"/rows.csv?batch={number}",
    )
}
book = clerk.client.get(f"/batches/{number}/returned.xlsx")
cause = clerk.client.get("/mend/").content.decode().count("/mend/cause/")
print(json.dumps({
    "rows": [batch.received, batch.faulty, Finding.objects.count()],
    "memory": most,
    "sizes": {key: len(page) for key, page in told.items() if ".csv" not in key},
    "lines": told[f"/rows.csv?batch={number}"].count("\\n"),
    "book": [book.status_code, len(book.content)],
    "causes": cause,
}))
"""


@pytest.fixture(scope="module", params=databases.DATABASES)
def told(request, tmp_path_factory) -> dict:
    home = tmp_path_factory.mktemp("errors") / "home"
    is_large = request.param == "postgresql"
    url = postgresql.create("errors") if is_large else ""
    done = subprocess.run(
        [sys.executable, "-c", _SCRIPT, str(ROWS)],
        env={**os.environ, "GONGSHI_HOME": str(home), "GONGSHI_DB": url},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_every_output_tells_of_all_of_them(told):
    assert told["rows"] == [ROWS, ROWS, 5 * ROWS]
    assert told["lines"] == ROWS + 1
    assert told["book"][0] == 200
    assert told["book"][1] > 50 * ROWS


def test_no_page_grows_with_them(told):
    # Thousands of equal errors are one card.
    assert max(told["sizes"].values()) < 60_000
    assert 0 < told["causes"] <= 12


def test_the_job_keeps_within_its_memory(told):
    assert told["memory"] < CEILING


def test_a_file_beyond_what_a_worker_can_hold_is_refused_in_one_sentence(
    ledger, monkeypatch
):
    monkeypatch.setattr(judge_filing, "MOST_ROWS", 2)
    city.set_up_units()
    rows = [city.licence(n, city.at(12, 4).date()) for n in range(3)]
    unit = Unit.objects.get(name="市公安局")
    take(table(*rows), file_name="a.csv", category="licence", unit=unit, brought_by="x")

    run(work.load(), Stop())

    assert Refusal.objects.get().text == (
        "共 3 行。一次最多报送 300,000 行，请分成几个文件。"
    )
