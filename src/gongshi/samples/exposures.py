"""Draws made-up media texts about decisions, and tells which decisions they mean.

Several styles; numbers spelled otherwise or missing, names shortened, days in Chinese
numerals or missing, certificates for numbers, decisions that no record tells of, and
decoys of another city whose authorities and prefixes look like ours.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import polars as pl

#: Most decisions of one text.
_MOST = 4
_HAN = "〇一二三四五六七八九"


@dataclass(frozen=True)
class Meant:
    """One decision that a text tells of."""

    slip: str
    #: Party and number as the text has them; blank = left out.
    subject: str
    number: str
    #: Place among the records; None where there is none.
    record: int | None


@dataclass(frozen=True, eq=False)
class Exposed:
    """Texts, the records of the ledger, and what belongs together."""

    #: Text, and the decisions that it tells of in its order.
    texts: list[tuple[str, list[Meant]]]
    #: Number, subject, authority (Strings), decided (Date): those that were reported.
    records: pl.DataFrame


@cache
def _words() -> dict[str, Any]:
    file = files("gongshi.samples").joinpath("exposures.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def draw_exposed(records: pl.DataFrame, texts: int, *, seed: int) -> Exposed:
    """Write texts about some of the decisions; those that are concealed leave the records.

    Args:
        records: Number, subject, authority (Strings), decided (Date).
        texts: How many.
        seed: The same seed and arguments give the same texts.
    """
    import numpy as np
    import polars as pl

    rng = np.random.default_rng([seed, texts])
    slips = _words()["slips"]
    chances = np.array(list(slips.values())) / sum(slips.values())
    sizes = rng.integers(1, _MOST + 1, texts)
    total = int(sizes.sum())
    # Neighbours of one authority: a text is of one.
    starts = rng.choice(records.height // _MOST, texts, replace=False) * _MOST
    ordered = records.with_row_index("own").sort("authority", "own")
    chosen = [
        int(start) + step
        for start, size in zip(starts, sizes, strict=True)
        for step in range(size)
    ]
    drawn = [str(each) for each in rng.choice(list(slips), total, p=chances)]
    concealed = {
        row for row, slip in zip(chosen, drawn, strict=True) if slip == "concealed"
    }
    is_kept = pl.Series([row not in concealed for row in range(ordered.height)])
    kept = ordered.filter(is_kept)
    place = dict(zip(kept["own"], range(kept.height), strict=True))
    rows = ordered[chosen].to_dicts()
    written: list[tuple[str, list[Meant]]] = []
    at = 0
    for size in sizes:
        group = list(zip(rows[at : at + size], drawn[at : at + size], strict=True))
        written.append(_text(rng, group, place))
        at += int(size)
    return Exposed(written, kept.drop("own"))


def _text(
    rng: np.random.Generator,
    group: list[tuple[dict[str, Any], str]],
    place: dict[int, int],
) -> tuple[str, list[Meant]]:
    words = _words()
    style = str(rng.choice(list(words["lines"])))
    heads, lines = words["heads"][style], words["lines"][style]
    whole = heads[int(rng.integers(len(heads)))].format(
        authority=group[0][0]["authority"]
    )
    parts, meant = [whole], []
    if style == "table":
        parts.append(words["words"]["table_head"])
    for at, (row, slip) in enumerate(group, 1):
        told, one = _told(rng, row, slip, place)
        line = lines[int(rng.integers(len(lines)))]
        parts.append(line.format(at=at, **told))
        meant.append(one)
    return "\n".join([*parts, words["words"]["tail"]]), meant


def _told(
    rng: np.random.Generator, row: dict[str, Any], slip: str, place: dict[int, int]
) -> tuple[dict[str, str], Meant]:
    words = _words()["words"]
    number, subject = row["number"], row["subject"]
    authority, day = row["authority"], row["decided"]
    record = place.get(row["own"])
    if slip == "spelled":
        number = number.replace("〔", "（").replace("〕", "）第")
        number = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in number)
    elif slip in ("blank", "certificate"):
        number = ""
    elif slip == "shortened":
        subject = _short(subject)
    elif slip == "decoy":
        # The same number of a like prefix, but another city's party and authority.
        tail = authority if authority.startswith("市") else authority[-1]
        authority = f"{words['decoy_place']}{tail}"
        subject = f"{words['decoy_place']}{_other(rng)}有限公司"
        record = None
    written = "" if slip == "undated" else _day(rng, day)
    told = {
        "authority": authority,
        "subject": subject,
        "number": f"（{number}）" if number else "",
        "bare": number,
        "day": written,
        "other_day": f"{day - timedelta(days=int(rng.integers(20, 60)))}",
    }
    if slip == "certificate":
        digits = "".join(str(each) for each in rng.integers(0, 10, 14))
        told["number"] = "（" + words["certificate"].format(digits=digits) + "）"
        told["bare"] = f"JY{digits}"
    return told, Meant(slip, subject, number, record)


def _short(subject: str) -> str:
    """Write a name as people say it: without the place, and without what sort of firm."""
    words = _words()["words"]
    for ending in words["own_endings"]:
        if subject.endswith(ending):
            return subject.removesuffix(ending).removeprefix(words["place"]) + "公司"
    return subject


def _other(rng: np.random.Generator) -> str:
    from gongshi.samples.words import words

    coined, trades = words()["coined"], words()["trades"]
    return f"{rng.choice(coined)}{rng.choice(trades)}"


def _day(rng: np.random.Generator, day: date) -> str:
    styles = list(_days(day))
    return styles[int(rng.integers(len(styles)))]


def _days(day: date) -> Iterator[str]:
    yield f"{day.year}年{day.month}月{day.day}日"
    yield f"{day}"
    yield f"{day.year}/{day.month}/{day.day}"
    yield "".join(
        chr(ord(c) + 0xFEE0) if c.isdigit() else c
        for c in f"{day.year}年{day.month}月{day.day}日"
    )
    year = "".join(_HAN[int(digit)] for digit in f"{day.year}")
    yield f"{year}年{_han(day.month)}月{_han(day.day)}日"


def _han(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{_HAN[tens]}十"
    return head + (_HAN[ones] if ones or not tens else "")
