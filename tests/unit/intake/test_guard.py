import contextlib
import io
import struct
import time
import zipfile
import zlib

import pytest

from gongshi.errors import FileFault
from gongshi.intake import guard

HEAD = ["行政相对人名称", "行政许可决定文书号", "许可内容", "许可决定日期"]
SHEET = "xl/worksheets/sheet1.xml"
CELLS = b"<worksheet><sheetData><row r='1'>%s</row></sheetData></worksheet>"
BROKEN = "，文件可能已损坏或没有传完，请重新导出后上传。"
TOO_LARGE = "工作簿展开后过大，请拆成几个文件上传。"
FOREIGN_CODE = (
    "工作簿内部的文字编码不是 UTF-8，为安全起见不予读取，请用 Excel 或 WPS 另存。"
)


def test_plain_workbook_passes(workbook):
    guard.inspect(workbook(HEAD, ["甲", "1", "x", "y"]))


@pytest.mark.parametrize(
    ("part", "content", "text"),
    [
        (
            "xl/vbaProject.bin",
            b"x",
            "工作簿带有宏，为安全起见不予读取，请另存为不含宏的 .xlsx。",
        ),
        (
            "xl\\VBAproject.BIN",
            b"x",
            "工作簿带有宏，为安全起见不予读取，请另存为不含宏的 .xlsx。",
        ),
        (
            "xl/macrosheets/sheet1.xml",
            b"<x/>",
            "工作簿带有宏，为安全起见不予读取，请另存为不含宏的 .xlsx。",
        ),
        (
            "[Content_Types].xml",
            b"<Types ContentType='application/vnd.ms-excel.sheet.macroEnabled'/>",
            "工作簿带有宏，为安全起见不予读取，请另存为不含宏的 .xlsx。",
        ),
        (
            "xl/externalLinks/externalLink1.xml",
            b"<x/>",
            "工作簿链接到其他文件，为安全起见不予读取，"
            "请断开外部链接（数据—编辑链接）后另存。",
        ),
        (
            "xl/embeddings/oleObject1.bin",
            b"x",
            "工作簿里嵌有其他文件或控件，为安全起见不予读取，请删除嵌入对象后另存。",
        ),
        (
            "xl/media/image1.png",
            b"PK\x03\x04 another archive",
            "工作簿里嵌有其他文件，为安全起见不予读取，请删除嵌入对象后另存。",
        ),
        (
            "xl/sharedStrings.xml",
            b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">'
            b"]><sst>&e;</sst>",
            "工作簿内部含有实体定义，为安全起见不予读取，请用 Excel 或 WPS 另存。",
        ),
        (
            "xl/anything.bin",
            b"  <!DOCTYPE x><sst/>",
            "工作簿内部含有实体定义，为安全起见不予读取，请用 Excel 或 WPS 另存。",
        ),
        (SHEET, "<!DOCTYPE x><a/>".encode("utf-16"), FOREIGN_CODE),
        (SHEET, "<!DOCTYPE x><a/>".encode("utf-16-be"), FOREIGN_CODE),
        (SHEET, b"<?xml version='1.0' encoding='UTF-7'?><a/>", FOREIGN_CODE),
        (SHEET, b"\x4c\x6f\xa7\x94\x93", FOREIGN_CODE),
        (
            SHEET,
            CELLS % b'<c r="XFD1048576"><v>1</v></c>',
            "单元格 XFD1048576 离表格太远（最多 500 列、999999 行），"
            "请删除该单元格后另存。",
        ),
        (
            SHEET,
            CELLS % b"<x:c\ts='1' r = 'SG1' t=\"s\" >\n<x:v>1</x:v></x:c>",
            "单元格 SG1 离表格太远（最多 500 列、999999 行），请删除该单元格后另存。",
        ),
        (
            "xl/sheet.dat",
            CELLS % b'<c r="A1000000"><v>1</v></c>',
            "单元格 A1000000 离表格太远（最多 500 列、999999 行），"
            "请删除该单元格后另存。",
        ),
        (SHEET, b"<a" + b" " * 3_000_000 + b">" * 9, "too steep"),
    ],
)
def test_workbook_with_a_hostile_part_is_refused_with_a_reason(
    workbook, repacked, part, content, text
):
    packed = repacked(workbook(HEAD), {part: content})

    with pytest.raises(FileFault) as refused:
        guard.inspect(packed)

    assert refused.value.text == (TOO_LARGE if text == "too steep" else text)


