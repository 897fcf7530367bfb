"""`gongshi policy show`: what holds, why, since when, and from whom it is taken over."""

import json
import shutil
from datetime import date
from importlib.resources import as_file

import pytest
from click.testing import CliRunner

from gongshi.actions.holding_scores import assessment_holdings
from gongshi.cli.policy import policy
from gongshi.errors import UnknownName, UsageError
from gongshi.policy.policies import policy_in_force
from gongshi.policy.toml import RULEBOOK


def run(*arguments):
    return CliRunner().invoke(policy, ["show", *arguments])


def table(*arguments):
    """Give the rows that are piped: matter, what holds, source, taken over, how sure."""
    result = run(*arguments)
    assert result.exit_code == 0, result.exception
    return [tuple(line.split("\t")) for line in result.output.splitlines()]


def test_wuhan_of_june_2022_says_what_holds_and_why():
    head, *rows = table("--place", "wuhan", "--on", "2022-06-30")

    assert head == ("事项", "规定", "出处", "沿用", "依据程度")
    [rate] = [row for row in rows if row[0] == "及时率"]
    assert rate[1] == "按时量 ÷ 正确数量，四舍五入到 2 位小数"
    assert rate[2].startswith(
        "市信用办关于2022年6月份信用信息报送和平台对接情况的通报（武信用办〔2022〕12号）"
    )
    assert rate[3:] == ("", "通知原文")


def test_every_inherited_value_is_marked_with_place_and_edition():
    _, *rows = table("--place", "wuhan", "--on", "2022-06-30")

    licences = [(row[1], row[3], row[4]) for row in rows if row[0] == "行政许可时限"]
    assert licences == [
        (
            "决定之日起 7 个工作日内，报武汉市信用信息公共服务平台"
            "（2020-08-19 起的决定），含返回整改的时间",
            "本地 2020-08-19 版",
            "通知原文",
        ),
        (
            "决定之日起 7 个工作日内，报信用中国网站及信用信息共享平台"
            "（2015-06-24 至 2020-08-18 的决定），含返回整改的时间",
            "全国 2015-06-24 版",
            "国家标准",
        ),
    ]


def test_hubei_shows_window_exclusion_silence_and_daily_table():
    _, *rows = table("--place", "湖北省")

    shown = {row[0]: row[1] for row in rows}
    assert shown["补报窗口「2022年8月补报」"] == (
        "行政许可、行政处罚：2021-07-31 至 2022-07-31 的决定，2022-08-25 前报，"
        "不计迟报；返回后逾期再报的计"
    )
    assert shown["不上报「简易程序处罚」"].endswith("（规则 P-08）")
    assert shown["归集对象"].startswith(
        "行政许可、行政处罚：法人及非法人组织、个体工商户、自然人；"
    )
    assert [row[1] for row in rows if row[0] == "久未报送"] == [
        "连续 14 天无报送：预警提醒",
        "连续 28 天无报送：电话沟通",
    ]
    assert shown["日报表"].count("、") == 8


def test_yuncheng_shows_how_it_scores_and_ranks():
    _, *rows = table("--place", "yuncheng", "--on", "2021-08-31")

    shown = {row[0]: (row[1], row[3], row[4]) for row in rows if "考核" in row[0]}
    assert shown["考核「专栏公示」"] == ("10 分", "", "通知原文")
    assert shown["考核「专栏公示」其中「目录公开」"] == (
        "5 分，由审核人认定，附文件才算", "", "通知原文",
    )  # fmt: skip
    assert shown["考核「数据总量」"][0] == "排名，不赋分"
    assert shown["考核加减分「平台重大事故」"][0] == (
        "扣 10 分，只计一次，只对市发展改革委"
    )
    assert shown["考核排名「县（市、区）」"][0].startswith("14 家，每月抽查 5 家台账：")
    assert shown["考核「建议约谈」"][0] == "连续 2 次排名后 3 位"
    assert shown["考核计入「核查认定的漏报、瞒报」"][2] == "推定"
    assert shown["考核总分下限"] == ("0 分", "", "推定")
    assert shown["考核排名通报日期"][0] == "次月 10 日前"
    [items] = [row[2] for row in rows if row[0] == "考核「合规性」"]
    assert items.startswith(
        "关于做好“政务公开‘双公示’指标考核”工作的通知（运信用办〔2021〕25号），"
    )


def test_the_thresholds_of_a_bulletin_are_shown():
    _, *rows = table("--place", "pingdingshan")

    assert [row[1] for row in rows if row[0].startswith("通报名单")] == [
        "县（市、区）前 4 家，市直部门前 4 家",
        "县（市、区），少于 20 条",
        "县（市、区）、市直部门，比上月增长 30% 以上，上月至少 20 条",
        "县（市、区），少于 1 条",
    ]


def test_a_score_that_is_taken_over_is_marked(tmp_path):
    with as_file(RULEBOOK) as packaged:
        root = shutil.copytree(packaged, tmp_path / "rulebook")
    (root / "policies/yanhu").mkdir()
    edition = root / "policies/yanhu/2022-01-01.toml"
    edition.write_text('name = "盐湖区"\nextends = "yuncheng"\n', encoding="utf-8")
    held = policy_in_force("yanhu", date(2022, 2, 1), root)

    found = {each.matter: each.file for each in assessment_holdings(held, root)}

    assert found["考核「合规性」"] == "policies/yuncheng/2021-07-14.toml"


def test_a_category_is_shown_by_its_title_and_a_rate_by_its_counts():
    result = run("--place", "wuhan", "--on", "2022-06-30")

    assert "行政确认时限" in result.output
    assert "confirmation" not in result.output
    assert "accepted" not in result.output


def test_json_keeps_its_keys():
    result = run("--place", "huangshi", "--on", "2022-08-20", "--format", "json")

    answer = json.loads(result.output)
    assert (answer["place"], answer["edition"]) == ("huangshi", "2022-08-16")
    [window] = [each for each in answer["values"] if "窗口" in each["matter"]]
    assert window == {
        "matter": "补报窗口「2022年8月补报」",
        "value": "2021-07-31 至 2022-07-31 的决定，2022-08-22 前报",
        "source": window["source"],
        "inherited": "",
        "sure": "notice",
    }
    rates = [each for each in answer["values"] if each["matter"] == "迟报率"]
    assert [(each["value"], each["inherited"]) for each in rates] == [
        ("late ÷ assessed", "hubei")
    ]


@pytest.mark.parametrize(
    ("place", "on", "said"),
    [
        (
            "wuhan",
            "2020-08-18",
            "武汉市的第一版自 2020-08-19 起施行，2020-08-18 还没有规定，那天沿用全国，"
            "请看 gongshi policy show --place national --on 2020-08-18。",
        ),
        (
            "national",
            "2010-01-01",
            "全国的第一版自 2015-06-24 起施行，2010-01-01 还没有规定。",
        ),
    ],
)
def test_a_day_before_the_first_edition_is_told_in_one_sentence(place, on, said):
    result = run("--place", place, "--on", on)

    assert isinstance(result.exception, UsageError)
    assert result.exception.text == said


def test_an_unknown_place_lists_those_there_are():
    result = run("--place", "atlantis")

    assert isinstance(result.exception, UnknownName)
    assert "hubei（湖北省）" in result.exception.text
    assert "wuhan（武汉市）" in result.exception.text
