"""`gongshi series` on a ledger: tables, csv, JSON."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.functional.running import made, run
from tests.ledger.test_mending import GOOD, TITLES, UNIT, UNITS


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("series")
    home = folder / "home"
    made(home, "init", "--place", "pingdingshan")
    (folder / "units.csv").write_text(UNITS, encoding="utf-8")
    made(home, "units", "import", str(folder / "units.csv"))
    with (folder / "rows.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=TITLES)
        writer.writerow(TITLES)
        for n in (1, 2, 4, 5, 8):
            own = {"XK_WSH": f"示市监许〔2023〕{n:03d}号", "XK_NR": f"准予经营{n}"}
            writer.writerow(GOOD | own)
        other = {"XK_WSH": "JY33202810257113", "XK_XKBH": "JY33202810257113"}
        writer.writerow(GOOD | other | {"XK_NR": "准予经营食品", "XK_XKZS": "许可证"})
    made(
        home, "submit", str(folder / "rows.csv"), "--category", "licence",
        "--received-at", "2023-12-05",
    )  # fmt: skip
    return home


def test_series_are_listed_with_reasons(home):
    first, line, *rest = made(home, "series").splitlines()

    assert first.split("\t")[:4] == ["机关", "类别", "机关代字", "年份"]
    assert line.split("\t") == [
        UNIT, "行政许可", "示市监许", "2023", "示市监许〔2023〕001号",
        "示市监许〔2023〕008号", "5", "0.625", "3", "0", "示市监许〔2023〕009号",
        "缺号：应有 8 个号，有记录的 5 个，缺 3 个；密度 0.625，不低于 0.30，"
        "请核查是否漏报或说明原因。",
    ]  # fmt: skip
    assert rest[1].split("\t") == [
        "JY33202810257113",
        "行政许可",
        "证照编号，不是文书号，不参加连号判断",
    ]


def test_missing_numbers_come_as_csv(home):
    text = made(home, "series", "--missing", "--unit", UNIT, "--format", "csv")

    assert list(csv.reader(io.StringIO(text))) == [
        ["缺的文书号", "机关", "类别"],
        *(
            [f"示市监许〔2023〕{serial}号", UNIT, "行政许可"]
            for serial in ("003", "006", "007")
        ),
    ]


def test_json_has_the_keys_of_the_manual(home):
    answer = json.loads(made(home, "series", "--missing", "--format", "json"))
    page = Path(__file__).parents[2] / "docs/reference/json.md"

    (series,) = answer["series"]
    assert series["runs"] == [[3, 3], [6, 7]]
    assert series["missing_numbers"][0] == "示市监许〔2023〕003号"
    assert answer["unread"][0]["reading"] == "certificate"
    names = {*answer, *series, *series["members"][0], *series["flags"][0]}
    names |= set(answer["unread"][0])
    told = page.read_text(encoding="utf-8")
    assert {name for name in names if f"`{name}`" not in told} == set()


def test_a_period_without_numbers_has_no_series(home):
    answer = json.loads(made(home, "series", "--period", "2024-02", "--format", "json"))

    assert (answer["series"], answer["unread"]) == ([], [])


def test_a_wrong_name_is_one_sentence(home):
    done = run(home, "series", "--unit", "没有的局")

    assert (done.returncode, done.stdout) == (2, "")
    assert "没有的局" in done.stderr
