"""`gongshi units`: a register that moves a known unit says so, and needs a day."""

import json

from tests.functional.test_nil_and_withdraw import home, run  # noqa: F401

REASON = ("--on", "2023-12-20", "--reason", "平编〔2023〕5号")


def test_a_file_is_looked_at_refused_and_imported_with_a_day(home, tmp_path):  # noqa: F811
    file = tmp_path / "moved.csv"
    file.write_text("name,parent\n市审计局,市公安局\n新局,\n", "utf-8")

    looked = run(home, "units", "import", str(file), "--look", "--format", "json")
    refused = run(home, "units", "import", str(file))
    done = run(home, "units", "import", str(file), *REASON, "--format", "json")

    assert json.loads(looked.stdout) == {
        "added": ["新局"],
        "changes": [
            {"unit": "市审计局", "column": "parent", "before": "", "after": "市公安局"}
        ],
    }
    assert refused.returncode == 2
    assert "「市审计局」从单列改为「市公安局」之下" in refused.stderr
    assert json.loads(done.stdout) == {
        "added": 1, "updated": 1, "moved": 1, "total": 5,
    }  # fmt: skip


def test_an_alias_is_given_and_taken(home):  # noqa: F811
    asked = ("units", "alias", "市公安局")

    given = run(home, *asked, "--add", "公安局", *REASON)
    taken = run(home, *asked, "--drop", "公安局", *REASON)
    neither = run(home, *asked, *REASON)

    assert given.stdout == "「市公安局」自 2023-12-20 起又称「公安局」。\n"
    assert taken.stdout == "「市公安局」自 2023-12-20 起不再称「公安局」。\n"
    assert (neither.returncode, neither.stderr) == (
        2, "--add 和 --drop 写一个，也只写一个。\n",
    )  # fmt: skip
