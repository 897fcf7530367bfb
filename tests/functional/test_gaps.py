"""`gongshi gaps` on a ledger: missing numbers are explained, accepted, refused, raised."""

import csv
import json
from pathlib import Path

import pytest

from tests.functional.running import made, run
from tests.ledger.test_mending import GOOD, TITLES, UNIT, UNITS

THREE, SIX, SEVEN = (f"示市监许〔2023〕{serial}号" for serial in (3, 6, 7))


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gaps")
    home = folder / "home"
    made(home, "init", "--place", "pingdingshan")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    made(home, "units", "import", str(folder / "units.csv"))
    for login, role, *of in (
        ("c", "clerk", "--unit", UNIT), ("a", "analyst"), ("r", "reviewer"),
    ):  # fmt: skip
        made(
            home,
            "people",
            "add",
            "--login",
            login,
            "--name",
            login,
            "--role",
            role,
            *of,
        )
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=TITLES)
        writer.writerow(TITLES)
        for n in (1, 2, 4, 5, 8):
            own = {"XK_WSH": f"示市监许〔2023〕{n}号", "XK_NR": f"准予经营{n}"}
            writer.writerow(GOOD | own)
    made(
        home, "submit", str(folder / "rows.csv"), "--category", "licence",
        "--received-at", "2023-12-05",
    )  # fmt: skip
    return home


def listed(home: Path, *more: str) -> dict[str, str]:
    told = json.loads(made(home, "gaps", "list", "--format", "json", *more))
    return {each["number"]: each["state"] for each in told["gaps"]}


def test_the_way_of_gaps_from_the_command_line(home):
    assert listed(home) == dict.fromkeys((THREE, SIX, SEVEN), "unexplained")

    told = made(
        home, "gaps", "explain", THREE, "示市监许(2023)6", "--unit", UNIT,
        "--reason", "作废", "--by", "c", "--format", "json",
    )  # fmt: skip
    assert json.loads(told) == {"explained": [THREE, SIX], "decided": []}
    accepted = made(home, "gaps", "accept", THREE, "--by", "a")
    assert accepted == "认可了 1 个号。\n"
    refused = made(
        home, "gaps", "refuse", SIX, "--how", "漏报", "--text", "查实", "--by", "a"
    )
    assert refused == "不认可了 1 个号。\n"
    raised = json.loads(made(home, "gaps", "raise", "--format", "json"))
    assert (raised["new"], [each["number"] for each in raised["cases"]]) == (1, [SEVEN])

    assert listed(home) == {THREE: "accepted", SIX: "refused", SEVEN: "unexplained"}
    assert listed(home, "--state", "accepted", "--year", "2023") == {THREE: "accepted"}
    assert "漏报" not in made(home, "series", "--missing").splitlines()[1]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("accept", SEVEN, "--by", "r"), "不能审核缺号，要由分析员办"),
        (("accept", "没有的号", "--by", "a"), "没有等审核的说明"),
        (
            ("explain", SEVEN, "--unit", UNIT, "--reason", "没空", "--by", "c"),
            "没有「没空」这个原因",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_one_line(home, arguments, told):
    done = run(home, "gaps", *arguments)

    assert done.returncode == 2
    assert told in done.stderr
    assert len(done.stderr.splitlines()) == 1
