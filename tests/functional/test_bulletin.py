"""`gongshi bulletin`: it is audited when it is written; `gongshi stats` beside it."""

import shutil
from datetime import date
from pathlib import Path

import pytest

import gongshi
from gongshi.checks.templates import example_row
from gongshi.policy.standards import load_standard
from tests.functional.running import run

TOUR = Path(__file__).parents[2] / "docs/tour"
DECEMBER = ("--period", "2023-12")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("pingdingshan")
    run(home, "init", "--place", "pingdingshan")
    run(home, "units", "import", str(TOUR / "units.csv"))
    run(home, "submit", str(TOUR / "licences.csv"), "--category", "licence",
        "--received-at", "2023-12-08T16:30")  # fmt: skip
    return home


def test_a_bulletin_that_agrees_with_itself_is_written(home):
    done = run(home, "bulletin", *DECEMBER, "--out", str(home / "通报.docx"))

    assert (done.returncode, done.stderr) == (0, "")
    assert (home / "通报.docx").exists()


def test_a_wording_that_contradicts_the_tables_is_told_and_written(home, tmp_path):
    source, out = tmp_path / "source", tmp_path / "通报.docx"
    copied = shutil.copytree(Path(gongshi.__file__).parent, source / "gongshi")
    outline = copied / "rulebook/policies/pingdingshan/2023-01-01.toml"
    text = outline.read_text(encoding="utf-8")
    changed = text.replace("{all.volume}条", "381条", 1)
    assert changed != text
    outline.write_text(changed, encoding="utf-8")

    done = run(home, "bulletin", *DECEMBER, "--out", str(out), source=source)

    assert (done.returncode, out.exists()) == (3, True)
    told = done.stderr.splitlines()
    assert told
    assert all(line.startswith("起草审核：第 ") for line in told)
    assert "381" in told[0]


def test_a_rate_of_lateness_is_empty_where_nothing_is_due(tmp_path):
    home = tmp_path / "home"
    run(home, "init", "--place", "wuhan")
    units = tmp_path / "units.csv"
    units.write_text("name,group\n市教育局,departments\n", encoding="utf-8")
    run(home, "units", "import", str(units))
    row = example_row(load_standard("commitment"), date(2023, 12, 8))
    file = tmp_path / "承诺.csv"
    file.write_text(",".join(row) + "\n" + ",".join(row.values()), encoding="utf-8")
    sent = run(home, "submit", str(file), "--category", "commitment",
               "--unit", "市教育局", "--received-at", "2023-12-08T16:30")  # fmt: skip
    assert sent.returncode in (0, 1), sent.stderr

    done = run(home, "stats", "--from", "2023-12-01", "--to", "2023-12-31",
               "--by", "category")  # fmt: skip

    header, cells, total = (line.split("\t") for line in done.stdout.splitlines())
    told = dict(zip(header, cells, strict=True))
    assert (told["报送量"], told["合规率(%)"], told["及时率(%)"]) == ("1", "100", "-")
    assert told["类别"] == "信用承诺"
    assert (total[0], total[1]) == ("合计", "1")


def test_a_register_of_names_alone_is_imported(tmp_path):
    run(tmp_path, "init", "--place", "pingdingshan")
    names, other = tmp_path / "名.csv", tmp_path / "别的.csv"
    names.write_text("名称\n市教育局\n市民政局\n", encoding="utf-8")
    other.write_text("甲,乙\n1,2\n", encoding="utf-8")

    taken = run(tmp_path, "units", "import", str(names))
    refused = run(tmp_path, "units", "import", str(other))

    assert taken.stdout == "新增 2 家，更新 0 家，名录现有 2 家。\n"
    assert refused.stderr.endswith("栏目见 gongshi units import --help。\n")


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("rows", "--limit", "0"), "「--limit」应为 1 到 1000000 的整数。"),
        (("evidence", "list", "--number", "0"), "「--number」应为不小于 1 的整数。"),
        (("serve", "--port", "70000"), "「--port」应为 1 到 65535 的整数。"),
        (("serve", "--port", "x"), "「--port」应为 1 到 65535 的整数。"),
    ],
)
def test_a_number_out_of_range_is_told_with_its_range(tmp_path, arguments, text):
    done = run(tmp_path, *arguments)

    assert done.returncode == 2
    assert done.stderr.startswith(text)


SIGNED = ("--signed-on", "2024-01-08", "--drafted-by", "张某", "--approved-by", "李某")


def test_an_issued_bulletin_is_given_again_byte_for_byte(home, tmp_path):
    number = ("--number", "示信用办〔2024〕1号")
    out, again = tmp_path / "印发.docx", tmp_path / "再取.docx"

    done = run(home, "bulletin", *DECEMBER, "--issue", *number, *SIGNED,
               "--out", str(out))  # fmt: skip
    assert (done.returncode, "已印发 2023年12月通报第 1 版" in done.stderr) == (0, True)
    run(home, "bulletin", *DECEMBER, "--issued", "--out", str(again))

    assert again.read_bytes() == out.read_bytes()
    refused = run(home, "bulletin", *DECEMBER, "--issue", "--number", "另一号", *SIGNED)
    assert (refused.returncode, "不能重开" in refused.stderr) == (2, True)
    second = run(home, "bulletin", *DECEMBER, "--issue", "--number", "示信用办〔2024〕2号",
                 *SIGNED, "--corrects", "市公安局报送量")  # fmt: skip
    assert "作如下更正：市公安局报送量" in second.stdout
    third = run(home, "bulletin", *DECEMBER, "--issued", "--version", "3")
    assert (third.returncode, "第 3 版还没有印发" in third.stderr) == (2, True)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--issue",), "印发须写"),
        (("--issued", "--number", "一号"), "不与印发的选项合用"),
        (("--version", "1"), "要和 --issued 合用"),
        (("--corrects", "一处"), "要和 --issue 合用"),
    ],
)
def test_options_that_do_not_go_together_are_refused(home, words, told):
    done = run(home, "bulletin", *DECEMBER, *words)

    assert (done.returncode, told in done.stderr) == (2, True)
