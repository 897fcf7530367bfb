"""`gongshi evidence` and `gongshi assess`, end to end."""

import json

import pytest

from tests.functional.running import made, run

UNITS = """name,group,aliases
盐湖区,counties,
永济市,counties,
市教育局,departments,市教委
市残联,departments,
"""
PERIOD = ("--period", "2021-08")


def add(home, *arguments):
    return run(home, "evidence", "add", *PERIOD, "--reviewer", "甲", *arguments)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("yuncheng")
    made(home, "init", "--place", "yuncheng")
    units = home / "units.csv"
    units.write_text(UNITS, encoding="utf-8")
    made(home, "units", "import", str(units))
    checks = home / "核对.csv"
    checks.write_text("单位,应报送,瞒报\n市教委,20,5\n盐湖区,8,0\n", encoding="utf-8")
    add(home, "--kind", "register", "--register", str(checks))
    paper = home / "说明.pdf"
    paper.write_bytes(b"%PDF-1.7\n%%EOF\n")
    add(home, "--kind", "盖章说明", "--unit", "市残联", "--file", str(paper))
    add(home, "--kind", "media", "--unit", "盐湖区", "--note", "人民网")
    made(home, "evidence", "decide", "1", "--reviewer", "乙")
    return home


def test_the_table_ranks_group_by_group(home):
    done = run(home, "assess", *PERIOD)

    assert done.stdout == (
        "分组\t名次\t单位\t总分\t工作方案\t专栏公示\t合规性\t及时性\t完整性\t数据总量\t加减分\t说明\n"
        "县（市、区）\t1\t盐湖区\t27\t0\t0\t0\t0\t25*\t0（第 1）\t2\t* 分母很小：完整性\n"
        "县（市、区）\t2\t永济市\t0\t0\t0\t0\t0\t0\t0（第 1）\t\t"
        "警示；通报批评（不提供台账，也不说明）\n"
        "市直部门\t1\t市教育局\t18.75\t0\t0\t0\t0\t18.75\t0（第 1）\t\t\n"
        "市直部门\t\t市残联\t-\t0\t0\t-\t-\t-\t0（第 1）\t\t免评（已说明未产生信息）\n"
    )
    assert "注意：2021年7月的得分没有印发，无从判断是否连续排名靠后。\n" in done.stderr


def test_a_scorecard_explains_itself(home):
    told = made(home, "assess", *PERIOD, "--unit", "市教委", "--explain").splitlines()

    assert told[2:] == [
        "工作方案：0 / 5",
        "    工作方案公开：没有认定，扣 5 分；可得回 5 分：把工作方案或任务分工方案在门户网站公开，"
        "交文件原件和网站截图，由审核人认定。",
        "专栏公示：0 / 10",
        "    目录公开：没有认定，扣 5 分；可得回 5 分：在门户网站“双公示”专栏公开，"
        "交专栏和公示信息截图，由审核人认定。",
        "    信息完整公示：没有认定，扣 5 分；可得回 5 分：在门户网站“双公示”专栏公开，"
        "交专栏和公示信息截图，由审核人认定。",
        "合规性：0 / 30，合规率 0 ÷ 0",
        "    扣 30 分：没有可评的数据；确未产生信息的，交盖章说明可免评。",
        "及时性：0 / 30，迟报率 0 ÷ 0",
        "    扣 30 分：没有可评的数据；确未产生信息的，交盖章说明可免评。",
        "完整性：18.75 / 25，瞒报率 5 ÷ 20",
        "    台账有而平台没有 5 条，扣 6.25 分（证据 第 1 号）；可得回 6.25 分："
        "补报后重新核对台账，或说明依法不应归集的。",
        "数据总量：0 条，第 1，不赋分",
    ]


@pytest.mark.parametrize(
    ("unit", "headline", "told"),
    [
        ("永济市", "完整性：0 / 25，瞒报率 0 ÷ 0",
         "    扣 25 分：没有台账可核对，也没有说明，不能认作没有瞒报；"
         "交来台账核对后按台账计分，确未产生信息的，交盖章说明可免评。"),
        ("市残联", "完整性：- / 25，瞒报率 0 ÷ 0",
         "    已说明未产生信息，这一项不评。"),
    ],
)  # fmt: skip
def test_nothing_to_compare_is_told_as_it_was_scored(home, unit, headline, told):
    lines = made(home, "assess", *PERIOD, "--unit", unit, "--explain").splitlines()

    assert lines[lines.index(headline) + 1] == told


def test_one_unit_is_told_only_what_concerns_it(home):
    done = run(home, "assess", *PERIOD, "--unit", "市教委", "--explain")

    assert done.stderr == "注意：2021年7月的得分没有印发，无从判断是否连续排名靠后。\n"


def test_what_is_supposed_says_so_in_a_pipe(home):
    told = made(home, "assess", *PERIOD, "--unit", "市教委", "--what-if", "media=1")

    assert told.endswith("以上是假设（media=1），不是实际得分。\n")


def test_what_if_tells_another_total(home):
    told = made(
        home, "assess", *PERIOD, "--unit", "市教育局", "--what-if", "concealed=0",
        "--what-if", "media=2", "--format", "json",
    )  # fmt: skip

    answer = json.loads(told)
    assert answer["supposed"] == {"concealed": 0, "media": 2}
    assert [each["total"] for each in answer["units"]] == ["29"]


