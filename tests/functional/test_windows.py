"""`gongshi windows`, from asking to the row that it exempts."""

import json
from datetime import date, timedelta

import pytest
from django.utils import timezone

from tests.days import today
from tests.functional.test_nil_and_withdraw import filed, home, run  # noqa: F401

OPEN = (
    "windows", "open", "--name", "年底补报", "--from", "2023-11-20", "--to",
    "2023-12-31", "--until", f"{today() + timedelta(days=9)}", "--paper", "情况说明",
    "--reason", "平台停机", "--by", "fenxi",
)  # fmt: skip


@pytest.fixture
def staffed(home):  # noqa: F811
    for login, role in (("fenxi", "analyst"), ("shenhe", "reviewer")):
        added = ("people", "add", "--login", login, "--name", f"示例{role}")
        assert run(home, *added, "--role", role).returncode == 0
    return home


def listed(home) -> list[dict]:  # noqa: F811
    return json.loads(run(home, "windows", "list", "--format", "json").stdout)[
        "windows"
    ]


def due(home) -> dict:  # noqa: F811
    asked = (
        "--place",
        "pingdingshan",
        "--category",
        "licence",
        "--decided",
        "2023-12-01",
    )
    moment = (timezone.now() + timedelta(seconds=1)).isoformat()
    done = run(home, "due", *asked, "--received", moment, "--format", "json")
    return json.loads(done.stdout)


def test_a_window_is_asked_for_granted_and_closed(staffed):
    assert due(staffed)["late"] is True
    filed(staffed)

    asked = run(staffed, *OPEN)
    assert (
        asked.stdout.splitlines()[0]
        == "已提请第 1 号：开窗口「年底补报」，等另一人批准。"
    )
    own = run(staffed, "windows", "grant", "1", "--by", "fenxi")
    granted = run(staffed, "windows", "grant", "1", "--by", "shenhe")

    assert own.returncode == 2
    assert "要由审核员或办公室负责人办" in own.stderr
    assert granted.stdout == "第 1 号「年底补报」：示例reviewer同意。\n"
    assert due(staffed)["late"] is False
    shown = run(staffed, "policy", "show", "--place", "pingdingshan").stdout
    assert "补报窗口「年底补报」" in shown.replace("\n", "")
    assert "年底补报" not in run(staffed, "policy", "show", "--place", "wuhan").stdout
    assert [(each["number"], each["state"]) for each in listed(staffed)] == [
        (1, "open")
    ]

    tomorrow = f"{today() + timedelta(days=1)}"
    words = ("--paper", "纪要", "--reason", "已恢复", "--by", "fenxi")
    closing = run(staffed, "windows", "close", "1", "--from", tomorrow, *words)
    assert "自 " + tomorrow + " 起关闭" in closing.stdout
    run(staffed, "windows", "grant", "2", "--by", "shenhe")

    assert listed(staffed)[0]["submit_by"] == f"{today()}"
    assert date.fromisoformat(listed(staffed)[1]["submit_by"]) == today()


def test_a_request_is_refused_with_its_reason(staffed):
    run(staffed, *OPEN)

    done = run(
        staffed, "windows", "refuse", "1", "--by", "shenhe", "--note", "没有依据"
    )

    assert done.stdout == "第 1 号「年底补报」：示例reviewer不同意。\n"
    assert listed(staffed)[0]["state"] == "refused"
    again = run(staffed, "windows", "grant", "7", "--by", "shenhe")
    assert (again.returncode, again.stderr) == (2, "没有第 7 号补报窗口提请。\n")


def test_without_a_ledger_the_policy_is_shown_as_it_is(tmp_path):
    done = run(tmp_path / "none", "policy", "show", "--place", "pingdingshan")

    assert done.returncode == 0, done.stderr
    assert not (tmp_path / "none").exists()
