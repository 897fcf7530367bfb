"""What was seen is kept once, matched with the records, and raised where it is missing."""

from datetime import date, datetime

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.exposures.adding import add_file, add_typed
from gongshi.actions.exposures.listing import look_again, shown
from gongshi.actions.exposures.ruling import Ruling, rule, say_called
from gongshi.clocks.periods import CHINA
from gongshi.errors import FileFault, UsageError
from gongshi.ledger import archive
from gongshi.ledger.case_models import Case, CaseStep
from gongshi.ledger.exposure_models import Exposure, ExposureRuling, Sighted
from gongshi.ledger.models import Entry
from tests.web import city

AT = datetime(2023, 12, 20, 9, tzinfo=CHINA)
DAY = "2023-12-04"


@pytest.fixture(autouse=True)
def records(ledger: None) -> None:
    """File two licences of 市公安局: numbers 1 and 2 of 平示许〔2023〕."""
    city.set_up_units()
    rows = [city.licence(number, date(2023, 12, 4)) for number in (1, 2)]
    city.file_rows(rows, "市公安局", city.at(12, 5))


def seen(**told: str) -> Sighted:
    """Type one decision in and give where it stands."""
    (exposure,) = add_typed(told, "analyst", at=AT).exposures
    return exposure.sighted.get()


def test_the_same_number_and_party_are_reported_however_they_are_written():
    sighted = seen(number="平示许(2023)第01号", subject="示例１号公司", decided=DAY)

    assert (sighted.state, sighted.entry.document_number) == (
        "reported",
        "平示许〔2023〕1号",
    )
    assert not Case.objects.exists()


def test_what_is_only_near_waits_for_a_person():
    sighted = seen(subject="示例1号公司", decided=DAY, authority="市公安局")

    (near, *_) = sighted.candidates
    assert sighted.state == "near"
    assert (near["entry"], near["score"]) == (Entry.objects.first().pk, 80)
    assert near["reason"] == "一方没有文书号，相对人相同，决定日期相同，机关相同。"


def test_a_day_that_has_not_come_is_no_day_of_a_decision():
    sighted = seen(
        number="平示许〔2023〕78号", subject="示例青禾公司", decided="2099-12-31",
        authority="市公安局",
    )  # fmt: skip

    assert (sighted.state, sighted.case.decided_on) == ("absent", None)


def test_what_is_not_there_becomes_a_case():
    sighted = seen(
        number="平示许〔2023〕77号", subject="示例青禾公司", source="示例晚报"
    )

    case = Case.objects.get()
    assert (sighted.state, sighted.case) == ("absent", case)
    assert (case.unit.name, case.document_number) == ("市公安局", "平示许〔2023〕77号")
    assert case.signals.get().told == (
        "「示例晚报」公开了平示许〔2023〕77号，平台上没有。"
    )


def test_two_media_that_tell_of_one_decision_make_one_case():
    for source in ("示例晚报", "示例日报"):
        seen(number="平示许〔2023〕77号", subject="示例青禾公司", source=source)

    assert Case.objects.get().signals.count() == 2


@pytest.mark.parametrize(
    ("told", "state"),
    [
        ({"number": "海市监罚〔2023〕7号", "authority": "海州市市监局"}, "elsewhere"),
        ({"subject": "海州快运有限公司"}, "elsewhere"),
        ({"text": "今天天气好"}, "unread"),
        ({"number": "JY33202810257113"}, "unread"),
    ],
)
def test_what_is_not_ours_or_not_read_raises_nothing(told, state):
    assert seen(**told).state == state
    assert not Case.objects.exists()


def test_the_same_item_is_one_exposure():
    page = "<html><body>市公安局对示例青禾公司罚款</body></html>".encode()
    first = add_file(page, "a.html", at=AT)
    again = add_file(page.replace(b"<body>", b"<body> "), "b.html", at=AT)

    assert (first.new, again.new) == (1, 0)
    assert first.exposures == again.exposures


