"""Which records are surely a decision that was seen, which are near, and why."""

from datetime import date

import polars as pl
import pytest

from gongshi.oversight.exposures.matching import match_exposures
from gongshi.oversight.exposures.weighing import Known
from gongshi.policy.exposures import exposures_in_force

TERMS = exposures_in_force(date(2024, 1, 1))
DAY = date(2024, 3, 2)
FOOD = "云陵市好味餐饮有限公司"
RECORDS = pl.DataFrame(
    [
        ("云市监罚〔2024〕30号", FOOD, "1", DAY),
        ("云市监罚〔2024〕40号", "云陵青禾商贸有限公司", "1", DAY),
        ("云市监罚〔2024〕41号", "白石巷五金店", "1", None),
    ],
    schema={"number": pl.String, "subject": pl.String, "authority": pl.String,
            "decided": pl.Date},
    orient="row",
)  # fmt: skip


def matched(seen: Known) -> list[tuple[int, int, bool]]:
    """Give record, points and whether it is sure, of each candidate."""
    (found,) = match_exposures([seen], RECORDS, TERMS)
    return [(each.record, each.score, each.is_sure) for each in found]


@pytest.mark.parametrize(
    ("seen", "candidates"),
    [
        (Known("云市监罚(2024)第030号", FOOD), [(0, 85, True)]),
        (Known("云市监罚〔2024〕30号", "好味餐饮", "1", DAY), [(0, 100, True)]),
        (Known("云市监罚〔2024〕30号", "", "1", DAY), [(0, 85, True)]),
        (Known("云市监罚〔2024〕30号"), [(0, 70, False)]),
        (Known("云市监罚〔2024〕30号", "海州大鲜公司", "1", DAY), [(0, 70, False)]),
        (Known("云市监罚〔2024〕30号", "海州大鲜公司", "1"), [(0, 62, False)]),
        (Known("云市监罚〔2024〕30号", "海州大鲜公司", "9", DAY), []),
        (Known("云市监罚〔2024〕31号", FOOD, "1", DAY), []),
        (Known("云市监罚〔2024〕300号", FOOD, "1", DAY), [(0, 80, False)]),
        (Known("云市监罚〔2024〕3号", FOOD, "1", DAY), []),
        (Known("", FOOD, "1", DAY), [(0, 80, False)]),
        (Known("", "好味餐饮公司", "1", date(2024, 3, 5)), [(0, 70, False)]),
        (Known("", FOOD, "1", date(2023, 3, 2)), [(0, 65, False)]),
        (Known("", "白石巷五金店"), [(2, 65, False)]),
        (Known("", "", "1", DAY), []),
        (Known(), []),
    ],
)
def test_points(seen, candidates):
    assert matched(seen) == candidates


def test_the_reason_is_one_sentence():
    (found,) = match_exposures([Known("", FOOD, "", date(2024, 3, 4))], RECORDS, TERMS)
    assert found[0].reason == (
        "一方没有文书号，相对人相同，决定日期差 2 天，一方没有机关。"
    )


def test_without_records_nothing_is_found():
    assert match_exposures([Known("", FOOD)], RECORDS.clear(), TERMS) == [()]
    assert match_exposures([], RECORDS, TERMS) == []
