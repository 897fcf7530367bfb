"""Tells whoever answers a request that somebody has answered it otherwise before."""

from gongshi.desks.templatetags.gongshi import minute
from gongshi.errors import UsageError
from gongshi.ledger.models import AdjustmentDecision, WindowDecision
from gongshi.people.models import Person


def refuse_overruled(
    decision: AdjustmentDecision | WindowDecision, *, is_granted: bool
) -> None:
    """Refuse to take the answer of before for the one that was just given.

    Args:
        decision: What stands.
        is_granted: What was just answered.

    Raises:
        UsageError: They differ.
    """
    if decision.is_granted == is_granted:
        return
    names = Person.objects.filter(login=decision.decided_by).values_list("name")
    name = names[0][0] if names else decision.decided_by
    told = "批准" if decision.is_granted else "不批准"
    raise UsageError(
        "answered",
        f"第 {decision.request_id} 号已由{name}于 {minute(decision.decided_at)} {told}，"
        "您的答复没有记下。",
    )
