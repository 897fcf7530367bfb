"""The two bodies of the kinds about codes and numbers agree on every text."""

import datetime

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.checks.cells import ColumnCell, Surroundings, ValueCell
from gongshi.checks.kinds import (
    adult,
    certificate,
    credit_code,
    document_number,
    document_year,
    organisation_code,
    organisation_part,
    registration_number,
)
from gongshi.identifiers import certificates
from gongshi.identifiers import credit_code as credit
from gongshi.identifiers import document_number as numbers
from gongshi.identifiers import identity_number as identity
from gongshi.identifiers import organisation_code as organisation
from gongshi.identifiers import registration_number as registration

SURROUNDINGS = Surroundings(on=datetime.date(2024, 2, 29), units={})
OWN = ColumnCell("own", SURROUNDINGS)


def digits(count):
    return st.text("0123456789", min_size=count, max_size=count)


FREE = st.text(
    st.one_of(
        st.sampled_from(
            "0123456789０１９XxIOSVZA〔〕【】[]()（）{}第号字年之一二-－— \n,"
        ),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=24,
)
ORGANISATIONS = st.text(organisation.ALPHABET, min_size=8, max_size=8).map(
    lambda body: body + organisation.check_character(body)
)
CREDITS = st.one_of(
    st.text(credit.ALPHABET, min_size=9, max_size=9).flatmap(
        lambda tail: digits(6).map(lambda region: f"91{region}{tail}")
    ),
    ORGANISATIONS.filter(lambda code: not set(code) & set("IOSVZ")).map(
        lambda code: f"91110000{code}"
    ),
).map(lambda head: head + credit.check_character(head))
REGISTRATIONS = digits(14).map(lambda head: head + registration.check_digit(head))
BIRTHS = st.one_of(
    st.dates(datetime.date(1840, 1, 1), datetime.date(2030, 1, 1)).map(
        lambda day: f"{day:%Y%m%d}"
    ),
    st.sampled_from(["19000229", "20000229", "20230229", "20241301", "20240431"]),
    digits(8),
)
EIGHTEENS = st.builds(
    lambda head, birth, run: head + birth + run,
    st.sampled_from(["110105", "440524", "810000", "830000", "911124", "990000"]),
    BIRTHS,
    digits(3),
).map(lambda head: head + identity.check_character(head))
IDENTITIES = st.one_of(EIGHTEENS, EIGHTEENS.map(lambda n: n[:6] + n[8:17]))
PAPERS = st.sampled_from(
    ["E12345678", "H12345678", "M1234567801", "1234567890(A)", "CAN110081080300"]
)
BRACKETS = st.sampled_from(
    ["〔〕", "[]", "()", "（）", "【】", "［］", "{}", "[）", "  ", " 〕", "〔 "]
)
DOCUMENTS = st.builds(
    lambda before, pair, year, middle, serial, after: (
        f"{before}{pair[0]}{year}{pair[1]}{middle}{serial}{after}"
    ),
    st.sampled_from(["", "某罚字", "某[甲]许", "（某）", "a-许", "某〔2020〕", "①"]),
    BRACKETS,
    st.sampled_from(
        [
            "1999",
            "2021",
            "2022",
            "2023",
            "2024",
            "２０２３",
            "1822",
            "二〇二二",
            "2022年",
        ]
    ),
    st.sampled_from(
        ["", "第", "年第", "字第", "苏0102民初", "第(", "第（", "-", "(2021)"]
    ),
    digits(3) | digits(22) | st.sampled_from(["十八", "一百二十三", "〇一八", "百"]),
    st.sampled_from(
        [
            "",
            "号",
            "-1号",
            "-01",
            "之一号",
            "号之二",
            ")",
            "）号",
            "号(补)",
            "A号",
            "、2号",
        ]
    ),
)


@st.composite
def mutated(draw, texts):
    """Change, add or drop one character in half of the texts."""
    text = draw(texts)
    if not text or draw(st.booleans()):
        return text
    place = draw(st.integers(0, len(text) - 1))
    new = draw(st.sampled_from(["", "O", "X", "0", "7", "５", "汉", "\n", "AB"]))
    return text[:place] + new + text[place + 1 :]


TEXTS = st.one_of(
    st.none(),
    st.just(credit.PLACEHOLDER),
    FREE,
    mutated(ORGANISATIONS),
    mutated(CREDITS),
    mutated(REGISTRATIONS),
    mutated(IDENTITIES),
    mutated(PAPERS),
    mutated(DOCUMENTS),
)
TYPES = st.sampled_from([None, "其他-簿", "其他", "出入证", *certificates.SHAPES])
DATES = st.none() | st.dates(datetime.date(1840, 1, 1), datetime.date(2030, 1, 1))
ROWS = st.lists(st.tuples(TEXTS, TEXTS, TYPES, DATES), min_size=1, max_size=12)

CASES = [
    (credit_code, {}),
    (credit_code, {"placeholder": False}),
    (organisation_code, {}),
    (registration_number, {}),
    (registration_number, {"form": "known"}),
    (certificate, {"type_field": "type"}),
    (adult, {"on_field": "day"}),
    (adult, {"on_field": "day", "type_field": "type"}),
    (organisation_part, {"code_field": "other"}),
    (document_number, {}),
    (document_number, {"unless_equal": "other"}),
    (document_year, {"date_field": "day"}),
]


def frame_of(rows):
    texts, others, types, dates = zip(*rows, strict=True)
    text = {"own": texts, "other": others, "type": types}
    frame = pl.DataFrame(text, schema=dict.fromkeys(text, pl.String))
    return frame.with_columns(pl.Series("day@date", dates, dtype=pl.Date))


def cell_of(row):
    text, other, kind, date = row
    day = date and date.isoformat()
    fields = {"own": text, "other": other, "type": kind, "day": day}
    return ValueCell(fields, "own", SURROUNDINGS)


@pytest.mark.parametrize(
    ("kind", "parameters"),
    CASES,
    ids=[f"{kind.__name__.rpartition('.')[2]}-{given}" for kind, given in CASES],
)
@given(rows=ROWS)
@settings(max_examples=150, deadline=None)
def test_columns_and_row_bodies_agree(kind, parameters, rows):
    expression = kind.columns(OWN, **parameters)

    by_column = frame_of(rows).select(expression).to_series().to_list()

    by_row = [row[0] is None or kind.value(cell_of(row), **parameters) for row in rows]
    assert by_column == by_row


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [(kind, given) for kind, given in CASES if hasattr(kind, "explain")],
)
@given(row=st.tuples(TEXTS.filter(bool), TEXTS, TYPES, DATES))
@settings(max_examples=100, deadline=None)
def test_a_failing_value_is_explained(kind, parameters, row):
    cell = cell_of(row)

    words = kind.explain(cell, **parameters)

    assert kind.value(cell, **parameters) or all(words.values())


