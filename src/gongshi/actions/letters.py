"""Writes letters from the facts of the ledger, and enters them in the register."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from gongshi.actions.letter_facts import gather
from gongshi.bulletin.document import Document
from gongshi.bulletin.letter import (
    Draft,
    Facts,
    draft,
    is_grounded,
    is_known,
    lay_out,
    unmet,
)
from gongshi.clocks.periods import Period, local_day
from gongshi.errors import UsageError
from gongshi.ledger.letters import enter_letter
from gongshi.ledger.models import Letter, Unit
from gongshi.ledger.units import load_register
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.letters import COUNTS, LetterKind
from gongshi.policy.policies import Policy, find_letter, policy_in_force


@dataclass(frozen=True)
class Drafted:
    """A letter that the facts give ground for, without a number so far."""

    kind: LetterKind
    policy: Policy
    unit: Unit
    period: Period
    signed_on: date
    draft: Draft

    def document(self, number: str) -> Document:
        """Lay it out under a number, "" while it has none."""
        return lay_out(
            self.draft,
            number,
            self.signed_on,
            period=self.period.key,
            origin=(f"{self.signed_on}", self._edition, fingerprint()),
        )

    @property
    def _edition(self) -> str:
        return f"{self.policy.place}@{self.policy.edition}"

    def line(self) -> Letter:
        """Give the line of the register, without a number so far."""
        return Letter(
            place=self.policy.place,
            kind=self.kind.key,
            year=self.signed_on.year,
            title="".join(self.draft.title_lines),
            unit=self.unit,
            period=self.period.key,
            signed_on=self.signed_on,
            text_hash=hashlib.new("sm3", self.draft.text.encode()).hexdigest(),
            policy=self._edition,
            rulebook=fingerprint(),
            registered_at=timezone.now(),
        )

    def number(self, serial: int) -> str:
        """Write a serial as a document number."""
        return self.kind.number.format(year=self.signed_on.year, no=serial)


def draft_letter(
    kind: str, unit: str, period: Period, place: str, *, on: date | None = None
) -> Drafted:
    """Draft a letter from what the ledger knows.

    Args:
        kind: Key or title of a kind of letter of the place's policy.
        unit: Name, alias or code.
        period: The month it is about.
        place: Key or name of the place whose policy it is.
        on: The day it bears, up to which silence is counted; today when absent.

    Raises:
        UnknownName: No such place, kind or unit.
        UsageError: The day does not fit, or the facts give no ground; the text says
            what they are.
    """
    today = local_day(timezone.now())
    day = on or today
    if not period.first_day <= day <= today:
        raise UsageError(
            "bad_day", f"落款日期 {day} 应在 {period.first_day} 和今天（{today}）之间。"
        )
    policy = policy_in_force(place, min(period.last_day, day))
    wanted = find_letter(policy, kind)
    who = load_register().find(unit)
    facts = gather(wanted, policy, who, period, day)
    _refuse_without_ground(wanted, facts, who)
    return Drafted(wanted, policy, who, period, day, draft(wanted, facts))


def register_letter(drafted: Drafted, deliver: Callable[[Document], None]) -> Letter:
    """Give a letter its number and deliver it; what cannot be delivered gets none.

    Args:
        drafted: The letter.
        deliver: Writes the document where it is wanted.
    """
    with transaction.atomic():
        entered = enter_letter(drafted.line(), drafted.number)
        deliver(drafted.document(entered.number))
    return entered


def _refuse_without_ground(kind: LetterKind, facts: Facts, unit: Unit) -> None:
    if is_grounded(kind, facts):
        return
    known = [each for each in kind.grounds if is_known(each, facts)]
    if known:
        counted = all(each.fact in COUNTS for each in kind.grounds)
        nothing = "没有可提示的事，" if counted else ""
        text = f"不发「{kind.title}」：{nothing}{unit.name}{unmet(kind, facts)}。"
    elif any(each.mark or each.fact == "rank" for each in kind.grounds):
        text = (
            f"{facts.period} 印发的得分里没有「{unit.name}」，无从判断要不要发"
            f"「{kind.title}」；得分请用 gongshi assess --issue 印发。"
        )
    else:
        text = f"台账里还没有收到过报送，无从判断要不要发「{kind.title}」。"
    raise UsageError("no_ground", text)