def test_issued_scores_are_shown_as_they_were_frozen(home):
    made(home, "assess", "--period", "2021-09", "--issue")

    first = made(home, "assess", "--period", "2021-09", "--issued")
    again = made(home, "assess", "--period", "2021-09", "--issued")

    assert first == again
    assert json.loads(first)["period"] == "2021-09"
    assert "甲" not in first


def test_evidence_is_listed(home):
    listed = json.loads(made(home, "evidence", "list", *PERIOD, "--format", "json"))

    kinds = [(each["unit"], each["kind"]) for each in listed["evidence"]]
    assert kinds == [
        ("市教育局", "register"),
        ("盐湖区", "register"),
        ("市残联", "explanation"),
        ("盐湖区", "media"),
    ]


def test_points_that_one_person_adds_wait_for_another(home):
    asked = add(home, "--kind", "media", "--unit", "永济市", "--note", "省报")
    own = run(home, "evidence", "decide", "2", "--reviewer", " 甲 ")
    waiting = made(home, "evidence", "requests", *PERIOD, "--format", "json")
    refused = made(
        home, "evidence", "decide", "2", "--reviewer", "乙", "--refuse", "--note",
        "不是本市的报道",
    )  # fmt: skip

    assert asked.stdout.startswith("已提请第 2 号：永济市，还不算数。")
    assert own.stderr == "这是您自己提的，要由另一人批准。\n"
    assert json.loads(waiting)["requests"][0]["asked_by"] == "甲"
    assert refused == "第 2 号提请没有同意（乙）：不是本市的报道\n"
    listed = made(home, "evidence", "list", *PERIOD, "--unit", "永济市")
    assert listed.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "text"),
    [
        (("evidence", "add", *PERIOD, "--kind", "media", "--unit", "盐湖区",
          "--reviewer", "甲", "--file", "没有.pdf"), 3,
         "附件「没有.pdf」打不开（目录或文件不存在），什么都没有存。\n"),
        (("evidence", "add", *PERIOD, "--kind", "media", "--unit", "盐湖区",
          "--reviewer", "甲"), 2, "加减分要写明理由。\n"),
        (("evidence", "decide", "99", "--reviewer", "乙"), 2,
         "没有第 99 号加减分提请。\n"),
        (("assess", *PERIOD, "--unit", "火星局"), 2,
         "单位名录里没有「火星局」，请用 gongshi units list 查看名录，"
         "或先用 gongshi units import 导入。\n"),
        (("assess", *PERIOD, "--explain"), 2,
         "--explain 和 --what-if 要用 --unit 写明单位。\n"),
        (("assess", *PERIOD, "--unit", "盐湖区", "--what-if", "late=x"), 2,
         "「late=x」应写成 键=整数，如 mended=3 或 late=0。\n"),
        (("assess", *PERIOD, "--issued"), 2,
         "2021-08 的得分还没有印发，请用 gongshi assess --issue。\n"),
        (("assess", *PERIOD, "--issued", "--issue"), 2,
         "--issued 只看已印发的全部得分，不与别的选项合用。\n"),
        (("assess", "--period", "2021-06"), 2,
         "「运城市」在2021年6月没有考核办法（最早一版自 2021-07-14 起）。\n"),
        (("assess", "--period", "2999-01"), 2,
         "2999年1月还没有到，没有可考核的数。\n"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(home, arguments, code, text):
    done = run(home, *arguments)

    assert (done.returncode, done.stdout, done.stderr) == (code, "", text)


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (
            "单位,应报送,瞒报\n盐湖区,5,1,7,8\n",
            "第 2 行多出一格「7」；第 2 行多出一格「8」",
        ),
        ("单位,应报送,瞒报,经办\n盐湖区,5,1,甲\n", "「经办」这一列没有用处"),
    ],
)
def test_what_a_register_has_too_much_is_named_and_refused(home, tmp_path, row, told):
    table = tmp_path / "核对.csv"
    table.write_text(row, encoding="utf-8")

    done = add(home, "--kind", "register", "--register", str(table))

    assert (done.returncode, done.stdout) == (3, "")
    assert told in done.stderr


@pytest.mark.parametrize(
    ("supposed", "told"),
    [
        (["due=5", "due=6"], "「due」假设了两次，请只留一个。"),
        (["platform_incident=1"], "」的责任单位是"),
    ],
)
def test_what_cannot_be_supposed_is_refused(home, supposed, told):
    options = [part for each in supposed for part in ("--what-if", each)]

    done = run(home, "assess", *PERIOD, "--unit", "盐湖区", *options)

    assert (done.returncode, done.stdout) == (2, "")
    assert told in done.stderr


def test_what_is_added_and_taken_is_one_number(home):
    done = run(home, "assess", *PERIOD, "--unit", "盐湖区", "--what-if", "media=2",
               "--what-if", "praise=1")  # fmt: skip

    (row,) = [each for each in done.stdout.splitlines() if "盐湖区" in each]
    assert row.split("\t")[10].lstrip("-").isdecimal()
