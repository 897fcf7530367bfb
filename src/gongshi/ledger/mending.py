"""Which returned rows the rows of a new file put right."""

from collections.abc import Mapping, Sequence

from gongshi.checks import Checked
from gongshi.intake import Batch as File
from gongshi.ledger.known import entry_id, faulty_entries, unmended
from gongshi.ledger.models import ROWS_A_BATCH, Batch, Entry


def replaced_entries(
    file: File, checked: Checked, identities: Sequence[str]
) -> dict[int, tuple[int, int | None]]:
    """Find for each row the returned row that it puts right, or tries to.

    A returned workbook says so itself, in its column 退回编号. Otherwise it is the
    returned row of the same record that nobody has mended yet.

    Args:
        file: As read.
        checked: Its rows and outcomes; duplicates replace nothing.
        identities: Hash of each row's identity.

    Returns:
        Position of the row → id and unit of the entry; each entry at most once.
    """
    category = checked.standard.key
    referred = _referred(file, category)
    waiting = faulty_entries(category, identities)
    found: dict[int, int] = {}
    for place, outcome in enumerate(checked.outcomes):
        target = referred.get(place) or waiting.get(identities[place])
        if outcome != "duplicate" and target and target not in found.values():
            found[place] = target
    units = dict(
        Entry.objects.filter(pk__in=found.values()).values_list("pk", "unit_id")
    )
    return {place: (target, units[target]) for place, target in found.items()}


def _referred(file: File, category: str) -> dict[int, int]:
    """Read the column 退回编号: position of the row → entry that still waits."""
    column = file.reference_column
    if column is None:
        return {}
    texts = [row[column] or "" for row in file.tuples()]
    numbers = {text.rpartition("-")[0] for text in texts}
    batches = dict(
        Batch.objects.filter(number__in=numbers, category=category).values_list(
            "number", "pk"
        )
    )
    wanted = {
        place: entry_id(batches[number], int(row))
        for place, (number, _, row) in enumerate(
            text.strip().rpartition("-") for text in texts
        )
        if number in batches and row.isdecimal() and int(row) < ROWS_A_BATCH
    }
    latest = _latest_attempts(set(wanted.values()))
    return {
        place: latest[target] for place, target in wanted.items() if target in latest
    }


def _latest_attempts(targets: set[int]) -> dict[int, int]:
    """Follow returned rows to their latest attempt that is still not mended."""
    current: Mapping[int, int] = {target: target for target in targets}
    while True:
        later = dict(
            Entry.objects.filter(
                replaces__in=set(current.values()), outcome="faulty"
            ).values_list("replaces_id", "pk")
        )
        if not later:
            break
        current = {start: later.get(now, now) for start, now in current.items()}
    waiting = set(
        unmended().filter(pk__in=set(current.values())).values_list("pk", flat=True)
    )
    return {start: now for start, now in current.items() if now in waiting}
