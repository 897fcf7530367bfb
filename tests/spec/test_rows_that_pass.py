"""Rows as units rightly write them: no rule may return one, nor remind of anything.

Each line changes a whole row of the category; dates stand for every way of writing
them, numbers for the forms that are in use.
"""

import pytest

from gongshi.checks import check, findings
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS, batch, whole

PERSON = {
    "XDR_MC": "李四",
    "XDR_LB": "自然人",
    "XDR_SHXYM": None,
    "FRDB": None,
    "XDR_ZJLX": "身份证",
    "XDR_ZJHM": "11010519491231002X",
}
SUBJECTS = {
    "a company": {},
    "a name with brackets": {"XDR_MC": "示例(集团)有限公司"},
    "a name in Latin letters": {"XDR_MC": "ABC示例（中国）Co., Ltd."},
    "a name with a digit": {"XDR_MC": "7天示例酒店有限公司"},
    "a code in small letters": {"XDR_SHXYM": "91350100m000100y43"},
    "all three codes": {"XDR_GSZC": "440301103097413", "XDR_ZZJG": "19220382-1",
                        "XDR_SWDJ": "440300192203821"},
    "a person": PERSON,
    "a person of many names": PERSON | {"XDR_MC": "阿卜杜拉·示例·买买提"},
    "a person of one character more": PERSON | {"XDR_MC": "𠮷野"},
    "a passport": PERSON | {"XDR_ZJLX": "护照号", "XDR_ZJHM": "E12345678"},
    "a former card": PERSON | {"XDR_ZJHM": "110105491231002"},
    "a paper of another kind": PERSON | {"XDR_ZJLX": "其他-户口簿",
                                         "XDR_ZJHM": "示例户字第123号"},
    "a manager's own card": {"FR_ZJLX": "身份证", "FR_ZJHM": "11010519491231002x"},
}  # fmt: skip
LICENCES = {
    "valid for ever": {"XK_YXQZI": "2099/12/31"},
    "valid for one day": {"XK_YXQZ": "2025-12-01", "XK_YXQZI": "2025.12.1"},
    "valid before the decision": {"XK_YXQZ": "2020年1月1日"},
    "a day as Excel counts it": {"XK_JDRQ": "45992", "XK_YXQZ": "45992.0"},
    "a day in eight digits": {"XK_JDRQ": "20251201"},
    "decided today": {"XK_JDRQ": "2026-11-20", "XK_WSH": "平示许〔2026〕1号"},
    "decided two years ago": {"XK_JDRQ": "2024-11-20", "XK_WSH": "平示许〔2024〕1号"},
    "last year's number": {"XK_JDRQ": "2026-01-05"},
    "square brackets": {"XK_WSH": "平示许[2025]第012号"},
    "a number with letters": {"XK_WSH": "(平)示许准字〔2025〕第JY-12号"},
    "its own number for want of one": {"XK_WSH": "JY33202810257113",
                                       "XK_XKBH": "JY33202810257113"},
    "a certificate": {"XK_XKZS": "食品经营许可证", "XK_XKBH": "JY13304000000000"},
    "another kind": {"XK_XKLB": "其他-备案"},
    "no longer valid": {"XK_ZT": "2", "BZ": "已注销"},
    "several lines": {"XK_NR": "一、准予销售：\n1. 预包装食品；\n2. 散装食品。"},
    "less and more": {"XK_NR": "经营面积<100平方米且>50平方米"},
    "full length": {"XK_NR": "准予" * 2000},
}  # fmt: skip
PENALTIES = {
    "a fine in words": {"CF_NR": "处以罚款人民币叁万元整", "CF_NR_FK": "3"},
    "a fine with groups": {"CF_NR": "罚款12,345.60元", "CF_NR_FK": "1.23456"},
    "a great fine": {"CF_NR": "罚款1,200万元", "CF_NR_FK": "1,200"},
    "fine and warning": {"CF_CFLB": "警告；罚款"},
    "fine and loss": {"CF_CFLB": "罚款、没收违法所得", "CF_NR_WFFF": "0.08",
                      "CF_NR": "没收违法所得800元，并处罚款2000元"},
    "goods without a price": {"CF_CFLB": "没收非法财物", "CF_NR_WFFF": "0",
                              "CF_NR": "没收假冒商品12箱", "CF_NR_FK": None},
    "a licence withdrawn": {"CF_CFLB": "吊销许可证", "CF_NR_FK": None,
                            "CF_NR": "吊销食品经营许可证",
                            "CF_NR_ZKDX": "食品经营许可证 JY13304000000000"},
    "another kind": {"CF_CFLB": "其他-责令改正;罚款"},
    "shown for three years": {"CF_GSJZQ": "2028/12/01"},
    "a number with a part": {"CF_WSH": "某公罚决字〔2025〕第3-1号"},
    "a law named by article": {"CF_YJ": "治安管理处罚法第二十三条"},
}  # fmt: skip
#: Rows of the categories that are no decisions of an authority, from their example.
OTHERS = {
    "commitment": {
        "of a person": {"CN_CNR": "李四", "CN_CNRLB": "自然人",
                        "CN_CNRDM": "11010519491231002x"},
        "with hyphens in its number": {"CN_BM": "410402-20261113-000001"},
        "of another kind": {"CN_LX": "其他-入会承诺"},
        "for ever": {"CN_YXQ": "2099/12/31"},
        "not for the public": {"CN_GKLX": "不可公开"},
    },
    "fulfilment": {
        "kept in part": {"JN_ZT": "部分履行", "JN_WLX": "未按期提交复查材料",
                         "JN_ZJ": "记入信用记录，责令限期补正"},
        "without a day": {"JN_RDRQ": None},
    },
    "grading": {
        "a whole score": {"FJ_DF": "1,000"},
        "in words": {"FJ_DJ": "优秀", "FJ_DJGY": None, "FJ_PJND": None},
        "for authorities only": {"FJ_GKFW": "政务共享"},
    },
    "subject_base": {
        "renamed twice": {"JB_CYM": "示例食品厂；示例副食品商店"},
        "struck off": {"JB_ZT": "注销", "JB_HZRQ": "2020-03-01"},
        "a great capital": {"JB_ZCZB": "120,000.50万元"},
        "a person": {
            "JB_XDR_MC": "李四", "JB_XDR_LB": "自然人", "JB_XDR_SHXYM": None,
            "JB_FRDB": None, "JB_XDR_ZJLX": "身份证", "JB_XDR_ZJHM": "11010519491231002X",
            "JB_XB": "男", "JB_CSRQ": "1949-12-31", "JB_MZ": "汉族", "JB_QYLX": None,
            "JB_CLRQ": None, "JB_ZS": None, "JB_DJJG": "示例市公安局", "JB_ZT": None,
            "JB_ZCZB": None, "JB_JYFW": None, "JB_HYDM": None,
        },
    },
    "joint_case": {
        "a reward": {"AL_MDMC": "A级纳税人名单", "AL_MDLX": "红名单", "AL_JCLX": "激励",
                     "AL_CSNR": "办理业务时享受绿色通道"},
        "a person": {"AL_ZTMC": "李四", "AL_ZTLB": "自然人", "AL_ZJLX": "护照",
                     "AL_ZTBS": "E12345678"},
        "about money": {"AL_JE": "1,200.50"},
    },
    "untrustworthy_list": {
        "taken off": {"MD_ZT": "移出", "MD_YCRQ": "2026-11-13", "MD_YCYY": "公示期满"},
        "repaired": {"MD_ZT": "修复", "MD_YCRQ": "2026/11/20", "MD_YCYY": "履行了义务"},
        "praised": {"MD_LX": "红名单", "MD_MC": "A级纳税人名单"},
        "a court's number": {"MD_LRWH": "（2026）示执12号"},
        "shown for three years": {"MD_GSJZQ": "2029/11/13"},
    },
    "specific": {
        "in debt": {"TD_YJJE": "1,200.55", "TD_SJJE": "1000", "TD_QFJE": "200.55",
                    "TD_QFQS": "2"},
        "of storage": {"TD_LX": "仓储", "TD_YJJE": None, "TD_SJJE": None,
                       "TD_QFJE": None, "TD_JJL": "1,200", "TD_YQCS": "0"},
        "of last year": {"TD_ZQ": "2025-12"},
        "of a cooperative": {"TD_QYMC": "示例种植专业合作社",
                             "TD_SHXYM": "93410402MA40000046"},
    },
}  # fmt: skip
ACTS = {
    "compulsion: several at once": {"QZ_LB": "扣押财物；查封场所、设施或者财物"},
    "compulsion: thirty days": {"QZ_KSRQ": "2026/10/01", "QZ_JSRQ": "2026/10/30",
                                "QZ_JDRQ": "2026/10/01"},
    "compulsion: no list": {"QZ_LB": "代履行", "QZ_NR": "代为清除堆放在河道内的建筑垃圾"},
    "compulsion: interest": {"QZ_LB": "加处罚款或者滞纳金",
                             "QZ_NR": "每日按罚款数额的百分之三加处罚款"},
    "confirmation: for ever": {"QR_YXQZI": "2099/12/31"},
    "confirmation: another form": {"QR_LB": "其他-备案确认"},
    "adjudication: harm": {"CJ_LB": "损害赔偿纠纷"},
    "award: money": {"JL_LB": "奖金", "JL_NR": "奖励人民币贰万元整"},
    "inspection: without a number": {"JC_BH": None},
    "inspection: drawn by lot": {"JC_LB": "双随机抽查"},
    "inspection: a code in wide digits": {"JC_JGLX": "０１"},
    "inspection: to be put right": {"JC_JGLX": "02", "JC_JL": "责令十日内改正"},
    "inspection: punished": {"JC_JGLX": "04", "JC_JL": "涉嫌违法，立案调查"},
    "levy: in words": {"ZS_NR": "征收人民币叁万元整", "ZS_JE": "3"},
    "levy: no amount": {"ZS_NR": "征收水资源费", "ZS_JE": None},
    "payment: in ten thousands": {"JF_NR": "发放1.5万元", "JF_JE": "1.5"},
    "compensation: land": {"BC_NR": "补偿被征用的临时用地", "BC_JE": None},
    "other_act: a talk": {"QT_MC": "行政约谈"},
    "other_act: cancelled": {"QT_ZT": "2", "BZ": "决定已撤销"},
}  # fmt: skip
PREFIXES = {"licence": "XK_", "penalty": "CF_"}
ROWS = [
    pytest.param(category, {PREFIXES[category] + code: text for code, text in row.items()},
                 id=f"{category}: {name}")
    for category in PREFIXES
    for name, row in SUBJECTS.items()
] + [
    pytest.param(category, row, id=f"{category}: {name}")
    for category, rows in (("licence", LICENCES), ("penalty", PENALTIES), *OTHERS.items())
    for name, row in rows.items()
] + [
    pytest.param(name.partition(":")[0], row, id=name) for name, row in ACTS.items()
]  # fmt: skip
#: What is said of records that are rightly kept from the public.
KNOWN = {"P-14", "K-07", "F-06"}


@pytest.mark.parametrize(("category", "changed"), ROWS)
@pytest.mark.parametrize("as_frame", [False, True])
def test_a_row_that_is_right_is_let_pass(category, changed, as_frame):
    standard = load_standard(category)
    file = batch(standard, [whole(category) | changed], as_frame=as_frame)

    checked = check(file, standard, SURROUNDINGS)

    said = [each for each in findings(checked) if each.rule not in KNOWN]
    assert [(each.rule, each.message) for each in said] == []
    assert checked.outcomes == ["accepted"]
