"""`/mend/`: the rows that came back, grouped by what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from gongshi.clocks.periods import local_day
from gongshi.desks.gate import sight
from gongshi.desks.links import with_query
from gongshi.desks.showing import desk, show
from gongshi.desks.telling import Told, told
from gongshi.desks.unit.waiting import count_waiting, first_of, to_mend
from gongshi.ledger.models import Batch
from gongshi.ledger.pages import find_batch
from gongshi.ledger.to_mend import Waiting, causes_to_mend, rows_to_mend
from gongshi.policy.standards import load_standard

#: Rows that are named with their days.
_SOON = 6


@dataclass(frozen=True)
class Card:
    """One cause in words, told by one of its rows."""

    waiting: Waiting
    example: Told
    #: What to do, in a few words.
    recipe: str
    address: str


def mend_list(request: HttpRequest) -> HttpResponse:
    """List what has to be mended."""
    here = desk()
    batch = asked_batch(request)
    units = sight(request).units
    waiting = rows_to_mend(units, batch)
    causes = causes_to_mend(units, batch)
    soon = first_of(waiting, _SOON)
    rows, overdue = count_waiting(waiting, here.today)
    return show(
        request,
        "unit/mend.html",
        here,
        rows=rows,
        more=rows - len(soon),
        batch=batch,
        cards=[card(each, batch) for each in causes],
        rest=max(len(causes) - 12, 0),
        soon=to_mend(soon, here),
        done=done_batch(request),
        waiting=request.GET.get("waiting", ""),
        told=_told_counts(request),
        asked=request.GET.get("asked", ""),
        overdue=overdue,
    )


def _told_counts(request: HttpRequest) -> dict[str, int]:
    """Read how many rows the page before has mended at once, and left."""
    written = {name: request.GET.get(name, "") for name in ("adopted", "left")}
    return {name: int(text) for name, text in written.items() if text.isdecimal()}


def card(waiting: Waiting, batch: str = "") -> Card:
    """Put a cause into words."""
    finding = waiting.examples[0]
    standard = load_standard(waiting.key.category, local_day(finding.entry.received_at))
    example = told(finding, standard)
    return Card(waiting, example, _recipe(waiting, example), address_of(waiting, batch))


def address_of(waiting: Waiting, batch: str = "") -> str:
    """Give the address of the page on which all rows of a cause are mended."""
    key = waiting.key
    query = {"category": key.category, "rule": key.rule, "field": key.field}
    query |= {"batch": batch} if batch else {}
    return with_query(reverse("mend_cause"), query)


def asked_batch(request: HttpRequest) -> str:
    """Read which filing's rows are meant; "" for all."""
    return request.GET.get("batch", "").strip().upper()[:32]


def done_batch(request: HttpRequest) -> Batch | None:
    """Find the filing that the page before has just made; its number is in the address."""
    number = request.GET.get("done", "")
    if not number:
        return None
    return find_batch(number, sight(request).of(Batch.objects.all()))


def _recipe(waiting: Waiting, example: Told) -> str:
    if not waiting.suggested:
        return f"逐行改正{_hint(waiting)}"
    if waiting.is_suggested:
        return "每一行都有建议，看一眼，一次改完" if example.new else "逐行重填"
    return f"{waiting.suggested} 行有建议，其余逐行改正{_hint(waiting)}"


def _hint(waiting: Waiting) -> str:
    fields = load_standard(waiting.key.category).fields
    hint = next((each.hint for each in fields if each.code == waiting.key.field), "")
    return f"（填写要求：{hint}）" if hint else ""
