"""A receipt is a promise: killed at any moment, what was promised is there."""

import json
import os
import random
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from gongshi.samples import load_city, sample_frame

GONGSHI = str(Path(sys.executable).with_name("gongshi"))
#: Kills of one run; each lands somewhere else between start and receipt.
KILLS = 12


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home, units = tmp_path / "home", tmp_path / "units.csv"
    lines = [f"{each.unit.name},{each.unit.code}" for each in load_city()]
    units.write_text("\n".join(["name,code", *lines]), encoding="utf-8")
    run(home, "init", "--place", "pingdingshan")
    run(home, "units", "import", str(units))
    return home


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [GONGSHI, *arguments], capture_output=True, text=True, env=environment(home)
    )


def environment(home: Path) -> dict[str, str]:
    return {**os.environ, "GONGSHI_HOME": str(home)}


def rows(folder: Path, number: int, count: int = 400) -> Path:
    units = [each.unit for each in load_city()]
    decided = (date(2023, 11, 1), date(2023, 11, 30))
    frame = sample_frame("licence", count, seed=number, units=units, decided=decided)
    path = folder / f"{number}.csv"
    frame.write_csv(path)
    return path


def submission(file: Path) -> list[str]:
    return [GONGSHI, "submit", str(file), "--category", "licence", "--unit", "auto",
            "--format", "json"]  # fmt: skip


def stored(home: Path) -> tuple[set[str], list[tuple[int, int]]]:
    """Give the batches, and for each what it says it has beside what it has."""
    with sqlite3.connect(home / "ledger.sqlite3") as ledger:
        batches = ledger.execute(
            "SELECT number, received, (SELECT count(*) FROM ledger_entry e "
            "WHERE e.batch_id = b.id) FROM ledger_batch b"
        ).fetchall()
    return {number for number, _, _ in batches}, [pair for _, *pair in batches]


def test_a_killed_submit_leaves_all_of_a_batch_or_nothing(home, tmp_path):
    chance = random.Random(7)
    promised = set()
    for number in range(KILLS):
        file = rows(tmp_path, number)
        submit = subprocess.Popen(
            submission(file), stdout=subprocess.PIPE, env=environment(home)
        )
        time.sleep(chance.uniform(0.3, 1.6))
        submit.kill()
        told = submit.communicate()[0]
        if told.strip().endswith(b"}"):
            promised.add(json.loads(told)["batch"])

    batches, pairs = stored(home)

    assert promised <= batches
    assert all(said == has for said, has in pairs)


def test_a_file_sent_four_times_at_once_is_accepted_once(home, tmp_path):
    file = rows(tmp_path, 1)

    with ThreadPoolExecutor(4) as senders:
        answers = list(
            senders.map(
                lambda _: subprocess.run(
                    submission(file), capture_output=True, env=environment(home)
                ),
                range(4),
            )
        )

    counts = [json.loads(answer.stdout)["counts"] for answer in answers]
    assert [answer.stderr for answer in answers] == [b""] * 4
    assert sorted(each["accepted"] for each in counts) == [0, 0, 0, 400]
    assert sorted(each["duplicate"] for each in counts) == [0, 400, 400, 400]