def test_a_list_is_one_exposure_a_line_and_its_file_is_kept():
    content = (
        "文号,当事人,网址\n平示许〔2023〕1号,示例1号公司,http://a.example/1\n"
        "平示许〔2023〕78号,示例青禾公司,http://a.example/1\n"
    ).encode("gb18030")

    added = add_file(content, "清单.csv", at=AT)

    assert [each.sighted.get().state for each in added.exposures] == [
        "reported",
        "absent",
    ]
    assert archive.fetch(added.exposures[0].file_hash) == content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.txt"),
        (b"<html><script>alert(1)</script></html>", "a.html"),
        (b"\x89PNG\r\n", "a.png"),
        (b"%PDF-1.4\n1 0 obj\n<</Type /Page>>\nendobj\n", "a.pdf"),
        (b"x" * 20_000_001, "a.txt"),
        (b"<rss><!DOCTYPE x></rss>", "a.xml"),
        (b"<rss><channel>", "a.xml"),
        ("备注\n无\n".encode(), "a.csv"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_nothing_is_stored(content, name):
    with pytest.raises(FileFault) as told:
        add_file(content, name, at=AT)

    assert "\n" not in told.value.text
    assert not Exposure.objects.exists()


def test_a_person_says_which_record_it_is():
    near = seen(subject="示例1号公司", decided=DAY)
    ruling = Ruling("same", "analyst", entry=near.candidates[0]["entry"])

    for _ in range(2):
        ruled = rule(near.exposure_id, 0, ruling)

    assert (ruled.state, ruled.entry_id) == ("reported", ruling.entry)
    assert ExposureRuling.objects.count() == 1


def test_a_person_says_that_it_is_ours_and_a_case_is_opened():
    other = seen(subject="海州快运有限公司")

    ruled = rule(other.exposure_id, 0, Ruling("ours", "analyst", unit="市审计局"))

    assert (ruled.state, ruled.case.unit.name) == ("absent", "市审计局")


def test_a_person_says_that_it_is_not_ours():
    other = seen(subject="海州快运有限公司")

    assert rule(other.exposure_id, 0, Ruling("foreign", "analyst")).state == "foreign"
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    "ruling",
    [
        Ruling("same", "analyst"),
        Ruling("ours", "analyst"),
        Ruling("maybe", "analyst"),
        Ruling("foreign", "analyst", note="注" * 501),
        Ruling("foreign", "analyst", note="a\0b"),
    ],
)
def test_a_ruling_that_does_not_fit_is_refused(ruling):
    other = seen(subject="海州快运有限公司")

    with pytest.raises(UsageError):
        rule(other.exposure_id, 0, ruling)

    assert not ExposureRuling.objects.exists()


def test_a_call_is_a_step_of_the_case():
    absent = seen(number="平示许〔2023〕77号", subject="示例青禾公司")

    for _ in range(2):
        say_called(absent.exposure_id, 0, "打给办公室，答应周五前补报", "analyst")

    step = CaseStep.objects.get()
    assert (step.case, step.act) == (absent.case, "called")


def test_what_comes_later_is_found_when_one_looks_again():
    absent = seen(number="平示许〔2023〕3号", subject="示例3号公司")
    rows = [city.licence(3, date(2023, 12, 4))]
    city.file_rows(rows, "市公安局", city.at(12, 21), name="b.csv")

    look_again()

    absent.refresh_from_db()
    assert (absent.state, absent.entry.document_number) == (
        "reported",
        "平示许〔2023〕3号",
    )


def test_what_a_person_decided_stays_when_one_looks_again():
    near = seen(subject="示例1号公司", decided=DAY)
    ruled = rule(near.exposure_id, 0, Ruling("ours", "analyst", unit="市公安局"))

    look_again()

    near.refresh_from_db()
    assert (near.state, near.case) == ("absent", ruled.case)


def test_one_exposure_is_told_with_its_candidates():
    near = seen(subject="示例1号公司", decided=DAY)

    _, (told,) = shown(near.exposure_id)

    assert told.candidates[0].entry.subject_name == "示例1号公司"
    assert told.state == "待核对"


@pytest.mark.parametrize("model", [Exposure, ExposureRuling])
def test_what_was_written_stays(model):
    other = seen(subject="海州快运有限公司")
    rule(other.exposure_id, 0, Ruling("foreign", "analyst"))

    rows = model.objects.all()
    for change in (lambda: rows._raw_delete(rows.db), lambda: rows.update(id=7)):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            change()


@pytest.mark.parametrize("name", ["decided", "seen_on"])
def test_a_day_that_is_none_is_refused(name):
    with pytest.raises(UsageError, match="要写成 2023-12-01 这样的日子"):
        add_typed({"subject": "示例１号公司", name: "2026-13-01"})

    assert not Exposure.objects.exists()
