import json

import pytest
from click.testing import CliRunner

from gongshi.cli.due import due
from gongshi.errors import UnknownName, UsageError


def run(*arguments):
    return CliRunner().invoke(due, arguments, catch_exceptions=True)


def test_json_has_the_four_keys_of_the_contract():
    result = run(
        *("--place", "pingdingshan", "--category", "licence"),
        *("--decided", "2023-12-01", "--received", "2023-12-14T09:00:00"),
        *("--format", "json"),
    )

    assert result.exit_code == 0
    assert json.loads(result.output) == {
        "due": "2023-12-12",
        "late": True,
        "days_late": 2,
        "reason": "2023-12-01（周五）作出决定，7 个工作日内报送，"
        "应于 2023-12-12（周二）24:00 前报送；2023-12-14 报送，迟 2 个工作日。",
    }


def test_without_a_receipt_the_last_moment_is_told():
    result = run(
        *("--place", "平顶山市", "--category", "行政处罚"),
        *("--decided", "2023-12-01", "--format", "json"),
    )

    answer = json.loads(result.output)
    assert (answer["late"], answer["days_late"]) == (None, None)
    assert answer["reason"].endswith("最迟 2023-12-12 23:59:59（北京时间）。")


def test_the_table_is_three_lines():
    result = run(
        *("--place", "pingdingshan", "--category", "许可"),
        *("--decided", "2023-12-01", "--received", "2023-12-12"),
    )

    assert result.output.splitlines() == [
        "期限  2023-12-12（周二）24:00 前",
        "结果  未迟报",
        "说明  2023-12-01（周五）作出决定，7 个工作日内报送，"
        "应于 2023-12-12（周二）24:00 前报送；2023-12-12 报送，按时。",
    ]


def test_an_unpublished_year_is_shown_as_undetermined():
    result = run(
        *("--place", "national", "--category", "licence", "--decided", "2026-12-28")
    )

    assert result.output.splitlines()[:2] == ["期限  待定", "结果  待定"]


@pytest.mark.parametrize(
    ("place", "category", "decided", "kind"),
    [
        ("atlantis", "licence", "2023-12-01", UnknownName),
        ("pingdingshan", "made_up", "2023-12-01", UnknownName),
        ("pingdingshan", "licence", "1 December", UsageError),
    ],
)
def test_what_cannot_be_understood_is_a_usage_error(place, category, decided, kind):
    result = run("--place", place, "--category", category, "--decided", decided)

    assert isinstance(result.exception, kind)
