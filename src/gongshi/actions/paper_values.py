"""Reads what a paper says: counts, texts and days, each as its policy declares it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Mapping

from gongshi.clocks.periods import day
from gongshi.errors import UsageError
from gongshi.policy.papers import COUNT, DAY, Paper, PaperField

#: Characters of a text; a longer one belongs into the attached file.
_MOST_CHARS = 200
_MOST_COUNT = 2**31 - 1


def named_values(
    paper: Paper, told: Iterable[tuple[str, str]]
) -> tuple[dict[str, str], list[str]]:
    """Find the fields that somebody named by key, title or alias.

    Args:
        paper: Declares the fields.
        told: Name and value of each.

    Returns:
        Key → value as written; and what is wrong, in Chinese.
    """
    by_name = {
        name: each.key
        for each in paper.fields
        for name in (each.key, each.title, *each.aliases)
    }
    found: dict[str, str] = {}
    faults: list[str] = []
    listed = "、".join(f"{each.key}（{each.title}）" for each in paper.fields)
    for name, value in told:
        key = by_name.get(name.strip())
        if key is None:
            faults.append(f"没有「{name}」这一项，可写：{listed}")
        elif key in found:
            faults.append(f"「{name}」写了两次")
        else:
            found[key] = value
    return found, faults


def read_values(
    paper: Paper, written: Mapping[str, str], *, is_met: bool = True
) -> tuple[dict[str, object], list[str]]:
    """Read the values of one paper.

    Args:
        paper: Declares the fields.
        written: Key → value as written; a blank one is none.
        is_met: Whether the paper is granted; one that is not need not say anything.

    Returns:
        Key → whole number, text or ISO day; and what is wrong, in Chinese.
    """
    values: dict[str, object] = {}
    faults: list[str] = []
    for field in paper.fields:
        text = unicodedata.normalize("NFKC", written.get(field.key, "")).strip()
        if field.kind not in (COUNT, DAY):
            # A name keeps its full-width marks.
            text = " ".join(written.get(field.key, "").split())
        if not text:
            if field.required and is_met:
                faults.append(f"没有写{field.title}")
            continue
        value = _value(field, text)
        if value is None:
            faults.append(f"{field.title}「{text}」{_WANTED[field.kind]}")
        else:
            values[field.key] = value
    return values, [*faults, *_excesses(paper, values)]


_WANTED = {
    "count": "应为 0 或更大的整数",
    "text": f"应在 {_MOST_CHARS} 字以内，不含看不见的字符",
    "day": "应为日期，如 2022-06-30",
}


def _value(field: PaperField, text: str) -> object | None:
    if field.kind == COUNT:
        plain = text.replace(",", "")
        is_count = plain.isascii() and plain.isdigit() and len(plain) < len("9" * 11)
        return int(plain) if is_count and int(plain) <= _MOST_COUNT else None
    if field.kind == DAY:
        return _day(text)
    return text if len(text) <= _MOST_CHARS and text.isprintable() else None


def _day(text: str) -> str | None:
    try:
        return day(text).isoformat()
    except UsageError:
        return None


def _excesses(paper: Paper, values: Mapping[str, object]) -> Iterator[str]:
    titles = {each.key: each.title for each in paper.fields}
    for field in paper.fields:
        part, whole = values.get(field.key), values.get(field.no_more_than)
        if isinstance(part, int) and isinstance(whole, int) and part > whole:
            yield (
                f"{field.title}「{part}」不能多于{titles[field.no_more_than]}「{whole}」"
            )
