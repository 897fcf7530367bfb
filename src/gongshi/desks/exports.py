"""Tables as files: csv and xlsx in which no cell is a formula."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from typing import TypeVar
from urllib.parse import quote

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from gongshi.checks.workbooks.formulas import inert

Cells = Sequence[object]
#: The kind of file that a workbook is.
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
R = TypeVar("R", bound=HttpResponseBase)


def safe(value: object) -> str:
    """Write a cell so that no spreadsheet program calculates with it."""
    return inert("" if value is None else str(value))


def exported(
    kind: str, name: str, header: Cells, rows: Iterable[Cells]
) -> HttpResponse | StreamingHttpResponse:
    """Answer with a table as a file.

    Args:
        kind: csv or xlsx.
        name: File name without its ending.
        header: Names of the columns.
        rows: Cells; None is an empty cell.
    """
    if kind == "csv":
        return _as_csv(name, header, rows)
    return _as_xlsx(name, header, rows)


class _Line:
    """A file that gives each line back, as the csv writer needs one to write to."""

    def write(self, text: str) -> str:
        return text


def _as_csv(name: str, header: Cells, rows: Iterable[Cells]) -> StreamingHttpResponse:
    def lines() -> Iterator[str]:
        writer = csv.writer(_Line())
        yield "\ufeff" + writer.writerow(map(safe, header))
        for row in rows:
            yield writer.writerow(map(safe, row))

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    return attached(response, f"{name}.csv")


def _as_xlsx(name: str, header: Cells, rows: Iterable[Cells]) -> HttpResponse:
    from xlsxwriter import Workbook  # slow to import, and seldom needed

    file = BytesIO()
    book = Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True, "bottom": 1})
    sheet.set_column(0, len(header) - 1, 16)
    sheet.freeze_panes(1, 0)
    for column, title in enumerate(header):
        sheet.write_string(0, column, str(title), bold)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, int):
                sheet.write_number(number, column, value)
            elif value is not None:
                sheet.write_string(number, column, str(value)[:32_767])
    book.close()
    return attached(HttpResponse(file.getvalue(), content_type=XLSX), f"{name}.xlsx")


def attached(response: R, file_name: str) -> R:
    """Make an answer a file of that name."""
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file_name)}"
    return response