@pytest.mark.parametrize(
    "cell",
    [
        b'<c r="SF999999"><v>1</v></c>',
        b'<c r="XFD1048576" s="1"/>',
        b'<c r="A1"><v>r="XFD1"</v></c>',
        b'<x idr="Rid1234"><y/></x>',
    ],
)
def test_cell_that_does_no_harm_passes(workbook, repacked, cell):
    guard.inspect(repacked(workbook(HEAD), {SHEET: CELLS % cell}))


@pytest.mark.parametrize("shift", range(-40, 41, 8))
def test_far_cell_is_found_across_the_border_of_two_pieces(workbook, repacked, shift):
    # Deflate gives up to 64 MB for a piece of 64 kB; noise keeps the pieces near that.
    noise = b"".join(b'<c r="A%d"/>' % (n % 99_999) for n in range(200_000 + shift))
    far = b'<c r="XFD1"><v>1</v></c>'
    packed = repacked(workbook(HEAD), {SHEET: CELLS % (noise + far + noise)})

    with pytest.raises(FileFault, match="XFD1 离表格太远"):
        guard.inspect(packed)


def test_parts_that_are_not_packed_are_searched_too(workbook):
    far = CELLS % b'<c r="XFD1"><v>1</v></c>'
    parts = {"xl/workbook.xml": b"<a/>", "xl/media/a.png": b"\x89PNG", SHEET: far}

    with pytest.raises(FileFault, match="XFD1 离表格太远"):
        guard.inspect(_zip(parts, zipfile.ZIP_STORED))


def test_part_packed_in_another_way_is_refused():
    packed = _zip({"xl/workbook.xml": b"<a/>"}, zipfile.ZIP_BZIP2)

    with pytest.raises(FileFault, match="工作簿的压缩格式不正确"):
        guard.inspect(packed)


def test_picture_of_some_size_passes(workbook, repacked):
    noise = zlib.compress(bytes(range(256)) * 500, 9) * 1000

    guard.inspect(repacked(workbook(HEAD), {"xl/media/a.png": b"\x89PNG" + noise}))


def test_text_that_goes_on_into_the_next_piece_passes(workbook, repacked):
    text = b"".join(b"%d," % n for n in range(300_000))
    body = b"<sst><si><t>" + text + b"</t></si></sst>"

    guard.inspect(repacked(workbook(HEAD), {"xl/sharedStrings.xml": body}))


def test_tag_without_an_end_is_refused(workbook, repacked):
    noise = zlib.compress(bytes(range(256)) * 5000).hex().encode()
    body = b"<c " + b"".join(b"a%d " % n for n in range(400_000)) + noise
    packed = repacked(workbook(HEAD), {SHEET: body})

    with pytest.raises(FileFault, match="内部结构异常"):
        guard.inspect(packed)


def test_half_a_workbook_is_refused_wherever_it_breaks_off(workbook):
    whole = workbook(HEAD, ["甲", "1", "x", "y"])

    for length in range(0, len(whole), 97):
        with pytest.raises(FileFault) as refused:
            guard.inspect(whole[:length])
        assert refused.value.text == f"工作簿不完整{BROKEN}"


def test_flipped_bits_are_refused_or_pass_but_never_fail(workbook):
    whole = workbook(HEAD, ["甲", "1", "x", "y"])

    for at in range(0, len(whole), 31):
        flipped = bytearray(whole)
        flipped[at] ^= 0xFF
        with contextlib.suppress(FileFault):
            guard.inspect(bytes(flipped))


@pytest.mark.parametrize(
    "xml",
    [
        b' r="ABC1"' * 1_200,
        b'<c r="ABC1" ' * 900,
        b"<c " + b'r="ABC1" ' * 1_100,
        b"<c r" + b" " * 10_000,
        b"<c " + b"r " * 5_000,
        b'<c r="ABC1">' + b" " * 10_000,
        b"<" * 10_000,
        b"<a" * 5_000,
    ],
)
def test_hostile_part_is_searched_in_no_time(workbook, repacked, xml):
    packed = repacked(workbook(HEAD), {SHEET: b"<x>" + xml})
    started = time.process_time()

    with contextlib.suppress(FileFault):
        guard.inspect(packed)

    assert time.process_time() - started < 0.2


