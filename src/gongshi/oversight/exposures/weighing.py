"""Weighs one decision that was seen against one record: points, and why."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from gongshi.identifiers import document_number
from gongshi.policy.exposures import ExposureTerms

_MARKS = re.compile(r"[^\w]|_")


@dataclass(frozen=True)
class Known:
    """What is known of one decision, seen or recorded; blank and None = not known."""

    number: str = ""
    subject: str = ""
    #: What tells the authority apart.
    authority: str = ""
    decided_on: date | None = None


@dataclass(frozen=True)
class Weighed:
    """How near a record is."""

    #: Points, 0–100.
    score: int
    #: Whether it is surely the decision.
    is_sure: bool
    #: One sentence: what agrees and what does not.
    reason: str


def weigh(seen: Known, record: Known, terms: ExposureTerms) -> Weighed:
    """Weigh a decision that was seen against a record.

    What one side does not know gives half of its points. A record is surely the one
    where the number is the same, the party is not another, and the points suffice.
    """
    judged = {
        "number": _number(seen.number, record.number),
        "subject": _subject(seen.subject, record.subject, terms),
        "decided": _decided(seen.decided_on, record.decided_on, terms),
        "authority": _authority(seen.authority, record.authority),
    }
    parts = {
        key: terms.limits[f"weight_{key}"] * part
        for key, (_, part, _) in judged.items()
    }
    score = round(sum(parts.values()))
    said = {key: word for key, (word, _, _) in judged.items()}
    is_sure = (
        said["number"] == "number_same"
        and said["subject"] != "subject_other"
        and score >= terms.limits["sure_score"]
    )
    told = (terms.reasons[word].format(**facts) for word, _, facts in judged.values())
    return Weighed(score, is_sure, "，".join(told) + "。")


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """Write a name without brackets, marks and blanks, full-width letters as plain."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", name).upper())


def likeness(one: str, other: str) -> float:
    """Tell how much of the shorter of two plain names stands in the longer, 0–1.

    Counted in neighbouring characters: a short form of a name is wholly in it.
    """
    first, second = _pieces(one), _pieces(other)
    least = min(len(first), len(second))
    return len(first & second) / least if least else float(one == other != "")


def _pieces(name: str) -> set[str]:
    return {name[at : at + 2] for at in range(len(name) - 1)}


_Judged = tuple[str, float, dict[str, int]]


def _number(one: str, other: str) -> _Judged:
    if not one or not other:
        return "number_unknown", 0.5, {}
    if document_number.key(one) == document_number.key(other):
        return "number_same", 1.0, {}
    if _is_slip(one, other):
        return "number_slipped", 0.5, {}
    return "number_other", 0.0, {}


def _is_slip(one: str, other: str) -> bool:
    """Tell whether one serial is the other with a digit more, less, other or moved."""
    first, second = document_number.parse(one), document_number.parse(other)
    if (
        not first
        or not second
        or (first.stem, first.year) != (second.stem, second.year)
    ):
        return False
    short, long = sorted((first.serial, second.serial), key=len)
    if len(short) == len(long):
        wrong = [at for at, mark in enumerate(short) if mark != long[at]]
        return (len(wrong) == 1 and len(short) > 2) or (
            len(wrong) == 2 and sorted(short) == sorted(long)
        )
    shorter = {long[:at] + long[at + 1 :] for at in range(len(long))}
    return len(long) - len(short) == 1 and len(short) > 1 and short in shorter


def _subject(one: str, other: str, terms: ExposureTerms) -> _Judged:
    if not one or not other:
        return "subject_unknown", 0.5, {}
    first, second = plain(one), plain(other)
    if first == second:
        return "subject_same", 1.0, {}
    alike = likeness(first, second)
    if alike >= terms.limits["near_likeness"]:
        # Never as much as the very name.
        part = min(alike, 0.99)
        return "subject_alike", part, {"percent": int(100 * part)}
    return "subject_other", 0.0, {}


def _decided(one: date | None, other: date | None, terms: ExposureTerms) -> _Judged:
    if one is None or other is None:
        return "decided_unknown", 0.5, {}
    days = abs((one - other).days)
    if not days:
        return "decided_same", 1.0, {}
    near = terms.limits["near_days"]
    part = max(0.0, 1 - days / (near + 1))
    return ("decided_near" if part else "decided_other"), part, {"days": days}


def _authority(one: str, other: str) -> _Judged:
    if not one or not other:
        return "authority_unknown", 0.5, {}
    is_same = one == other
    return ("authority_same", 1.0, {}) if is_same else ("authority_other", 0.0, {})
