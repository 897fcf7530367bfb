"""Run on its own: issues one bulletin from many threads at once, and says what it got."""

import json
from concurrent.futures import ThreadPoolExecutor

import django

AT_ONCE = 64

django.setup()

from django.db import connection  # noqa: E402

from gongshi.actions import draft_bulletin  # noqa: E402
from gongshi.actions.issue_bulletin import issue_draft  # noqa: E402
from gongshi.actions.review_bulletin import approve, send  # noqa: E402
from gongshi.actions.setting_up import set_up  # noqa: E402
from gongshi.clocks.periods import month  # noqa: E402
from gongshi.ledger.models import IssuedBulletin  # noqa: E402
from gongshi.people.models import AuditEntry  # noqa: E402


def issue(number: int) -> tuple[int, int]:
    """Issue it under a number of one's own."""
    try:
        told = issue_draft(draft.pk, "head", f"示〔2024〕{number}号", period.last_day)
        return told.pk, told.version
    finally:
        connection.close()


set_up("pingdingshan")
period = month("2023-12")
draft = draft_bulletin.start(period, "pingdingshan", "analyst")
send(draft.pk, "analyst", remark="没有数")
approve(draft.pk, "reviewer")
connection.close()
with ThreadPoolExecutor(AT_ONCE) as pool:
    answers = list(pool.map(issue, range(AT_ONCE)))
issues = AuditEntry.objects.filter(act="bulletin.issue").count()
print(
    json.dumps(
        {
            "answers": len(answers),
            "different": len(set(answers)),
            "stored": IssuedBulletin.objects.count(),
            "audited": issues,
        }
    )
)
