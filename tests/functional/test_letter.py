"""`gongshi letter` and the ranking bulletin, end to end."""

import json
import zipfile
from datetime import date

import pytest

from gongshi.samples import SampleUnit, made_up_code, sample_frame
from tests.functional.running import made, run

COUNTIES = ("盐湖区", "永济市", "河津市", "临猗县", "万荣县")
UNITS = [
    SampleUnit(name=name, code=made_up_code(at), sign=f"运{name[0]}", domain="market",
               weight=1)
    for at, name in enumerate(COUNTIES, 1)
]  # fmt: skip
ABOUT = ("--unit", "盐湖区", "--period", "2021-08")


def letter(home, kind, *arguments):
    return run(home, "letter", "--kind", kind, *ABOUT, "--on", "2021-09-20", *arguments)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("yuncheng")
    made(home, "init", "--place", "yuncheng")
    lines = [f"{unit.name},{unit.code},counties" for unit in UNITS]
    units, rows = home / "units.csv", home / "rows.csv"
    units.write_text("\n".join(["name,code,group", *lines]), encoding="utf-8")
    made(home, "units", "import", str(units))
    decided = (date(2021, 8, 2), date(2021, 8, 3))
    sample_frame("licence", 80, seed=3, units=UNITS, decided=decided).write_csv(rows)
    made(home, "submit", str(rows), "--category", "licence",
         "--received-at", "2021-08-28T09:00")  # fmt: skip
    return home


def test_a_letter_is_drafted_numbered_and_listed(home):
    first = letter(home, "预警提醒", "--out", str(home / "a.docx"))
    again = letter(home, "alert", "--out", str(home / "a.html"), "--format", "json")

    assert first.stdout == (
        f"信用警〔2021〕1号 关于连续22天未报送信用信息的预警提醒：{home / 'a.docx'}\n"
    )
    told = json.loads(again.stdout)
    assert (told["number"], told["serial"]) == ("信用警〔2021〕1号", 1)
    with zipfile.ZipFile(home / "a.docx") as word:
        assert "信用警〔2021〕1号" in word.read("word/document.xml").decode()
    assert made(home, "letter", "--list") == (
        "发文字号\t种类\t单位\t月份\t落款日期\t标题\n"
        "信用警〔2021〕1号\t预警提醒\t盐湖区\t2021-08\t2021-09-20\t"
        "关于连续22天未报送信用信息的预警提醒\n"
    )
    listed = json.loads(
        made(home, "letter", "--list", "--unit", "盐湖区", "--format", "json")
    )
    assert listed["letters"] == [
        {key: value for key, value in told.items() if key != "file"}
    ]
    assert made(home, "letter", "--list", "--kind", "提示函").count("\n") == 1


def test_a_look_gives_no_number(home):
    looked = letter(home, "提示函")

    assert looked.stdout.startswith(
        "运城市信用办\n\n# 关于8月份信用信息报送问题的提示函\n"
    )
    assert looked.stderr == "只是看一看，没有编号，没有登记；写出来请加 --out。\n"
    assert made(home, "letter", "--list", "--kind", "提示函").count("\n") == 1


@pytest.mark.parametrize("form", ["docx", "pdf", "html", "md", "json"])
def test_a_letter_comes_in_every_form(home, form):
    out = home / f"提示函.{form}"

    assert letter(home, "提示函", "--out", str(out)).returncode == 0
    assert out.stat().st_size > 200


def test_the_ranking_bulletin_is_composed(home):
    out = home / "考评通报.docx"

    told = made(home, "bulletin", "--period", "2021-08", "--policy", "yuncheng",
                "--out", str(out))  # fmt: skip

    assert told == (
        "运城市社会信用体系建设联席会议办公室关于2021年8月份“双公示”指标考核情况的通报："
        f"{out}\n"
    )
    assert made(home, "audit", str(out)) == "「考评通报.docx」没有发现矛盾。\n"


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--kind", "约谈建议", *ABOUT),
         "2021-08 印发的得分里没有「盐湖区」，无从判断要不要发「约谈建议」；"
         "得分请用 gongshi assess --issue 印发。\n"),
        (("--kind", "预警提醒", *ABOUT, "--on", "2021-09-01"),
         "不发「预警提醒」：盐湖区截至2021年9月1日连续 3 天没有报送，不到 14 天。\n"),
        (("--kind", "情书", *ABOUT),
         "「运城市」没有“情书”这种函，可用：criticism（通报批评）、drawn（台账调取函）、"
         "interview（约谈建议）、"
         "prompt（提示函）、alert（预警提醒）。\n"),
        (("--kind", "提示函"),
         "请用 --kind、--unit、--period 写明哪种函、哪个单位、哪个月。\n"),
        (("--kind", "提示函", *ABOUT, "--out", "a.xlsx"),
         "函可以写成 docx、pdf、html、md、json，不能写成「a.xlsx」。\n"),
        (("--list", "--on", "2021-09-01"),
         "--list 只列出登记过的函，不与 --out、--on 合用。\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(home, arguments, text):
    done = run(home, "letter", *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (2, "", text)


def test_a_letter_that_cannot_be_written_gets_no_number(home):
    done = run(home, "letter", "--kind", "提示函", *ABOUT, "--on", "2021-09-02",
               "--out", str(home / "nowhere" / "a.md"))  # fmt: skip

    assert (done.returncode, done.stderr.count("\n")) == (2, 1)
    assert "2021-09-02" not in made(home, "letter", "--list")
