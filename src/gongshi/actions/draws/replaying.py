"""Repeats a draw from what was kept of it, and compares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from gongshi.oversight.draws import differences, replay

if TYPE_CHECKING:
    # A file of a draw is verified without a ledger.
    from gongshi.ledger.register_models import DrawNotice


def verify(told: Mapping[str, Any]) -> list[str]:
    """Draw once more from what was kept, and say what differs.

    Args:
        told: A draw as `as_told` gives it; from this ledger or any other.

    Returns:
        Chinese sentences; none where everything is the same.
    """
    expected = replay(told["kind"], told["seed"], told["rule"], told["given"])
    if told.get("result") is None:
        return ["还没有抽，只公布了种子。"]
    words = {"groups": "抽中的单位", "units": "抽中的部门", "numbers": "抽中的文书号"}
    return [
        f"{words[key]}与种子重算的不一样。"
        for key in differences(expected, told["result"])
    ]


def as_told(notice: DrawNotice) -> dict[str, Any]:
    """Give a draw as JSON has it: enough for anybody to repeat it."""
    drawn = getattr(notice, "draw", None)
    return {
        "number": notice.number,
        "kind": notice.kind,
        "place": notice.place,
        "period": notice.period,
        "seed": notice.seed,
        "rule": notice.rule,
        "given": notice.given,
        "published_at": notice.made_at.isoformat(),
        "drawn_at": drawn.made_at.isoformat() if drawn else None,
        "result": drawn.result if drawn else None,
    }
