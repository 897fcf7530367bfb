"""Seals of receipts: proof that a filing, and its verdict, are those of this ledger.

A seal is the SM3 of a canonical text, see docs/reference/receipts.md. Whoever holds the
file and its receipt can work the seal out himself; nobody else can guess it, for the
hash of the file is part of it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from gongshi.ledger.models import Batch, Filing, Refusal

#: First words of the canonical texts; a change of their form is a new number.
_RECEIPT, _VERDICT = "gongshi-receipt-1", "gongshi-verdict-1"
#: Counts of a verdict in the order in which they are sealed.
COUNTS = (
    "received", "accepted", "faulty", "duplicate", "pending", "excluded", "late",
    "exempt",
)  # fmt: skip
#: Hexadecimal digits of a seal.
DIGITS = 64


@dataclass(frozen=True)
class Verified:
    """What anyone may learn of a filing whose number and seal he holds."""

    filing: Filing
    #: None while it waits to be judged, or when it was refused.
    batch: Batch | None
    is_refused: bool
    #: Whether the seal is that of the verdict, else it is that of the receipt.
    is_verdict: bool


def receipt_text(filing: Filing) -> str:
    """Write what was received as the text that is sealed."""
    return _written(
        _RECEIPT,
        filing.number,
        filing.unit_id,
        filing.category,
        filing.file_name,
        filing.file_hash,
        filing.size,
        _moment(filing.received_at),
    )


def receipt_seal(filing: Filing) -> str:
    """Seal what was received."""
    return _sm3(receipt_text(filing))


def verdict_text(filing: Filing, outcome: Batch | Refusal) -> str:
    """Write what became of a filing as the text that is sealed; it names the receipt."""
    sealed = receipt_seal(filing)
    if isinstance(outcome, Refusal):
        at = _moment(outcome.refused_at)
        return _written(_VERDICT, sealed, "refused", outcome.code, outcome.text, at)
    return _written(
        _VERDICT,
        sealed,
        "judged",
        *(getattr(outcome, name) for name in COUNTS),
        outcome.edition,
        outcome.policy,
        outcome.rulebook,
        _moment(outcome.finished_at),
    )


def verdict_seal(filing: Filing, outcome: Batch | Refusal) -> str:
    """Seal what became of a filing."""
    return _sm3(verdict_text(filing, outcome))


def outcome_of(filing: Filing) -> Batch | Refusal | None:
    """Find what became of a filing; None while it waits."""
    batch = Batch.objects.select_related("unit").filter(number=filing.number).first()
    return batch or Refusal.objects.filter(filing=filing).first()


def verify(number: str, seal: str) -> Verified | None:
    """Tell whether a receipt is one of this ledger.

    A number that was never given costs the same questions and hashes as a wrong seal,
    so that nobody can find out which numbers there are.

    Args:
        number: As printed; letter case and blanks make no difference.
        seal: Of the receipt or of the verdict, blanks included.
    """
    wanted = "".join(seal.split()).lower()[:DIGITS].encode()
    number = "".join(number.split()).upper()[:32]
    filing = Filing.objects.select_related("unit").filter(number=number).first()
    batch = Batch.objects.filter(number=number).first()
    refusal = Refusal.objects.filter(filing__number=number).first()
    shown = filing or _NOBODYS
    outcome = batch or refusal or _NOTHING
    is_receipt = hmac.compare_digest(receipt_seal(shown).encode(), wanted)
    is_verdict = hmac.compare_digest(verdict_seal(shown, outcome).encode(), wanted)
    if filing is None or not (is_receipt or is_verdict):
        return None
    return Verified(filing, batch, refusal is not None, is_verdict)


def _written(*parts: str | int | None) -> str:
    return json.dumps(parts, ensure_ascii=False, separators=(",", ":"))


def _sm3(text: str) -> str:
    return hashlib.new("sm3", text.encode()).hexdigest()


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


_LONG_AGO = datetime(1949, 10, 1, tzinfo=UTC)
#: Stand in where there is nothing, so that the same work is done; no seal fits them,
#: for verify asks for the filing itself.
_NOBODYS = Filing(number="", category="", file_name="", file_hash="", size=0,
                  received_at=_LONG_AGO)  # fmt: skip
_NOTHING = Refusal(code="", text="", refused_at=_LONG_AGO)
