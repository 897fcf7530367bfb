"""`/draws/rehearsal/`: a unit rehearses the nation's draw on its own numbers."""

from __future__ import annotations

import secrets

from django.http import HttpRequest, HttpResponse

from gongshi.actions.draws.making import MOST_CHARS
from gongshi.actions.draws.rehearsing import rehearse
from gongshi.desks.showing import desk, show
from gongshi.desks.unit.showing import asked_unit
from gongshi.errors import UsageError, storable


def rehearsal_page(request: HttpRequest) -> HttpResponse:
    """Draw from the unit's numbers and show what is not there; nothing is kept."""
    unit = asked_unit(request)
    if unit is None:
        raise UsageError("no_unit", "抽号自查的结果只有单位自己看得到。")
    seed = storable(request.GET.get("seed", ""))[:MOST_CHARS]
    found = rehearse(unit, seed=seed)
    return show(
        request,
        "unit/rehearsal_draw.html",
        desk(),
        unit=unit,
        found=found,
        is_weekly=not seed,
        again=secrets.token_hex(8),
    )
