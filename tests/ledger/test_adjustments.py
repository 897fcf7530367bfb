"""Points are added or taken only when a second person agrees."""

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.adjust import ask, decide, waiting
from gongshi.actions.assess import assess
from gongshi.actions.attachments import Attachment
from gongshi.actions.import_units import import_units
from gongshi.actions.keep_evidence import Review
from gongshi.clocks.periods import month
from gongshi.errors import FileFault, UsageError
from gongshi.ledger import archive
from gongshi.ledger.models import AdjustmentDecision, AdjustmentRequest, Evidence
from gongshi.people.models import AuditEntry

AUGUST, PLACE = month("2021-08"), "yuncheng"
PDF = Attachment(b"%PDF-1.7\n%%EOF\n", "media.pdf")
UNITS = "name,group\n盐湖区,counties\n永济市,counties\n"


@pytest.fixture
def city(ledger):
    import_units(UNITS.encode(), file_name="u.csv")


def review(**told):
    return Review("media", ["盐湖区"], "分析员", **{"note": "省报 8 月 3 日", **told})


def asked(**told):
    (found,) = ask(review(**told), AUGUST, PLACE, "analyst")
    return found


def total():
    return assess(AUGUST, PLACE).of("盐湖区").card.total


def test_what_waits_does_not_count_and_what_is_granted_does(city):
    before = total()

    found = asked()
    assert total() == before
    assert waiting(PLACE, AUGUST.key) == [found]

    decision = decide(found.pk, "reviewer", is_granted=True)

    assert total() != before
    assert decision.paper.reviewer == "analyst 提，reviewer 批"
    assert waiting(PLACE, AUGUST.key) == []
    acts = list(AuditEntry.objects.values_list("act", "actor"))
    assert acts[-2:] == [
        ("adjustment.ask", "analyst"), ("adjustment.grant", "reviewer"),
    ]  # fmt: skip


def test_what_is_refused_never_counts(city):
    before = total()

    decide(asked().pk, "reviewer", is_granted=False, note="不是本市的报道")

    assert total() == before
    assert not Evidence.objects.exists()


def test_nobody_grants_what_he_asked_for(city):
    with pytest.raises(UsageError, match="要由另一人批准"):
        decide(asked().pk, "analyst", is_granted=True)


@pytest.mark.parametrize("note", ["", "  "])
def test_an_adjustment_has_a_reason_and_so_has_its_refusal(city, note):
    with pytest.raises(UsageError, match="要写明理由"):
        asked(note=note)
    with pytest.raises(UsageError, match="请写明为什么"):
        decide(asked().pk, "reviewer", is_granted=False, note=note)


def test_the_file_of_a_request_becomes_that_of_the_paper(city):
    decision = decide(asked(attachment=PDF).pk, "reviewer", is_granted=True)

    assert decision.paper.file_name == "media.pdf"
    assert archive.fetch(decision.paper.file_hash) == PDF.content


def test_a_file_that_nobody_can_open_is_refused_at_once(city):
    with pytest.raises(FileFault):
        asked(attachment=Attachment(b"<script>", "media.pdf"))

    assert not AdjustmentRequest.objects.exists()


@pytest.mark.parametrize("model", [AdjustmentRequest, AdjustmentDecision])
def test_neither_request_nor_answer_can_be_changed(city, model):
    decide(asked().pk, "reviewer", is_granted=True)
    found = model.objects.all()

    for act in (
        lambda: found.update(id=77),
        lambda: found._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            act()


def test_granted_twice_it_counts_once(city):
    found = asked()

    first = decide(found.pk, "reviewer", is_granted=True)

    assert decide(found.pk, "office_head", is_granted=False, note="晚了") == first
    assert Evidence.objects.count() == 1