@pytest.mark.parametrize(
    ("kind", "parameters"),
    [(kind, given) for kind, given in CASES if hasattr(kind, "suggest")],
)
@given(row=st.tuples(TEXTS.filter(bool), TEXTS | CREDITS, TYPES, DATES))
@settings(max_examples=100, deadline=None)
def test_a_suggestion_holds_by_the_rule_itself(kind, parameters, row):
    suggestion = kind.suggest(cell_of(row), **parameters)

    mended = cell_of((suggestion, *row[1:]))
    assert suggestion is None or kind.value(mended, **parameters)


@given(rows=ROWS)
@settings(max_examples=150, deadline=None)
def test_an_organisation_part_agrees_beside_its_credit_code(rows):
    paired = [(code and code[8:17], code, kind, date) for _, code, kind, date in rows]
    expression = organisation_part.columns(OWN, code_field="other")

    by_column = frame_of(paired).select(expression).to_series().to_list()

    by_row = [
        row[0] is None or organisation_part.value(cell_of(row), code_field="other")
        for row in paired
    ]
    assert by_column == by_row


@given(texts=st.lists(mutated(DOCUMENTS) | TEXTS, min_size=1, max_size=20))
@settings(max_examples=300, deadline=None)
def test_document_numbers_are_read_alike(texts):
    # Said often enough, they are read by what they share as well.
    texts *= 4
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    text = pl.col("text")

    read = frame.select(
        numbers.parse_columns(text).alias("parts"),
        numbers.key_columns(text).alias("key"),
    )

    names = ("prefix", "year", "serial", "sub", "width")
    parsed = [None if text is None else numbers.parse(text) for text in texts]
    assert read["parts"].to_list() == [
        {name: number and getattr(number, name) for name in names} for number in parsed
    ]
    assert read["key"].to_list() == [
        None if text is None else numbers.key(text) for text in texts
    ]


@given(text=TEXTS.filter(lambda text: text is not None))
@settings(max_examples=300, deadline=None)
def test_a_fault_is_named_exactly_where_a_code_fails(text):
    for module in (credit, organisation, registration, identity):
        assert (module.fault(text) is None) == module.is_valid(text)
    for kind in certificates.SHAPES:
        fits = certificates.is_valid(kind, text)
        assert (certificates.fault(kind, text) is None) == fits


@given(code=mutated(CREDITS))
def test_a_mended_code_is_always_valid(code):
    mended = credit.mend(code)

    assert mended is None or (mended != code and credit.is_valid(mended))
