import hashlib
import subprocess
import sys

import pytest

from gongshi.errors import FileFault
from gongshi.intake import Damage

HEAD = "行政相对人名称,行政许可决定文书号,许可内容"


def test_table_is_read_in_the_order_of_its_columns(read):
    batch = read(f"{HEAD},科室\n甲公司,许〔2023〕1号,准予,一科\n")

    assert batch.codes == ("XK_XDR_MC", "XK_WSH", "XK_NR", None)
    assert batch.headers == ("行政相对人名称", "行政许可决定文书号", "许可内容", "科室")
    assert batch.rows == [("甲公司", "许〔2023〕1号", "准予", "一科")]
    assert (batch.format, batch.sheet, batch.edition) == ("csv", None, "E2019")
    assert (batch.first_row, list(batch.row_numbers), len(batch)) == (2, [2], 1)


def test_file_hash_is_the_sm3_of_the_bytes(read):
    content = f"{HEAD}\n甲,乙,丙\n".encode()

    assert read(content).file_hash == hashlib.new("sm3", content).hexdigest()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_gives_the_same_rows(read, encoding):
    content = f"{HEAD}\n甲公司,许〔2023〕1号,准予\n".encode(encoding)

    assert read(content).rows == [("甲公司", "许〔2023〕1号", "准予")]


@pytest.mark.parametrize("separator", ["\t", ",", ";", "|"])
def test_every_usual_separator_is_found(read, separator):
    lines = [HEAD.split(","), ["甲公司", "1号", "a;b" if separator == "," else "a,b"]]
    content = "\n".join(separator.join(line) for line in lines)

    assert read(content).rows == [tuple(lines[1])]


def test_quoted_cells_keep_line_breaks_quotes_and_separators(read):
    batch = read(f'{HEAD}\n"甲,公司","他说""好""","一\r\n二"\n乙,2,丙\n')

    assert batch.rows == [("甲,公司", '他说"好"', "一\r\n二"), ("乙", "2", "丙")]
    assert list(batch.row_numbers) == [2, 3]


def test_titles_above_and_blank_lines_between_are_left_out(read):
    batch = read(f"某局双公示表,,\n,,\n{HEAD}\n甲,1,x\n\n,,\n  ,\n乙,2,y\n")

    assert batch.rows == [("甲", "1", "x"), ("乙", "2", "y")]
    assert list(batch.row_numbers) == [4, 8]
    assert batch.first_row == 4


def test_missing_cells_are_blank_and_surplus_cells_are_noted(read):
    batch = read(f"{HEAD}\n甲\n乙,2,y,多余,,\n")

    assert batch.rows == [("甲", None, None), ("乙", "2", "y")]
    assert batch.damage == (Damage(3, 3, "surplus", "多余"),)


def test_shortened_number_is_noted_and_kept(read):
    batch = read(f"{HEAD}\n甲,4.10402E+17,x\n")

    assert batch.rows == [("甲", "4.10402E+17", "x")]
    assert batch.damage == (Damage(2, 1, "scientific", "4.10402E+17"),)


def test_formulas_stay_text(read):
    batch = read(f'{HEAD}\n=1+1,@SUM(A1),"=HYPERLINK(""x"")"\n')

    assert batch.rows == [("=1+1", "@SUM(A1)", '=HYPERLINK("x")')]


def test_full_width_digits_are_left_to_normalising(read):
    assert read(f"{HEAD}\n甲,１２号,x\n").rows == [("甲", "１２号", "x")]


