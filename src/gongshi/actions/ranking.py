"""The ranking that a bulletin prints: as it was issued, or as it stands."""

from __future__ import annotations

import json

from gongshi.actions.assess import assess
from gongshi.actions.scorecards import as_json
from gongshi.bulletin.scores import Scores
from gongshi.clocks.periods import Period
from gongshi.errors import UsageError
from gongshi.ledger.evidence import latest_issue
from gongshi.policy.policies import Policy


def ranking(period: Period, policy: Policy) -> Scores | None:
    """Score and rank the units of a month for its bulletin.

    Args:
        period: The month.
        policy: Of the place.

    Returns:
        The scores as they were issued last, else as they stand; None where the place
        does not score.

    Raises:
        UsageError: What was issued is not what the ledger gives today.
    """
    if not policy.assessment or period.is_day:
        return None
    issued = latest_issue(policy.place, period.key)
    assessed = assess(period, policy.place, as_of=issued.as_of if issued else None)
    if issued:
        now = json.loads(json.dumps(as_json(assessed)))
        if now["units"] != json.loads(issued.content)["units"]:
            # A bulletin beside other scores of the same month would be wrong either way.
            raise UsageError(
                "scores_differ",
                f"{period.title}的得分印发过（第 {issued.version} 版），现在按同一时刻"
                "算出来的不同（规则库或名录改过），请先用 gongshi assess --issue 再印发一版。",
            )
    return Scores(
        ranked=assessed.ranked,
        decimals=assessed.assessment.limit("decimals"),
        categories=assessed.assessment.categories,
    )
