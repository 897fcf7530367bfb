import polars as pl
import pytest

from gongshi.identifiers import document_number

# text, prefix, year, serial, sub, width, weak
ROWS = [
    ("发改办财金〔2018〕790号", "发改办财金", 2018, "790", None, 3, False),
    ("宁新区管审环表复〔2025〕104号", "宁新区管审环表复", 2025, "104", None, 3, False),
    ("江宁交路许字〔2025〕00013号", "江宁交路许字", 2025, "13", None, 5, False),
    ("市场【2019】1号", "市场", 2019, "1", None, 1, False),
    ("豫平市监处罚［２０２３］１２号", "豫平市监处罚", 2023, "12", None, 2, False),
    ("鄂建罚字(2022)第18号", "鄂建罚字", 2022, "18", None, 2, False),
    (
        "苏林林地审字〔锡〕〔2025〕101号",
        "苏林林地审字[锡]",
        2025,
        "101",
        None,
        3,
        False,
    ),
    (
        "(320101000561)登字〔2024〕第06250011号",
        "(320101000561)登字",
        2024,
        "6250011",
        None,
        8,
        False,
    ),
    (
        "(沪税普一)许变准字2021第(837)",
        "(沪税普一)许变准字",
        2021,
        "837",
        None,
        3,
        True,
    ),
    ("（2009）浦民二(商)初字第2521号", "浦民二(商)初字", 2009, "2521", None, 4, False),
    ("某公罚决字〔2022〕第3-1号", "某公罚决字", 2022, "3", "1", 1, False),
    # Beyond the published forms.
    ("(2022)苏0102民初1234号", "苏0102民初", 2022, "1234", None, 4, False),
    ("某罚字〔2022〕第3号之一", "某罚字", 2022, "3", "1", 1, False),
    ("某罚字〔2022〕3-01之二号", "某罚字", 2022, "3", "1-2", 1, False),
    ("某罚字〔2022〕第(2023)号", "某罚字", 2022, "2023", None, 4, False),
    ("某罚字〔二〇二二〕第十八号", "某罚字", 2022, "18", None, 2, False),
    ("某罚字〔2022年〕一百二十三号", "某罚字", 2022, "123", None, 3, False),
    ("某罚字二○二二年第〇一八号", "某罚字", 2022, "18", None, 3, True),
    ("(2022)一中民初字第12号", "一中民初字", 2022, "12", None, 2, False),
    ("某罚字2022〕18号", "某罚字", 2022, "18", None, 2, True),
    ("某罚字〔2022第18号", "某罚字", 2022, "18", None, 2, True),
    ("某罚字2022年18号", "某罚字", 2022, "18", None, 2, True),
    ("某罚字2022-18号", "某罚字", 2022, "18", None, 2, True),
    ("某罚字〔2022〕第三号之二", "某罚字", 2022, "3", "2", 1, False),
    ("某罚字〔2022〕000号", "某罚字", 2022, "0", None, 3, False),
    ("某〔2021〕罚字〔2022〕年第8号(补正)", "某[2021]罚字", 2022, "8", None, 1, False),
    (
        "某证〔2022〕0123456789012345678901号",
        "某证",
        2022,
        "123456789012345678901",
        None,
        22,
        False,
    ),
]
UNPARSEABLE = [
    "JY33202810257113",
    "21503202112018020017",
    "车20苏B00144(19)",
    "双环许可2019",
    "〔2022〕18号",
    "()〔2022〕18号",
    "某罚字〔2022〕18、19号",
    "某罚字〔2022〕18A号",
    "某罚字〔2022〕号",
    "某罚字〔1822〕3号",
    "某罚字〔2022〕三中全会",
    "某局2022年5月",
    "某局2022-05-18",
    "某" * 120 + "〔2022〕18号",
    "某" * 120 + "2022年第18号",
    "",
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_number_is_taken_apart(row):
    text, *parts = row

    assert document_number.parse(text) == document_number.DocumentNumber(*parts)


@pytest.mark.parametrize("text", UNPARSEABLE)
def test_anything_else_is_not_parsed(text):
    assert document_number.parse(text) is None


def test_a_date_based_serial_keeps_its_zeros():
    number = document_number.parse("(320101000561)登字〔2024〕第06250011号")

    assert (number.padded, number.number) == ("06250011", 6250011)


@pytest.mark.parametrize(
    "text",
    ["JY33202810257113", "21503202112018020017", "车20苏B00144(19)", "许可证1234567"],
)
def test_a_certificate_is_told_from_a_number(text):
    assert document_number.certificate(text)


@pytest.mark.parametrize(
    "text", ["双环许可2019", "1234", "某罚字〔2022〕18号", "无", ""]
)
def test_anything_else_is_no_certificate(text):
    assert not document_number.certificate(text)


def test_a_year_without_serial_is_told():
    texts = ["双环许可2019", "某罚字〔2022〕号", "某罚字〔2022〕18号", "12019300"]

    told = [document_number.unnumbered(text) for text in texts]

    assert told == [True, True, False, False]


def test_numbers_that_begin_alike_are_taken_apart_as_others():
    texts = [f"某罚字〔2022〕第{n:0{width}}号" for width in (1, 5) for n in range(12)]
    texts += (
        ["某罚字〔2022〕第3-1号"] * 5
        + ["某〔2022〕第１2号"] * 5
        + ["某〔2022〕第０251号"] * 5
        + ["某局2022-05", "某局2022-18号"] * 5
        + [None, ""]
    )

    parts = document_number.parse_columns(pl.col("text"))
    read = pl.DataFrame({"text": texts}).select(parts).to_series().to_list()

    numbers = [text and document_number.parse(text) for text in texts]
    assert read == [
        {name: number and getattr(number, name) for name in read[0]}
        for number in (each or None for each in numbers)
    ]


def test_a_column_is_taken_apart_in_order():
    texts = [*(row[0] for row in ROWS), *UNPARSEABLE, None]

    parts = pl.DataFrame({"文书号": texts}).select(
        document_number.parse_columns(pl.col("文书号"))
    )

    none = dict.fromkeys(("prefix", "year", "serial", "sub", "width"))
    expected = [dict(zip(none, row[1:6], strict=True)) for row in ROWS]
    assert parts.to_series().to_list() == expected + [none] * (len(UNPARSEABLE) + 1)
    assert list(parts.to_series().struct.schema.values()) == [
        pl.String,
        pl.Int32,
        pl.String,
        pl.String,
        pl.UInt32,
    ]


def test_careless_numbers_are_taken_apart_as_others():
    texts = [
        "某罚字［２０２２］第００１８号", "某罚 字〔2022〕\u3000第 18 号", "某罚Ａ〔2022〕18－3号",
        "某罚字〔2022〕第一八号", "某罚字(2022)〇一三○号", "某罚字〔2022〕第十八号",
        "某罚字〔2022〕第零号", "某一字〔2022〕(二)三号", "〔2022〕第一号", "某〔2022〕第18号〔2023〕一号",
    ]  # fmt: skip

    parts = document_number.parse_columns(pl.col("text"))
    read = pl.DataFrame({"text": texts}).select(parts).to_series().to_list()

    numbers = [document_number.parse(text) for text in texts]
    assert read == [
        {name: number and getattr(number, name) for name in read[0]}
        for number in numbers
    ]
    assert [number and number.serial for number in numbers] == [
        "18", "18", "18", "18", "130", "18", "0", "3", None, "1",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "鄂建罚字(2022)第18号",
        "鄂建罚字〔2022〕18号",
        "鄂建罚字【2022】 第 00018 号",
        "鄂建罚字［２０２２］１８",
        "鄂建罚字2022年第18号",
        "鄂建(罚)字[2022]第(18)号",
    ],
)
def test_spellings_of_one_number_share_a_key(text):
    assert document_number.key(text) == "鄂建罚字〔2022〕18"


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("某罚字〔2022〕第3-1号", "某罚字〔2022〕3-1"),
        ("某罚〔2022〕第3号", "某罚〔2022〕3"),
        ("jy 33202810257113", "JY33202810257113"),
        ("车20苏B00144（19）", "车20苏B00144(19)"),
        ("a许〔2022〕3号", "A许〔2022〕3"),
        ("A´许3", "Á许3"),
    ],
)
def test_different_numbers_keep_different_keys(text, key):
    assert document_number.key(text) == key


def test_keys_of_a_column_equal_those_of_its_rows():
    texts = [*(row[0] for row in ROWS), *UNPARSEABLE]
    frame = pl.DataFrame({"text": [*texts, None]})

    keys = frame.select(document_number.key_columns(pl.col("text")))

    expected = [document_number.key(text) for text in texts]
    assert keys.to_series().to_list() == [*expected, None]


@pytest.mark.parametrize("read", ["parse_columns", "key_columns"])
def test_an_empty_column_gives_an_empty_column(read):
    frame = pl.DataFrame({"text": []}, schema={"text": pl.String})

    assert frame.select(getattr(document_number, read)(pl.col("text"))).height == 0
