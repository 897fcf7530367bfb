"""Registers and draws from the command line: matched, confirmed, scored, repeated."""

import csv
import io
import json
import re
from pathlib import Path

import pytest

from tests.functional.running import made, run
from tests.web import city

UNITS = """name,code,group,parent,functions
盐湖区,,counties,,
盐湖区卫健局,,counties,盐湖区,licence
市市场监管局,,departments,,licence
市审计局,,departments,,licence
"""
UNIT, MONTH = "市市场监管局", "2023-12"
REGISTER = (
    "编号,函号,被许可人,何日,备注\n"
    "1,平示许〔2023〕1号,示例1号公司,2023-12-04,\n"
    "2,平示许〔2023〕2号,示例二号公司,2023-12-04,\n"
    "3,平示许〔2023〕4号,示例4号公司,2023-12-04,\n"
    "4,,王小明,2023-12-05,简易程序\n"
    "合计,4,,,\n"
)
MAP = (
    "--map",
    "函号=文书号",
    "--map",
    "被许可人=subject",
    "--map",
    "何日=决定日期",
)
MATCH = (
    "register",
    "match",
    "--unit",
    UNIT,
    "--period",
    MONTH,
    "--category",
    "licence",
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("registers")
    made(home, "init", "--place", "yuncheng")
    (home / "units.csv").write_text(UNITS)
    made(home, "units", "import", f"{home / 'units.csv'}")
    day = city.date(2023, 12, 4)
    rows = [city.licence(n, day) for n in (1, 2, 3, 5, 6)]
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    (home / "rows.csv").write_text(text.getvalue())
    filed = ("--unit", UNIT, "--received-at", "2023-12-05T09:00")
    made(home, "submit", f"{home / 'rows.csv'}", "--category", "licence", *filed)
    (home / "register.csv").write_text(REGISTER)
    return home


def told(home: Path, *words: str, code: int = 0) -> dict[str, object]:
    """Run a command, and give its JSON; every key of it is documented."""
    done = run(home, *words, "--format", "json")
    assert done.returncode == code, done.stdout + done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    page = Path(__file__).parents[2] / "docs/reference/json.md"
    named = set(re.findall(r"`([a-z_]+)`", page.read_text()))
    own = {"counties", "departments", "licence", "penalty"}
    assert {key for key in keys(found) if key.isascii()} - named - own == set()
    return found


def keys(answer: object) -> set[str]:
    if isinstance(answer, list):
        return set().union(*map(keys, answer))
    if not isinstance(answer, dict):
        return set()
    return set(answer).union(*map(keys, answer.values()))


def test_columns_that_nobody_knows_are_named_in_one_sentence(home):
    done = run(home, *MATCH[:2], f"{home / 'register.csv'}", *MATCH[2:])

    assert done.returncode == 3
    assert "「函号」、「被许可人」、「何日」" in done.stderr
    assert "--map 列名=文书号" in done.stderr


def test_a_register_is_matched_confirmed_and_scored(home):
    file = f"{home / 'register.csv'}"
    looked = told(home, *MATCH[:2], file, *MATCH[2:], *MAP, "--look", code=1)
    assert looked["check"] is None
    found = told(home, *MATCH[:2], file, *MATCH[2:], *MAP, code=1)
    assert found["counts"] == {
        "rows": 5, "due": 3, "excluded": 1, "no_rows": 1,
        "joined": 1, "confirmed": 0, "missing": 1, "unconfirmed": 1,
    }  # fmt: skip
    (near,) = [each for each in found["rows"] if each["state"] == "near"]
    answer = f"{near['row']}={near['candidates'][0]['entry']}"

    after = told(home, "register", "confirm", f"{found['check']}", "--row", answer,
                 "--by", "li")  # fmt: skip

    assert after["counts"]["confirmed"] == 1
    listed = told(home, "register", "list", "--period", MONTH)
    states = {each["unit"]: each["state"] for each in listed["units"]}
    assert states == {"盐湖区": "none", UNIT: "given", "市审计局": "none"}
    score = told(home, "assess", "--period", MONTH, "--policy", "yuncheng")
    (unit,) = [each for each in score["units"] if each["unit"] == UNIT]
    (item,) = [each for each in unit["items"] if each["key"] == "completeness"]
    assert (item["numerator"], item["denominator"]) == (1, 3)
    lines = run(home, *MATCH[:2], file, *MATCH[2:], "--format", "csv").stdout
    assert next(csv.reader(io.StringIO(lines)))[1] == "结果"


def test_what_is_written_wrongly_is_refused_in_one_sentence(home):
    for words, said in (
        (
            ("register", "confirm", "1", "--row", "x", "--by", "li"),
            "应写成 行号=记录号",
        ),
        (("register", "confirm", "99", "--row", "1=无", "--by", "li"), "没有第 99 号"),
        (
            (*MATCH[:2], f"{home / 'register.csv'}", *MATCH[2:], "--map", "x"),
            "应写成 列名",
        ),
        (("draw", "show", "C1"), "没有「C1」这次抽查"),
        (("draw", "verify", f"{home / 'x.json'}"), "不是普通文件"),
        (
            ("draw", "numbers", "--period", MONTH, "--units", "9"),
            "每次抽 5 至 7 个部门",
        ),
    ):
        done = run(home, *words)
        assert (done.returncode, said in done.stderr) == (2, True), done.stderr


def test_departments_are_drawn_and_who_says_nothing_is_criticised(home):
    drawn = told(home, "draw", "units", "--period", MONTH, "--seed", "种子")
    groups = {each["group"]: each["drawn"] for each in drawn["result"]["groups"]}
    assert groups["counties"] == ["盐湖区卫健局"]
    assert set(groups["departments"]) == {UNIT, "市审计局"}

    listed = told(home, "register", "list", "--period", MONTH)
    states = {each["unit"]: each["state"] for each in listed["units"]}
    assert (states[UNIT], states["市审计局"]) == ("given", "unanswered")
    score = told(home, "assess", "--period", MONTH, "--policy", "yuncheng")
    standings = {each["unit"]: each["standing"] for each in score["units"]}
    assert standings["市审计局"] == "criticised"
    letter = ("--kind", "台账调取函", "--unit", "市审计局", "--period", MONTH)
    assert "报送12月份" in made(home, "letter", *letter)


def test_numbers_are_published_drawn_and_repeated_elsewhere(home, tmp_path):
    asked = ("draw", "numbers", "--period", MONTH, "--units", "5")
    notice = told(home, *asked, "--seed", "种子", "--publish")
    assert notice["result"] is None
    drawn = told(home, *asked, code=1)
    assert drawn["seed"] == "种子"
    states = {each["number"]: each["state"] for each in drawn["result"]["numbers"]}
    assert states["平示许〔2023〕4号"] == "missing"

    other = run(home, *asked[:-1], "6")
    assert (other.returncode, "5 个部门），不能再改" in other.stderr) == (2, True)

    told(home, "draw", "show")
    told(home, "draw", "verify", drawn["number"])
    kept = tmp_path / "draw.json"
    kept.write_text(json.dumps(drawn))
    assert "结果相同" in made(tmp_path, "draw", "verify", f"{kept}")
    drawn["result"]["numbers"][0]["serial"] += 1
    kept.write_text(json.dumps(drawn))
    done = run(tmp_path, "draw", "verify", f"{kept}")
    assert (done.returncode, "不一样" in done.stdout) == (1, True)


def test_a_rehearsal_keeps_nothing(home):
    before = made(home, "draw", "show")

    told(home, "draw", "rehearse", "--unit", UNIT)

    assert made(home, "draw", "show") == before
