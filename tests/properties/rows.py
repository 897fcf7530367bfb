"""Hypothesis strategies for rows: good ones, and what people and programs do to them."""

from datetime import date

import polars as pl
from hypothesis import strategies as st

from gongshi.checks.cells import Subjects, Surroundings
from gongshi.checks.templates import example_row
from gongshi.intake.batch import Batch, Damage
from gongshi.policy.standards import load_standard

#: Of a file of several units, with a small register.
SURROUNDINGS = Surroundings(
    on=date(2026, 11, 20),
    units={
        "11230500001755309F": frozenset({"示例市公安局"}),
        "12100000400010275N": frozenset({"示例（集团）有限公司", "李四"}),
    },
    names=frozenset({"示例市市场监督管理局"}),
    by_source=True,
    subjects=Subjects(
        {"91350100M000100Y43": ("示例食品有限公司", "示例（集团）有限公司")}, 1
    ),
    records={"commitment": frozenset({"41040220261113000001"})},
)
#: Public codes, made-up people.
_PEOPLE = ["11010519491231002X", "110105200503010016", "110105491231002", "E12345678"]
_CODES = [
    "914403001922038216", "91350100M000100Y43", "12100000400010275N",
    "11230500001755309F", "92440300MA5K12345X", "00000000000000000X",
    "914403001922038217", "192203821", "71526726X", "440301103097413", *_PEOPLE,
    "41040220231201000001", "41040220261113000001", "4104022023120", "2023", "410402",
]  # fmt: skip
_NUMBERS = [
    "平示许〔2023〕12号", "平示罚[2023]第012号", "鄂建罚字(2022)第18号", "双环许可2019",
    "某公罚决字〔2022〕第3-1号", "平示当罚〔2023〕1号", "JY33202810257113",
    "4.10402E+17", "平示许〔2021〕1号", "无", "2023-12", "2023年12月", "2026-12",
]  # fmt: skip
_NAMES = [
    "示例食品有限公司", "示例(集团)有限公司", "李四", "阿卜杜拉·示例", "示例市公安局",
    "示例市市场监督管理局", "示例null公司", "7天示例公司", "无",
]  # fmt: skip
_TEXTS = [
    "预包装食品销售", "准予行政许可决定书", "食品经营许可证", "《食品安全法》第一百二十六条",
    "罚款2000元", "处以罚款人民币叁万元整，没收违法所得1.5万元", "免于处罚", "简易程序",
    "联系电话13900000000", "身份证号11010519491231002X", "<b>许可</b>", "面积<100且>50",
    "哈哈哈哈哈", "test 数据", "示例\U0001f600", "许可", "0",
]  # fmt: skip
_AMOUNTS = ["0.2", "2000", "1,200.5", "3万元", "2000元", "-1", "0", "1000001", "20000"]
_QUANTITIES = [
    "1200.50", "0", "1,200", "200.5", "1000", "0.125", "3期", "2000元", "3万元", "-1",
    "1234567890123", "1000.005", "1000.004",
]  # fmt: skip
_DATES = [
    "2023/12/01", "2023-12-01", "2021-07-14", "2021年7月15日", "2023.12.1", "45261",
    "20231130", "2024-02-29", "2023-02-29", "2099/12/31", "2099/12/30", "2098/01/01",
    "1900-01-01", "1949-09-30", "23-12-01", "长期", "0000-01-01", "9999-12-31",
    "2023-12-01 00:00:00", "2026-12-01", "2026-11-21",
]  # fmt: skip
_CHOICES = [
    "自然人", "法人及非法人组织", "个体工商户", "身份证", "护照号", "其他-士官证", "1", "2",
    "普通", "普通许可", "其他", "其他-", "警告;罚款", "没收违法所得、没收非法财物", "罚金",
    "吊销许可证", "通报批评", "行政拘留；罚款；", "警告", "其他-不予行政处罚",
]  # fmt: skip
_GOOD = {
    "name": _NAMES, "title": _TEXTS, "number": _NUMBERS, "code": _CODES,
    "prose": _TEXTS, "choice": _CHOICES, "date": _DATES, "amount": _AMOUNTS,
    "quantity": _QUANTITIES,
}  # fmt: skip

#: A row that breaks no rule, by role or by code without the category's prefix.
_WHOLE = {
    "XDR_MC": "示例食品有限公司",
    "XDR_LB": "法人及非法人组织",
    "XDR_SHXYM": "914403001922038216",
    "FRDB": "李四",
    "WSH": "平示许〔2025〕12号",
    "NR": "预包装食品销售，罚款2000元",
    "JDRQ": "2025/12/01",
    "LYDW": "示例市公安局",
    "LYDWDM": "11230500001755309F",
    "SJLY": "示例市公安局",
    "SJLYDM": "11230500001755309F",
    "XKJG": "示例市公安局",
    "XKJGDM": "11230500001755309F",
    "CFJG": "示例市公安局",
    "CFJGDM": "11230500001755309F",
    "XKWS": "准予行政许可决定书",
    "XKLB": "普通",
    "YXQZ": "2023/12/01",
    "YXQZI": "2099/12/31",
    "ZT": "1",
    "WFXW": "未取得许可",
    "SY": "未取得许可从事食品经营",
    "YJ": "《食品安全法》第一百二十二条",
    "CFLB": "罚款",
    "NR_FK": "0.2",
    "YXQ": "2026/12/01",
}
_PERSON = {
    "XDR_MC": "李四", "XDR_LB": "自然人", "XDR_SHXYM": None, "FRDB": None,
    "XDR_ZJLX": "身份证", "XDR_ZJHM": "11010519491231002X",
}  # fmt: skip

