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
PREFIXES = {"licence": "XK_", "penalty": "CF_"}
ROWS = [
    pytest.param(category, {PREFIXES[category] + code: text for code, text in row.items()},
                 id=f"{category}: {name}")
    for category in PREFIXES
    for name, row in SUBJECTS.items()
] + [
    pytest.param(category, row, id=f"{category}: {name}")
    for category, rows in (("licence", LICENCES), ("penalty", PENALTIES))
    for name, row in rows.items()
]  # fmt: skip
#: What is said of a person's penalty, which is rightly kept from the public.
KNOWN = {"P-14"}


@pytest.mark.parametrize(("category", "changed"), ROWS)
@pytest.mark.parametrize("as_frame", [False, True])
def test_a_row_that_is_right_is_let_pass(category, changed, as_frame):
    standard = load_standard(category)
    file = batch(standard, [whole(category) | changed], as_frame=as_frame)

    checked = check(file, standard, SURROUNDINGS)

    said = [each for each in findings(checked) if each.rule not in KNOWN]
    assert [(each.rule, each.message) for each in said] == []
    assert checked.outcomes == ["accepted"]
