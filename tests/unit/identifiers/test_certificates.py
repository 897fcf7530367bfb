import polars as pl
import pytest

from gongshi.identifiers import certificates

FAULT_BY_PAIR = {
    ("身份证", "11010519491231002X"): None,
    ("身份证", "110105491231002"): None,
    ("身份证", "110105194912310021"): "校验位应为 X，现为 1",
    ("身份证", "某人"): "应为18位（旧证15位），现为2位",
    ("港澳台居民居住证", "810000199408230021"): None,
    ("港澳台居民居住证", "11010519491231002X"): "应为81、82或83开头的18位号码",
    ("护照号", "E12345678"): None,
    ("护照号", "EA1234567"): None,
    ("护照号", "E123"): "应为5至17位字母或数字",
    ("港澳居民来往内地通行证", "H12345678"): None,
    ("港澳居民来往内地通行证", "M1234567801"): None,
    ("港澳居民来往内地通行证", "C12345678"): "应为字母 H 或 M 加8位数字（旧证加10位）",
    ("台湾居民来往大陆通行证", "12345678"): None,
    ("台湾居民来往大陆通行证", "1234567890(A)"): None,
    ("台湾居民来往大陆通行证", "1234567890（A）"): None,
    ("台湾居民来往大陆通行证", "1234567"): "应为8位数字（旧证10位）",
    ("外国人永久居留身份证", "911124198108030024"): None,
    ("外国人永久居留身份证", "911124198108030025"): "出生日期或校验位不符",
    ("外国人永久居留身份证", "CAN110081080300"): None,
    ("军官证", "南字第00000001号"): None,
    ("军官证", "南字"): "应为4至64个字符",
    ("其他-户口簿", "第1号簿"): None,
    ("其他-户口簿", "1号"): "应为不少于4个字符",
    ("出入证", "1"): None,
    (None, "1"): None,
}


@pytest.mark.parametrize(("pair", "why"), FAULT_BY_PAIR.items())
def test_a_number_is_explained(pair, why):
    assert certificates.fault(*pair) == why
    assert certificates.is_valid(*pair) == (why is None)


def test_a_column_is_judged_in_order():
    pairs = pl.DataFrame(
        [*FAULT_BY_PAIR, ("身份证", None)], schema=["kind", "number"], orient="row"
    )

    verdicts = certificates.are_valid(pairs.to_struct()).to_list()

    assert verdicts == [why is None for why in FAULT_BY_PAIR.values()] + [None]
