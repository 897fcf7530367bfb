"""Files of every kind become items; hostile and empty ones are one sentence."""

import zlib
from datetime import date

import pytest

from gongshi.errors import FileFault
from gongshi.oversight.exposures.items import Item
from gongshi.oversight.exposures.reading import of_facts, read_seen
from gongshi.policy.exposures import exposures_in_force

TERMS = exposures_in_force(date(2024, 1, 1))
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><title>示例网</title><entry>
<title>曝光</title><link rel="self" href="http://a.example/self"/>
<link href="http://a.example/2"/><updated>2024-03-05T20:00:00Z</updated>
<content type="html">&lt;p&gt;白石巷五金店&lt;script&gt;x&lt;/script&gt;&lt;/p&gt;</content>
</entry></feed>"""
RSS = """<?xml version="1.0" encoding="gb2312"?><rss version="2.0"><channel>
<title>示例晚报</title><item><title>曝光</title><link>http://a.example/1</link>
<pubDate>Tue, 05 Mar 2024 20:00:00 GMT</pubDate>
<description><![CDATA[<p>白石巷&amp;五金店</p>]]></description></item></channel></rss>"""


def read(content: str | bytes, name: str) -> list[Item]:
    return read_seen(
        content.encode() if isinstance(content, str) else content, name, TERMS
    )


def test_an_atom_feed_gives_its_entries():
    (item,) = read(ATOM, "a.xml")

    assert item == Item(
        "曝光\n白石巷五金店", "曝光", "http://a.example/2", "示例网", date(2024, 3, 6)
    )


def test_a_feed_in_another_encoding_is_read():
    (item,) = read(RSS.encode("gb18030"), "a.rss")

    assert (item.text, item.source) == ("曝光\n白石巷&五金店", "示例晚报")
    assert item.seen_on == date(2024, 3, 6)


def test_a_page_gives_its_words_cells_apart_by_tabs():
    page = (
        "<!-- saved from url=(0020)http://a.example/9 --><!doctype html><html><head>"
        "<title>公示表</title><style>p{}</style></head><body><script>假</script><h1>公示表</h1>"
        "<table><tr><th>文号</th><th>当事人</th></tr><tr><td>云公罚〔2024〕3号</td>"
        "<td>白石巷<b>五金店</b></td></tr></table><!-- 假 --></body></html>"
    )

    (item,) = read(page, "a.html")

    assert item.text == "公示表\n文号\t当事人\n云公罚〔2024〕3号\t白石巷五金店"
    assert (item.title, item.address) == ("公示表", "http://a.example/9")


def test_a_list_is_read_by_any_known_title_of_its_columns():
    table = "处罚文号,被处罚人,链接,备注\n云公罚〔2024〕3号,张示一,http://a.example,x\n,,,\n"

    (item,) = read(table.encode("gb18030"), "清单.csv")

    # A column that nobody knows is read as words are.
    assert item.text == "文书号：云公罚〔2024〕3号\n当事人：张示一\n备注：x"
    assert (item.address, item.is_one) == ("http://a.example", True)


def test_what_is_typed_becomes_a_text_of_labels():
    told = {"number": " 云公罚〔2024〕3号 ", "decided": "2024-03-02", "subject": ""}

    item = of_facts(told, source="示例晚报", seen_on="2024年3月5日")

    assert item.text == "文书号：云公罚〔2024〕3号\n决定日期：2024-03-02"
    assert (item.source, item.seen_on) == ("示例晚报", date(2024, 3, 5))


def pdf(words: str, *, packed: bool = True) -> bytes:
    """Write a page whose font has a table for its glyphs."""
    codes = {mark: at for at, mark in enumerate(dict.fromkeys(words), 1)}
    lines = b"\n".join(b"<%04x> <%04x>" % (at, ord(mark)) for mark, at in codes.items())
    table = b"%d beginbfchar\n%s\nendbfchar" % (len(codes), lines)
    shown = b"".join(b"%04x" % codes[mark] for mark in words)
    page = b"BT /F1 12 Tf 1 0 0 1 50 700 Tm <%s> Tj ET" % shown
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        stream(page, packed=packed),
        b"<</Type/Font/Subtype/Type0/ToUnicode 6 0 R/Encoding/Identity-H>>",
        stream(table, packed=packed),
    ]
    body = b"".join(b"%d 0 obj\n%s\nendobj\n" % each for each in enumerate(parts, 1))
    return b"%PDF-1.7\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF"


def stream(data: bytes, *, packed: bool) -> bytes:
    if not packed:
        return b"<</Length %d>>stream\n%s\nendstream" % (len(data), data)
    data = zlib.compress(data)
    told = b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream"
    return told % (len(data), data)


@pytest.mark.parametrize("packed", [True, False])
def test_a_pdf_gives_its_words(packed):
    (item,) = read(pdf("白石巷五金店被罚款", packed=packed), "a.pdf")

    assert item.text == "白石巷五金店被罚款"


def test_a_radical_in_a_pdf_is_the_character_that_is_meant():
    (item,) = read(pdf("⽩⽯巷"), "a.pdf")

    assert item.text == "白石巷"


NAMED = pdf("白")
ROOT = b"%PDF-1.4\n1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj\n"
#: A tree of pages that holds itself, and a stream that is named nearly a million times.
LOOP = ROOT + b"2 0 obj <</Kids[%s]>> endobj" % (b"2 0 R " * 300)
CROWD = (
    ROOT
    + b"2 0 obj <</Kids[%s]>> endobj\n" % (b"3 0 R " * 300)
    + b"3 0 obj <</Type/Page/Contents[%s]>> endobj\n" % (b"4 0 R " * 3000)
    + b"4 0 obj <</Length 5>>stream\nBT ET\nendstream endobj"
)


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"", "a.txt", "没有文字"),
        (b" \n", "a.html", "没有文字"),
        (b"<html><script>x</script></html>", "a.html", "没有文字"),
        (b"x" * 20_000_001, "a.txt", "超过 20 MB"),
        (b"\x89PNG", "a.png", "不是 csv"),
        (b"\xff\xfe\x00\xd8", "a.txt", "文字编码"),
        (b"%PDF-1.7\n", "a.pdf", "不完整或已损坏"),
        (LOOP, "a.pdf", "不完整或已损坏"),
        (CROWD, "a.pdf", "只有图片"),
        (NAMED.replace(b"/Contents", b"/Nothing"), "a.pdf", "只有图片"),
        (NAMED.replace(b"trailer<<", b"trailer<</Encrypt 9 0 R"), "a.pdf", "已加密"),
        (b"<rss><channel>", "a.xml", "不完整或已损坏"),
        (
            b"<rss>" + b"<a>" * 100 + b"</a>" * 100 + b"</rss>",
            "a.xml",
            "不完整或已损坏",
        ),
        (b"<rss></rss>", "a.xml", "没有文字"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss>&a;</rss>', "a.xml", "实体定义"),
        (b"<rss>" + b"<item></item>" * 5_001 + b"</rss>", "a.xml", "超过 5000 条"),
        ("备注,序号,时间\n无,1,2\n".encode(), "a.csv", "什么都没有存"),
    ],
)
def test_what_cannot_be_read_is_told(content, name, told):
    with pytest.raises(FileFault) as fault:
        read(content, name)

    assert told in fault.value.text
    assert "\n" not in fault.value.text
