"""Figures within a scope, and the lists and words made of them."""

from datetime import date
from types import SimpleNamespace

import pytest

from gongshi.assessment.counts import Counts
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import plain
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import read_outline
from gongshi.bulletin.passages.rated import choose
from gongshi.bulletin.tables.form import fill
from gongshi.clocks.periods import month
from gongshi.policy.policies import policy_in_force

RATES = policy_in_force("pingdingshan", date(2023, 12, 31)).rates
UNITS = [
    UnitCounts("甲局", "departments", 1, {"licence": Counts(accepted=9, faulty=1)}, {}),
    UnitCounts(
        "乙局",
        "departments",
        2,
        {"licence": Counts(accepted=30_000), "penalty": Counts(accepted=1, faulty=1)},
        {},
    ),
    UnitCounts("丙局", "departments", 3, {"penalty": Counts(accepted=4)}, {}),
]
SCOPES = {"": ("licence", "penalty"), "licence": ("licence",), "penalty": ("penalty",)}
FIGURES = Figures(month("2023-12"), UNITS, RATES, SCOPES)


def written(text, **further):
    outline = read_outline(
        {
            "organ": "示例",
            "title": ["通报"],
            "recipients": "各单位：",
            "signed_by": "示例",
            "groups": ["departments"],
            "categories": ["licence", "penalty"],
            "scope": {"licence": ["licence"], "penalty": ["penalty"]},
            "volume": "assessed",
            "source": "示例",
            "sure": "inf",
            "passage": [
                {
                    "key": "below",
                    "kind": "rated",
                    "rate": "accepted_rate",
                    "scope": "licence",
                    "groups": ["departments"],
                    "below": 100,
                    "item": "{unit}（{licence.accepted_rate%}）",
                    "between": "、",
                },
                {
                    "key": "top",
                    "kind": "most",
                    "count": "received",
                    "each": {"departments": 1},
                    "item": "{unit}占{share%}",
                    "between": "、",
                },
            ],
            "paragraph": [{"text": text, **further}],
        },
        "example.toml",
    )
    document = compose(outline, FIGURES, Imprint("", None, "", "", ""))
    return ["".join(map(plain, each.runs)) for each in document.paragraphs]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("共{all.received}条", "共30016条"),
        # 30016 ÷ 10000 = 3.0016
        ("共{all.received万}条", "共3.00万条"),
        ("处罚{penalty.all.received万}条", "处罚6条"),
        # (4 + 1) ÷ (4 + 2) = 83.33 %
        ("合格率{penalty.departments.accepted_rate%}", "合格率83.33%"),
        ("{licence.departments.units}家报送许可", "2家报送许可"),
        # 9 ÷ 10
        ("未达到100%的有：{below}", "未达到100%的有：甲局（90%）"),
        ("{no}.合规", "1.合规"),
        # 30002 ÷ 30016 = 99.9534 %
        ("{top}", "乙局占99.95%"),
    ],
)
def test_words_are_filled_within_their_scope(text, expected):
    assert written(text) == [expected]


def test_a_paragraph_stands_only_where_its_lists_say_so():
    assert written("有", if_some=["below"]) == ["有"]
    assert written("均达到100%", if_none=["below"]) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"scope": "licence"}, ["乙局", "甲局"]),
        ({"scope": "licence", "order": "worst"}, ["甲局", "乙局"]),
        ({"scope": "licence", "at": 100}, ["乙局"]),
        ({"scope": "penalty", "below": 100}, ["乙局"]),
        ({"most": 1}, ["丙局"]),
    ],
)
def test_units_are_chosen_by_their_rate(asked, expected):
    chosen = choose(FIGURES, rate="accepted_rate", groups=["departments"], **asked)

    assert [unit.name for unit in chosen] == expected


def test_a_figure_opens_the_rows_of_its_scope():
    assert FIGURES.of_unit(UNITS[1], "accepted_rate", "penalty").query == {
        "period": "2023-12",
        "unit": "乙局",
        "category": "penalty",
        "outcome": "accepted",
    }
    assert FIGURES.of_groups(["departments"], "units", "licence").query["per"] == "unit"


def test_a_form_has_empty_rows():
    table = SimpleNamespace(columns=("number", "unit"), blank=2)

    assert fill(table, FIGURES) == (("1", ""), ("2", ""))