@pytest.mark.parametrize(
    ("parts", "text"),
    [
        (
            {"word/document.xml": b"<x/>"},
            "这是 Word 文档，请把表格复制到模板 .xlsx 后上传。",
        ),
        (
            {"xl/workbook.bin": b"x"},
            "这是 .xlsb 工作簿，请另存为 .xlsx 后上传。",
        ),
        ({"content.xml": b"<x/>"}, "这是 .ods 表格，请另存为 .xlsx 后上传。"),
        (
            {"a.csv": b"x"},
            "这是压缩包，不是 Excel 工作簿，请解压后上传其中的 .xlsx 或 .csv。",
        ),
        (
            {f"{n}.xml": b"" for n in range(301)},
            "压缩包里的文件过多，请另存为普通 .xlsx 后上传。",
        ),
        (
            {"xl/workbook.xml": b"<a/>", "XL/Workbook.xml": b"<b/>"},
            f"工作簿里有重名的部分{BROKEN}",
        ),
    ],
)
def test_archive_that_is_no_workbook_is_refused_by_its_name(parts, text):
    with pytest.raises(FileFault) as refused:
        guard.inspect(_zip(parts))

    assert refused.value.text == text


def test_encrypted_part_is_refused(workbook):
    packed = bytearray(workbook(HEAD))
    directory = packed.find(b"PK\x01\x02")
    packed[directory + 8] |= 1

    with pytest.raises(FileFault, match="工作簿已加密"):
        guard.inspect(bytes(packed))


def flat() -> bytes:
    return _zip({"xl/workbook.xml": b"<a/>", "a": b"\0" * (400 << 20)})


def many() -> bytes:
    return _zip({f"{n}": b"" for n in range(20_000)})


def lying() -> bytes:
    # Both headers say ten bytes; readers that do not count inflate 200 MB.
    packed = bytearray(_zip({"xl/workbook.xml": b"<a>" + b" " * (200 << 20)}))
    size = struct.pack("<I", (200 << 20) + 3)
    for _ in range(2):
        at = packed.find(size)
        if at >= 0:
            packed[at : at + 4] = struct.pack("<I", 10)
    return bytes(packed)


def stepped() -> bytes:
    # Each part is below the ratio; together they are beyond the size.
    noise = b"".join(b"<c r='A%d'/>" % n for n in range(400_000))
    one = zipfile.ZipInfo("xl/workbook.xml")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(one, noise)
    entry, rest = _split(out.getvalue())
    count = 60
    names = b"".join(
        rest[:46] + rest[46:].replace(b"workbook", b"work%04d" % n)[: len(rest) - 46]
        for n in range(count - 1)
    )
    names = rest + names
    end = struct.pack(
        "<4s4H2LH", b"PK\5\6", 0, 0, count, count, len(names), len(entry), 0
    )
    return entry + names + end


def crowd() -> bytes:
    # A hundred thousand members, as a real zip lists them.
    count = 100_000
    rest = _split(_zip({"0": b""}))[1]
    names = b"".join(rest[:46] + b"%d" % (n % 10) for n in range(count))
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, count % 65536, count % 65536,
                      len(names), 0, 0)  # fmt: skip
    return _zip({"0": b""})[:32] + names + end


def _split(packed: bytes) -> tuple[bytes, bytes]:
    directory, end = packed.find(b"PK\x01\x02"), packed.find(b"PK\x05\x06")
    return packed[:directory], packed[directory:end]


@pytest.mark.parametrize("bomb", [flat, many, lying, stepped, crowd])
def test_bomb_is_refused_within_a_second(bomb):
    content = bomb()
    started = time.process_time()

    with pytest.raises(FileFault) as refused:
        guard.inspect(content)

    assert refused.value.code == "too_large"
    assert time.process_time() - started < 1


def _zip(parts: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()
