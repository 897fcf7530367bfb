"""Lays a row that its unit cannot mend before the office, and brings the answer back."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from gongshi.actions.mend import refuse_overtaken
from gongshi.actions.telling import tell_holders
from gongshi.errors import UsageError
from gongshi.ledger.known import reference, unmended
from gongshi.ledger.models import Entry, Finding
from gongshi.people import audit
from gongshi.people.models import Person, Question
from gongshi.people.notices import notify
from gongshi.people.rights import ANALYSE

#: Characters of a question and of an answer.
MOST_ASKED, MOST_ANSWERED = 200, 500
_ASKED = "{unit}请信用办看看 {row}（{faults} 处退回改不了）{why}。"
_ANSWERED = "{name}答复您请看的 {row}：{answer}"


def ask(entry: Entry, why: str, me: Person) -> None:
    """Ask the office about a row; once, until somebody has answered.

    Raises:
        UsageError: The row needs no mending any more.
    """
    if entry.outcome != "faulty":
        raise UsageError("not_returned", "这一行没有退回，不用请信用办看。")
    refuse_overtaken([entry])
    told = " ".join(why.split())[:MOST_ASKED]
    with transaction.atomic():
        question, is_new = Question.objects.get_or_create(
            entry=entry,
            answered_at=None,
            defaults={"why": told, "asked_by": me.login, "asked_at": timezone.now()},
        )
        if not is_new:
            return
        _tell_office(question)
        audit.record("mend.ask", actor=me.login, target=reference(entry))


def answer(entry: Entry, written: str, me: Person) -> None:
    """Answer what is asked about a row; who is second changes nothing.

    Raises:
        UsageError: Nothing was written, or nothing is asked.
    """
    told = " ".join(written.split())
    if not told or len(told) > MOST_ANSWERED:
        raise UsageError("no_answer", f"请写一句答复，不超过 {MOST_ANSWERED} 字。")
    with transaction.atomic():
        still_open = Question.objects.select_for_update().filter(answered_at=None)
        question = still_open.filter(entry=entry).first()
        if question is None:
            raise UsageError("answered", "这一行没有等着答复的提问，请刷新再看。")
        question.answer, question.answered_by = told, me.login
        question.answered_at = timezone.now()
        question.save()
        _tell_asker(question, me)
        audit.record("mend.answer", actor=me.login, target=reference(entry))


def open_questions() -> QuerySet[Question]:
    """Select what waits for an answer, about rows that still are to mend."""
    unanswered = Question.objects.filter(answered_at=None)
    asked = list(unanswered.values_list("entry_id", flat=True))
    # From the few that were asked about: not through everything that is to mend.
    to_mend = unmended().filter(pk__in=asked).values_list("pk", flat=True)
    return unanswered.filter(entry__in=list(to_mend))


def _tell_office(question: Question) -> None:
    entry = question.entry
    faults = Finding.objects.filter(entry=entry, severity="return").count()
    tell_holders(
        ANALYSE,
        kind="ask",
        text=_ASKED.format(
            unit=entry.unit.name if entry.unit else "",
            row=reference(entry),
            faults=faults,
            why=f"：{question.why}" if question.why else "",
        ),
        key=f"ask:{question.pk}",
        link=reverse("row", args=[entry.pk]),
    )


def _tell_asker(question: Question, me: Person) -> None:
    asker = Person.objects.filter(login=question.asked_by).first()
    notify(
        kind="answer",
        text=_ANSWERED.format(
            name=me.name, row=reference(question.entry), answer=question.answer
        ),
        key=f"answer:{question.pk}",
        link=reverse("row", args=[question.entry_id]),
        unit=None if asker else question.entry.unit,
        person=asker,
    )
