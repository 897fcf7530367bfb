"""Nil returns: boundaries of their periods, what contradicts them, whom they quiet."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.import_units import import_units
from gongshi.actions.nil import Word, declare_nil
from gongshi.clocks.periods import CHINA
from gongshi.clocks.spans import Span, read_span, span_of
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.models import Entry, NilReturn, Unit
from gongshi.ledger.nil_returns import last_heard, with_contradictions
from tests.ledger.test_mending import (
    BRANCH,
    NO_CONTENT,
    OTHER,
    UNIT,
    UNITS,
    submit,
    table,
)
from tests.ledger.test_withdrawals import take_back

#: Monday to Sunday; the decisions of `table` are of its Friday.
WEEK = Span(date(2023, 11, 27), date(2023, 12, 3))


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def at(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=CHINA)


def declare(
    span: Span = WEEK, when: str = "2023-12-03T18:00:00", **changes
) -> NilReturn:
    word = {
        "unit": Unit.objects.get(name=UNIT),
        "category": "行政许可",
        "span": span,
        "reason": "no_decision",
        "by": "clerk",
    }
    return declare_nil(Word(**word | changes), at(when))


def rows_after(nil: NilReturn) -> int:
    (found,) = with_contradictions([nil])
    return found.rows


def test_nil_return_holds_until_rows_of_its_period_arrive():
    nil = declare()

    assert rows_after(nil) == 0
    submit(table({}, {}, {"XK_JDRQ": "2023/12/04", "XK_YXQZ": "2023/12/04"}))

    (found,) = with_contradictions([nil])
    assert (found.rows, found.is_contradicted) == (2, True)
    assert found.latest_at == at("2023-12-05T09:00:00")


@pytest.mark.parametrize(
    ("decided", "rows"),
    [("2023/11/26", 0), ("2023/11/27", 1), ("2023/12/03", 1), ("2023/12/04", 0)],
)
def test_first_and_last_day_of_the_period_belong_to_it(decided, rows):
    nil = declare()

    submit(table({"XK_JDRQ": decided, "XK_YXQZ": decided}))

    assert rows_after(nil) == rows


@pytest.mark.parametrize(
    ("when", "allowed"),
    [("2023-12-03T23:59:59", False), ("2023-12-04T00:00:00", True)],
)
def test_a_period_begins_at_midnight_in_china(when, allowed):
    following = span_of(date(2023, 12, 4), "week")

    if not allowed:
        with pytest.raises(UsageError, match="还没有开始"):
            declare(following, when)
    else:
        assert declare(following, when).first_day == date(2023, 12, 4)


def test_rows_that_need_not_be_filed_or_were_withdrawn_contradict_nothing():
    nil = declare()
    submit(table({}))
    entry = Entry.objects.get()
    assert rows_after(nil) == 1

    take_back(entry, "2023-12-06")

    assert rows_after(nil) == 0


def test_rows_of_a_branch_contradict_the_head_and_those_of_others_do_not():
    nil = declare()

    submit(table({}), unit=OTHER)
    assert rows_after(nil) == 0
    submit(table({"XK_WSH": "示市监许〔2023〕9号"}), "2023-12-06", unit=BRANCH)

    assert rows_after(nil) == 1


def test_who_has_filed_cannot_say_that_there_was_nothing():
    submit(table(NO_CONTENT))

    with pytest.raises(UsageError, match="已经收到 1 行"):
        declare(when="2023-12-06T09:00:00")
    assert declare(category="penalty", when="2023-12-06T09:00:00").pk


def test_the_same_period_twice_is_one():
    first = declare()

    assert declare(when="2023-12-03T19:00:00", reason="no_function") == first
    assert NilReturn.objects.get().reason == "no_decision"


def test_a_reason_is_one_of_the_policy_or_written():
    written = declare(reason="", written="  停电，窗口  关了一周 ")

    assert (written.reason, written.told) == ("", "停电，窗口 关了一周")
    with pytest.raises(UnknownName, match="no_function（没有这项职权）"):
        declare(category="penalty", reason="lazy")
    with pytest.raises(UsageError, match="请选一个原因"):
        declare(category="penalty", reason="")


def test_a_unit_says_nothing_of_a_category_that_it_does_not_file():
    unit = Unit.objects.get(name=UNIT)
    unit.functions = ["penalty"]
    unit.save()

    with pytest.raises(UsageError, match="应报类别里没有行政许可，不用报零报告"):
        declare()
    assert declare(category="penalty").pk


def test_nil_return_stops_the_silence_clock():
    submit(table({}), "2023-11-20")
    unit = Unit.objects.get(name=UNIT)
    since, before = at("2023-11-01T00:00:00"), at("2024-01-01T00:00:00")
    assert last_heard(since, before)[unit.pk] == at("2023-11-20T09:00:00")

    declare(span_of(date(2023, 12, 14), "week"), "2023-12-14T17:00:00")

    assert last_heard(since, before)[unit.pk] == at("2023-12-14T17:00:00")
    assert last_heard(since, at("2023-12-14T17:00:00"))[unit.pk] < at(
        "2023-12-01T00:00:00"
    )
    submit(table({"XK_WSH": "示市监许〔2023〕8号"}), "2023-12-20")
    assert last_heard(since, before)[unit.pk] == at("2023-12-20T09:00:00")


def test_a_nil_return_cannot_be_changed_or_deleted():
    nil = declare()

    for change in (
        lambda: NilReturn.objects.filter(pk=nil.pk).update(told="别的"),
        lambda: NilReturn.objects.filter(pk=nil.pk)._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("written", "every", "first"),
    [
        ("2023-W49", "week", date(2023, 12, 4)),
        ("2023-12-10", "week", date(2023, 12, 4)),
        ("2024-W01", "week", date(2024, 1, 1)),
        ("2023-12", "month", date(2023, 12, 1)),
        ("2023-12-31", "month", date(2023, 12, 1)),
    ],
)
def test_spans_are_read_as_people_write_them(written, every, first):
    span = read_span(written, every)

    assert span.first_day == first
    assert read_span(span.key, every) == span
    assert span.previous(every).last_day == first - timedelta(days=1)


@pytest.mark.parametrize(
    "written", ["", "2023", "2023-13", "2023-W60", "下周", "9999-12"]
)
def test_what_is_no_span_is_refused(written):
    with pytest.raises(UsageError, match=r"周或月|是一个月"):
        read_span(written, "week")
