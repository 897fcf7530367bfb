"""Run on its own: two persons grant one window from many threads at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import django

AT_ONCE = 16

django.setup()

from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from gongshi.actions.setting_up import set_up  # noqa: E402
from gongshi.actions.window_terms import Wanted  # noqa: E402
from gongshi.actions.windows import ask, decide  # noqa: E402
from gongshi.clocks.periods import local_day  # noqa: E402
from gongshi.ledger.models import WindowDecision  # noqa: E402
from gongshi.people.models import AuditEntry  # noqa: E402
from tests.people.persons import person  # noqa: E402


def grant(number: int) -> tuple[int, str]:
    """Grant it as one of two persons."""
    try:
        told = decide(asked.pk, persons[number % 2], is_granted=True)
        return told.pk, told.decided_by
    finally:
        connection.close()


set_up("pingdingshan")
today = local_day(timezone.now())
wanted = Wanted("补报", today, today, today + timedelta(days=9), (), "停机", "说明")
asked = ask(wanted, person("analyst"))
persons = [person("reviewer"), person("office_head")]
connection.close()
with ThreadPoolExecutor(AT_ONCE) as pool:
    answers = list(pool.map(grant, range(AT_ONCE)))
print(
    json.dumps(
        {
            "answers": len(answers),
            "different": len(set(answers)),
            "stored": WindowDecision.objects.count(),
            "audited": AuditEntry.objects.filter(act="window.grant").count(),
        }
    )
)
