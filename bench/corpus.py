"""The files that are measured with: made-up rows, some spoilt, kept under `data/`."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gongshi.clocks.periods import CHINA
from gongshi.samples import SampleUnit, load_city, sample_frame, with_dirt

if TYPE_CHECKING:
    import polars as pl

DATA = Path(__file__).parent / "data"
PLACE = "pingdingshan"
#: When the rows are received, and between which days they were decided.
RECEIVED_AT = datetime(2023, 12, 5, 9, tzinfo=CHINA)
ON = RECEIVED_AT.date()
DECIDED = date(2023, 1, 3), date(2023, 12, 1)
#: Rows that are drawn at once.
_PART = 1_000_000
#: No unit makes so many decisions in a part; numbers of two parts never meet.
_SERIALS = 1_000_000


def units() -> list[SampleUnit]:
    """List the units of the made-up city."""
    return [each.unit for each in load_city()]


def part(
    rows: int, *, number: int = 0, category: str = "licence", share: float = 0.05
) -> pl.DataFrame:
    """Draw rows of which a share is spoilt.

    Args:
        rows: How many.
        number: Parts of other numbers have other rows.
        category: Key.
        share: 0 to 1.
    """
    frame = sample_frame(
        category,
        rows,
        seed=number,
        units=units(),
        decided=DECIDED,
        first_serial=1 + number * _SERIALS,
    )
    return with_dirt(frame, share=share, seed=number)


def licences(rows: int, form: str) -> Path:
    """Give a file of licences, drawn when it is first asked for.

    Args:
        rows: How many.
        form: csv, parquet or xlsx.
    """
    path = DATA / f"licence-{rows}.{form}"
    if not path.exists():
        DATA.mkdir(exist_ok=True)
        draft = path.with_suffix(".draft")
        _WRITERS[form](rows, draft)
        draft.rename(path)
    return path


def _write_csv(rows: int, path: Path) -> None:
    with path.open("wb") as file:
        for number, start in enumerate(range(0, rows, _PART)):
            frame = part(min(_PART, rows - start), number=number)
            frame.write_csv(file, include_header=number == 0)


def _write_parquet(rows: int, path: Path) -> None:
    import polars as pl

    source = licences(rows, "csv")
    pl.scan_csv(source, infer_schema=False).sink_parquet(path, compression="snappy")


def _write_xlsx(rows: int, path: Path) -> None:
    import xlsxwriter

    frame = part(rows)
    options = {"constant_memory": True, "strings_to_urls": False}
    with xlsxwriter.Workbook(path, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, frame.columns)
        for place, row in enumerate(frame.iter_rows(), 1):
            for column, text in enumerate(row):
                if text is not None:
                    sheet.write_string(place, column, text)


_WRITERS = {"csv": _write_csv, "parquet": _write_parquet, "xlsx": _write_xlsx}
