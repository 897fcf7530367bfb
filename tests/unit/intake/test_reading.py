import pytest

from gongshi.errors import FileFault

TEMPLATE = "请填写 .xlsx 或 .csv 模板后上传。"
EXCEL = "请用 Excel 或 WPS 另存为 .xlsx 后上传。"
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
TABLE = b"XK_WSH,XK_NR,XK_JDRQ\n1,2,3\n"


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        (b"%PDF-1.7", "a.pdf", f"这是 PDF 文件，{TEMPLATE}"),
        (b"\x89PNG\r\n", "a.xlsx", f"这是图片，{TEMPLATE}"),
        (b"\xff\xd8\xff\xe0", "a.csv", f"这是图片，{TEMPLATE}"),
        (OLD, "a.xls", "这是旧版 .xls，请另存为 .xlsx。"),
        (
            OLD + "EncryptedPackage".encode("utf-16-le"),
            "a.xlsx",
            "工作簿已加密，为安全起见不予读取，请取消打开密码后另存。",
        ),
        (
            OLD + "WordDocument".encode("utf-16-le"),
            "a.doc",
            f"这是旧版 Word 文档，{TEMPLATE}",
        ),
        (b"Rar!\x1a", "a.rar", "这是压缩包，请解压后上传其中的 .xlsx 或 .csv。"),
        (b" <HTML><table>", "a.xls", f"这是网页，{EXCEL}"),
        (b"<?xml version='1.0'?><Workbook/>", "a.xls", f"这是 XML 表格，{EXCEL}"),
        (
            b"hello",
            "a.xlsx",
            "文件名是 .xlsx，内容却不是，文件可能已损坏或没有传完，请重新导出后上传。",
        ),
        (
            b"hello",
            "a.parquet",
            "文件名是 .parquet，内容却不是，"
            "文件可能已损坏或没有传完，请重新导出后上传。",
        ),
    ],
)
def test_file_of_another_kind_is_refused_by_what_it_is(read, content, name, text):
    with pytest.raises(FileFault) as refused:
        read(content, name=name)

    assert refused.value.text == text
    assert refused.value.exit_code == 3


@pytest.mark.parametrize("name", ["a.csv", "a.txt", "a", "A.CSV", "../x.dat"])
def test_text_of_any_name_is_a_text_table(read, name):
    batch = read(TABLE, name=name)

    assert (batch.format, batch.file_name) == ("csv", name)


def test_content_decides_before_the_name(read, workbook):
    packed = workbook(["XK_WSH", "XK_NR", "XK_JDRQ"], ["1", "2", "3"])

    assert read(packed, name="a.csv").format == "xlsx"
    assert read(b'[{"XK_WSH":1,"XK_NR":2,"BZ":3}]', name="a.csv").format == "json"


@pytest.mark.parametrize("start", ["[某局]双公示表", "{2023}", "BMMC"])
def test_text_table_that_begins_with_a_bracket_is_no_json(read, start):
    assert read(f"{start}\n".encode() + TABLE).format == "csv"


@pytest.mark.parametrize(
    "content",
    [
        TABLE,
        b'[{"XK_WSH": "1", "XK_NR": "2", "XK_JDRQ": "3"}]',
    ],
)
def test_upload_cut_off_at_any_byte_never_fails_otherwise(read, content):
    for length in range(len(content)):
        try:
            batch = read(content[:length])
        except FileFault as fault:
            assert fault.text.endswith(("。", "）。"))  # noqa: PT017
        else:
            assert len(batch) == 1
