"""Series of numbers: what counts as one, when it is asked for gaps, and what is told."""

from collections import Counter
from datetime import date, timedelta

import polars as pl
import pytest

from gongshi.oversight.reading import understand
from gongshi.oversight.series import find_series
from gongshi.oversight.telling import tell, told_share
from gongshi.policy.continuity import continuity_in_force
from gongshi.samples.marking import mark
from gongshi.samples.numbering import draw_numbered

TERMS = continuity_in_force(date(2023, 12, 31))
SHAPE = {
    "authority": pl.String,
    "kind": pl.String,
    "number": pl.String,
    "decided": pl.Date,
    "party": pl.String,
    "exempt": pl.Boolean,
}
NEW_YEAR = date(2023, 1, 1)


def row(number, *, by="甲局", kind="penalty", day=0, party="某公司", exempt=False):
    return by, kind, number, NEW_YEAR + timedelta(days=day), party, exempt


def rows(serials, form="平罚〔2023〕{}号", **more):
    return [row(form.format(each), day=each // 10, **more) for each in serials]


def found(*parts):
    decisions = [each for part in parts for each in part]
    frame = pl.DataFrame(decisions, schema=SHAPE, orient="row")
    kinds = {"penalty": "行政处罚", "licence": "行政许可"}
    return tell(find_series(frame, TERMS), TERMS, names={}, kinds=kinds)


def only(*parts):
    (series,) = found(*parts)
    return series


def flags(series):
    return {flag.key: flag.text for flag in series.flags}


def test_a_whole_series_has_nothing_to_tell():
    series = only(rows(range(1, 21)))

    assert (series.count, series.missing, series.flags) == (20, 0, ())
    assert (series.density, series.next) == (1.0, "平罚〔2023〕21号")


@pytest.mark.parametrize(
    ("share", "told"),
    [(1.0, "1"), (0.98765, "0.988"), (0.0001, "0.0001"), (2.32e-9, "0.00000000232")],
)
def test_a_share_is_written_without_powers_of_ten(share, told):
    assert told_share(share) == told


def test_missing_numbers_are_runs_between_the_first_and_the_last():
    series = only(rows([1, 2, 3, 5, 6, 9, 10]))

    assert series.runs == ((4, 4), (7, 8))
    assert flags(series) == {
        "gaps": "应有 10 个号，有记录的 7 个，缺 3 个；密度 0.7，不低于 0.30，"
        "请核查是否漏报或说明原因。"
    }


def test_all_spellings_of_a_number_are_one_series():
    texts = [
        "平罚〔2023〕1号",
        "平(罚)[2023]第2号",
        "平罚【２０２３】３",
        "平罚〔二〇二三〕四号",
    ]

    assert only([row(text) for text in texts]).count == 4


def test_zeros_in_front_are_kept_in_what_is_missing():
    series = only(rows([1, 2, 4, 5], "平罚〔2023〕{:05d}号"))

    assert list(series.missing_numbers()) == ["平罚〔2023〕00003号"]
    assert series.next == "平罚〔2023〕00006号"


def test_few_numbers_have_no_gaps():
    series = only(rows([1, 3]))

    assert series.missing == 0
    assert flags(series) == {"few": "只有 2 个号，少于 3 个，不判断缺号。"}


def test_scattered_numbers_have_no_gaps():
    series = only(rows([3, 90, 170, 260, 300]))

    assert (series.missing, list(flags(series))) == (0, ["sparse"])


def test_numbers_that_do_not_follow_the_days_have_no_gaps():
    days = [300, 20, 280, 10, 260, 5, 240]
    numbers = [
        row(f"平罚〔2023〕{serial}号", day=day)
        for serial, day in zip(range(1, 21, 3), days, strict=True)
    ]

    assert list(flags(only(numbers))) == ["unordered"]


def test_a_few_numbers_before_the_first_are_missing():
    assert only(rows(range(4, 30))).runs == ((1, 3),)


def test_many_numbers_before_the_first_are_another_beginning():
    series = only(rows(range(501, 530)))

    assert (series.missing, list(flags(series))) == (0, ["start"])
    assert flags(series)["start"].startswith("首号是 平罚〔2023〕501号，不是 1")


def test_a_jump_is_told_but_not_listed():
    series = only(rows([*range(1, 11), *range(900, 910), 911]))

    assert series.runs == ((910, 910),)
    assert flags(series)["jump"] == (
        "有 1 处号段跳跃，共 889 个号，最长的一处从平罚〔2023〕11号到平罚〔2023〕899号，"
        "不逐号列为缺号，请核对。"
    )


def test_a_mistyped_number_far_above_does_not_open_a_hole():
    series = only(rows(range(1, 200)), [row("平罚〔2023〕230号", day=3)])

    assert (series.missing, series.next) == (0, "平罚〔2023〕200号")
    assert "平罚〔2023〕230号" in flags(series)["misplaced"]


def test_a_number_decided_long_before_its_neighbours_is_told():
    numbers = [row(f"平罚〔2023〕{n}号", day=n * 5) for n in range(1, 40) if n != 20]

    series = only(numbers, [row("平罚〔2023〕20号", day=2)])

    assert "平罚〔2023〕20号" in flags(series)["order"]


def test_one_number_for_two_days_is_a_duplicate_and_parts_of_a_number_are_not():
    twice = [row("平罚〔2023〕2号", day=9), *rows([1, 2, 3])]
    parts = [row("平罚〔2023〕3-1号", day=9), row("平罚〔2023〕3-2号", day=12)]

    series = only(twice, parts)

    assert series.duplicates == 1
    assert flags(series)["duplicate"].startswith(
        "有 1 个号用于不同日期的决定，如平罚〔2023〕2号"
    )


@pytest.mark.parametrize(("parties", "told"), [(50, []), (51, ["parties"])])
def test_one_number_may_have_fifty_parties(parties, told):
    many = [row("平罚〔2023〕2号", party=f"公司{n}") for n in range(parties)]

    series = only(rows([1, 3]), many)

    assert (series.count, list(flags(series))) == (3, told)


def test_an_exempted_number_is_not_missing():
    series = only(rows([1, 2, 3, 5, 6]), rows([4], exempt=True))

    assert (series.missing, series.count) == (0, 5)


@pytest.mark.parametrize(
    "other",
    [{"kind": "licence"}, {"by": "乙局"}, {"form": "平许〔2023〕{}号"}],
    ids=["kinds", "units", "prefixes"],
)
def test_a_shared_counter_is_one_series(other):
    odd, even = range(1, 41, 2), range(2, 41, 2)

    series = only(rows([n for n in odd if n != 17]), rows(even, **other))

    assert (len(series.members), series.count, series.runs) == (2, 39, ((17, 17),))
    assert "共用一套编号" in flags(series)["shared"]


@pytest.mark.parametrize(
    "other", [{"kind": "licence"}, {"by": "乙局"}, {"form": "平许〔2023〕{}号"}]
)
def test_counters_of_their_own_stay_apart(other):
    own = [n for n in range(1, 41) if n % 7]

    series = found(rows(own), rows([n for n in range(1, 31) if n % 6], **other))

    assert [len(each.members) for each in series] == [1, 1]
    assert sum(each.missing for each in series) == 5 + 4


@pytest.mark.parametrize(
    ("own", "other", "together"),
    [
        # Half of one lies before all of the other, and yet they fill ten numbers.
        ([1, 2, 3, 6, 8], [4, 5, 7, 9, 10], True),
        # Three of them are missing in both: that leaves more to chance.
        ([1, 2, 3, 8], [4, 5, 11], False),
        # Both have 5.
        ([1, 2, 3, 5, 6, 8], [4, 5, 7, 9, 10], False),
        # So few fall into the hole of a larger counter by chance.
        ([n for n in range(1, 31) if n % 6], [6], False),
    ],
)
def test_small_counters_of_two_prefixes_are_one_where_they_fill_each_other_up(
    own, other, together
):
    series = found(rows(own), rows(other, "平许〔2023〕{}号"))

    assert (len(series) == 1) is together


def test_serials_that_begin_with_the_day_are_judged_day_by_day():
    numbers = [
        row(f"登〔2023〕第{NEW_YEAR + timedelta(days=day):%m%d}{run:04d}号", day=day)
        for day in (3, 40, 200)
        for run in (1, 2, 4)
    ]

    series = only(numbers)

    assert list(series.missing_numbers()) == [
        "登〔2023〕01040003号",
        "登〔2023〕02100003号",
        "登〔2023〕07200003号",
    ]
    assert (series.next, list(flags(series))) == ("", ["gaps", "dated"])


def test_nothing_is_found_in_nothing():
    assert found([]) == found([row("JY33202810257113")]) == []


READINGS = {
    "平罚〔2023〕第3-1号": "机关代字「平罚」，2023 年，第 3 号，之 1",
    "平罚〔2023〕00013号": "机关代字「平罚」，2023 年，第 00013 号",
    "JY33202810257113": "证照编号，不是文书号，不参加连号判断",
    "双环许可2019": "有年份，没有序号，不参加连号判断",
    "无": "读不出机关代字、年份和序号，不参加连号判断",
    "平罚〔2023〕000号": "序号是 0，不参加连号判断",
    "平罚〔2023〕1234567890123号": "序号有 13 位，是流水码，不参加连号判断",
}


@pytest.mark.parametrize("text", READINGS)
def test_a_text_is_told_as_it_was_understood(text):
    assert understand(text, TERMS).text == READINGS[text]


def test_what_is_no_number_is_in_no_series():
    texts = ["平罚〔2023〕000号", "平罚〔2023〕1234567890123号", "无", None]
    frame = pl.DataFrame([row(text) for text in texts], schema=SHAPE, orient="row")

    assert find_series(frame, TERMS).series_of.to_list() == [None] * 4


def test_planted_numbers_are_found():
    drawn = draw_numbered(800, seed=7)
    result = find_series(drawn.decisions, TERMS)

    marks = mark(drawn, result.members, result.missing)

    whole = sum(map(Counter, marks.values()), Counter())
    assert whole["planted"] > 3_000
    assert whole["hit"] >= 0.99 * whole["planted"]
    assert whole["false"] <= 0.01 * whole["found"]
