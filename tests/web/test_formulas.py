"""No file that people are given holds a cell that calculates, whatever was filed."""

import csv
import io
import re
import zipfile
from datetime import datetime
from itertools import chain

import openpyxl
import pytest
from django.test import Client
from django.utils import timezone

from gongshi.actions import draft_bulletin
from gongshi.actions.import_units import import_units
from gongshi.actions.issue_bulletin import issue_draft
from gongshi.actions.review_bulletin import approve, send
from gongshi.actions.series_map import find_all
from gongshi.clocks.periods import CHINA, month
from gongshi.ledger.case_models import CaseStep
from gongshi.ledger.cases import Suspicion, raise_all, take_step
from gongshi.ledger.models import Filing, Unit
from tests.people.persons import log_in
from tests.people.test_matrix import ROUTES
from tests.web import city

TRIGGERS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "\n=",
    "＝",
    "＋",
    "－",
    "＠",
    " =",
    "\u3000=",
)
BEGINS = re.compile(r"[ \u3000\u00a0]*[=+\-@\t\r\n＝＋－＠]")
#: Begins like each of them, in every text that people write.
HOSTILE = [f"{each}1+1|cmd" for each in TRIGGERS]
#: Tables that are given as plain text as well.
CSV_TOO = {"month_file", "rows_file", "filings_file", "cases_file", "series_file"}
DAY = datetime(2023, 12, 5, 10, tzinfo=CHINA)
#: Every address that gives a table as a file.
FILES = [
    route
    for route in ROUTES
    if re.search(r"<file:kind>|<paper:form>|\.xlsx$", str(route.pattern))
]


@pytest.fixture
def addresses(_ledger) -> dict[str, str]:
    """A month in which every name begins a formula, and where its files are."""
    units = [f'"{each}局",departments' for each in ("=1+1", "＝甲", "@乙", "-丙")]
    import_units("\n".join(["name,group", *units]).encode(), file_name="u.csv")
    rows = [
        city.licence(
            at, DAY.date(), XK_XDR_MC=f"{each}公司", XK_WSH=f"{each}〔2023〕{at}号",
            XK_NR=each, XK_FRDB=each, XK_XKLB=each, XK_BZ=each,
        )
        for at, each in enumerate(HOSTILE)
    ]  # fmt: skip
    batch = city.file_rows(rows, "=1+1局", DAY, name="=1+1.csv")
    assert batch.faulty
    Filing.objects.get()
    find_all()()
    period = month("2023-12")
    draft = draft_bulletin.start(period, "pingdingshan", "analyst")
    send(draft.pk, "analyst", remark="=1+1")
    approve(draft.pk, "reviewer")
    issued = issue_draft(draft.pk, "head", "=1+1号", period.last_day)
    other = draft_bulletin.start(month("2023-11"), "pingdingshan", "analyst")
    return {
        "month_file": "/month.{}?period=2023-12",
        "rows_file": "/rows.{}?period=all",
        "filings_file": "/filings.{}",
        "returned": f"/batches/{batch.number}/returned.xlsx",
        "template_file": "/templates/licence.xlsx",
        "issued_file": f"/bulletins/issued/{issued.pk}/file.{{}}",
        "bulletin_draft_file": f"/bulletins/drafts/{other.pk}/draft.{{}}",
        "cases_file": "/cases.{}",
        "series_file": "/series.{}",
        "omissions_file": f"/omissions.{{}}?period={_omissions()}",
        # Letters are written as documents alone.
        "letter_file": "",
    }


def _omissions() -> str:
    """Judge a case of each hostile number; gives the month."""
    now = timezone.now()
    unit = Unit.objects.get(name="=1+1局")
    for at, each in enumerate(HOSTILE):
        found = Suspicion(
            "tip", f"t:{at}", each, now.date(), document_number=f"{each}{at}"
        )
        (case,) = raise_all([found], now)
        take_step(CaseStep(case=case, act="dispatched", to=unit, made_at=now))
        judged = CaseStep(case=case, act="judged", verdict="omitted", made_at=now)
        take_step(judged)
    return f"{now:%Y-%m}"


def cells_of(kind: str, content: bytes) -> list[str]:
    if kind == "csv":
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        return list(chain.from_iterable(lines))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        sheets = [name for name in book.namelist() if "/worksheets/" in name]
        assert not [name for name in sheets if re.search(rb"<f[ >]", book.read(name))]
    book = openpyxl.load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]
    return [str(cell.value) for cell in cells if cell.value is not None]


def file(client: Client, address: str) -> bytes:
    answer = client.get(address)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return b"".join(answer)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_no_cell_of_any_file_calculates(addresses, kind):
    analyst, seen = Client(), {}
    log_in(analyst, "analyst")
    assert {route.name for route in FILES} == set(addresses)

    for name, address in addresses.items():
        is_csv_too = name in CSV_TOO
        if address and (kind == "xlsx" or is_csv_too):
            seen[name] = cells_of(kind, file(analyst, address.format(kind)))

    cells = list(chain.from_iterable(seen.values()))
    assert "=1+1局" in "".join(cells)
    if kind == "csv":
        assert set(seen) == CSV_TOO
        assert [each for each in cells if BEGINS.match(each)] == []
