"""Every decision that the made-up city conceals is told of by something."""

import csv
import io
import re
import time
from datetime import date, timedelta

import openpyxl
import polars as pl
import pytest

from gongshi.clocks.periods import local_day, moment
from gongshi.identifiers import document_number
from gongshi.oversight.series import find_series
from gongshi.policy.continuity import continuity_in_force
from gongshi.policy.standards import load_standard
from gongshi.samples import (
    exposures,
    false_nils,
    hidden_decisions,
    load_city,
    registers,
    weekly_filings,
)

UNTIL, SEED = moment("2026-11-21T08:40:00"), 20
CITY = {"until": UNTIL, "seed": SEED}
KINDS = {"gap", "register", "exposure", "contradiction", "quiet"}


@pytest.fixture(scope="module")
def hidden():
    return hidden_decisions(**CITY)


@pytest.fixture(scope="module")
def filed():
    """Every number that was filed, as the search for series takes it."""
    frames = []
    for filing in weekly_filings(load_city(), **CITY):
        roles = load_standard(filing.category).roles
        frame = filing.frame
        if filing.mended_at:
            frame = pl.concat([frame, filing.mended])
        frames.append(
            frame.select(
                number=roles["document_number"],
                kind=pl.lit(filing.category),
                authority=roles["authority_code"],
                decided=pl.col(roles["decided"]).str.to_date("%Y/%m/%d", strict=False),
                party=roles["name"],
                exempt=pl.lit(value=False),
            )
        )
    return pl.concat(frames)


@pytest.fixture(scope="module")
def missing(filed):
    """The numbers, by their keys, that the search finds missing."""
    found = find_series(filed, continuity_in_force(date(2026, 11, 21)))
    missing = found.missing.join(found.members, on="series")
    runs = missing.select("prefix", "year", "first", "last").iter_rows()
    return {
        document_number.key(f"{prefix}〔{year}〕{serial}号")
        for prefix, year, first, last in runs
        for serial in range(first, last + 1)
    }


def lines(paper) -> list[list[str]]:
    """Read the rows of a table."""
    if paper.name.endswith(".csv"):
        return list(csv.reader(io.StringIO(paper.content.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(paper.content)).active
    return [[str(cell or "") for cell in row] for row in sheet.values]


def keys_of(paper) -> set[str]:
    """Take the numbers of a register, by their keys."""
    return {document_number.key(cell) for row in lines(paper) for cell in row} - {""}


def told(hidden) -> str:
    """Say which decision it was, as a story without its number does."""
    day = hidden.decided_on
    ending = f"，决定于{day.year}年{day.month}月{day.day}日作出"
    middle = "颁发许可" if hidden.category == "licence" else "因违法被处罚"
    return f"{hidden.subject}{middle}{ending}"


def test_every_hidden_decision_is_told_of(hidden, missing):
    listed = set().union(*(keys_of(each) for each in registers(**CITY)))
    stories = "\n".join(each.content.decode() for each in exposures(**CITY))
    untold = [
        each
        for each in hidden
        if not (
            document_number.key(each.number) in missing | listed
            or each.number in stories
            or told(each) in stories
        )
    ]

    assert len(hidden) > 50
    assert untold == []


def test_what_is_said_to_tell_of_it_does(hidden, missing):
    listed = {
        (each.unit, each.month, each.category): keys_of(each)
        for each in registers(**CITY)
    }
    stories = "\n".join(each.content.decode() for each in exposures(**CITY))
    wrong = []

    for each in hidden:
        key = document_number.key(each.number)
        month = f"{each.decided_on:%Y-%m}"
        register = listed.get((each.unit, month, each.category), set())
        holds = {
            "gap": key in missing,
            "register": key in register,
            "exposure": each.subject in stories,
        }
        wrong += [
            (each.number, kind)
            for kind in each.found_by.keys() & holds.keys()
            if not holds[kind]
        ]

    assert wrong == []


def test_every_kind_of_signal_has_something_to_find(hidden):
    told = set().union(*(each.found_by for each in hidden))

    assert told == KINDS
    for each in hidden:
        kind, day = each.earliest
        assert each.found_by[kind] == day
        assert each.decided_on <= day <= local_day(UNTIL)


def test_hidden_decisions_were_never_filed(hidden, filed):
    numbers = set(filed["number"])

    assert [each.number for each in hidden if each.number in numbers] == []


def test_a_unit_that_went_quiet_files_a_fifth(hidden, filed):
    lately = date(2026, 11, 21) - timedelta(weeks=8)
    kept = [each for each in hidden if "quiet" in each.found_by]

    assert {each.unit for each in kept} == {"市卫健委"}
    came = filed.filter(
        pl.col("number").str.starts_with("云卫") & (pl.col("decided") >= lately)
    )
    assert came.height < len(kept) / 2


def test_the_week_of_the_false_nil_return_was_filed_empty(hidden, filed):
    (nil,) = false_nils(**CITY)

    monday = nil.decided_on - timedelta(days=nil.decided_on.weekday())
    week = pl.col("decided").is_between(monday, monday + timedelta(days=6))
    mine = pl.col("number").str.starts_with("云人社罚")
    assert (nil.unit, nil.category) == ("市人社局", "penalty")
    assert filed.filter(week & mine).height == 0
    assert [each.decided_on for each in hidden if each.unit == nil.unit][-1:] == [
        nil.decided_on
    ]


def test_registers_come_in_both_formats_with_what_is_not_to_be_reported():
    papers = registers(**CITY)

    assert {each.name.rpartition(".")[2] for each in papers} == {"csv", "xlsx"}
    assert len({each.unit for each in papers}) == 5
    for each in papers:
        assert sum("简易程序" in row for row in lines(each)) == 1
    (book, *_) = [each for each in papers if each.name.endswith("xlsx")]
    rows = lines(book)
    assert rows[0][0].endswith("行政处罚台账")
    assert rows[-1][:2] == ["合计", f"{len(rows) - 3} 件"]


def test_exposures_come_as_tables_texts_and_pages_and_some_name_no_number(hidden):
    papers = exposures(**CITY)

    assert {each.name.rpartition(".")[2] for each in papers} == {"csv", "txt", "html"}
    numbered = [re.search("〔20[0-9]{2}〕", each.content.decode()) for each in papers]
    assert 0 < numbered.count(None) < len(papers) / 2
    # The last one was filed: nothing is to be raised for it.
    numbers = {each.number for each in hidden}
    assert not any(each in papers[-1].content.decode() for each in numbers)


def test_the_same_seed_gives_the_same_papers_and_another_one_others():
    from gongshi.samples import hidden as module

    first = registers(**CITY), exposures(**CITY)
    # A workbook tells seconds.
    time.sleep(1.1)
    module._concealed.cache_clear()
    module._decisions.cache_clear()

    assert (registers(**CITY), exposures(**CITY)) == first
    assert hidden_decisions(until=UNTIL, seed=21) != hidden_decisions(**CITY)
