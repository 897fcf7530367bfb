"""What becomes of a row: exactly one outcome, from the gravest rule it breaks.

Source: 校验规则 §10.
"""

from collections.abc import Iterable

#: In the order in which they are shown; every received row has exactly one.
OUTCOMES = ("accepted", "faulty", "duplicate", "pending", "excluded")

#: What people read.
TITLES = {
    "accepted": "正确",
    "faulty": "问题",
    "duplicate": "重复",
    "pending": "待清洗",
    "excluded": "不上报",
}

#: Severity → outcome, gravest first; remind and note leave a row as it is.
BY_SEVERITY = {
    "return": "faulty",
    "duplicate": "duplicate",
    "exclude": "excluded",
    "hold": "pending",
}


def outcome(severities: Iterable[str]) -> str:
    """Find what becomes of a row.

    Args:
        severities: Of the rules it breaks.

    Returns:
        One of `OUTCOMES`.
    """
    broken = set(severities)
    for severity, result in BY_SEVERITY.items():
        if severity in broken:
            return result
    return "accepted"
