"""The grammar of document numbers stands any text: no crash, no long thought."""

import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.identifiers import document_number

CHARACTERS = 10_000
LIMIT_MS = 50
ALPHABET = "0123456789０１９①²½〔〕【】[]()（）{}<>「」第号字年之一二十百〇○零-－—/ \t\n\u3000\u200bAaＡ罚许㈱㍿"
TEXTS = st.text(
    st.sampled_from(ALPHABET) | st.characters(exclude_categories=["Cs"]), max_size=160
)
PIECES = [
    "1", "一", "〔2022〕", "(2022)", "2022", "2022年", "2022第", "二〇二二", "第", "第1", "第一",
    "号", "之一", "-1", "字", "(", "〔", "[2022]一", "某2022年第", "年", " ", "０", "①", "㍿", "\u200b",
]  # fmt: skip
ENDS = ["", "号", "!", "A", "〔2022〕1号", "2022第1号"]
LONG = [
    (piece * CHARACTERS)[: size - len(end)] + end
    for piece in PIECES
    for end in ENDS
    for size in (document_number.LONGEST, CHARACTERS)
]


@given(text=TEXTS)
@settings(max_examples=2_000, deadline=None)
def test_any_text_is_read_or_refused(text):
    number = document_number.parse(text)

    assert document_number.certificate(text) in (True, False)
    if number is not None:
        assert 1900 <= number.year <= 2099
        assert number.serial.isascii()
        assert number.number >= 0
        assert number.width >= len(number.serial)
        assert number.stem
        assert not document_number.certificate(text)


#: Texts that are nearly numbers, so that the patterns are met and not only missed.
NEARLY = st.tuples(
    st.sampled_from(["某罚字", "某罚（一）字", "某 罚", "１某", "㍿某", ""]),
    st.sampled_from(
        ["〔2022〕", "［２０２２］", "(2022年)", "【2022】 ", "2022年", "〔二〇二二〕"]
    ),
    st.sampled_from(["第", "", "年第", "(二)第", "（"]),
    st.text(st.sampled_from("0123456789０１②一二三〇零○十百－—-之 ）"), max_size=6),
    st.sampled_from(["号", "", "号 ", "号之一", "号（已）", "号A"]),
).map("".join)


@given(texts=st.lists(TEXTS | NEARLY, max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_column_is_read_as_its_texts(texts):
    texts = [*texts, *texts, *texts, *texts, None]
    parts = document_number.parse_columns(pl.col("text"))

    read = pl.DataFrame({"text": texts}, schema={"text": pl.String}).select(parts)

    numbers = [text and document_number.parse(text) for text in texts]
    for name in ("prefix", "year", "serial", "sub", "width"):
        assert read.to_series().struct.field(name).to_list() == [
            getattr(number or None, name, None) for number in numbers
        ]


@given(
    prefix=st.text(st.sampled_from("平示市监许罚字"), min_size=1, max_size=8),
    year=st.integers(1900, 2099),
    serial=st.integers(1, 10**9),
)
def test_a_number_in_the_standard_spelling_comes_back(prefix, year, serial):
    number = document_number.parse(f"{prefix}〔{year}〕{serial}号")

    assert (number.prefix, number.year, number.number) == (prefix, year, serial)


@pytest.mark.parametrize("work", ["parse", "certificate", "unnumbered", "key"])
def test_no_text_keeps_the_grammar_busy(work):
    read = getattr(document_number, work)
    slow = {}
    for text in LONG:
        runs = []
        for _ in range(3):
            document_number.parse.cache_clear()
            begun = time.thread_time()
            read(text)
            runs.append((time.thread_time() - begun) * 1000)
            if runs[-1] <= LIMIT_MS:
                break
        if min(runs) > LIMIT_MS:
            slow[text[:20]] = round(min(runs))
    assert slow == {}


def test_no_text_keeps_the_columns_busy():
    parts = document_number.parse_columns(pl.col("text"))
    slow = {}
    for text in LONG:
        frame = pl.DataFrame({"text": [text] * 4})
        frame.select(parts)
        begun = time.thread_time()
        frame.select(parts)
        if (spent := (time.thread_time() - begun) * 1000) > LIMIT_MS:
            slow[text[:20]] = round(spent)
    assert slow == {}
