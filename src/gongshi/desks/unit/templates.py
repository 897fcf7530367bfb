"""`/templates/`: the workbooks that a unit fills in, one for each category."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse

from gongshi.desks import exports
from gongshi.desks.gate import person_of
from gongshi.desks.showing import Desk, desk, show
from gongshi.errors import UnknownName
from gongshi.ledger.models import Unit
from gongshi.policy.standards import load_standard


@dataclass(frozen=True)
class _Offer:
    """One template."""

    category: str
    title: str
    fields: int
    needed: int
    edition: object
    is_own: bool


def templates_page(request: HttpRequest) -> HttpResponse:
    """List the templates, those that the unit has to file first."""
    here = desk()
    me = person_of(request)
    offers = [_offer(key, here, me.unit if me else None) for key in categories(here)]
    offers.sort(key=lambda each: not each.is_own)
    return show(request, "unit/templates.html", here, offers=offers)


def template_file(request: HttpRequest, category: str) -> HttpResponse:  # noqa: ARG001
    """Give the template of a category, by the rules of today."""
    here = desk()
    if category not in categories(here):
        raise UnknownName("unknown_category", f"没有「{category}」这一类的模板。")
    from gongshi.checks import templates  # draws workbooks; slow to import

    standard = load_standard(category, here.today)
    content = templates.write(standard, here.today)
    response = HttpResponse(content, content_type=exports.XLSX)
    return exports.attached(response, f"{standard.title}模板.xlsx")


def categories(here: Desk) -> dict[str, str]:
    """List what is filed in this place: key → title."""
    return {each.key: each.title for each in here.policy.categories}


def _offer(key: str, here: Desk, unit: Unit | None) -> _Offer:
    standard = load_standard(key, here.today)
    return _Offer(
        category=key,
        title=standard.title,
        fields=len(standard.fields),
        needed=sum(each.required for each in standard.fields),
        edition=standard.edition,
        is_own=unit is not None and key in unit.functions,
    )