def test_stray_quotes_are_read_as_the_standard_library_does(read):
    assert read(f'{HEAD}\n甲,"1"号,x\n').rows == [("甲", "1号", "x")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (b"", "文件是空的，请检查后重新上传。"),
        (b"\xef\xbb\xbf \r\n", "文件是空的，请检查后重新上传。"),
        (HEAD, "文件只有表头，没有数据行，请在表头下面逐行填写后重新上传。"),
        (
            f"{HEAD}\n,,\n",
            "文件只有表头，没有数据行，请在表头下面逐行填写后重新上传。",
        ),
        (
            "姓名,年龄,住址\n甲,1,x\n",
            "前 20 行里没有找到「行政许可」模板的表头，请保留模板的表头行，"
            "栏目见 gongshi rules --category licence。",
        ),
        (
            f"{HEAD}\n甲,1\0,x\n",
            "第 2 行含有空字符（NUL），文件可能已损坏，请重新导出后上传。",
        ),
        (
            f'{HEAD}\n甲,"1,x\n乙,2,y\n',
            "有一个引号直到文件末尾都没有成对，文件可能已损坏或没有传完，"
            "请重新导出后上传。",
        ),
        (
            f"{HEAD}\n甲,{'长' * 3_500_000},x\n",
            "有单元格超过 100 万字，请检查该单元格的引号是否成对、内容是否正确。",
        ),
        (
            f'{HEAD}\n甲,"1"号,x\n乙,"{"长" * 1_100_000}\n',
            "有单元格超过 100 万字，请检查该单元格的引号是否成对、内容是否正确。",
        ),
        (
            f"{HEAD}\n" + "甲,1,x\n" * 1100 + f"乙,{'长' * 1_100_000},\n",
            "有单元格超过 100 万字，请检查该单元格的引号是否成对、内容是否正确。",
        ),
        (
            HEAD + ",x" * 200_000 + "\n甲,1,x\n",
            "第 1 行有 200003 列，超过 500 列，请使用模板，不要增加过多的列。",
        ),
        (
            b"\xff\xfe" + "行".encode("utf-16-le") + b"\x00",
            "无法识别文件的文字编码，请另存为「CSV UTF-8」或 .xlsx 后重新上传。",
        ),
        (
            b"\x81\xff\xff\xff",
            "无法识别文件的文字编码，请另存为「CSV UTF-8」或 .xlsx 后重新上传。",
        ),
    ],
)
def test_file_that_cannot_be_read_is_refused_with_a_reason(read, content, text):
    with pytest.raises(FileFault) as refused:
        read(content)

    assert refused.value.text == text
    assert refused.value.exit_code == 3


def test_thousand_rows_are_tuples_and_more_are_a_frame(read):
    small = read(HEAD + "\n" + "甲,1,x\n" * 1000)
    large = read(HEAD + "\n" + "甲,1,x\n" * 1001)

    assert isinstance(small.rows, list)
    assert large.rows.columns == ["c0", "c1", "c2"]
    assert large.tuples() == [("甲", "1", "x")] * 1001
    assert large.row_numbers == range(2, 1003)
    assert small.frame().rows() == small.rows


ODD_ENDS = {
    "plain": "乙,2,y\n",
    "carriage returns": "乙,2,y\r\n\r\n丙,,\r\n",
    "quoted line breaks": '"乙\n丙","2""3",""\n',
    "blank lines": "\n\n,,\n  ,,\n乙,2,y\n\n",
    "short row": "乙\n",
    "long row": "乙,2,y,z\n",
    "stray quote": '乙,"2"3,y\n',
    "open text quote": '乙,2"3,y\n',
    "lone carriage return": "乙,2,y\r丙,3,z\n",
    "shortened number": "乙,4.1E+17,y\n",
}


@pytest.mark.parametrize("end", ODD_ENDS.values(), ids=ODD_ENDS.keys())
def test_large_file_reads_as_a_small_one(read, end):
    large = read(f"{HEAD}\n" + "甲,1,x\n" * 1200 + end)
    small = read(f"{HEAD}\n甲,1,x\n" + end)

    assert large.tuples()[1199:] == small.rows
    assert [n - 1199 for n in list(large.row_numbers)[1199:]] == list(small.row_numbers)
    assert [(d.column, d.kind, d.text) for d in large.damage] == [
        (d.column, d.kind, d.text) for d in small.damage
    ]


@pytest.mark.parametrize("cell", ['"甲"', '"甲,""乙"""', '""', '"""\n"""', '"\r\n"'])
def test_large_file_with_clean_quotes_reads_as_a_small_one(read, cell):
    large = read(f"{HEAD}\n" + f"甲,{cell},x\n" * 1500)
    small = read(f"{HEAD}\n甲,{cell},x\n")

    assert large.tuples() == small.rows * 1500


def test_small_file_is_read_without_columnar_libraries():
    code = (
        "import sys\n"
        "from gongshi import intake\n"
        "class S: key='k'; title='t'; edition='e'; mappings=(); fields=()\n"
        "class F:\n"
        "    aliases = ()\n"
        "    def __init__(self, code): self.code = self.title = code\n"
        "S.fields = tuple(F(c) for c in ('AA', 'BB', 'CC'))\n"
        'for text in (\'AA,BB,CC\\n1,2,3\\n\', \'[{"AA":1,"BB":2,"CC":3}]\'):\n'
        "    batch = intake.read(text.encode(), file_name='x', standard=S)\n"
        "    assert batch.rows == [('1', '2', '3')]\n"
        "assert not {'polars', 'numpy'} & set(sys.modules)\n"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
