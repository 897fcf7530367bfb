import datetime as dt
import io

import polars as pl
import pytest

from gongshi import intake
from gongshi.errors import FileFault
from gongshi.intake import Damage

HEAD = "行政相对人名称,许可内容,许可决定日期,科室"


def test_parquet_is_read_as_text(read):
    batch = read(
        _parquet(
            {
                "XK_WSH": ["1", None, ""],
                "许可决定日期": [dt.date(2023, 12, 1), None, None],
                "XK_NR": [866.0, None, 410402199001011234.0],
                "BZ": [True, None, False],
                "时刻": [dt.datetime(2023, 12, 1, 8), None, dt.datetime(2023, 12, 2)],  # noqa: DTZ001
                "n": [410402199001010112, None, 7],
                "b": [b"\x01", None, None],
            }
        ),
        name="a.parquet",
    )

    assert batch.codes == ("XK_WSH", "XK_JDRQ", "XK_NR", "BZ", None, None, None)
    assert batch.rows == [
        (
            "1",
            "2023-12-01",
            "866",
            "TRUE",
            "2023-12-01 08:00:00",
            "410402199001010112",
            "01",
        ),
        (None, None, "4.10402199001011E+17", "FALSE", "2023-12-02", "7", None),
    ]
    assert list(batch.row_numbers) == [1, 3]
    assert batch.damage == (Damage(3, 2, "scientific", "4.10402199001011E+17"),)


def test_large_parquet_is_a_frame(read):
    columns = {name: ["x"] * 1001 for name in ("XK_WSH", "XK_NR", "BZ")}

    assert read(_parquet(columns)).frame().shape == (1001, 3)


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            {"XK_WSH": [["1"]], "XK_NR": ["x"], "BZ": ["b"]},
            "第 1 行的「XK_WSH」是列表或对象，请改为一个文本值。",
        ),
        (
            {"a": ["1"], "b": ["x"], "c": ["b"]},
            "前 20 行里没有找到「行政许可」模板的表头，请保留模板的表头行，"
            "栏目见 gongshi rules --category licence。",
        ),
        (
            {"XK_WSH": pl.Series([], dtype=pl.String), "XK_NR": [], "BZ": []},
            "文件只有表头，没有数据行，请在表头下面逐行填写后重新上传。",
        ),
        (
            {"XK_WSH": [None], "XK_NR": [""], "BZ": [" "]},
            "文件只有表头，没有数据行，请在表头下面逐行填写后重新上传。",
        ),
        (
            {f"c{n}": ["1"] for n in range(501)},
            "共有 1 行、501 列，请拆成几个文件上传。",
        ),
    ],
)
def test_parquet_that_is_no_table_is_refused_with_a_reason(read, content, text):
    with pytest.raises(FileFault) as refused:
        read(_parquet(content))

    assert refused.value.text == text


def test_broken_parquet_is_refused_wherever_it_breaks_off(read):
    whole = _parquet({name: ["x"] for name in ("XK_WSH", "XK_NR", "BZ")})

    for length in range(4, len(whole), 50):
        with pytest.raises(FileFault, match="Parquet 文件打不开"):
            read(whole[:length])


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_text_file_is_scanned_as_it_is_read(tmp_path, licence, read, mark):
    text = f'{mark}标题\n{HEAD}\n甲,"x\n,",2023/1/1,\n\n ,,\n乙,,,"二"\n'
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")

    frame, known = intake.scan(path, licence)
    rows = known.filled(frame.collect())

    batch = read(text)
    assert rows.columns == ["row_number", "XK_XDR_MC", "XK_NR", "XK_JDRQ", "科室"]
    assert rows["row_number"].to_list() == list(batch.row_numbers) == [3, 6]
    assert rows.drop("row_number").rows() == batch.rows
    assert (known.codes, known.headers) == (batch.codes, batch.headers)
    assert (known.edition, known.format, known.file_name) == ("E2019", "csv", "a.csv")


def test_parquet_file_is_scanned_as_it_is_read(tmp_path, licence):
    path = tmp_path / "a.parquet"
    path.write_bytes(
        _parquet({"XK_WSH": [1, None], "XK_NR": ["x", ""], "BZ": ["", ""]})
    )

    frame, known = intake.scan(path, licence)

    assert known.filled(frame.collect()).rows() == [(1, "1", "x", "")]
    assert (known.format, known.names) == ("parquet", ("XK_WSH", "XK_NR", "BZ"))


def test_parquet_file_of_other_columns_is_not_scanned(tmp_path, licence):
    path = tmp_path / "a.parquet"
    path.write_bytes(_parquet({"a": ["1"], "b": ["x"], "c": ["b"]}))

    with pytest.raises(FileFault, match="前 20 行里没有找到"):
        intake.scan(path, licence)


def test_extra_columns_of_one_name_are_told_apart(tmp_path, licence):
    path = tmp_path / "a.csv"
    path.write_text("XK_WSH,XK_NR,BZ,x,x,,row_number\n1,2,3,4,5,6,7\n")

    _, known = intake.scan(path, licence)

    assert known.names == ("XK_WSH", "XK_NR", "BZ", "x", "x#5", "#6", "row_number#7")


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (
            f'{HEAD}\n甲,"x"y,1,2\n'.encode(),
            "引号或换行不规范，不能按大文件读取，"
            "文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        (b"PAR1", "Parquet 文件打不开，文件可能已损坏或没有传完，请重新导出后上传。"),
        (
            HEAD.encode("gbk"),
            "无法识别文件的文字编码，请另存为「CSV UTF-8」或 .xlsx 后重新上传。",
        ),
        (b"", "文件是空的，请检查后重新上传。"),
        (
            f"{HEAD}\n甲,\0".encode(),
            "第 66 个字节处含有空字符（NUL），文件可能已损坏，请重新导出后上传。",
        ),
        (
            b"CF_WSH,CF_NR,CF_CFLB\n1,2,3\n",
            "表头像是「行政处罚」模板，请用 --category penalty 或改用「行政许可」模板。",
        ),
    ],
)
def test_file_that_cannot_be_scanned_is_refused(
    tmp_path, licence, penalty, content, text
):
    path = tmp_path / "a"
    path.write_bytes(content)

    with pytest.raises(FileFault) as refused:
        intake.scan(path, licence, (licence, penalty))

    assert refused.value.text == text


def _parquet(columns: dict[str, object]) -> bytes:
    out = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(out)
    return out.getvalue()
