"""A register against the ledger: joined when sure, offered when not, else missing."""

from datetime import date

import polars as pl
import pytest

from gongshi.oversight.registers import REASONS, WAYS, match_register
from gongshi.policy.continuity import MATCHING, continuity_in_force
from gongshi.samples import load_city, sample_frame
from gongshi.samples.marking import mark_register
from gongshi.samples.register import draw_register

LIMITS = continuity_in_force(date(2023, 12, 1)).limits
SHAPE = {
    "number": pl.String,
    "subject": pl.String,
    "authority": pl.String,
    "decided": pl.Date,
}
RECORD = ("平罚〔2023〕12号", "青禾食品有限公司", "示例市某局", date(2023, 12, 1))


def row(**more):
    return tuple((dict(zip(SHAPE, RECORD, strict=True)) | more).values())


def matched(rows, records=(RECORD,)):
    frames = [
        pl.DataFrame(each, schema=SHAPE, orient="row") for each in (rows, records)
    ]
    return match_register(*frames, LIMITS)


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ({}, "exact"),
        ({"subject": "青禾食品 有限公司"}, "exact"),
        ({"number": "平(罚)[２０２３]第012号"}, "normalised"),
        ({"number": None}, "described"),
        ({"number": ""}, "described"),
    ],
)
def test_a_row_is_joined_when_it_is_sure(written, way):
    found = matched([row(**written)])

    assert found.joined.rows() == [(0, 0, way)]
    assert (len(found.missing), len(found.unlisted), found.candidates.height) == (
        0,
        0,
        0,
    )


@pytest.mark.parametrize(
    ("written", "reason"),
    [
        ({"subject": "远岫食品有限公司"}, "party"),
        ({"subject": None}, "party"),
        ({"number": "平罚字〔2023〕12号"}, "respelled"),
        ({"number": "平市监罚202312号"}, "respelled"),
        ({"number": "平罚〔2023〕21号"}, "mistyped"),
        ({"number": "平罚〔2023〕123号"}, "mistyped"),
        ({"number": "平罚〔2023〕13号"}, "mistyped"),
        ({"number": None, "subject": "青禾食品公司"}, "renamed"),
        ({"number": None, "decided": date(2023, 12, 8)}, "redated"),
    ],
)
def test_a_near_row_is_offered_and_never_joined(written, reason):
    found = matched([row(**written)])

    assert found.joined.is_empty()
    assert found.candidates.select("row", "record", "reason").rows() == [(0, 0, reason)]
    assert (len(found.missing), found.unlisted.to_list()) == (0, [0])


@pytest.mark.parametrize(
    "written",
    [
        {"number": "平罚〔2023〕90号"},
        {"number": "平罚〔2022〕12号", "subject": "别的公司"},
        {"number": None, "subject": "毫不相干"},
        {"number": None, "decided": date(2023, 11, 1)},
        {"number": None, "subject": None, "authority": None, "decided": None},
    ],
)
def test_a_row_without_a_record_is_missing(written):
    found = matched([row(**written)])

    assert found.missing.to_list() == [0]
    assert found.joined.is_empty()


def test_two_records_of_one_party_and_day_are_offered_both():
    records = [row(), row(number="平罚〔2023〕40号")]

    found = matched([row(number=None)], records)

    assert found.joined.is_empty()
    assert found.candidates["record"].to_list() == [0, 1]
    assert set(found.candidates["reason"]) == {"ambiguous"}


def test_every_party_of_one_number_is_matched_by_itself():
    rows = [row(subject="甲公司"), row(subject="乙公司"), row(subject="丙丁戊")]

    found = matched(rows, rows[:2])

    assert found.joined.rows() == [(0, 0, "exact"), (1, 1, "exact")]
    assert found.missing.to_list() == [2]


def test_an_empty_register_and_an_empty_ledger_match_nothing():
    assert matched([]).unlisted.to_list() == [0]
    assert matched([row()], []).missing.to_list() == [0]


def test_every_way_and_reason_has_its_words():
    assert (*WAYS, *REASONS) == MATCHING


def test_planted_slips_are_found():
    units = [each.unit for each in load_city()]
    days = date(2023, 1, 3), date(2023, 12, 1)
    licences = sample_frame("licence", 6_000, seed=5, units=units, decided=days)
    decided = pl.col("XK_JDRQ").str.to_date("%Y/%m/%d")
    drawn = draw_register(
        licences.select(
            number="XK_WSH", subject="XK_XDR_MC", authority="XK_XKJG", decided=decided
        ),
        seed=5,
    )
    found = match_register(drawn.register, drawn.records, LIMITS)

    marks = mark_register(drawn, found.joined, found.candidates, found.missing)

    sums = {
        key: sum(each[key] for each in marks.values())
        for key in ("rows", "joined", "wrong", "offered", "missing")
    }
    known = sums["rows"] - marks["concealed"]["rows"]
    assert sums["wrong"] <= 0.001 * sums["joined"]
    assert sums["joined"] + sums["offered"] >= 0.99 * known
    assert marks["concealed"]["missing"] >= 0.9 * marks["concealed"]["rows"]
