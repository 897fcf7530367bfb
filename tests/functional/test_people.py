import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

GONGSHI = (sys.executable, "-c", "from gongshi.cli import main; main()")
PASSWORD = re.compile("[a-z0-9]{4}(-[a-z0-9]{4}){3}")


def run(home: Path, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*GONGSHI, *arguments],
        env={**os.environ, "GONGSHI_HOME": str(home), **more},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("people")
    units = folder / "units.csv"
    units.write_text("name,group\n市公安局,departments\n市审计局,departments\n")
    assert run(folder, "init", "--place", "pingdingshan").returncode == 0
    assert run(folder, "units", "import", str(units)).returncode == 0
    return folder


def test_init_prints_one_account_once(tmp_path):
    first = run(tmp_path, "init", "--place", "pingdingshan").stdout
    again = run(tmp_path, "init", "--place", "pingdingshan").stdout
    people = json.loads(run(tmp_path, "people", "list", "--format", "json").stdout)

    assert "系统管理员「admin」" in first
    assert PASSWORD.search(first)
    assert not PASSWORD.search(again)
    assert [each["login"] for each in people["people"]] == ["admin"]


def test_the_secret_key_is_its_owners_alone_and_stays(tmp_path):
    run(tmp_path, "init", "--place", "pingdingshan")
    file = tmp_path / "secret.key"
    key = file.read_text()
    run(tmp_path, "init", "--place", "pingdingshan")

    assert file.stat().st_mode & 0o777 == 0o600
    assert file.read_text() == key
    assert len(key) > 50


def test_a_person_is_added_reset_and_disabled(home):
    words = ("people", "add", "--login", "Li", "--name", "李某", "--role", "报送员")
    added = run(home, *words, "--unit", "市公安局")
    reset = run(home, "people", "reset", "li")
    disabled = run(home, "people", "disable", "li")
    listed = run(home, "people", "list").stdout

    passwords = [PASSWORD.search(each.stdout)[0] for each in (added, reset)]
    assert passwords[0] != passwords[1]
    assert disabled.stdout == "「li」已停用。\n"
    assert "li\t李某\t报送员\t市公安局\t停用\t\n" in listed


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--role", "clerk"), "请写明是哪家单位"),
        (("--role", "analyst", "--unit", "市公安局"), "请不要写单位"),
        (("--role", "皇帝"), "没有「皇帝」这种角色，可用：clerk（报送员）"),
        (("--role", "clerk", "--unit", "某局"), "单位名录里没有「某局」"),
    ],
)
def test_a_person_who_does_not_fit_is_refused(home, arguments, why):
    done = run(home, "people", "add", "--login", "x", "--name", "x", *arguments)

    assert done.returncode == 2
    assert why in done.stderr


def test_the_last_administrator_is_not_disabled(home):
    done = run(home, "people", "disable", "admin")

    assert done.returncode == 2
    assert "请先增加另一位" in done.stderr


def test_a_unit_is_renamed_with_a_reason_and_the_audit_log_tells_it(home):
    renamed = run(home, "units", "rename", "市审计局", "--to", "市审计总局",
                  "--on", "2023-12-20", "--reason", "平编〔2023〕5号")  # fmt: skip
    told = run(home, "audit-log", "list", "--last", "1", "--format", "json")
    verified = run(home, "audit-log", "verify")

    assert renamed.stdout == "「市审计局」自 2023-12-20 起更名为「市审计总局」。\n"
    (entry,) = json.loads(told.stdout)["entries"]
    assert (entry["act"], entry["actor"]) == ("unit.rename", "command-line")
    assert verified.stdout.startswith("审计日志完整：")


def test_a_log_that_was_touched_ends_with_one(tmp_path):
    import sqlite3

    run(tmp_path, "init", "--place", "pingdingshan")
    with sqlite3.connect(tmp_path / "ledger.sqlite3") as database:
        database.execute("DROP TRIGGER people_auditentry_no_update")
        database.execute("UPDATE people_auditentry SET actor = 'x'")

    done = run(tmp_path, "audit-log", "verify")

    assert done.returncode == 1
    assert done.stdout == "审计日志第 1 条有问题：内容被改过。\n"


def test_codes_are_waived_in_a_demonstration_alone(home):
    done = run(home, "people", "list", GONGSHI_DEMO="1")

    assert done.returncode == 2
    assert "只能用于 gongshi demo 建的台账" in done.stderr
