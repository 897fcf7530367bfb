"""The grammar of document numbers stands any text: no crash, no long thought."""

import time

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.identifiers import document_number

CHARACTERS = 10_000
#: Going over such a text again for each of its characters takes many times as long.
LIMIT_MS = 150
PARTS = ("prefix", "year", "serial", "sub", "width")
ALPHABET = "0123456789０１９①²½〔〕【】[]()（）{}<>「」第号字年之一二十百〇○零-－—/ \t\n\u3000\u200bAaＡ罚许㈱㍿"
TEXTS = st.text(
    st.sampled_from(ALPHABET) | st.characters(exclude_categories=["Cs"]), max_size=160
)
PIECES = [
    "1", "一", "〔2022〕", "(2022)", "2022", "2022年", "2022第", "二〇二二", "第", "第1", "第一",
    "号", "之一", "-1", "字", "(", "〔", "[2022]一", "某2022年第", "年", " ", "０", "①", "㍿", "\u200b",
]  # fmt: skip
#: As published, one of each shape.
EXAMPLES = [
    "发改办财金〔2018〕790号", "江宁交路许字〔2025〕00013号", "市场【2019】1号",
    "豫平市监处罚［２０２３］１２号", "鄂建罚字(2022)第18号", "苏林林地审字〔锡〕〔2025〕101号",
    "(320101000561)登字〔2024〕第06250011号", "(沪税普一)许变准字2021第(837)",
    "（2009）浦民二(商)初字第2521号", "某公罚决字〔2022〕第3-1号", "某罚字二○二二年第〇一八号",
    "JY33202810257113", "21503202112018020017", "车20苏B00144(19)", "双环许可2019",
]  # fmt: skip
ENDS = ["", "号", "!", "A", "〔2022〕1号", "2022第1号"]
LONG = [
    (piece * CHARACTERS)[: size - len(end)] + end
    for piece in PIECES
    for end in ENDS
    for size in (document_number.LONGEST, CHARACTERS)
]


@st.composite
def mutated(draw):
    """Publish a number, and change it at some places: pieces go, come or are doubled."""
    text = draw(st.sampled_from(EXAMPLES))
    for _ in range(draw(st.integers(0, 4))):
        at = draw(st.integers(0, len(text)))
        end = min(at + draw(st.integers(0, 3)), len(text))
        new = st.sampled_from([*PIECES, *ALPHABET, "", text[:at], text[end:]])
        text = text[:at] + draw(new) + text[end:]
    return text


@given(text=TEXTS | mutated())
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


@given(text=TEXTS | mutated())
@settings(max_examples=1_000, deadline=None)
def test_a_key_is_its_own_key_and_reads_as_the_same_number(text):
    key = document_number.key(text)

    number, again = document_number.parse(text), document_number.parse(key)

    assert document_number.key(key) == key
    assert (number is None) == (again is None)
    if number is not None:
        told = number.stem, number.year, number.serial, number.sub
        assert (again.stem, again.year, again.serial, again.sub) == told


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


@given(texts=st.lists(TEXTS | mutated() | NEARLY, max_size=30))
@settings(max_examples=300, deadline=None)
def test_any_column_is_read_as_its_texts(texts):
    texts = [*texts, *texts, *texts, *texts, None]
    frame = pl.DataFrame({"text": texts}, schema={"text": pl.String})
    parts = document_number.parse_columns(pl.col("text")).alias("parts")

    read = frame.select(parts, keys=document_number.key_columns(pl.col("text")))

    numbers = [(text and document_number.parse(text)) or None for text in texts]
    assert read["parts"].to_list() == [
        {name: number and getattr(number, name) for name in PARTS} for number in numbers
    ]
    assert read["keys"].to_list() == [
        None if text is None else document_number.key(text) for text in texts
    ]


@pytest.mark.parametrize("pair", ["()", "〔〕", "【】", "[]", "某甲"])
@pytest.mark.parametrize("beyond", [-1, 0, 1])
def test_a_number_of_nested_brackets_is_read_up_to_the_greatest_length(pair, beyond):
    end = "〔2022〕第18号"
    size = document_number.LONGEST + beyond - len(end)
    deep, rest = divmod(size, 2)
    text = pair[0] * deep + "某" * rest + pair[1] * deep + end
    text = f"某{text[1:]}"

    number = document_number.parse(text)

    assert len(text) == document_number.LONGEST + beyond
    assert (number and number.serial) == ("18" if beyond < 1 else None)


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
