"""湖北's month of rows and papers: annexes and sentences, every figure opening its own."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongshi.actions.attachments import Attachment
from gongshi.actions.import_units import import_units
from gongshi.actions.issue import compose_bulletin
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.list_evidence import listed_evidence
from gongshi.actions.receive import receive
from gongshi.bulletin.document import Document, Figure
from gongshi.clocks.periods import moment, month
from gongshi.errors import UsageError
from gongshi.ledger.models import Office
from gongshi.policy.standards import load_standard
from gongshi.samples import SampleUnit, UnitCount, rows_for_counts
from gongshi.samples.units import made_up_code
from tests.ledger.opening import counted, opened, said, shown

CASE = tomllib.loads(
    (Path(__file__).parents[1] / "cases/hubei/2022-10.toml").read_text(encoding="utf-8")
)
AT = moment(CASE["received_at"])
PERIOD = month("2022-10")
#: Rates stand in these columns of the annexes.
RATES = (3, 5, 8)
#: What each kind of paper says, in the order of the case.
FIELDS = {
    "omission": ("应报送", "漏报瞒报"),
    "objection": ("收到异议", "办结异议", "按时办结"),
    "repair": ("受理修复", "办结修复"),
}


@pytest.fixture
def office(ledger: None) -> None:
    Office.objects.update(place="hubei")
    lines = ["name,code,group"]
    for number, unit in enumerate(CASE["unit"], 1):
        lines.append(f"{unit['name']},{made_up_code(number)},{unit['group']}")
    import_units("\n".join(lines).encode(), file_name="units.csv")


@pytest.fixture
def document(office: None) -> Document:
    for number, unit in enumerate(CASE["unit"], 1):
        for category, content in files(unit, number):
            receive(
                content,
                file_name="十月.csv",
                category=category,
                unit=unit["name"],
                received_at=AT,
            )
    for kind, titles in FIELDS.items():
        rows = [unit for unit in CASE["unit"] if kind in unit]
        lines = [[each["name"], *map(str, each[kind])] for each in rows]
        text = "\n".join(",".join(line) for line in [["单位", *titles], *lines])
        table = Attachment(text.encode(), "登记表.csv")
        keep_evidence(Review(kind, [], "审核员", table=table), PERIOD, "hubei")
    return compose_bulletin(PERIOD, "hubei")


def files(unit: dict, number: int) -> Iterator[tuple[str, bytes]]:
    made = SampleUnit(unit["name"], made_up_code(number), unit["sign"], "market")
    for category in {"licence", "penalty"} & unit.keys():
        total, faulty, late = unit[category]
        frame = rows_for_counts(
            category,
            [UnitCount(made, total, late)],
            place="hubei",
            received_at=AT,
            seed=number,
        )
        text = frame.write_csv().splitlines()
        # The last rows are in time; one without its party cannot be taken.
        assert frame.columns.index(load_standard(category).roles["name"]) == 0
        spoilt = [
            line[line.index(",") :] if at >= len(text) - faulty else line
            for at, line in enumerate(text)
        ]
        yield category, "\n".join(spoilt).encode()


def test_the_annexes_and_sentences_are_those_computed_by_hand(document):
    assert {key: shown(document, key) for key in CASE["annexes"]} == CASE["annexes"]
    told = said(document)
    assert [each for each in CASE["narrative"]["said"] if each not in told] == []


def test_every_count_of_rows_opens_these_rows(document):
    figures = [each for each in counted(document, RATES) if "kind" not in each.query]

    assert len(figures) > 30
    assert [each for each in figures if int(each.text) != opened(each)] == []


def test_every_figure_of_papers_opens_the_papers_that_it_adds_up(document):
    figures = [each for each in counted(document, RATES) if "kind" in each.query]

    assert len(figures) > 30
    assert [each for each in figures if each.text not in told_by_papers(each)] == []


def told_by_papers(figure: Figure) -> set[str]:
    """Add up everything that the papers say which a figure opens."""
    asked = {key: value for key, value in figure.query.items() if key != "per"}
    period, place = month(asked.pop("period")), asked.pop("policy")
    papers, _ = listed_evidence(period, place, **asked)
    sums = Counter()
    for each in papers:
        sums.update(each.values)
    if "per" in figure.query:
        return {str(opened(figure))}
    return {str(sum_) for sum_ in sums.values()} if papers else {"-"}


def test_a_month_without_papers_says_so(office):
    told = said(compose_bulletin(month("2022-09"), "hubei"))

    assert [each for each in CASE["narrative"]["silent"] if each not in told] == []


def test_a_paper_that_is_withdrawn_leaves_the_bulletin(document):
    review = Review("repair", ["样板市"], "审核员", is_met=False)
    keep_evidence(review, PERIOD, "hubei")

    told = said(compose_bulletin(PERIOD, "hubei"))

    assert "10月份受理信用修复申请2件，办结2件：省范例局（受理2件，办结2件）。" in told


def test_a_city_takes_over_the_papers_but_not_the_bulletin(office):
    taken = listed_evidence(PERIOD, "huangshi")[1]

    with pytest.raises(UsageError) as told:
        compose_bulletin(PERIOD, "huangshi")

    assert [*taken.papers] == ["omission", "objection", "repair"]
    assert told.value.text == "「黄石市」在 2022年10月 没有通报的提纲。"
