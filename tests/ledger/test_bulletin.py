"""Every number of a bulletin equals a re-count of the rows that it opens."""

from datetime import date, datetime

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.issue import compose_bulletin
from gongshi.actions.receive import receive
from gongshi.bulletin.document import Document, Figure
from gongshi.bulletin.render import render
from gongshi.clocks.periods import CHINA, month
from gongshi.ledger.selecting import Selection, select
from gongshi.samples import load_city, sample_frame, with_dirt

CITY = load_city()


@pytest.fixture
def document(ledger: None) -> Document:
    lines = [f"{each.unit.name},{each.unit.code},{each.group}" for each in CITY]
    import_units("\n".join(["name,code,group", *lines]).encode(), file_name="u.csv")
    for category, seed in (("licence", 1), ("penalty", 2)):
        frame = with_dirt(
            sample_frame(
                category,
                600,
                seed=seed,
                units=[each.unit for each in CITY],
                decided=(date(2023, 11, 20), date(2023, 12, 8)),
            ),
            seed=seed,
        )
        receive(
            frame.write_csv().encode(),
            file_name=f"{category}.csv",
            category=category,
            received_at=datetime(2023, 12, 8, 17, 59, tzinfo=CHINA),
        )
    return compose_bulletin(month("2023-12"), "pingdingshan")


def figures(document: Document) -> list[Figure]:
    runs = [run for each in document.paragraphs for run in each.runs]
    runs += [run for each in document.tables for row in each.rows for run in row]
    return [run for run in runs if isinstance(run, Figure)]


def opened(figure: Figure) -> int:
    asked = dict(figure.query)
    return select(Selection(**asked | {"period": month(str(asked["period"]))})).count()


def test_every_count_equals_the_rows_that_it_opens(document):
    # The last column of a table and what stands before % in the text are rates.
    rates = {id(row[-1]) for each in document.tables for row in each.rows}
    rates |= {
        id(run)
        for each in document.paragraphs
        for run, after in zip(each.runs, (*each.runs[1:], ""), strict=True)
        if str(after).startswith("%")
    }
    counts = [each for each in figures(document) if id(each) not in rates]

    assert len(counts) > 80
    assert [
        (each.text, each.query) for each in counts if int(each.text) != opened(each)
    ] == []


def test_the_rows_of_a_rate_are_those_of_its_numerator(document):
    table = document.tables[0]

    for *_, late, rate in table.rows:
        if isinstance(rate, Figure):
            assert isinstance(late, Figure)
            assert opened(rate) == int(late.text)


def test_a_bulletin_composed_again_is_the_same_to_the_byte(document):
    again = compose_bulletin(month("2023-12"), "pingdingshan")

    for form in ("docx", "xlsx", "json", "md", "html"):
        assert render(again, form) == render(document, form)
