"""The normal form of each form of field, of one cell and of a column."""

from datetime import date

import polars as pl
import pytest

from gongshi.intake.normalise import (
    amount_column,
    date_column,
    normalise,
    normalise_column,
    parse_amount,
    parse_date,
)
from gongshi.policy.standards import FORMS

CELLS = {
    "name": {
        "示例公司": "示例公司",
        " 示例\u3000 公司\n": "示例 公司",
        "示例(集团)公司": "示例（集团）公司",
        "示例（集团)公司": "示例（集团）公司",
        "ＡＢＣ公司": "ABC公司",
        "示\u200b例\ufeff公司": "示例公司",
        "阿卜杜拉·示例": "阿卜杜拉·示例",
        "㈱示例": "（株）示例",
        "O'Neil & Co.": "O'Neil & Co.",
    },
    "title": {
        " 准予 \u3000许可\r\n决定书 ": "准予 许可 决定书",
        "（ＡＢＣ）决定书": "（ＡＢＣ）决定书",
        "a\u200bb": "ab",
    },
    "number": {
        "平示许 〔2023〕 12号": "平示许〔2023〕12号",
        "平示许［２０２３］１２号": "平示许[2023]12号",
        "JY-33 2028": "JY-332028",
        "A´": "Á",
    },
    "code": {
        "91350100m000100y43": "91350100M000100Y43",
        "19220382-1": "192203821",
        "９１３５ 0100": "91350100",
    },
    "prose": {
        "\n 一、罚款２０００元；\n二、警告。\u3000": "一、罚款２０００元；\n二、警告。",
        "a\u00adb": "ab",
    },
    "choice": {" 自 然 人 ": "自然人", "警告；罚款": "警告;罚款", "１": "1"},
    "date": {
        "2023/12/1": "2023-12-01",
        "2023年2月3日": "2023-02-03",
        "20231201": "2023-12-01",
        "45261": "2023-12-01",
        "45261.0": "2023-12-01",
        "2023-12-01 00:00:00": "2023-12-01",
        "2023-02-30": "2023-02-30",
        "２０２３．１２．１": "2023-12-01",
        "长期": "长期",
        "19999": "19999",
        "73051": "73051",
    },
    "amount": {
        "1,200.5": "1200.5",
        "1，200，000": "1200000",
        "12,0000": "12,0000",
        "1,2,345": "1,2,345",
        "3万元": "3",
        "1,200元": "1200元",
        "2000 元": "2000元",
        "-1": "-1",
        "三万元": "三",
    },
    "quantity": {
        "1,200.5": "1200.5",
        "12,0000": "12,0000",
        "3万元": "3万元",
        "1,200元": "1200元",
        " 12 ": "12",
        "-1": "-1",
    },
}
#: The characters of the first plane, the symbols beyond it, and the tags.
EVERY = [
    *range(0xD800), *range(0xE000, 0x10000), *range(0x1D000, 0x1FBFF),
    *range(0x20000, 0x20010), *range(0x2F800, 0x2FA20), *range(0xE0000, 0xE01F0),
]  # fmt: skip
BLANK = ["", " ", "\u3000", "\t\r\n", "\u200b\ufeff", "\u00a0"]
ALL = [
    (form, raw, cell) for form, cells in CELLS.items() for raw, cell in cells.items()
]


def test_every_form_has_cells():
    assert set(CELLS) == set(FORMS)


@pytest.mark.parametrize(("form", "raw", "normal"), ALL)
def test_a_cell_is_put_into_its_form(form, raw, normal):
    assert normalise(raw, form) == normal
    assert normalise(normal, form) == normal


@pytest.mark.parametrize("form", FORMS)
def test_a_column_is_put_into_its_form_as_its_cells_are(form):
    raws = [raw for each, raw, _ in ALL if each == form] + BLANK + [None]
    texts = pl.Series("own", raws, dtype=pl.String)

    column = normalise_column(texts, form)

    assert column.to_list() == [normalise(raw, form) for raw in raws]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("raw", BLANK)
def test_what_shows_nothing_is_blank(form, raw):
    assert normalise(raw, form) is None


@pytest.mark.parametrize("form", FORMS)
def test_an_empty_column_stays_empty(form):
    assert normalise_column(pl.Series([], dtype=pl.String), form).to_list() == []


DAYS = {
    "2023-12-01": date(2023, 12, 1),
    "2024-02-29": date(2024, 2, 29),
    "2023-02-29": None,
    "0999-01-01": None,
    "9999-12-31": date(9999, 12, 31),
    "2023-1-1": None,
    "20231201": None,
    "长期": None,
}
AMOUNTS = {"0.2": 0.2, "-1": -1.0, "00012": 12.0, "1.": None, ".5": None, "1e3": None,
           "1,200": None, "2000元": None, "1" * 400: float("inf")}  # fmt: skip


def test_a_day_is_read_alike_from_a_cell_and_from_a_column():
    column = date_column(pl.Series([*DAYS, None], dtype=pl.String))

    assert [parse_date(text) for text in DAYS] == list(DAYS.values())
    assert column.to_list() == [*DAYS.values(), None]


def test_an_amount_is_read_alike_from_a_cell_and_from_a_column():
    column = amount_column(pl.Series([*AMOUNTS, None], dtype=pl.String))

    assert [parse_amount(text) for text in AMOUNTS] == list(AMOUNTS.values())
    assert column.to_list() == [*AMOUNTS.values(), None]


@pytest.mark.parametrize("form", FORMS)
def test_every_character_is_put_into_form_alike_in_a_column(form):
    texts = [f"甲{chr(code)}A{chr(code)}" for code in EVERY]

    column = normalise_column(pl.Series(texts), form).to_list()

    assert [text for text, cell in zip(texts, column, strict=True)
            if cell != normalise(text, form)] == []  # fmt: skip
