"""The ranking in a bulletin: its table, its lists of units, and the provisional mark."""

from datetime import date

import pytest

from gongshi.assessment.counts import Counts
from gongshi.assessment.facts import Evidence, UnitFacts
from gongshi.assessment.indicators import indicators
from gongshi.assessment.rank import rank
from gongshi.assessment.score import score
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import Figure, plain
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import read_outline
from gongshi.bulletin.passages import cautioned, ranked, standing
from gongshi.bulletin.scores import Scores
from gongshi.clocks.periods import month
from gongshi.policy.assessment_tables import read_assessment
from gongshi.policy.policies import policy_in_force

POLICY = policy_in_force("yuncheng", date(2021, 8, 31))
ASSESSMENT = read_assessment(
    POLICY.assessment, "x.toml", indicators=indicators(),
    groups=("counties", "departments"),
)  # fmt: skip
OUTLINE = read_outline(POLICY.bulletin, "x.toml")
GROUPS = ("counties",)
#: Totals: 盐湖区 30 + 30 + 25 + 2, 永济市 30 + 0 + 25, 河津市 15 + 30 + 25.
UNITS = [
    UnitFacts("盐湖区", "counties", 1, Counts(accepted=10),
              (Evidence(1, "盐湖区", "media"),)),
    UnitFacts("永济市", "counties", 2, Counts(accepted=10, late=10), earlier=(2,)),
    UnitFacts("河津市", "counties", 3, Counts(accepted=5, faulty=5), earlier=(9,)),
    UnitFacts("夏县", "counties", 4, Counts(), (Evidence(2, "夏县", "explanation"),)),
    UnitFacts("绛县", "counties", 5, Counts(), earlier=(1,)),
]  # fmt: skip


def figures(units=UNITS):
    return Figures(
        month("2021-08"),
        [UnitCounts(e.name, e.group, e.position, {"licence": e.counts}, {})
         for e in units],
        POLICY.rates,
        OUTLINE.scopes,
        scores=Scores(
            rank(ASSESSMENT, [score(ASSESSMENT, each) for each in units]),
            decimals=2,
            categories=ASSESSMENT.categories,
        ),
    )  # fmt: skip


def document(**imprint):
    return compose(OUTLINE, figures(), Imprint("", None, "", "", "", **imprint))


def names(chosen):
    return [unit.name for unit in chosen]


def test_the_table_has_place_rows_points_and_total_of_every_unit():
    table = document().tables[0]

    assert [tuple(map(plain, row)) for row in table.rows] == [
        ("1", "盐湖区", "10", "1", "0", "0", "30", "30", "25", "2", "87"),
        ("2", "河津市", "10", "1", "0", "0", "15", "30", "25", "0", "70"),
        ("3", "永济市", "10", "1", "0", "0", "30", "0", "25", "0", "55"),
        ("4", "绛县", "0", "4", "0", "0", "0", "0", "0", "0", "0"),
        ("-", "夏县", "0", "4", "0", "0", "-", "-", "-", "0", "-"),
    ]


def test_points_open_the_rows_that_cost_them():
    row = document().tables[0].rows[1]

    opened = {plain(each): each.query for each in row if isinstance(each, Figure)}
    whose = {"period": "2021-08", "unit": "河津市", "category": "licence,penalty"}
    assert opened == {
        "10": {**whose, "outcome": "accepted,faulty"},
        "15": {**whose, "outcome": "faulty"},
    }


def test_the_first_places_leave_out_who_has_no_points():
    assert names(ranked.choose(figures(), groups=GROUPS, most=2)) == [
        "盐湖区",
        "河津市",
    ]
    assert names(ranked.choose(figures(), groups=GROUPS, most=9)) == [
        "盐湖区", "河津市", "永济市",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("caution", "expected"),
    [("warned", ["河津市", "永济市", "绛县"]), ("interview", ["永济市", "绛县"])],
)
def test_the_last_places_have_consequences(caution, expected):
    chosen = cautioned.choose(figures(), groups=GROUPS, caution=caution)

    assert names(chosen) == expected


@pytest.mark.parametrize(
    ("key", "expected"), [("excused", ["夏县"]), ("criticised", ["绛县"]), ("", None)]
)
def test_units_are_listed_by_their_standing(key, expected):
    chosen = standing.choose(figures(), groups=GROUPS, standing=key)

    assert names(chosen) == (expected or ["盐湖区", "河津市", "永济市"])


def test_the_text_names_the_units_and_leaves_out_empty_lists():
    told = [each.text for each in document().paragraphs]

    start = told.index("二、县（市、区）、运城开发区考核情况") + 1
    assert told[start : start + 7] == [
        "1.排名居前的是：盐湖区（87分）。",
        "2.数据总量居前的是：盐湖区（10条）、永济市（10条）、河津市（10条）。",
        "3.排名靠后、予以警示的是：河津市（第2名，70分）、永济市（第3名，55分）、"
        "绛县（第4名，0分）。",
        "4.连续两次排名靠后的是：永济市、绛县。将向市政府主要领导报告，建议对其进行约谈。",
        "5.既不提供“双公示”信息台账，也不予说明的是：绛县，予以通报批评。",
        "6.已说明未产生“双公示”信息、不参加本月排名的是：夏县。",
        "三、市直部门考核情况",
    ]


def test_an_unranked_unit_has_no_points():
    assert figures().scores.told("火星局", "total") == ("-", {})


def test_a_month_that_still_runs_is_marked_below_the_title():
    assert document().title_lines[-1].endswith("考核情况的通报")
    assert document(is_provisional=True).title_lines[-1] == "（暂定）"
