"""How much each kind of signal may do: weak kinds are turned down, with a reason.

Every change is kept; the last one of a kind holds. A kind of which nobody said anything
is on.
"""

from __future__ import annotations

from typing import Final

from gongshi.ledger.case_models import SignalSwitch

#: How a kind may work → what people call it.
HOWS: Final = {
    "on": "照常立案",
    "together": "只并入已有线索",
    "off": "停用",
}


def switches() -> dict[str, SignalSwitch]:
    """Give what holds of each kind of which something was said."""
    return {each.kind: each for each in SignalSwitch.objects.all()}


def how_of() -> dict[str, str]:
    """Say how each kind works that does not work as usual: kind → key of `HOWS`."""
    return {kind: each.how for kind, each in switches().items() if each.how != "on"}
