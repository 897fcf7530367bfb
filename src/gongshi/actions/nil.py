"""Declares that a unit decided nothing of a category in a week or month: 零报告."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.clocks.spans import Span, span_of
from gongshi.errors import UnknownName, UsageError, storable
from gongshi.ledger.models import NilReturn, Office, Unit
from gongshi.ledger.nil_returns import declare
from gongshi.people import audit
from gongshi.policy.policies import Policy, find_category, policy_in_force
from gongshi.policy.terms import NilReturn as Terms

#: Characters of a reason that is written.
MOST_CHARS = 200


@dataclass(frozen=True)
class Word:
    """What somebody declares."""

    unit: Unit
    #: Key or title.
    category: str
    span: Span
    #: Key of one of the policy's reasons, or
    reason: str = ""
    #: what was written instead.
    written: str = ""
    #: Login; blank where no one logged in.
    by: str = ""


def terms_in_force(at: datetime) -> tuple[Policy, Terms]:
    """Give how nil returns are made.

    Raises:
        UsageError: They are not, in this place.
    """
    policy = policy_in_force(Office.objects.get().place, local_day(at))
    if policy.nil_return is None:
        raise UsageError("no_nil", f"{policy.name}的办法里没有零报告。")
    return policy, policy.nil_return


def declare_nil(word: Word, at: datetime | None = None) -> NilReturn:
    """Declare; the same period twice is one.

    Args:
        word: What is declared.
        at: Aware moment; now when absent.

    Raises:
        UnknownName: There is no such category or reason.
        UsageError: The unit does not file the category, no reason, a span that has not
            begun, or rows are there already.
    """
    moment = at or timezone.now()
    policy, terms = terms_in_force(moment)
    today = local_day(moment)
    if word.span != span_of(word.span.first_day, terms.every):
        raise UsageError("other_span", "周期与办法不一致，请重新选择。")
    if word.span.first_day > today:
        raise UsageError("future", f"{word.span.title}还没有开始，不能预先报零报告。")
    category = find_category(policy, word.category)
    if word.unit.functions and category.key not in word.unit.functions:
        raise UsageError(
            "not_due", f"{word.unit.name}的应报类别里没有{category.title}，不用报零报告；"
            "类别不对，请找信用办改名录。",
        )  # fmt: skip
    reason, told = _reason(word, terms)
    nil, is_new = declare(
        NilReturn(
            unit=word.unit,
            category=category.key,
            first_day=word.span.first_day,
            last_day=word.span.last_day,
            reason=reason,
            told=told,
            declared_by=word.by,
            declared_at=moment,
            policy=f"{policy.place}@{policy.edition}",
        )
    )
    if is_new:
        target = f"{word.unit.pk}:{nil.category}:{word.span.key}"
        audit.record("nil.declare", actor=word.by, target=target)
    return nil


def _reason(word: Word, terms: Terms) -> tuple[str, str]:
    """Give key and words of the reason; the key is blank when it was written."""
    written = " ".join(storable(word.written).split())
    if word.reason:
        for each in terms.reasons:
            if word.reason in (each.key, each.title):
                return each.key, each.title
        listed = "、".join(f"{each.key}（{each.title}）" for each in terms.reasons)
        raise UnknownName(
            "unknown_reason", f"没有「{word.reason}」这个原因，可用：{listed}。"
        )
    if not written:
        raise UsageError("no_reason", "请选一个原因，或写明原因。")
    if len(written) > MOST_CHARS:
        raise UsageError("long_reason", f"原因最多 {MOST_CHARS} 字，请写短一些。")
    return "", written
