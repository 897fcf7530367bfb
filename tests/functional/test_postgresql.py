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
    assert json.loads(imported.stdout) == {
        "added": 39,
        "updated": 0,
        "moved": 0,
        "total": 39,
    }
    assert not (tmp_path / "ledger.sqlite3").exists()
    assert (tmp_path / "database.url").stat().st_mode & 0o777 == 0o600


def test_a_database_that_is_not_there_is_one_sentence(tmp_path):
    url = postgresql.url("nowhere")

    refused = run(tmp_path, "init", "--place", "pingdingshan", "--db", url)

    assert refused.returncode == 2
    assert refused.stdout == ""
    assert refused.stderr.startswith("连不上台账的数据库：")
    assert refused.stderr.count("\n") == 1
