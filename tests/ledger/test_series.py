"""Series of numbers in the ledger: what is missing in them was never filed."""

import csv
import io
from collections.abc import Iterator
from itertools import groupby

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.actions.series import list_series
from gongshi.actions.withdraw import withdraw_reference
from gongshi.clocks.periods import moment, month
from gongshi.errors import UnknownName
from gongshi.identifiers import document_number
from gongshi.ledger.models import Entry
from gongshi.samples import hidden_numbers, load_city, weekly_filings
from tests.ledger.test_mending import (
    BRANCH,
    NO_CONTENT,
    OTHER,
    UNIT,
    UNITS,
    submit,
    table,
)

UNTIL = moment("2026-11-21T08:40:00")
SEED = 20


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def numbered(*numbers: str, **more: str) -> bytes:
    return table(
        *(
            {"XK_WSH": number, "XK_NR": f"准予经营{number}", **more}
            for number in numbers
        )
    )


def licences(*serials: int) -> bytes:
    return numbered(*(f"示市监许〔2023〕{serial}号" for serial in serials))


def test_missing_numbers_are_listed_with_the_reason():
    submit(licences(1, 2, 3, 5, 6, 9))

    (found,) = list_series().series

    assert list(found.missing_numbers()) == [
        "示市监许〔2023〕4号",
        "示市监许〔2023〕7号",
        "示市监许〔2023〕8号",
    ]
    assert (found.first, found.last, found.next, found.count) == (
        "示市监许〔2023〕1号",
        "示市监许〔2023〕9号",
        "示市监许〔2023〕10号",
        6,
    )
    assert [(flag.key, flag.text) for flag in found.flags] == [
        (
            "gaps",
            "应有 9 个号，有记录的 6 个，缺 3 个；密度 0.667，不低于 0.30，"
            "请核查是否漏报或说明原因。",
        )
    ]


def test_a_returned_row_is_not_missing_and_a_withdrawn_one_is():
    submit(licences(1, 2, 3, 5))
    receipt = submit(numbered("示市监许〔2023〕4号", **NO_CONTENT))
    assert receipt.counts.faulty == 1
    assert list_series().series[0].missing == 0

    third = Entry.objects.get(document_number="示市监许〔2023〕3号")
    withdraw_reference(f"{third.batch.number}-{third.row_number}", "报错了", "")

    assert list_series().series[0].runs == ((3, 3),)


def test_an_update_of_a_day_is_no_second_use_of_the_number():
    submit(licences(1, 2, 3))
    submit(numbered("示市监许〔2023〕3号", XK_JDRQ="2023/11/30"))

    assert list_series().series[0].duplicates == 0


def test_a_text_that_is_no_number_is_told_with_what_it_was_read_as():
    submit(licences(1, 2, 3))
    submit(
        numbered(
            "JY33202810257113", XK_XKZS="食品经营许可证", XK_XKBH="JY33202810257113"
        )
    )

    (unread,) = list_series().unread

    assert (unread.number, unread.reading.key) == (
        "JY33202810257113",
        "certificate",
    )


def test_a_period_shows_what_came_in_it_and_judges_by_all_before():
    submit(licences(1, 2, 4), "2023-11-30")
    submit(licences(5, 7), "2023-12-05")
    submit(licences(3), "2024-01-05")

    december = list_series(month("2023-12")).series
    january = list_series(month("2024-01")).series

    assert [each.runs for each in december] == [((3, 3), (6, 6))]
    assert [each.runs for each in january] == [((6, 6),)]
    assert list_series(month("2024-02")).series == ()


def test_a_unit_and_a_category_choose_their_series():
    submit(licences(1, 2, 4))
    submit(numbered("示新城许〔2023〕1号"), unit=BRANCH)

    def prefixes(**asked):
        return [each.prefix for each in list_series(**asked).series]

    assert prefixes(unit=BRANCH) == ["示新城许"]
    assert prefixes(unit=UNIT) == ["示市监许", "示新城许"]
    assert prefixes(unit=OTHER) == prefixes(category="penalty") == []
    with pytest.raises(UnknownName):
        list_series(unit="没有的局")


def test_hidden_decisions_of_the_made_up_city_are_found():
    city = sorted(load_city(), key=lambda each: -each.unit.weight)[:8]
    rows = [[each.unit.name, each.unit.code, each.group] for each in city]
    text = io.StringIO()
    csv.writer(text).writerows([["name", "code", "group"], *rows])
    import_units(text.getvalue().encode(), file_name="units.csv")
    for filing in weekly_filings(city, until=UNTIL, seed=SEED):
        content = io.BytesIO()
        filing.frame.write_csv(content)
        receive(
            content.getvalue(),
            file_name="一周.csv",
            category=filing.category,
            received_at=filing.received_at,
        )

    found = {
        number
        for each in list_series(now=UNTIL).series
        for number in each.missing_numbers()
    }

    told = set(behind_others(city))
    assert len(told) > 5
    assert told - found == set()


def behind_others(city) -> Iterator[str]:
    """Give the hidden numbers behind which a later one was filed."""
    for category in ("licence", "penalty"):
        hidden = hidden_numbers(category, city, until=UNTIL, seed=SEED)
        numbers = sorted(map(document_number.parse, hidden), key=lambda n: n.stem)
        for prefix, of_prefix in groupby(numbers, key=lambda number: number.prefix):
            for number in of_prefix:
                filed = Entry.objects.filter(
                    series_prefix=prefix, series_year=number.year
                ).values_list("series_serial", flat=True)
                if max(map(int, filed), default=0) > number.number:
                    yield f"{prefix}〔{number.year}〕{number.serial}号"
