"""A bulletin is drafted by one, approved by another, issued once and never changed."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from gongshi.actions import draft_bulletin as drafting
from gongshi.actions.audit_draft import audit_draft
from gongshi.actions.issue import compose_bulletin
from gongshi.actions.issue_bulletin import Signature, issue_composed, issue_draft
from gongshi.actions.review_bulletin import approve, send, send_back
from gongshi.bulletin.document import Paragraph
from gongshi.bulletin.render import render
from gongshi.clocks.periods import local_day, month
from gongshi.errors import UsageError
from gongshi.ledger.bulletins import altered, document_of
from gongshi.ledger.models import BulletinDraft, IssuedBulletin
from gongshi.people.models import AuditEntry
from tests import databases, postgresql
from tests.web import city

DECEMBER, PLACE = month("2023-12"), "pingdingshan"
SIGNED = date(2024, 1, 8)
NUMBER = "示信用办〔2024〕1号"
FORMS = ("docx", "pdf", "xlsx", "html", "json", "md")


@pytest.fixture
def december(ledger):
    city.december()


def started(**told):
    return drafting.start(DECEMBER, PLACE, "analyst", **told)


def approved(draft):
    send(draft.pk, "analyst", remark="按通知的口径")
    return approve(draft.pk, "reviewer")


def issued(**told):
    return issue_draft(approved(started(**told)).pk, "office_head", NUMBER, SIGNED)


def rewritten(draft, change):
    """Change the first paragraph that has figures."""
    at, text = first_with_figures(draft)
    mark = drafting.mark(draft, at)
    return at, drafting.write(draft.pk, at, change(text), "analyst", seen=mark)


def first_with_figures(draft):
    document = drafting.look(draft).document
    for at, each in enumerate(document.paragraphs):
        if len(each.runs) > 3:
            return at, each.text
    raise AssertionError


def test_an_issued_bulletin_is_the_approved_one_with_number_and_day(december):
    draft = approved(started())
    document = drafting.look(draft).document

    found = document_of(issue_draft(draft.pk, "office_head", NUMBER, SIGNED))

    assert found == replace(document, number=NUMBER, signed_on=SIGNED)
    acts = list(AuditEntry.objects.values_list("act", "actor"))
    assert acts[-4:] == [
        ("bulletin.draft", "analyst"), ("bulletin.send", "analyst"),
        ("bulletin.approve", "reviewer"), ("bulletin.issue", "office_head"),
    ]  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_an_issued_bulletin_renders_to_the_same_bytes(december, form):
    composed = replace(
        compose_bulletin(DECEMBER, PLACE), number=NUMBER, signed_on=SIGNED
    )

    kept = issued()
    again = IssuedBulletin.objects.get(pk=kept.pk)

    assert render(document_of(again), form) == render(document_of(kept), form)
    assert render(document_of(again), form) == render(composed, form)


def test_rows_that_come_later_change_nothing_that_was_issued(december):
    kept = issued()
    before = render(document_of(kept), "docx")

    city.file_rows([city.licence(77, date(2023, 12, 5))], "市公安局", city.at(12, 20))

    assert render(document_of(IssuedBulletin.objects.get(pk=kept.pk)), "docx") == before


@pytest.mark.parametrize("act", ["update", "delete"])
def test_an_issued_bulletin_can_neither_be_changed_nor_deleted(december, act):
    found = IssuedBulletin.objects.filter(pk=issued().pk)
    acts = {
        "update": lambda: found.update(document="改"),
        "delete": lambda: found._raw_delete("default"),
    }

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        acts[act]()


def test_an_issued_period_is_not_opened_again(december):
    issued()

    with pytest.raises(UsageError, match="不能重开"):
        started()


def test_an_amendment_is_a_further_version_that_names_what_it_corrects(december):
    first = issued()
    draft = approved(started(correction="市公安局报送量"))

    second = issue_draft(draft.pk, "office_head", "示信用办〔2024〕2号", SIGNED)

    assert (second.version, second.corrects) == (2, first)
    assert document_of(second).paragraphs[0].text == (
        "现对2024年1月8日印发的示信用办〔2024〕1号作如下更正：市公安局报送量。"
        "更正后的全文如下。"
    )
    tables = document_of(second).tables
    assert [each.rows for each in tables] == [
        each.rows for each in document_of(first).tables
    ]


def test_a_number_is_given_once(december):
    issued()
    draft = approved(started(correction="一处"))

    with pytest.raises(UsageError, match="已给了 2023-12 的通报"):
        issue_draft(draft.pk, "office_head", NUMBER, SIGNED)


@pytest.mark.parametrize("day", [date(2023, 12, 30), date(2999, 1, 1)])
def test_the_day_of_signing_lies_between_the_month_and_today(december, day):
    draft = approved(started())

    with pytest.raises(UsageError, match=f"成文日期 {day} 应在 2023-12-31 和今天"):
        issue_draft(draft.pk, "office_head", NUMBER, day)


def test_who_has_written_does_not_approve(december):
    draft = send(started().pk, "analyst", remark="按口径")

    with pytest.raises(UsageError, match="另一人审定"):
        approve(draft.pk, "analyst")


def test_a_draft_that_nobody_approved_is_not_issued(december):
    with pytest.raises(UsageError, match="还没有审定"):
        issue_draft(started().pk, "office_head", NUMBER, SIGNED)


def test_a_draft_at_review_is_not_written_in(december):
    draft = send(started().pk, "analyst", remark="按口径")

    with pytest.raises(UsageError, match="已送审，不能再改"):
        rewritten(draft, str.upper)


def test_a_returned_draft_goes_back_to_its_writer_with_the_reason(december):
    draft = send(started().pk, "analyst", remark="按口径")

    back = send_back(draft.pk, "reviewer", "第二段太长")

    assert (back.state, back.answer) == ("writing", "第二段太长")


def test_figures_of_an_own_wording_stay_figures(december):
    at, draft = rewritten(started(), lambda text: "据统计，" + text)
    composed = compose_bulletin(DECEMBER, PLACE).paragraphs[at]

    written = drafting.look(draft).document.paragraphs[at]

    assert (
        written.runs[1:] == composed.runs or written.text == "据统计，" + composed.text
    )
    assert [run for run in written.runs if not isinstance(run, str)] == [
        run for run in composed.runs if not isinstance(run, str)
    ]
    assert not drafting.look(draft).doubts


def test_a_figure_that_was_overwritten_is_told(december):
    at, _ = first_with_figures(started())
    figure = next(
        run.text
        for run in compose_bulletin(DECEMBER, PLACE).paragraphs[at].runs
        if not isinstance(run, str)
    )

    _, draft = rewritten(started(), lambda text: text.replace(figure, "98765", 1))

    told = {
        (each.remark.kind, each.remark.text) for each in drafting.look(draft).doubts
    }
    assert {("lost", figure), ("typed", "98765")} <= told


def test_what_is_doubtful_goes_to_review_only_with_a_reason(december):
    _, draft = rewritten(started(), lambda text: text + "比上月多98765条。")

    with pytest.raises(UsageError, match="处对不上"):
        send(draft.pk, "analyst")
    assert send(draft.pk, "analyst", remark="上月的数见上期通报").state == "review"


def test_the_second_of_two_writers_is_told_and_nothing_is_lost(december):
    draft = started()
    at, text = first_with_figures(draft)
    seen = drafting.mark(draft, at)
    drafting.write(draft.pk, at, "甲：" + text, "one", seen=seen)

    with pytest.raises(drafting.Overtaken):
        drafting.write(draft.pk, at, "乙：" + text, "two", seen=seen)

    kept = drafting.look(BulletinDraft.objects.get(pk=draft.pk)).document
    assert kept.paragraphs[at].text == "甲：" + text


def test_two_writers_of_two_paragraphs_do_not_meet(december):
    draft = started()
    seen = [drafting.mark(draft, at) for at in (0, 1)]
    drafting.write(draft.pk, 0, "甲写的。", "one", seen=seen[0])

    drafting.write(draft.pk, 1, "乙写的。", "two", seen=seen[1])

    kept = drafting.look(BulletinDraft.objects.get(pk=draft.pk)).document
    assert [each.text for each in kept.paragraphs[:2]] == ["甲写的。", "乙写的。"]


def test_new_figures_flow_into_an_own_wording(december):
    at, draft = rewritten(started(), lambda text: "据统计，" + text)
    city.file_rows([city.licence(77, date(2023, 12, 5))], "市公安局", city.at(12, 20))

    draft = drafting.renew(draft.pk, DECEMBER, "analyst")

    composed = compose_bulletin(DECEMBER, PLACE).paragraphs[at].text
    looked = drafting.look(draft)
    assert looked.stale or looked.document.paragraphs[at].text == "据统计，" + composed


def test_a_month_that_runs_is_not_drafted(ledger):
    running = month(f"{local_day(timezone.now()):%Y-%m}")

    with pytest.raises(UsageError, match="还没有过完"):
        drafting.start(running, PLACE, "analyst")


def test_a_flipped_character_is_found_and_named(december):
    kept = issued()
    assert altered() == []
    table = "ledger_issuedbulletin"
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute(f"DROP TRIGGER {table}_no_update")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        cursor.execute(f"UPDATE {table} SET document = document || ' '")

    assert altered() == [kept]
    with pytest.raises(AssertionError, match="2023-12 version 1 was changed"):
        document_of(IssuedBulletin.objects.get(pk=kept.pk))


SIGNATURE = Signature(NUMBER, SIGNED, "张某", "李某", "gongshi")


def test_the_command_line_issues_once(december):
    assert audit_draft(compose_bulletin(DECEMBER, PLACE)) == ()

    first = issue_composed(DECEMBER, PLACE, SIGNATURE)

    assert issue_composed(DECEMBER, PLACE, SIGNATURE) == first
    other = replace(SIGNATURE, number="示信用办〔2024〕9号")
    with pytest.raises(UsageError, match="不能重开"):
        issue_composed(DECEMBER, PLACE, other)
    assert issue_composed(DECEMBER, PLACE, other, correction="一处").version == 2


def test_the_audit_counts_paragraphs_as_the_page_does(december):
    document = compose_bulletin(DECEMBER, PLACE)
    paragraphs = list(document.paragraphs)
    text = paragraphs[2].text.replace("迟报率为10%", "迟报率为20%")
    paragraphs[2] = Paragraph(0, (text,))

    found = audit_draft(replace(document, paragraphs=tuple(paragraphs)))

    assert {each.place for each in found} == {"第 3 段"}


def test_the_command_line_wants_two_persons(december):
    with pytest.raises(UsageError, match="应是两个人"):
        issue_composed(DECEMBER, PLACE, replace(SIGNATURE, approved_by="张某"))


@pytest.mark.parametrize("database", databases.DATABASES)
def test_issued_sixty_four_times_at_once_it_is_one(database, tmp_path):
    place = {**os.environ, "GONGSHI_HOME": str(tmp_path / "home")}
    place.pop("GONGSHI_DB", None)
    if database == "postgresql":
        place["GONGSHI_DB"] = postgresql.create("issuing")
    (tmp_path / "home").mkdir()
    script = Path(__file__).with_name("issuing_at_once.py")

    done = subprocess.run(
        [sys.executable, str(script)], env=place, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "answers": 64, "different": 1, "stored": 1, "audited": 1,
    }  # fmt: skip
