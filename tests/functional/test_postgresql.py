import json
import os
import subprocess
import sys
from pathlib import Path

from tests import postgresql

GONGSHI = str(Path(sys.executable).with_name("gongshi"))
CITY = Path(__file__).parent.parent / "cases" / "pingdingshan" / "units.csv"


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GONGSHI_HOME": str(home)}
    environment.pop("GONGSHI_DB", None)
    return subprocess.run(
        [GONGSHI, *arguments], capture_output=True, text=True, env=environment
    )


def test_a_ledger_lives_in_postgresql_once_init_has_named_it(tmp_path):
    url = postgresql.create("command_line")

    made = run(tmp_path, "init", "--place", "pingdingshan", "--db", url)
    imported = run(tmp_path, "units", "import", str(CITY), "--format", "json")

    assert made.returncode == 0, made.stderr
    assert json.loads(imported.stdout)["total"] == 39
    assert not (tmp_path / "ledger.sqlite3").exists()
    assert (tmp_path / "database.url").stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_not_there_is_one_sentence(tmp_path):
    url = postgresql.url("nowhere")

    refused = run(tmp_path, "init", "--place", "pingdingshan", "--db", url)

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("连不上台账的数据库：")
    assert refused.stderr.count("\n") == 1


def files(home: Path) -> list[str]:
    return sorted(each.name for each in home.glob("*"))


def test_a_home_with_a_ledger_takes_no_other_database(tmp_path):
    embedded, served = tmp_path / "embedded", tmp_path / "served"
    one, other = postgresql.create("one"), postgresql.create("other")
    init = ("init", "--place", "pingdingshan")
    assert run(embedded, *init).returncode == 0
    assert run(served, *init, "--db", one).returncode == 0
    before = files(embedded)

    for home in (embedded, served):
        refused = run(home, *init, "--db", other)

        assert refused.returncode == 2
        assert "里已有一个台账，不能再接另一个数据库" in refused.stderr
    assert files(embedded) == before
    assert (served / "database.url").read_text() == one
    again = run(served, *init, "--db", one.replace("gongshi@", "gongshi:new@"))
    assert again.returncode == 0, again.stderr


def test_a_refused_address_leaves_nothing_behind(tmp_path):
    for url in (postgresql.url("nowhere"), "postgresql://", "postgresql://host"):
        refused = run(tmp_path, "init", "--place", "平顶山", "--db", url)

        assert refused.returncode == 2
        assert refused.stderr.count("\n") == 1
        assert not files(tmp_path)


def test_init_again_says_that_all_is_there(tmp_path):
    init = ("init", "--place", "pingdingshan")
    assert "units import" in run(tmp_path, *init).stdout
    assert "units import" in run(tmp_path, *init).stdout
    run(tmp_path, "units", "import", str(CITY))

    again = run(tmp_path, *init).stdout

    assert "已经建好" in again
    assert "units import" not in again
