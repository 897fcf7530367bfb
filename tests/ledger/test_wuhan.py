"""武汉's month over all categories: both annexes exactly, every figure opening its rows."""

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.issue import compose_bulletin, month_figures
from gongshi.actions.receive import receive
from gongshi.bulletin.document import Document
from gongshi.bulletin.outline import read_outline
from gongshi.checks.templates import example_row
from gongshi.clocks.periods import moment, month
from gongshi.ledger.models import Office
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import load_standard
from gongshi.samples import SampleUnit, UnitCount, rows_for_counts
from gongshi.samples.units import made_up_code
from tests.ledger.opening import counted, opened, said, shown

CASE = tomllib.loads(
    (Path(__file__).parents[1] / "cases/wuhan/2022-06.toml").read_text(encoding="utf-8")
)
AT = moment(CASE["received_at"])
PERIOD = month("2022-06")
#: Rates stand in these columns of the annexes.
RATES = (3, 4, 6, 7)


@pytest.fixture
def document(ledger: None) -> Document:
    Office.objects.update(place="wuhan")
    lines = ["name,code,group"]
    for number, unit in enumerate(CASE["unit"], 1):
        lines.append(f"{unit['name']},{made_up_code(number)},{unit['group']}")
    import_units("\n".join(lines).encode(), file_name="units.csv")
    for number, unit in enumerate(CASE["unit"], 1):
        for category, content in files(unit, number):
            receipt = receive(
                content,
                file_name="一月.csv",
                category=category,
                unit=unit["name"],
                received_at=AT,
            )
            assert receipt.counts.assessed == receipt.counts.received
    return compose_bulletin(PERIOD, "wuhan")


def files(unit: dict, number: int) -> Iterator[tuple[str, bytes]]:
    made = SampleUnit(unit["name"], made_up_code(number), unit["sign"], unit["domain"])
    for category, wanted in unit.items():
        if category in ("name", "group", "sign", "domain"):
            continue
        if category in BY_EXAMPLE:
            yield category, examples(category, wanted, number)
            continue
        total, faulty, late = wanted if isinstance(wanted, list) else (wanted, 0, 0)
        frame = rows_for_counts(
            category,
            [UnitCount(made, total, late)],
            place="wuhan",
            received_at=AT,
            seed=number,
        )
        text = frame.write_csv().splitlines()
        # The last rows are in time; one without its party cannot be taken.
        place = frame.columns.index(load_standard(category).roles["name"])
        assert place == 0
        spoilt = [
            line[line.index(",") :] if at >= len(text) - faulty else line
            for at, line in enumerate(text)
        ]
        yield category, "\n".join(spoilt).encode()


#: Categories that have no decisions to draw: the example row, its key told apart.
BY_EXAMPLE = {
    "commitment": lambda at: {"CN_BM": f"41040220220613{at:06d}"},
    "fulfilment": lambda at: {"JN_BM": f"41040220220613{at:06d}"},
    "grading": lambda at: {"FJ_LY": f"食品安全{at}"},
    "subject_base": lambda at: {
        "JB_XDR_SHXYM": made_up_code(5000 + at, "91"),
        "JB_XDR_MC": f"示例{at}食品有限公司",
    },
    "joint_case": lambda at: {"AL_BT": f"第{at}次限制示例食品有限公司参加政府采购活动"},
}


def examples(category: str, rows: int, number: int) -> bytes:
    example = example_row(load_standard(category), date(2022, 6, 28))
    made = [
        example | BY_EXAMPLE[category](number * 100 + at) for at in range(1, rows + 1)
    ]
    return "\n".join(
        [",".join(example), *(",".join(each.values()) for each in made)]
    ).encode()


def test_the_annexes_and_words_are_those_computed_by_hand(document):
    assert {key: shown(document, key) for key in CASE["annexes"]} == CASE["annexes"]
    told = said(document)
    assert [each for each in CASE["narrative"]["said"] if each not in told] == []


def test_every_figure_opens_the_rows_that_it_counts(document):
    counts = counted(document, RATES)

    assert len(counts) > 80
    wrong = [each for each in counts if int(each.text) != opened(each)]
    assert wrong == []


def test_the_same_rows_have_other_rates_by_another_policy(document):
    policy = policy_in_force("pingdingshan", date(2023, 12, 31))
    outline = read_outline(policy.bulletin, policy.files[0])

    figures = month_figures(PERIOD, policy, outline)

    rates = {
        each.name: figures.of_unit(each, "late_rate").text for each in figures.units
    }
    assert rates == CASE["pingdingshan"]["late_rate"]
