"""What the command line answers when the caller, the disk or a file is at fault."""

import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

TOUR = Path(__file__).parents[2] / "docs" / "tour"
GONGSHI = str(Path(sys.executable).with_name("gongshi"))
LICENCES = TOUR / "licences.csv"
AT = ("--received-at", "2023-12-08T16:30")


@pytest.fixture
def run(tmp_path):
    home = {**os.environ, "GONGSHI_HOME": str(tmp_path / "home")}

    def gongshi(*words: object, out=subprocess.PIPE) -> subprocess.CompletedProcess:
        command = [GONGSHI, *map(os.fsencode, map(str, words))]
        return subprocess.run(
            command, env=home, cwd=tmp_path, stdout=out, stderr=-1, encoding="utf-8"
        )

    return gongshi


@pytest.fixture
def ledger(run):
    assert run("init", "--place", "pingdingshan").returncode == 0
    assert run("units", "import", TOUR / "units.csv").returncode == 0
    return run


def is_one_sentence(done, code=2):
    return (
        done.returncode == code
        and done.stderr.count("\n") == 1
        and "Traceback" not in done.stderr
        and "。" in done.stderr
    )


@pytest.mark.parametrize(
    "words",
    [
        ("check", "/dev/zero", "--category", "licence"),
        ("check", LICENCES, "--category", "licence", "--out", "nowhere/a.parquet"),
        ("check", LICENCES, "--category", "licence", "--out", "/dev/null/a.xlsx"),
        ("check", LICENCES, "--category", "licence", "--on", "0001-01-01"),
        ("init", "--place", "pingdingshan", "--db", "postgresql://[bad"),
        ("rows", "--late", "--not-late"),
        ("demo", "--no-serve", "--home", "/dev/null"),
    ],
)
def test_a_fault_of_the_caller_is_one_sentence(run, words):
    assert is_one_sentence(run(*words))


@pytest.mark.parametrize(
    "words",
    [
        ("check", LICENCES, "--category", "licence", "--out"),
        ("template", "--category", "licence", "--out"),
        ("bulletin", "--period", "2023-12", "--out"),
        ("letter", "--kind", "提示函", "--out"),
    ],
)
def test_a_folder_that_is_no_place_to_write_is_said_to_be_one(run, tmp_path, words):
    done = run(*words, tmp_path)

    assert is_one_sentence(done)
    assert done.stderr.startswith(f"「{tmp_path}」是一个目录，请写明目录里的文件名。")


def test_a_full_disk_is_told(ledger):
    with Path("/dev/full").open("w") as full:
        assert is_one_sentence(ledger("units", "list", out=full))


def test_a_damaged_original_is_refused_and_healed_by_filing_it_again(ledger, tmp_path):
    ledger("submit", LICENCES, "--category", "licence", *AT)
    (original,) = (tmp_path / "home" / "archive").glob("*/*")
    whole = original.read_bytes()
    original.write_bytes(whole.replace(b"\n", b"\n\n", 1))

    assert is_one_sentence(ledger("return", "GS-20231208-0001", "--out", "r.xlsx"), 3)

    ledger("submit", LICENCES, "--category", "licence", *AT)

    assert original.read_bytes() == whole


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "甲局,11439900000000019X,",
            "「甲局」的「11439900000000019X」已是「市市场监管局」的",
        ),
        ("乙局,,市市场监管局", "「乙局」的「市市场监管局」已是「市市场监管局」的"),
        ("auto,,", "「auto」的「auto」是保留的名称"),
        ("长" * 201 + ",,", "名称超过 200 字"),
    ],
)
def test_a_unit_that_could_be_taken_for_another_is_refused(ledger, tmp_path, row, told):
    (tmp_path / "more.csv").write_text(f"name,code,aliases\n{row}\n")

    refused = ledger("units", "import", "more.csv")

    assert is_one_sentence(refused, 3)
    assert told in refused.stderr


def test_a_name_that_is_no_text_is_stored_as_one_that_is(ledger, tmp_path):
    odd = os.fsdecode(os.fsencode(tmp_path) + b"/bad\xff.csv")
    Path(odd).write_bytes(LICENCES.read_bytes())

    assert ledger("submit", odd, "--category", "licence", *AT).returncode == 1
    assert ledger("check", odd, "--category", "licence").returncode == 1


@pytest.mark.parametrize(
    "days",
    [
        pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date),
        pl.Series([2**62], dtype=pl.Int64).cast(pl.Datetime("ms")),
    ],
)
def test_a_day_that_no_calendar_has_is_a_finding(run, tmp_path, days):
    rows = pl.read_csv(LICENCES, infer_schema=False)
    day = days.new_from_index(0, rows.height).alias("许可决定日期")
    rows.with_columns(day).write_parquet(tmp_path / "far.parquet")

    told = run("check", "far.parquet", "--category", "licence")

    assert told.returncode == 1
    assert "不是有效日期" in told.stdout
    assert told.stderr == ""


def test_a_nul_in_a_cell_is_refused(run, tmp_path):
    rows = pl.read_csv(LICENCES, infer_schema=False)
    name = pl.lit("a\0b").alias("行政相对人名称")
    rows.with_columns(name).write_parquet(tmp_path / "nul.parquet")

    assert is_one_sentence(run("check", "nul.parquet", "--category", "licence"), 3)


def test_no_cell_of_a_piped_table_is_a_formula(ledger, tmp_path):
    text = LICENCES.read_text(encoding="utf-8-sig")
    first = text.splitlines()[1].split(",")[0]
    evil = "=cmd|' /C calc'!A0公司"
    (tmp_path / "evil.csv").write_text(text.replace(first, evil))
    ledger("submit", "evil.csv", "--category", "licence", *AT)

    told = ledger("rows").stdout

    assert evil in told
    assert f"\t{evil}" not in told


@pytest.mark.parametrize(
    "words",
    [
        ("audit", "/dev/zero"),
        ("evidence", "add", "--kind", "x", "--unit", "x", "--period", "2023-11",
         "--reviewer", "x", "--file", "/dev/zero"),
    ],
)  # fmt: skip
def test_a_device_is_never_read(ledger, words):
    done = ledger(*words)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr
