import json

import pytest

from gongshi.errors import FileFault
from gongshi.intake import Damage


@pytest.mark.parametrize(
    "text",
    [
        '[{"XK_WSH": "1", "许可内容": "x", "BZ": null}]',
        '{"rows": [{"XK_WSH": "1", "许可内容": "x", "BZ": ""}]}',
        '\ufeff\n [ {"XK_WSH": "1", "许可内容": "x", "BZ": null} ]',
        '{"XK_WSH": "1", "许可内容": "x", "BZ": null}\n',
    ],
)
def test_every_shape_of_json_gives_the_same_row(read, text):
    batch = read(text, name="a.bin")

    assert (batch.format, batch.codes) == ("json", ("XK_WSH", "XK_NR", "BZ"))
    assert batch.rows == [("1", "x", None)]
    assert list(batch.row_numbers) == [1]


def test_lines_are_numbered_as_in_the_file(read):
    line = '{"XK_WSH": "1", "XK_NR": "x", "BZ": "b"}'
    batch = read(f"{line}\n\n{line}\n", name="a.jsonl")

    assert list(batch.row_numbers) == [1, 3]


def test_keys_of_all_rows_make_the_header_and_blank_rows_are_left_out(read):
    batch = read(
        '[{"XK_WSH": "1", "XK_NR": "x"}, {}, {"XK_NR": " "}, {"BZ": "b", "extra": "e"}]'
    )

    assert batch.codes == ("XK_WSH", "XK_NR", "BZ", None)
    assert batch.rows == [("1", "x", None, None), (None, None, "b", "e")]
    assert list(batch.row_numbers) == [1, 4]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("410402199001010112", "410402199001010112"),
        ("866", "866"),
        ("866.0", "866"),
        ("0.20", "0.20"),
        ("-5", "-5"),
        ("true", "TRUE"),
        ("NaN", "NaN"),
        ('"001"', "001"),
        ('"=1+1"', "=1+1"),
    ],
)
def test_value_becomes_the_text_that_was_meant(read, value, text):
    batch = read(f'[{{"XK_WSH": {value}, "XK_NR": "x", "BZ": "b"}}]')

    assert batch.rows == [(text, "x", "b")]
    assert batch.damage == ()


@pytest.mark.parametrize(
    "value", ["4.10402199001011E+17", "1e3", "410402199001010112.0"]
)
def test_number_that_lost_its_digits_is_noted_and_kept(read, value):
    batch = read(f'[{{"XK_WSH": "1", "XK_NR": {value}, "BZ": "b"}}]')

    assert batch.rows == [("1", value, "b")]
    assert batch.damage == (Damage(1, 1, "scientific", value),)


def test_more_than_a_thousand_rows_are_a_frame(read):
    rows = [{"XK_WSH": str(n), "XK_NR": "x", "BZ": None} for n in range(1001)]

    assert read(json.dumps(rows)).frame().row(1000) == ("1000", "x", None)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (
            '[{"XK_WSH": "1", "XK_NR": "x", "BZ": "b"}, {"XK_WSH": ["2"]}]',
            "第 2 行的「XK_WSH」是列表或对象，请改为一个文本值。",
        ),
        (
            '[{"XK_WSH": "1", "XK_WSH": "2"}]',
            "「XK_WSH」和「XK_WSH」两列都是「XK_WSH」，请只保留一列。",
        ),
        (
            '[{"XK_WSH": "1",\n "XK_NR"',
            "JSON 在第 2 行第 9 个字符处有语法错误，"
            "文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        (
            '{"XK_WSH": "1"}\n{"XK_WSH": }',
            "JSON 在第 2 行第 12 个字符处有语法错误，"
            "文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        ("[]", "文件是空的，请检查后重新上传。"),
        (
            '[{"XK_WSH": "", "XK_NR": null, "BZ": " "}]',
            "文件只有表头，没有数据行，请在表头下面逐行填写后重新上传。",
        ),
        (
            '[{"XK_WSH": "\\u0000", "XK_NR": "x", "BZ": "b"}]',
            "第 1 行的「XK_WSH」含有空字符（NUL），文件可能已损坏，请重新导出后上传。",
        ),
        (
            '[{"XK_WSH": "\\ud800", "XK_NR": "x", "BZ": "b"}]',
            "第 1 行的「XK_WSH」含有半个字符（单独的代理码，如 \\ud800），不成文字，"
            "请用生成文件的软件重新导出后上传。",
        ),
        (
            "[" * 100_000,
            "JSON 嵌套过深，文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        (
            '{"XK_WSH": "1"}\n{"XK_WSH": ' + "[" * 100_000,
            "JSON 嵌套过深，文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        (
            json.dumps([{f"k{n}": 1 for n in range(501)}]),
            "共有 501 个键，每行最多 500 个键。",
        ),
        (
            "[[1, 2]]",
            "JSON 第 1 项不是对象，文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        (
            '{"a": 1, "b": 2, "c": 3}',
            "前 20 行里没有找到「行政许可」模板的表头，请保留模板的表头行，"
            "栏目见 gongshi rules --category licence。",
        ),
        (
            '{"CF_WSH": 1, "CF_NR": 2, "CF_CFLB": 3}',
            "表头像是「行政处罚」模板，请用 --category penalty 或改用「行政许可」模板。",
        ),
    ],
)
def test_json_that_cannot_be_read_is_refused_with_a_reason(read, text, reason):
    with pytest.raises(FileFault) as refused:
        read(text, name="a.json")

    assert refused.value.text == reason


def test_json_that_is_a_bare_value_is_refused(read):
    with pytest.raises(FileFault, match="JSON 不是对象的列表"):
        read("null", name="a.json")
