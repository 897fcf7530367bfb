"""Figures of papers: what is counted, what "-" means, and a row for each paper."""

from dataclasses import replace

import pytest

from gongshi.bulletin.document import Figure, plain
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import OutlineTable
from gongshi.bulletin.papers import KeptPaper, Papers
from gongshi.bulletin.passages.grown import choose as grown
from gongshi.bulletin.passages.rated import choose as rated
from gongshi.bulletin.tables.papers import fill
from gongshi.clocks.periods import month
from gongshi.policy.papers import Paper, PaperField
from gongshi.policy.terms import Rate, Source

SOURCE = Source("", "", "")
RATE = Rate(
    "part_rate", "率", "part", "whole", 2, "half_up", "bare", "-", SOURCE, "", ""
)
PAPER = Paper(
    key="check",
    title="核查",
    needs_file=False,
    adds_up=True,
    fields=(
        PaperField("whole", "应报送", (), "count"),
        PaperField("part", "漏报", (), "count"),
        PaperField("on", "核查日", (), "day", required=False),
        PaperField("who", "核查人", (), "text", required=False),
    ),
    rates=(RATE,),
    source=SOURCE,
    sure="inf",
    file="",
)
KEPT = (
    KeptPaper(1, "2022-05", "乙局", "乙局", "b", {"whole": 4, "part": 4}),
    KeptPaper(2, "2022-06", "乙局", "乙局", "b", {"whole": 8, "part": 1, "who": "甲"}),
    KeptPaper(
        3, "2022-06", "甲科", "甲局", "a", {"whole": 2, "part": 1, "on": "2022-06-09"}
    ),
)
UNITS = [
    UnitCounts(name, group, at, {}, {})
    for at, (name, group) in enumerate([("甲局", "a"), ("乙局", "b"), ("丙局", "b")])
]
FIGURES = Figures(
    month("2022-06"), UNITS, {}, {"": ()}, papers={"check": Papers("here", PAPER, KEPT)}
)
TABLE = OutlineTable(
    key="t",
    kind="papers",
    title="",
    listed="",
    header=(),
    over=(),
    columns=("number", "unit", "check.part", "check.on", "check.who"),
    group="",
    order="check.unit",
    total="",
    dashed=(),
    note="",
    widths=(),
)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("papers", "2"),
        ("papers_so_far", "3"),
        ("units", "2"),
        ("units_so_far", "2"),
        ("whole", "10"),
        ("whole_so_far", "14"),
        # 2 ÷ 10 and 6 ÷ 14
        ("part_rate", "20"),
        ("part_rate_so_far", "42.86"),
    ],
)
def test_groups_have_the_papers_of_their_units(name, text):
    assert FIGURES.of_groups(["a", "b"], name, "check").text == text


def test_a_figure_asks_for_the_papers_that_it_adds_up():
    figure = FIGURES.of_groups(["b"], "units_so_far", "check")

    assert figure.query == {
        "period": "2022-06",
        "group": "b",
        "policy": "here",
        "kind": "check",
        "decision": "met",
        "so_far": True,
        "per": "unit",
    }


def test_a_unit_without_papers_has_none_and_no_counts():
    told = {
        name: plain(FIGURES.of_unit(UNITS[2], name, "check"))
        for name in ("papers", "whole", "part_rate")
    }

    assert told == {"papers": "0", "whole": "-", "part_rate": "-"}


def test_lists_choose_units_by_their_papers():
    asked = {"groups": ["a", "b"], "scope": "check"}

    by_rate = rated(FIGURES, rate="part_rate", order="worst", **asked)
    by_growth = grown(FIGURES, count="whole", percent=50, at_least=1, **asked)

    # 1 ÷ 8 before 1 ÷ 2; 8 against 4 of the month before
    assert [each.name for each in by_rate] == ["乙局", "甲局"]
    assert [each.name for each in by_growth] == ["乙局"]


def test_a_count_that_no_paper_has_is_a_fault_of_ours():
    with pytest.raises(AssertionError, match="no field late"):
        FIGURES.of_groups(["b"], "late", "check")
    with pytest.raises(AssertionError, match="who is no count"):
        FIGURES.of_groups(["b"], "who", "check")


def test_a_table_has_a_row_for_each_paper_in_the_order_of_the_register():
    rows = fill(TABLE, FIGURES)

    assert [[plain(run) for run in row] for row in rows] == [
        ["1", "甲科", "1", "2022年6月9日", ""],
        ["2", "乙局", "1", "", "甲"],
    ]
    figure = rows[0][2]
    assert isinstance(figure, Figure)
    assert figure.query["number"] == 3


def test_a_table_of_a_group_in_the_order_of_keeping_has_its_own_papers():
    asked = replace(TABLE, columns=("unit",), group="b", order="check.number")

    assert fill(asked, FIGURES) == (("乙局",),)
