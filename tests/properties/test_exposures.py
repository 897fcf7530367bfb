"""Whatever is read, it is read or refused: no crash, no hang, places inside the text."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongshi.errors import FileFault
from gongshi.identifiers import document_number
from gongshi.oversight.exposures.extract import extract
from gongshi.oversight.exposures.items import Here, Item
from gongshi.oversight.exposures.reading import read_seen
from gongshi.oversight.exposures.weighing import Known, weigh
from gongshi.policy.exposures import exposures_in_force

TERMS = exposures_in_force(date(2024, 1, 1))
HERE = Here({"市公安局": 1, "云陵市公安局": 1}, frozenset({"云公罚"}))
PIECES = st.sampled_from(
    ["云陵市公安局", "对", "云陵青禾商贸有限公司", "张示一", "作出", "（", "）", "\n", "\t",
     "云公罚〔2024〕3号", "云公罚〔2024〕", "文书号：", "当事人", "：", "2024年3月2日",
     "二〇二四年三月二日", "二〇二四年十十月〇日", "，", "。", "JY33202810257113", "1.", "罚款",
     "［２０２４］", "号", "分公司", "有限公司", "（有限合伙）", "文号\t当事人\t日期\n"]
)  # fmt: skip
TEXTS = st.lists(PIECES | st.text(max_size=5), max_size=60).map("".join)
#: Seconds; a text of the greatest length has to be read in so many.
PATIENCE = 20


@given(TEXTS, st.booleans())
def test_any_text_is_understood_somehow(text, is_one):
    found = extract(Item(text, is_one=is_one), TERMS, HERE)

    assert found
    for each in found:
        for kind, fact in each.facts.items():
            assert 0 <= fact.start <= fact.end <= len(text)
            assert fact.kind == kind
            assert fact.value
        number = each.told("number")
        assert not number or document_number.parse(number)


SIGNS = st.sampled_from(
    [b"%PDF-1.7\n", b"1 0 obj\n<<", b">>", b"stream\n", b"endstream", b"endobj", b"[", b"]",
     b"/Type /Page", b"/Type /Catalog /Pages 1 0 R", b"/Kids [1 0 R]", b"/Contents 1 0 R",
     b"BT /F1 9 Tf (abc) Tj ET", b"/Length 9", b"/Filter /FlateDecode", b"(", b")", b"<4E>",
     b"<rss>", b"<item>", b"</item>", b"<html>", b"<script", b"<!--", b"<a <a", b"\0", b"\xb0\xa1",
     b"1 0 R", b"/N 1 /First 2 /Type /ObjStm"]
)  # fmt: skip
NAMES = st.sampled_from(["a.pdf", "a.html", "a.xml", "a.txt", "a.csv"])


@given(st.lists(SIGNS | st.binary(max_size=8), max_size=40).map(b"".join), NAMES)
def test_any_bytes_are_read_or_refused_in_one_sentence(content, name):
    told = ""
    try:
        items = read_seen(content, name, TERMS)
    except FileFault as fault:
        told, items = fault.text, []

    assert bool(told) != bool(items)
    assert "\n" not in told


DAYS = st.none() | st.dates(date(2020, 1, 1), date(2024, 12, 31))
KNOWN = st.builds(Known, TEXTS, TEXTS, st.sampled_from(["", "1", "2"]), DAYS)


@given(KNOWN, KNOWN)
def test_points_are_a_share_of_a_hundred_and_the_same_from_either_side(one, other):
    there, back = weigh(one, other, TERMS), weigh(other, one, TERMS)

    assert 0 <= there.score <= 100
    assert (there.score, there.is_sure) == (back.score, back.is_sure)


@pytest.mark.parametrize(
    "piece",
    ["（" , "云公罚〔2024〕3号", "当事人：", "2024年3月2日", "云陵青禾商贸有限公司", "<a ", "<!--",
     "文号\t当事人\n", "市公安局", "一", "〔2024〕", "a b ", "1.", "对张三", "有限公司", "<script>"],
)  # fmt: skip
def test_the_longest_text_is_read_in_time(piece):
    content = (piece * 70_000)[:200_000].encode()
    begun = time.monotonic()

    for name in ("a.txt", "a.html"):
        try:
            (item,) = read_seen(content, name, TERMS)
        except FileFault:
            continue
        extract(item, TERMS, HERE)

    assert time.monotonic() - begun < PATIENCE