_ODD = st.sampled_from(
    "\u200b\u200e\ufeff\u00ad\u180e\u2060\u206f \u00a0\u3000\u2028\u2003\n\r\t\x0b\x0c\x1c\x1f"
    "\x00\x07\x7f\x85\x9b?？*＊/／<>—-–;；、，,.．()（）[]【】〔〕\ue000\ufffd\u0301\u1e9b㈱①½ﬁ"
    "\U0001f600\U00020bb7ßıİAaＡ１五〇"
)
_WILD = st.text(st.one_of(_ODD, st.characters(exclude_categories=["Cs"])), max_size=12)


def whole(category):
    """Give a row of the category that breaks no rule."""
    if category in ("licence", "penalty"):
        return _with_prefix(category, _WHOLE)
    return example_row(load_standard(category), SURROUNDINGS.on)


def rows(category):
    """Draw raw rows: a whole one in which up to seven cells were changed."""
    fields = load_standard(category).fields
    codes = [field.code for field in fields] + ["#surplus"]
    pools = {field.code: _pool(field) for field in fields} | {"#surplus": _TEXTS}
    begin = [whole(category), whole(category) | _with_prefix(category, _PERSON), {}]
    # Made once: a strategy that is made anew for every cell takes longer than drawing.
    cells = {
        code: st.tuples(st.just(code), _cell(pools[code], codes)) for code in codes
    }
    change = st.sampled_from(codes).flatmap(cells.__getitem__)
    changes = st.lists(change, max_size=7)
    return st.builds(_changed, st.sampled_from(begin), changes)


def _pool(field):
    listed = field.codelist.texts() if field.codelist else ()
    return [*_GOOD[field.form], *listed]


def batch(standard, raws, *, as_frame=False, edition=None):
    """Make a file of raw rows as intake gives it."""
    codes = [field.code for field in standard.fields]
    cells = [tuple(raw.get(code) or None for code in codes) for raw in raws]
    names = {f"c{place}": pl.String for place in range(len(codes))}
    surplus = tuple(
        Damage(number, len(codes), "surplus", raw["#surplus"])
        for number, raw in enumerate(raws, 2)
        if raw.get("#surplus")
    )
    return Batch(
        standard=standard,
        edition=edition or standard.edition,
        format="csv",
        file_name="rows.csv",
        file_hash="0" * 64,
        sheet=None,
        headers=tuple(codes),
        codes=tuple(codes),
        first_row=2,
        row_numbers=range(2, len(raws) + 2),
        rows=pl.DataFrame(cells, schema=names, orient="row") if as_frame else cells,
        damage=surplus,
    )


def _with_prefix(category, cells):
    standard = load_standard(category)
    codes = {field.code for field in standard.fields}
    prefix = standard.fields[0].code.partition("_")[0]
    named = {f"{prefix}_{name}": text for name, text in cells.items()}
    return {code: text for code, text in named.items() if code in codes}


def _cell(pool, codes):
    good = st.sampled_from(pool)
    spoilt = st.builds(_spoilt, good, st.lists(st.tuples(_SPOILING, _ODD), max_size=3))
    copied = st.sampled_from(codes).map(lambda code: ("copy", code))
    any_form = st.sampled_from([text for each in _GOOD.values() for text in each])
    return st.one_of(good, spoilt, any_form, _WILD, copied, st.sampled_from(["", None]))


def _changed(row, changes):
    row = dict(row)
    for code, cell in changes:
        row[code] = row.get(cell[1]) if isinstance(cell, tuple) else cell
    return row


def _spoilt(text, steps):
    for spoil, mark in steps:
        text = spoil(text, mark)
    return text


def _wide(text, _):
    return text.translate({code: code + 0xFEE0 for code in range(0x21, 0x7F)})


_SPOILING = st.sampled_from(
    [
        _wide,
        lambda text, mark: mark + text,
        lambda text, mark: text + mark,
        lambda text, mark: text[: len(text) // 2] + mark + text[len(text) // 2 :],
        lambda text, mark: text.replace(text[:1], mark) if text else mark,
        lambda text, _: text[:-1],
        lambda text, _: text[1:],
        lambda text, _: text.lower(),
        lambda text, mark: text + mark * 260,
        lambda text, _: (text * 400)[:4100],
        lambda text, mark: text + mark + text,
    ]
)
