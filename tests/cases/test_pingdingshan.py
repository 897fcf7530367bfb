"""The bulletin of 平顶山 for December 2023, annex tables cell by cell, by command line.

Rows are made up from the counts that the notice prints (`pingdingshan/2023-12.toml`),
filed as four csv files, and counted back into the same two tables in every format.
"""

import json
import os
import subprocess
import sys
import tomllib
from csv import DictReader
from pathlib import Path

import openpyxl
import pytest
from docx import Document

from gongshi.clocks.periods import moment
from gongshi.samples import SampleUnit, UnitCount, rows_for_counts

FOLDER = Path(__file__).parent / "pingdingshan"
CASE = tomllib.loads((FOLDER / "2023-12.toml").read_text(encoding="utf-8"))
ANNEXES = ("departments", "counties")
#: Numbers of November go before those of December.
FIRST_SERIAL = {"before": 1, "now": 4001}


def run(home, *arguments):
    return subprocess.run(
        [sys.executable, "-c", "from gongshi.cli import main; main()", *arguments],
        env={**os.environ, "GONGSHI_HOME": str(home), "PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
    )


def made(home, *arguments):
    done = run(home, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout + done.stderr
    return done.stdout


def counts(category, month):
    """Part each unit's rows: late ones and four in five are licences."""
    with (FOLDER / "units.csv").open(encoding="utf-8") as file:
        codes = {each["name"]: each["code"] for each in DictReader(file)}
    for each in CASE["unit"]:
        total = each["total"] if month == "now" else each["before"]
        late = each["late"] if month == "now" else 0
        penalties = (total - late) // 5
        unit = SampleUnit(
            each["name"], codes[each["name"]], each["sign"], each["domain"]
        )
        if category == "licence":
            yield UnitCount(unit, total - penalties, late)
        else:
            yield UnitCount(unit, penalties, 0)


@pytest.fixture(scope="module")
def city(tmp_path_factory):
    home = tmp_path_factory.mktemp("pingdingshan")
    made(home, "init", "--place", CASE["place"])
    made(home, "units", "import", str(FOLDER / "units.csv"))
    for arrival in CASE["arrival"]:
        submit(home, **arrival)
    return home


def submit(home, category, month, received_at):
    frame = rows_for_counts(
        category,
        list(counts(category, month)),
        place=CASE["place"],
        received_at=moment(received_at),
        seed=2023,
        first_serial=FIRST_SERIAL[month],
    )
    file = home / f"{category}-{month}.csv"
    frame.write_csv(file)
    arguments = ("--category", category, "--unit", "auto", "--received-at", received_at)
    receipt = json.loads(
        made(home, "submit", str(file), *arguments, "--format", "json")
    )
    assert receipt["counts"]["accepted"] == frame.height


@pytest.fixture(scope="module")
def bulletins(city):
    arguments = ("--period", CASE["period"], "--policy", CASE["place"])
    files = {form: city / f"通报.{form}" for form in ("json", "xlsx", "docx")}
    for form, out in files.items():
        made(city, "bulletin", *arguments, "--format", form, "--out", str(out))
    return files


@pytest.fixture(scope="module")
def document(bulletins):
    return json.loads(bulletins["json"].read_text(encoding="utf-8"))


def lines(annex):
    """The printed table: header, rows, and the total's empty name cell as it is."""
    return [annex["header"], *annex["rows"]]


def test_november_is_the_month_before_and_not_counted(city):
    answer = json.loads(
        made(city, "stats", "--from", "2023-11-01", "--to", "2023-11-30",
             "--by", "category", "--format", "json")
    )  # fmt: skip

    received = sum(row["received"] for row in answer["rows"])
    assert received == sum(each["before"] for each in CASE["unit"])


@pytest.mark.parametrize("key", ANNEXES)
def test_json_has_the_annex_as_printed(document, key):
    table = next(each for each in document["tables"] if each["key"] == key)
    assert table == {"key": key, **CASE["annex"][key]}


def test_annexes_come_in_the_order_of_the_notice(document):
    assert tuple(each["key"] for each in document["tables"]) == ANNEXES
    assert document["period"] == CASE["period"]


@pytest.mark.parametrize("sentence", CASE["text"]["sentences"])
def test_the_text_draws_the_conclusions_of_the_notice(document, sentence):
    assert any(sentence in each for each in document["paragraphs"])


@pytest.mark.parametrize("key", ANNEXES)
def test_xlsx_has_the_annex_as_printed(bulletins, key):
    book = openpyxl.load_workbook(bulletins["xlsx"])
    annex = CASE["annex"][key]

    sheet = book[f"附件{ANNEXES.index(key) + 1}"]
    cells = [[cell or "" for cell in row] for row in sheet.values]
    assert cells[0][0] == annex["title"]
    assert cells[1:-1] == lines(annex)
    assert cells[-1][0] == annex["note"]


@pytest.mark.parametrize("key", ANNEXES)
def test_docx_has_the_annex_as_printed(bulletins, key):
    paper = Document(str(bulletins["docx"]))
    annex = CASE["annex"][key]

    tables = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in paper.tables
    ]
    table = next(each for each in tables if each[0] == annex["header"])
    # The total's first two cells are one on paper, and read alike.
    total = ["合计", "合计", *annex["rows"][-1][2:]]
    assert table == [*lines(annex)[:-1], total]
    texts = [paragraph.text for paragraph in paper.paragraphs]
    assert annex["title"] in texts
    assert annex["note"] in texts
