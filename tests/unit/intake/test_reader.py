import datetime as dt
import io
import json
import zipfile

import openpyxl
import pytest

from gongshi.intake import cells, failed_cells, reader


def test_sheets_are_written_one_after_another():
    book = openpyxl.Workbook()
    book.active.title = "一"
    book.active["B2"] = "a\tb\\c\nd"
    book.active["C2"] = 410402199001011234
    book.active["C4"] = 5
    book.create_sheet("二")
    book.create_sheet("藏").sheet_state = "hidden"
    out = io.BytesIO()

    assert reader.write_sheets(_saved(book), out) == 0
    first, body, rest, second = _parts(out.getvalue())

    assert first == {
        "sheet": "一",
        "rows": 2,
        "bytes": len(body),
        "damage": [[2, 1, "scientific", "4.10402199001011E+17"]],
    }
    assert body == b"2\ta\\tb\\\\c\\nd\t4.10402199001011E+17\n4\t\t5\n"
    assert (rest, second["sheet"], second["rows"]) == (b"", "二", 0)


def test_failed_formulas_are_found_by_sheet_and_place():
    book = openpyxl.Workbook()
    book.active.title = "表 & 一"
    book.active["B3"] = "#N/A"
    book.active["B4"] = "x"
    book.create_sheet("二")["A1"] = "x"
    content = _saved(book)

    out = io.BytesIO()
    reader.write_sheets(content, out)

    assert failed_cells.find(content) == {"表 & 一": {(3, 1): "#N/A"}}
    assert _parts(out.getvalue())[0]["damage"] == [[3, 0, "error", "#N/A"]]


@pytest.mark.parametrize(
    "parts",
    [
        {"xl/workbook.xml": b"<sheet name='x'/>"},
        {
            "xl/workbook.xml": b"<sheet name='x' r:id='r1'/>",
            "xl/_rels/workbook.xml.rels": b"<Relationship Id='r1' Target='/xl/a.xml'/>",
            "xl/a.xml": b"<c t='e'><v>#N/A</v></c>",
        },
        {
            "xl/workbook.xml": b"<sheet id='x'/><sheet name='x' r:id='r2'/>",
            "xl/_rels/workbook.xml.rels": b"<Relationship Id='r1' Target='a.xml'/>",
        },
    ],
)
def test_failed_formulas_of_unknown_place_are_passed_over(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)

    assert failed_cells.find(out.getvalue()) == {}


@pytest.mark.parametrize(
    ("content", "outcome"),
    [("_x0000_", reader.NUL), ("a_x0000_b\tc", reader.NUL)],
)
def test_nul_character_is_told_by_the_outcome(content, outcome):
    book = openpyxl.Workbook()
    book.active["A1"] = content

    assert reader.write_sheets(_saved(book), io.BytesIO()) == outcome


def test_broken_sheet_is_told_by_the_outcome(workbook, repacked):
    content = repacked(workbook(["x"]), {"xl/worksheets/sheet1.xml": b"<worksheet><a"})

    assert reader.write_sheets(content, io.BytesIO()) in (0, reader.UNREADABLE)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("x", "x"),
        ("", None),
        (None, None),
        (True, "TRUE"),
        (7, "7"),
        (866.0, "866"),
        (1e15, "1E+15"),
        (999999999999999.0, "999999999999999"),
        (-1e16, "-1E+16"),
        (float("nan"), "NAN"),
        (1e-7, "0.0000001"),
        (0.1, "0.1"),
        (dt.date(2023, 12, 1), "2023-12-01"),
        (dt.datetime(2023, 12, 1), "2023-12-01"),  # noqa: DTZ001
        (dt.datetime(2023, 12, 1, 8, 0, 0, 5), "2023-12-01 08:00:00"),  # noqa: DTZ001
        (dt.time(8, 30), "08:30:00"),
        (dt.timedelta(hours=2), "2:00:00"),
    ],
)
def test_typed_cell_becomes_text(value, text):
    assert cells.text(value) == text


@pytest.mark.parametrize(
    ("text", "is_shortened"),
    [
        ("4.10402E+17", True),
        ("4E+17", True),
        ("4.1e+017", True),
        ("4.1E-17", False),
        ("14.1E+17", False),
        ("证4.1E+17", False),
        ("4.1E+17\n", False),
        ("", False),
    ],
)
def test_shortened_number_is_told_from_other_text(text, is_shortened):
    assert cells.is_scientific(text) is is_shortened


def _saved(book: openpyxl.Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _parts(output: bytes) -> list:
    parts: list = []
    while output:
        head, _, output = output.partition(b"\n")
        parts.append(json.loads(head))
        size = parts[-1]["bytes"]
        parts.append(output[:size])
        output = output[size:]
    return [*parts[:2], b"", *parts[2:3]] if len(parts) > 2 else parts
