"""`gongshi audit` over five notices as they were issued, report by report.

Each `audit/<notice>.txt` is what the command prints; every line of it was checked by
hand against the notice beside it, and says what cannot be true there.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "audit"
NOTICES = sorted(FOLDER.glob("*.md"))


def audit(file, *arguments):
    return subprocess.run(
        [
            *(sys.executable, "-c", "from gongshi.cli import main; main()", "audit"),
            *map(str, (file, *arguments)),
        ],
        env={
            **os.environ,
            "GONGSHI_HOME": "/proc/no-ledger",
            "PYTHONWARNINGS": "error",
        },
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("notice", NOTICES, ids=lambda notice: notice.stem)
def test_a_notice_gives_its_report(notice):
    report = notice.with_suffix(".txt").read_text(encoding="utf-8")

    done = audit(notice)

    assert (done.stdout, done.stderr) == (report, "")
    assert done.returncode == int("没有发现矛盾" not in report)


def found(notice):
    done = audit(FOLDER / f"{notice}.md", "--format", "json")
    answer = json.loads(done.stdout)
    assert answer["file"] == f"{notice}.md"
    return [(f["kind"], f["found"], f["expected"]) for f in answer["findings"]]


def test_the_unnamed_table_of_pingdingshan_does_not_add_up():
    # 258 + 88 + 16 + 11 + 8 = 381, and 市工商联 stands under six serial numbers.
    assert found("pingdingshan-2023-12") == [
        ("repeats", "市工商联", ""),
        ("sums", "1108", "381"),
    ]


def test_wuhan_names_a_district_it_does_not_have_and_signs_june_in_june():
    assert found("wuhan-2022-12") == [
        ("names", "黄浦区", "黄陂区"),
        ("names", "黄浦区", "黄陂区"),
        ("names", "黄浦区", "黄陂区"),
        ("dates", "2022-06-18", "≥2022-07-01"),
    ]


def test_a_register_of_units_can_be_given(tmp_path):
    units = tmp_path / "名录.csv"
    units.write_text("name,aliases\n江岸区,\n黄浦区,\n硚口区,桥口\n", encoding="utf-8")

    done = audit(FOLDER / "wuhan-2022-12.md", "--units", units)

    assert "「黄陂区」" not in done.stdout
    assert "「新洲区」不在名录「名录.csv」里。" in done.stdout


def test_a_file_that_is_no_bulletin_is_refused(tmp_path):
    file = tmp_path / "通报.docx"
    file.write_bytes(b"")

    done = audit(file)

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "「通报.docx」里没有文字，没有可审读的内容。\n"
