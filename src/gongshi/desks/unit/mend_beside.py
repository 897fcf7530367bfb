"""The row that a returned row contradicts, beside it; and since when its record is known."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from gongshi.actions.mend import row_of
from gongshi.clocks.judge import Judgement, judge
from gongshi.desks import masking
from gongshi.ledger.contradicting import contradicted, is_for_another
from gongshi.ledger.known import record_of, reference
from gongshi.ledger.models import Entry
from gongshi.ledger.windows import widened
from gongshi.people.sight import Sight
from gongshi.policy.policies import Policy
from gongshi.policy.standards import Standard


@dataclass(frozen=True)
class Differing:
    """One field in which two rows differ."""

    code: str
    title: str
    mine: str
    theirs: str


@dataclass(frozen=True)
class Beside:
    """The other row, as it stands now."""

    #: None when it is gone, and the row may stay as it is.
    entry: Entry | None
    reference: str
    fields: tuple[Differing, ...]


def beside(
    entry: Entry, texts: Mapping[str, str], standard: Standard, seen: Sight
) -> Beside | None:
    """Set a row beside the one that it contradicts.

    Args:
        entry: The returned row.
        texts: What stands in its form: field code → text.
        standard: Names the fields.
        seen: Whose rows may be shown; of others only the number is told.

    Returns:
        None when the row was returned for something else.
    """
    if not is_for_another(entry):
        return None
    other = contradicted(entry)
    if other is None:
        return Beside(None, "", ())
    if not seen.holds(other.unit_id):
        return Beside(other, reference(other), ())
    theirs = row_of(other)
    fields = tuple(
        Differing(
            field.code,
            field.title,
            masking.shown(standard, field.code, texts.get(field.code)),
            masking.shown(standard, field.code, theirs.get(field.code)),
        )
        for field in standard.fields
        if (texts.get(field.code) or "") != (theirs.get(field.code) or "")
    )
    return Beside(other, reference(other), fields)


def first_known(entry: Entry, policy: Policy) -> Judgement | None:
    """Judge the record of a returned row by when it was first complete.

    Returns:
        None where the row would be the first of its record, and today is what counts.
    """
    record = record_of(entry).first()
    if record is None or entry.decided_on is None or contradicted(entry):
        return None
    first = record.first_received_at
    return judge(widened(policy, first), entry.category, entry.decided_on, first)
