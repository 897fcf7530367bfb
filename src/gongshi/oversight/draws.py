"""Draws from lists by a published seed: the same on every machine, for everybody to repeat.

No random numbers: a name is ranked by the SHA-256 of the seed and the name, each on a
line of its own in UTF-8; the first so many are drawn. The n-th number is the SHA-256 of
the seed, the category and n, counted from 0, modulo all the numbers that there are in
the ranges; one that was drawn before is passed over.

    seed "种子", names 甲 乙 丙, one to draw → whose sha256("种子\\n名") is the least

Source: 运信用办〔2021〕25号 二（五）, 每月抽查市直部门、县直部门各 5 家; 武信用办〔2022〕12号
九、1, 每月抽取 5-7 个部门，在较大文书号划定的范围里随机抽取 25 条.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

#: What hashes; kept with every draw.
METHOD: Final = "sha256"
UNITS, NUMBERS = KINDS = ("units", "numbers")


def draw_names(seed: str, names: Iterable[str], count: int) -> list[str]:
    """Draw names.

    Args:
        seed: As published.
        names: The order does not matter; a name counts once.
        count: How many; all where there are fewer.

    Returns:
        Those drawn, in the order of their ranks.
    """
    # Ranks that are equal would be a broken hash; names then decide.
    return sorted(set(names), key=lambda name: (_hash(seed, name), name))[:count]


def draw_numbers(
    seed: str, category: str, lasts: Sequence[int], count: int
) -> list[tuple[int, int]]:
    """Draw numbers from ranges that begin with 1.

    Args:
        seed: As published.
        category: Of the numbers; each has draws of its own.
        lasts: The last serial of each range, 1 or more.
        count: How many; all where there are fewer.

    Returns:
        Place of the range and serial of each, in the order drawn.
    """
    total = sum(lasts)
    drawn: dict[int, None] = {}
    at = 0
    while len(drawn) < min(count, total):
        drawn.setdefault(int(_hash(seed, category, f"{at}"), 16) % total)
        at += 1
    return [_place(position, lasts) for position in drawn]


def replay(
    kind: str, seed: str, rule: Mapping[str, Any], given: Mapping[str, Any]
) -> dict[str, Any]:
    """Draw as a notice says; of numbers, without what the ledger had.

    Args:
        kind: One of `KINDS`.
        seed: As published.
        rule: Of units nothing; of numbers `units` and `numbers` by category.
        given: Of units `groups`, each with group, count and names; of numbers `units`
            and `ranges`, each with unit, category, prefix, year, pad and last.

    Returns:
        Of units `groups`, each with group and drawn; of numbers `units` and `numbers`,
        each with unit, category, prefix, year, pad and serial.
    """
    if kind == UNITS:
        groups = [
            {
                "group": each["group"],
                "drawn": draw_names(seed, each["names"], each["count"]),
            }
            for each in given["groups"]
        ]
        return {"groups": groups}
    units = draw_names(seed, given["units"], rule["units"])
    numbers = [
        {name: value for name, value in each.items() if name != "last"}
        | {"serial": serial}
        for category, count in sorted(rule["numbers"].items())
        for each, serial in _numbers(seed, category, count, given["ranges"], units)
    ]
    return {"units": units, "numbers": numbers}


def differences(expected: Mapping[str, Any], kept: Mapping[str, Any]) -> list[str]:
    """Say in which keys a kept result differs from the one drawn anew."""
    return [
        key for key, value in expected.items() if _bare(kept.get(key)) != _bare(value)
    ]


def _numbers(
    seed: str,
    category: str,
    count: int,
    ranges: Sequence[Mapping[str, Any]],
    units: Sequence[str],
) -> list[tuple[Mapping[str, Any], int]]:
    names = ("unit", "prefix", "year")
    chosen = sorted(
        (
            each
            for each in ranges
            if each["category"] == category and each["unit"] in units
        ),
        key=lambda each: [each[name] for name in names],
    )
    drawn = draw_numbers(seed, category, [each["last"] for each in chosen], count)
    return [(chosen[place], serial) for place, serial in drawn]


def _place(position: int, lasts: Sequence[int]) -> tuple[int, int]:
    """Find the range and the serial in it, of a position in all of them."""
    for place, last in enumerate(lasts):
        if position < last:
            return place, position + 1
        position -= last
    raise AssertionError("a position within the ranges")


def _hash(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _bare(value: Any) -> Any:
    """Leave out what the ledger said of numbers when they were drawn."""
    if isinstance(value, list):
        return [_bare(each) for each in value]
    if isinstance(value, Mapping):
        return {
            key: _bare(each)
            for key, each in value.items()
            if key not in ("state", "number", "case")
        }
    return value
