"""Letters say the facts, and are refused where the facts give no ground."""

from datetime import date

import pytest

from gongshi.bulletin.document import Figure
from gongshi.bulletin.letter import Facts, draft, is_grounded, lay_out, unmet
from gongshi.policy.policies import find_letter, policy_in_force

POLICY = policy_in_force("yuncheng", date(2021, 9, 13))
TOLD = {
    "unit": "市教育局", "office": "示例市信用办", "year": 2021, "month": 8,
    "day": "2021年9月13日", "received": 39, "assessed": 38, "accepted": 35,
    "faulty": 0, "late": 2, "silent_days": 15, "last_filed": "2021年8月28日",
    "unfiled_since": "", "group": "市直部门", "rank": 32, "score": "57.40",
    "month_before": 7, "rank_before": 33, "score_before": "5", "unanswered": "",
}  # fmt: skip


def facts(marks=(), **changed):
    told = {**TOLD, **changed}
    query = {
        "period": "2021-08",
        "unit": "市教育局",
        "outcome": "accepted",
        "late": True,
    }
    return Facts("2021-08", told, {"late": query}, marks)


def grounded(kind, known):
    return is_grounded(find_letter(POLICY, kind), known)


@pytest.mark.parametrize(
    ("kind", "known", "expected"),
    [
        ("提示函", facts(late=1, faulty=0), True),
        ("提示函", facts(late=0, faulty=1), True),
        ("提示函", facts(late=0, faulty=0), False),
        ("预警提醒", facts(silent_days=14), True),
        ("预警提醒", facts(silent_days=13), False),
        ("通报批评", facts(marks=("criticised",)), True),
        ("通报批评", facts(marks=("",)), False),
        ("约谈建议", facts(marks=("warned", "interview")), True),
        ("约谈建议", facts(marks=("warned",)), False),
        ("约谈建议", facts(marks=None), False),
    ],
)
def test_a_letter_needs_its_ground(kind, known, expected):
    assert grounded(kind, known) is expected


@pytest.mark.parametrize(
    ("kind", "known", "expected"),
    [
        ("prompt", facts(late=0), "2021年8月迟报 0 条；2021年8月问题数据 0 条"),
        ("alert", facts(silent_days=13),
         "截至2021年9月13日连续 13 天没有报送，不到 14 天"),
        ("interview", facts(),
         "没有连续两次排名后三（2021年8月在市直部门列第 32 名，57.40 分）"),
    ],
)  # fmt: skip
def test_what_is_known_instead_is_said(kind, known, expected):
    assert unmet(find_letter(POLICY, kind), known) == expected


def test_a_draft_says_the_facts():
    letter = draft(find_letter(POLICY, "提示函"), facts())

    assert letter.text.splitlines()[:3] == [
        "关于8月份信用信息报送问题的提示函",
        "市教育局：",
        "经核对，你单位2021年8月报送的“双公示”信息共39条，其中迟报2条。",
    ]
    assert letter.organ == letter.signed_by == "示例市信用办"


@pytest.mark.parametrize(
    ("late", "faulty", "counts", "asks"),
    [
        (2, 3, "其中迟报2条，未通过核对、尚未改好的问题数据3条。", True),
        (0, 3, "共39条，未通过核对、尚未改好的问题数据3条。", True),
        (2, 0, "共39条，其中迟报2条。", False),
    ],
)
def test_a_letter_says_only_what_there_is(late, faulty, counts, asks):
    text = draft(find_letter(POLICY, "提示函"), facts(late=late, faulty=faulty)).text

    assert counts in text
    assert ("请对退回的问题数据及时整改" in text) is asks
    assert "[" not in text


def test_a_count_opens_its_rows():
    runs = draft(find_letter(POLICY, "提示函"), facts()).paragraphs[0].runs

    assert [(e.text, e.query) for e in runs if isinstance(e, Figure)] == [
        ("2", facts().queries["late"])
    ]


def test_a_paragraph_that_names_an_empty_fact_is_left_out():
    alert = find_letter(POLICY, "预警提醒")

    filed = draft(alert, facts()).text
    never = draft(alert, facts(last_filed="", unfiled_since="2021年7月28日")).text

    assert "最近一次报送信用信息是2021年8月28日" in filed
    assert "平台收到首批信息以来" not in filed
    assert "自2021年7月28日平台收到首批信息以来，你单位没有报送过" in never
    assert "最近一次" not in never


def test_a_letter_is_a_document_with_number_and_day():
    letter = draft(find_letter(POLICY, "约谈建议"), facts(marks=("interview",)))

    document = lay_out(
        letter, "运信用约〔2021〕1号", date(2021, 9, 13), period="2021-08",
        origin=("2021-09-13", "yuncheng@2021-07-14", "abc"),
    )  # fmt: skip

    assert document.title == "关于建议对市教育局进行约谈的报告"
    assert (document.number, document.recipients) == ("运信用约〔2021〕1号", "市政府：")
    assert document.signed_on == date(2021, 9, 13)
    assert document.tables == ()
