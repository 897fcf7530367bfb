"""The table of a day, as 湖北's notice asks for it."""

from datetime import date, datetime

import pytest

from gongshi.assessment.counts import Counts
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import plain
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import of_a_day
from gongshi.clocks.periods import CHINA, period
from gongshi.errors import UsageError
from gongshi.policy.policies import policy_in_force

HUBEI = policy_in_force("hubei", date(2022, 8, 20))
DAY = period("2022-08-20")


def test_the_table_of_a_day_has_the_columns_of_the_notice():
    # 三、（一）：信息报送量、迟报量、迟报率、正确数量、上报正确量、正确率、重复量、待清洗量、不上报量
    counts = Counts(accepted=7, faulty=1, duplicate=2, pending=3, excluded=4, late=2)
    other = {"licence": counts, "commitment": Counts(accepted=9)}
    units = [
        UnitCounts("省甲厅", "departments", 1, other, {}),
        UnitCounts("乙市", "cities", 2, {}, {}),
    ]
    outline = of_a_day(HUBEI.daily, HUBEI.groups, HUBEI.name)
    figures = Figures(DAY, units, HUBEI.rates, outline.scopes, outline.volume)

    document = compose(outline, figures, Imprint("", None, "", "", ""))

    departments, cities = document.tables
    assert document.title_lines[1] == "（2022年8月20日）"
    assert departments.header == (
        "单位", "报送量", "迟报量", "迟报率", "正确数量", "上报正确量", "正确率", "重复量",
        "待清洗量", "不上报量",
    )  # fmt: skip
    # 7 + 1 + 2 + 3 + 4 = 17; 2 ÷ 8 = 25 %; 7 ÷ 8 = 87.5 %
    cells = ("17", "2", "25", "7", "7", "87.50", "2", "3", "4")
    assert [tuple(map(plain, row)) for row in departments.rows] == [
        ("省甲厅", *cells),
        ("合计", *cells),
    ]
    assert tuple(map(plain, cities.rows[0])) == (
        "乙市", "0", "0", "-", "0", "0", "-", "0", "0", "0",
    )  # fmt: skip


def test_a_day_is_a_period_of_its_own():
    assert (DAY.key, DAY.title, DAY.is_day) == ("2022-08-20", "2022年8月20日", True)
    assert DAY.previous() == period("2022-08-19")
    assert datetime(2022, 8, 20, 23, 59, 59, tzinfo=CHINA) in DAY
    assert datetime(2022, 8, 21, tzinfo=CHINA) not in DAY
    assert period("2022-08").previous().key == "2022-07"


@pytest.mark.parametrize("text", ["2022-08-32", "2022", "2022年8月", "2022-8"])
def test_other_periods_are_refused(text):
    with pytest.raises(UsageError):
        period(text)
