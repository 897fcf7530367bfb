"""`gongshi rehearse`: another rulebook tried on what was received."""

import csv
import json
import os
import shutil
import subprocess
import sys
from importlib.resources import as_file
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from gongshi.policy.toml import RULEBOOK

TOUR = Path(__file__).parents[2] / "docs/tour"
SPAN = ("--from", "2023-12-01", "--to", "2023-12-31")


def gongshi(*words: object, folder: Path) -> CompletedProcess[str]:
    return subprocess.run(
        [Path(sys.executable).with_name("gongshi"), *map(str, words)],
        env={**os.environ, "GONGSHI_HOME": str(folder / "home")},
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Give a folder with a ledger of the tour and a rulebook that is stricter."""
    folder = tmp_path_factory.mktemp("rehearse")
    with as_file(RULEBOOK) as packaged:
        shutil.copytree(packaged, folder / "same")
        shutil.copytree(packaged, folder / "stricter")
    file = folder / "stricter/standards/licence/2019-01-01.toml"
    head, rule = file.read_text(encoding="utf-8").split('id = "L-07"')
    rule = rule.replace("chars = 4", "chars = 20", 1)
    file.write_text(f'{head}id = "L-07"{rule}', encoding="utf-8")
    gongshi("init", "--place", "pingdingshan", folder=folder)
    gongshi("units", "import", TOUR / "units.csv", folder=folder)
    gongshi("submit", TOUR / "licences.csv", "--category", "licence",
            "--received-at", "2023-12-08T16:30", folder=folder)  # fmt: skip
    return folder


def test_the_same_rulebook_changes_nothing(folder):
    done = gongshi("rehearse", "--rulebook", "same", *SPAN, folder=folder)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == (
        "重判 25 行，结果有变的 0 行，结果不变而所违规则有变的 0 行。\n"
    )


def test_what_changes_is_said_by_unit_rule_and_row(folder):
    done = gongshi("rehearse", "--rulebook", "stricter", *SPAN, "--out", "变.csv",
                   folder=folder)  # fmt: skip

    with (folder / "变.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert done.returncode == 0
    assert "行政许可\t正确\t问题\t" in done.stdout
    assert "\nL-07\t" in done.stdout
    assert "\n规则\n规则\t类别" in done.stdout
    assert "L-07「许可内容」" in done.stdout
    assert "'" not in done.stdout
    assert {row["after"] for row in rows} == {"faulty"}
    assert all("L-07:XK_NR" in row["added"] for row in rows)


def test_the_answer_for_programs_adds_up(folder):
    done = gongshi("rehearse", "--rulebook", "stricter", *SPAN, "--format", "json",
                   folder=folder)  # fmt: skip

    answer = json.loads(done.stdout)
    assert sum(answer["before"].values()) == sum(answer["after"].values()) == 25
    assert sum(each["count"] for each in answer["moves"]) == answer["changed"] > 0
    assert sum(each["changed"] for each in answer["units"]) == answer["changed"]
    assert {each["rule"] for each in answer["rules"]} >= {"L-07"}


def test_a_broken_rulebook_starts_nothing(folder):
    broken = shutil.copytree(folder / "same", folder / "broken")
    for name, old in (("text", "return"), ("dates", "remind")):
        file = broken / f"blocks/{name}.toml"
        text = file.read_text(encoding="utf-8")
        file.write_text(text.replace(f'"{old}"', '"fatal"', 1), encoding="utf-8")

    done = gongshi("rehearse", "--rulebook", "broken", *SPAN, "--out", "坏.csv",
                   folder=folder)  # fmt: skip

    assert done.returncode == 2
    assert done.stderr.startswith("规则库有误，请改好再运行：\n")
    assert done.stderr.count("写的是 'fatal'，应为 return、duplicate") == 2
    assert not (folder / "坏.csv").exists()
