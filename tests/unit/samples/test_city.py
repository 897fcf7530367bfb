from collections import Counter
from datetime import date

from gongshi.clocks.judge import judge
from gongshi.clocks.periods import moment
from gongshi.policy.policies import policy_in_force
from gongshi.samples import SampleUnit, UnitCount, made_up_code, rows_for_counts

AT = moment("2023-12-29T16:30:00")
COUNTS = (
    UnitCount(SampleUnit("示例市公安局", made_up_code(1), "示公"), 40, 3),
    UnitCount(SampleUnit("示例市审计局", made_up_code(2), "示审"), 0, 0),
    UnitCount(SampleUnit("示例区", made_up_code(3), "示区"), 1, 1),
)


def drawn(category="licence"):
    return rows_for_counts(
        category, COUNTS, place="pingdingshan", received_at=AT, seed=1
    )


def test_each_unit_has_its_rows_and_its_late_rows():
    frame = drawn()

    policy = policy_in_force("pingdingshan", date(2023, 12, 29))
    late = Counter()
    for unit, day in frame.select("XK_LYDW", "XK_JDRQ").iter_rows():
        decided = date.fromisoformat(day.replace("/", "-"))
        late[unit] += bool(judge(policy, "licence", decided, AT).late)
    assert Counter(frame["XK_LYDW"]) == {"示例市公安局": 40, "示例区": 1}
    assert late == {"示例市公安局": 3, "示例区": 1}


def test_the_same_seed_gives_the_same_rows():
    assert drawn("penalty").equals(drawn("penalty"))
