"""Files and names that mean harm, brought through the forms of a running server."""

import csv
import io
import re
import time
import zipfile
from datetime import date

import pytest

from tests.faults.site import Site, Visitor
from tests.unit.intake import test_guard as bombs
from tests.web import city
from tests.web.unit.conftest import table

CLERK = "clerk@市审计局"
DAY = date(2026, 11, 17)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
_BOOK = {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"}
_XXE = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "http://127.0.0.1:1/">]>'
    b"<sst><si><t>&e;</t></si></sst>"
)
_LAUGHS = (
    b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]>'
    b"<sst>&b;</sst>"
)


def book(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (_BOOK | parts).items():
            archive.writestr(name, content)
    return out.getvalue()


#: What a file is → its bytes, its name, and why it is refused.
HOSTILE = {
    "flat bomb": (bombs.flat, "a.xlsx", "展开后过大"),
    "nested": (
        lambda: book(**{"xl/media/a.png": book()}), "a.xlsx", "嵌有其他文件",
    ),
    "lying header": (bombs.lying, "a.xlsx", "展开后过大"),
    "many members": (bombs.many, "a.xlsx", "压缩包里的文件过多"),
    "entities": (lambda: book(**{"xl/sharedStrings.xml": _XXE}), "a.xlsx", "实体定义"),
    "blow-up": (lambda: book(**{"xl/sharedStrings.xml": _LAUGHS}), "a.xlsx", "实体定义"),
    "macros": (lambda: book(**{"xl/vbaProject.bin": b"x"}), "a.xlsm", "带有宏"),
    "objects": (
        lambda: book(**{"xl/embeddings/oleObject1.bin": b"x"}), "a.xlsx", "嵌有其他文件",
    ),
    "links": (
        lambda: book(**{"xl/externalLinks/l.xml": b"<x/>"}), "a.xlsx", "链接到其他文件",
    ),
    "encrypted": (
        lambda: _OLE + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "已加密",
    ),
    "old workbook": (lambda: _OLE, "a.xlsx", "旧版 .xls"),
    "a page": (lambda: b"<html><script>alert(1)</script>", "a.xlsx", "这是网页"),
    "no workbook": (lambda: b"\x7fELF\0\0", "a.xlsx", "内容却不是"),
}  # fmt: skip


@pytest.fixture
def clerk(site: Site) -> Visitor:
    return site.visitor(CLERK)


def words(source: str) -> str:
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", " ", source))


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_look_at_it_says_why_it_is_refused(site, clerk, kind):
    make, name, why = HOSTILE[kind]
    content = make()
    started, had = time.monotonic(), site.processor()

    looked = clerk.upload("/file/look/", content, name=name, **clerk.filing())

    assert why in words(looked.text)
    assert looked.status == 200
    # The guard itself is timed in its own tests; this is a machine with other work.
    assert site.processor() - had < 5
    assert time.monotonic() - started < 30


def test_filed_all_the_same_each_is_refused_with_its_reason(site, clerk):
    seen = len(site.log)

    filed = {
        kind: clerk.file(make(), name=name) for kind, (make, name, _) in HOSTILE.items()
    }
    site.stored()

    for kind, answer in filed.items():
        told = answer
        if answer.status == 303:
            told = clerk.get(answer.headers["Location"])
            assert "没有一行入库" in told.text
        else:
            assert answer.status == 422
        assert HOSTILE[kind][2] in words(told.text), kind
    assert '"error"' not in site.log[seen:]


#: A name as it is sent → what it is kept as.
NAMES = {
    "../../../etc/passwd.csv": "passwd.csv",
    "..\\..\\windows\\a.csv": "a.csv",
    "/archive/ab/abc.csv": "abc.csv",
    "x" * 900 + ".csv": "x" * 251 + ".csv",
    "表\u202excod.csv": "表xcod.csv",
    "filename*=UTF-8''%0D%0AX-Evil%3A%201.csv": "X-Evil: 1.csv",
    "filename*=UTF-8''a%00b.csv": "ab.csv",
    "=1+1.csv": "=1+1.csv",
    "＝cmd.csv": "＝cmd.csv",
    "<img src=x onerror=alert(1)>.csv": "<img src=x onerror=alert(1)>.csv",
}


def test_a_name_that_means_harm_becomes_one_that_does_not(clerk):
    kept = {}
    for at, sent in enumerate(NAMES):
        row = city.licence(7000 + at, DAY)
        answer = clerk.file(table(row), name=sent)
        assert answer.status == 303, (sent[:50], words(answer.text)[-300:])
        kept[sent] = answer.headers["Location"].split("/")[2]

    page = clerk.get("/filings/")
    lines = list(csv.DictReader(io.StringIO(clerk.get("/filings.csv").text)))

    names = {line["编号"]: line["文件"] for line in lines}
    # In a table no name begins a formula either.
    found = {sent: names[number].removeprefix("'") for sent, number in kept.items()}
    assert found == NAMES
    assert names[kept["=1+1.csv"]] == "'=1+1.csv"
    assert names[kept["＝cmd.csv"]] == "'＝cmd.csv"
    assert "<img src=x" not in page.text


def test_a_name_of_four_thousand_letters_is_refused_in_one_sentence(site, clerk):
    before = site.stored()

    answer = clerk.file(table(city.licence(7999, DAY)), name="x" * 4096 + ".csv")

    assert answer.status == 400
    assert "文件名太长的请改短" in answer.text
    assert site.stored() == before


@pytest.mark.parametrize("name", NAMES)
def test_no_header_of_a_download_is_of_its_names_making(site, name):
    analyst = site.visitor("analyst")
    about = {"period": "2021-08", "policy": "yuncheng", "kind": "register"}
    kept = analyst.upload(
        "/evidence/new/", b"%PDF-1.7\n%%EOF\n", name=name.replace(".csv", ".pdf"),
        **about, unit="市公安局", **{"v-due": "20", "v-concealed": "3"},
    )  # fmt: skip
    assert kept.status == 302, words(kept.text)[-300:]
    page = analyst.get("/evidence/?period=2021-08&policy=yuncheng&all=1").text
    latest = max(map(int, re.findall(r"/evidence/([0-9]+)/file", page)))

    given = analyst.get(f"/evidence/{latest}/file")

    assert given.status == 200
    assert "X-Evil" not in given.headers
    told = given.headers["Content-Disposition"]
    assert re.fullmatch(r"attachment; filename\*=UTF-8''[A-Za-z0-9_.%~/-]+", told)
    assert given.headers["Content-Type"] == "application/octet-stream"
    assert given.headers["X-Content-Type-Options"] == "nosniff"
