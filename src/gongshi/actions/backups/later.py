"""Makes sure that after a restoration no number is given a second time.

What was received after the backup is lost, but its numbers stand on receipts, in
returned workbooks and in links. Whoever comes with one must find nothing, and never
another unit's row.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.apps import apps
from django.db import connection, transaction
from django.db.models import AutoField, F, Max, Model
from django.utils import timezone

from gongshi.actions.backups import form
from gongshi.actions.backups.form import Manifest
from gongshi.clocks.periods import local_day
from gongshi.ledger.models import Batch, FilingDay, Restoration
from gongshi.people import audit

#: Numbers that are left out: more than a ledger gives between two backups.
_IDS = 10_000
_FILINGS = 5_000


def after_restoring(taken_at: datetime, manifest: Manifest) -> None:
    """Leave numbers out, and write the restoration down.

    Args:
        taken_at: Moment of the backup.
        manifest: Of the backup.
    """
    now = timezone.now()
    told = form.digest_of(manifest.write())
    with transaction.atomic():
        for model in form.models_of(apps):
            _leave_out(model)
        _leave_out_filings(taken_at, now)
        last = Batch.objects.aggregate(last=Max("pk"))["last"] or 0
        Restoration.objects.create(
            taken_at=taken_at,
            restored_at=now,
            first_batch=last + _IDS,
            manifest=told,
        )
        audit.record(
            "ledger.restore", target=told, detail={"taken_at": manifest.taken_at}
        )


def _leave_out(model: type[Model]) -> None:
    if not isinstance(model._meta.pk, AutoField):
        return
    table, column = model._meta.db_table, model._meta.pk.column
    least = (model._default_manager.aggregate(last=Max("pk"))["last"] or 0) + _IDS
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT setval(pg_get_serial_sequence(%s, %s), %s)",
                (table, column, least),
            )
            return
        cursor.execute("DELETE FROM sqlite_sequence WHERE name = %s", (table,))
        cursor.execute(
            "INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", (table, least)
        )


def _leave_out_filings(taken_at: datetime, now: datetime) -> None:
    day = local_day(taken_at)
    while day <= local_day(now):
        FilingDay.objects.get_or_create(day=day)
        day += timedelta(days=1)
    FilingDay.objects.update(last=F("last") + _FILINGS)
