"""`gongshi cases`, from a tip to the list of omissions and back by an appeal."""

import json
import zipfile

import pytest

from tests.days import this_month
from tests.functional.running import made, run
from tests.functional.test_nil_and_withdraw import home  # noqa: F401

UNIT = "市公安局"


@pytest.fixture
def staffed(home):  # noqa: F811
    persons = (
        ("fenxi", "analyst", ()),
        ("shenhe", "reviewer", ()),
        ("baosong", "clerk", ("--unit", UNIT)),
    )
    for login, role, of in persons:
        made(home, "people", "add", "--login", login, "--name", f"示例{role}",
             "--role", role, *of)  # fmt: skip
    return home


def act(home, name: str, number: str, by: str, *options: str) -> dict:  # noqa: F811
    words = ("cases", name, number, "--by", by, *options, "--format", "json")
    return json.loads(made(home, *words))


def opened(home) -> str:  # noqa: F811
    told = ("--told", "有人说领了证", "--unit", UNIT, "--category", "licence",
            "--number", "平示许〔2023〕77号", "--by", "fenxi")  # fmt: skip
    return json.loads(made(home, "cases", "open", *told, "--format", "json"))["number"]


def omissions(home) -> list[dict]:  # noqa: F811
    asked = ("cases", "omissions", "--period", this_month().key, "--format", "json")
    return json.loads(made(home, *asked))["omissions"]


def completeness(home) -> str:  # noqa: F811
    asked = (
        "--period",
        this_month().key,
        "--policy",
        "yuncheng",
        "--unit",
        UNIT,
        "--explain",
    )
    return made(home, "assess", *asked)


def test_a_case_goes_its_way_and_an_appeal_takes_it_back(staffed, tmp_path):
    number = opened(staffed)
    assert opened(staffed) == number
    paper = tmp_path / "说明.pdf"
    paper.write_bytes(b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n")

    asked = act(staffed, "dispatch", number, "fenxi", "--to", UNIT)
    act(staffed, "call", number, "fenxi", "--whom", "办公室", "--text", "请尽快")
    answered = act(staffed, "answer", number, "baosong", "--reason", "作废",
                   "--text", "没有发出", "--file", str(paper))  # fmt: skip
    judged = act(staffed, "judge", number, "fenxi", "--verdict", "瞒报",
                 "--text", "说明不实")  # fmt: skip

    assert (asked["state"], asked["holder"]) == ("waiting", UNIT)
    assert answered["steps"][-1]["files"][0]["name"] == "说明.pdf"
    assert (judged["state"], judged["verdict"]) == ("judged", "concealed")
    assert [each["number"] for each in omissions(staffed)] == [number]
    assert f"核查认定的漏报、瞒报 1 条，扣 25 分（线索 {number}）" in completeness(
        staffed
    )

    early = run(staffed, "cases", "close", number, "--by", "fenxi")
    own = run(staffed, "cases", "judge", number, "--by", "shenhe", "--verdict", "已报")
    act(staffed, "appeal", number, "baosong", "--text", "确实作废了")
    act(staffed, "judge", number, "shenhe", "--verdict", "有正当理由", "--text", "成立")
    act(staffed, "close", number, "fenxi")

    assert (early.returncode, own.returncode) == (2, 2)
    assert "单位还可以申诉" in early.stderr
    assert "要由分析员办" in own.stderr
    assert omissions(staffed) == []
    assert "核查认定" not in completeness(staffed)
    assert act(staffed, "reopen", number, "fenxi", "--text", "再查")["state"] == "open"


def test_lists_are_filtered_and_given_as_tables(staffed):
    number = opened(staffed)
    other = ("cases", "open", "--told", "某局不报", "--by", "fenxi")
    into = made(staffed, *other).split()[-1].removesuffix("。")

    shown = made(staffed, "cases", "list", "--unit", UNIT, "--kind", "举报")
    empty = made(staffed, "cases", "list", "--verdict", "瞒报", "--period", this_month().key,
                 "--state", "judged", "--format", "csv")  # fmt: skip
    merged = act(
        staffed, "merge", into.removeprefix("已登记线索"), "fenxi", "--into", number
    )

    assert shown.splitlines()[1].startswith(f"{number}\t{UNIT}\t行政许可")
    assert len(shown.splitlines()) == 2
    assert len(empty.splitlines()) == 1
    assert merged["steps"][-1]["into"] == number
    told = made(staffed, "cases", "show", number)
    assert "「平示许〔2023〕77号」疑似没有报送" in told
    assert "举报：有人说领了证" in told


def test_a_stranger_of_another_unit_finds_no_case(staffed):
    number = opened(staffed)

    done = run(staffed, "cases", "answer", number, "--by", "baosong", "--text", "无")

    assert done.returncode == 2
    assert f"没有「{number}」这条线索" in done.stderr


@pytest.mark.parametrize("form", ["docx", "xlsx", "pdf"])
def test_the_list_of_omissions_is_written_as_a_file(staffed, tmp_path, form):
    number, out = opened(staffed), tmp_path / f"清单.{form}"
    act(staffed, "dispatch", number, "fenxi", "--to", UNIT)
    act(staffed, "answer", number, "baosong", "--text", "忘了")
    act(staffed, "judge", number, "fenxi", "--verdict", "omitted", "--text", "自认")

    said = made(staffed, "cases", "omissions", "--period", this_month().key, "--unit", UNIT,
                "--out", str(out))  # fmt: skip

    assert "漏报瞒报 1 条" in said
    assert zipfile.is_zipfile(out) or out.read_bytes().startswith(b"%PDF")
    wrong = run(
        staffed, "cases", "omissions", "--period", this_month().key, "--out", "a.txt"
    )
    assert (wrong.returncode, "docx、xlsx、pdf" in wrong.stderr) == (2, True)
