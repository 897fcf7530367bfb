"""`gongshi exposures` on a ledger: files, one typed in, JSON, rulings, feeds."""

import json
from pathlib import Path

import pytest

from tests.functional.running import made, run

ROOT = Path(__file__).parents[2]
PAGE = """<!doctype html><html><head><meta charset="gb2312"><title>云陵市交通运输局公布</title>
<script>var 当事人 = "云交许〔2023〕900号"</script></head><body>
<p>云陵市交通运输局向南渡棠溪安文化传播合伙企业（有限合伙）作出行政许可决定（云交许〔2023〕2号）。</p>
<p>云陵市交通运输局对云陵星垂物流有限公司作出行政许可决定（云交许〔2023〕77号）。</p>
<p>海州市交通运输局对海州快运有限公司罚款两千元。</p></body></html>"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exposures")
    home = folder / "home"
    made(home, "init", "--place", "pingdingshan")
    made(home, "units", "import", str(ROOT / "docs/tour/units.csv"))
    file = str(ROOT / "docs/tour/licences.csv")
    at = ("--received-at", "2023-12-08T16:30")
    assert run(home, "submit", file, "--category", "licence", *at).returncode == 1
    (folder / "page.html").write_bytes(PAGE.encode("gb18030"))
    made(home, "exposures", "add", str(folder / "page.html"))
    return home


def answer(home: Path, *words: str) -> dict:
    return json.loads(made(home, "exposures", *words, "--format", "json"))


def test_a_page_is_read_matched_and_what_is_missing_has_a_case(home):
    found = answer(home, "show", "1")["decisions"]

    told = [(each["state"], each["document_number"], each["unit"]) for each in found]
    assert told == [
        ("reported", "云交许〔2023〕2号", "市交通局"),
        ("absent", "云交许〔2023〕77号", "市交通局"),
        ("elsewhere", "", None),
    ]
    assert found[0]["row"]
    assert found[1]["case"].endswith("-0001")


def test_one_typed_in_is_near_and_confirmed(home):
    told = ("--subject", "听澜诊所", "--date", "2023-11-27", "--authority", "云东区")
    added = answer(home, "add", *told)
    (near,) = added["exposures"]
    assert (added["new"], near["state"]) == (1, "near")

    row = str(near["candidates"][0]["row"])
    number = str(near["exposure"])
    said = made(home, "exposures", "confirm", number, "--same", row, "--by", "admin")

    assert said == f"第 {number} 号曝光的第 1 件：已报。\n"
    assert answer(home, "add", *told)["new"] == 0


def test_json_has_the_keys_of_the_manual(home):
    made(home, "exposures", "feeds", "--add", "https://a.example/rss", "--name", "晚报")
    shown, feeds = answer(home, "show", "1"), answer(home, "feeds")
    page = (ROOT / "docs/reference/json.md").read_text(encoding="utf-8")

    names = {*shown, *shown["decisions"][0], *feeds, *feeds["feeds"][0], "new"}
    assert {name for name in names if f"`{name}`" not in page} == set()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("add",), "请写文件，或者用选项手填一件"),
        (("list", "--state", "maybe"), "没有「maybe」这种状态"),
        (("show", "99"), "没有第 99 号曝光"),
        (("confirm", "1", "--by", "admin"), "请在 --same、--ours、--foreign 里写一个"),
        (("confirm", "1", "--foreign", "--by", "nobody"), "nobody"),
        (("feeds", "--add", "ftp://a"), "网址要以 http://"),
        (("feeds", "--fetch"), "GONGSHI_FEEDS"),
        (("feeds", "--on", "99"), "没有第 99 号订阅地址"),
    ],
)
def test_what_does_not_fit_is_one_sentence(home, words, told):
    done = run(home, "exposures", *words)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_file_that_cannot_be_read_stores_nothing(home, tmp_path):
    before = answer(home, "list")
    (tmp_path / "a.html").write_text("<html><script>1</script></html>")

    done = run(home, "exposures", "add", str(tmp_path / "a.html"))

    assert done.returncode == 3
    assert done.stderr == "「a.html」里没有文字，什么都没有存。\n"
    assert answer(home, "list") == before
