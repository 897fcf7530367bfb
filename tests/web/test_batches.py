from tests.web import city
from tests.web.conftest import heading


def test_batch_answers_in_its_heading(reader, december):
    source = reader.open(f"/batches/{december.number}/")

    assert heading(source) == "5 行核对完了：1 行入库，4 行退回，还有 3 行要改。"


def test_batch_groups_equal_faults(reader, december):
    words = reader.words(f"/batches/{december.number}/")

    assert "2行 行政相对人代码_1（统一社会信用代码）" in words
    assert "第 4、5 行；例：第 4 行「示例6号公司」" in words


def test_batch_marks_the_wrong_character_and_the_right_one(reader, december):
    source = reader.open(f"/batches/{december.number}/")

    assert '91440300192203821<span class="wrong">7</span>' in source
    assert '91440300192203821<span class="right">6</span>' in source


def test_batch_says_how_many_rows_still_wait(reader, december):
    words = reader.words(f"/batches/{december.number}/")

    assert "4 行退回，还有 3 行要改。 已改好 1 行。" in words


def test_batch_shows_what_mending_does_to_the_month(reader, december):
    words = reader.words(f"/batches/{december.number}/")

    assert "现在 40% 2 / 5 改完这 3 行 100% 5 / 5" in words


def test_batch_gives_a_receipt(reader, december):
    words = reader.words(f"/batches/{december.number}/")

    assert "2023-12-08 10:00:00（北京时间）" in words
    hashed = december.file_hash
    assert f"{hashed[:8]} {hashed[8:16]}" in words


def test_batch_hides_certificate_numbers(reader, december):
    source = reader.open(f"/batches/{december.number}/")

    assert city.CERTIFICATE[:-1] not in source


def test_batch_that_does_not_exist_is_not_found(reader, december):
    words = reader.words("/batches/GS-20231208-9999/", status=404)

    assert "没有「GS-20231208-9999」这一批" in words


def test_batch_asks_thirteen_queries(reader, december):
    reader.open(f"/batches/{december.number}/")

    # batch with unit · findings · office · waiting · what was added last · counts · ids of
    # batches · mended rows · withdrawn rows · returned rows that still count
    assert reader.queries == 13


def test_batches_are_listed_latest_first(reader, december):
    source = reader.open("/batches/")

    assert source.index("GS-20231213-0001") < source.index("GS-20231205-0001")
    assert reader.queries == 3


def test_batches_say_what_to_do_when_there_are_none(reader):
    assert "gongshi submit" in reader.words("/batches/")
