"""The other row for whose sake a row was returned: both are about one record."""

from gongshi.clocks.periods import local_day
from gongshi.ledger.known import latest_of, record_of
from gongshi.ledger.models import Entry, Finding, Withdrawal
from gongshi.policy.standards import load_standard

#: Key of the kind of rule that returns the second of two such rows.
_KIND = "conflict_in_file"


def is_for_another(entry: Entry) -> bool:
    """Tell whether a row was returned because it contradicts another of its file."""
    standard = load_standard(entry.category, local_day(entry.received_at))
    rules = [rule.id for rule in standard.rules if rule.kind == _KIND]
    return Finding.objects.filter(
        entry=entry, severity="return", rule__in=rules
    ).exists()


def contradicted(entry: Entry) -> Entry | None:
    """Find the row that a returned row contradicts, as it stands now.

    Args:
        entry: Any row.

    Returns:
        What the ledger has of the record, else the earlier row of the file in its latest
        state; None when the row was not returned for that, or the other one is gone.
    """
    if not is_for_another(entry):
        return None
    record = record_of(entry).select_related("entry__batch").first()
    if record:
        return record.entry
    before = Entry.objects.filter(
        category=entry.category,
        identity=entry.identity,
        batch=entry.batch,
        pk__lt=entry.pk,
    )
    for each in before.order_by("pk"):
        latest = latest_of(each)
        is_gone = Withdrawal.objects.filter(entry=latest).exists()
        if not is_gone and latest.identity == entry.identity:
            return latest
    return None
