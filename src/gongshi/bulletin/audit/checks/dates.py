"""Dates out of order, and days that no calendar has.

A bulletin of June cannot be signed in June, nor printed before it was signed; a number
of the year 2023 is not given in 2022. A late printing is no contradiction by itself.
"""

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import Paragraph, dashed

_DAY = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})年([0-9]{1,2})月([0-9]{1,2})日")
_ISO = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})-([0-9]{1,2})-([0-9]{1,2})(?![0-9])")
_RANGE = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2})[ 0-9:]{0,10}(?:至|到|-|~)"
    r" ?((?:19|20)[0-9]{2}-[0-9]{1,2}-[0-9]{1,2})"
)
PERIOD = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})年"
    r"(?:([0-9]{1,2})月份?|(上半年)|第?([一二三四1-4])季度)"
)
_NUMBER = re.compile(r"[^,，。]{1,20}〔((?:19|20)[0-9]{2})〕[0-9]{1,5}号")
_QUARTERS = {mark: n for n, mark in enumerate("一二三四", 1)} | {
    str(n): n for n in range(1, 5)
}
#: A title and the lines around a signature are short, in characters.
_LONGEST_LINE = 80


@dataclass(frozen=True)
class _Dated:
    """A day and the paragraph in which it stands."""

    day: date
    order: int
    paragraph: Paragraph


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find days that cannot be, or not in this order."""
    yield from _no_such_day(matter)
    yield from _ranges(matter)
    signed, printed = _signed(matter), _printed(matter)
    if signed:
        yield from _period(matter, signed, printed)
        yield from _number(matter, signed)
    if signed and printed and printed.day < signed.day:
        words = (printed.day.isoformat(), signed.day.isoformat())
        yield _contradiction(matter, printed, "printed_before_signed", *words)


def _contradiction(
    matter: Subject, at: _Dated, key: str, found: str, expected: str
) -> Contradiction:
    text = matter.say(key, found=found, expected=expected)
    return Contradiction(
        at.paragraph.place, "dates", found, expected, text, (at.order, 0)
    )


def _no_such_day(matter: Subject) -> Iterator[Contradiction]:
    for order, paragraph in matter.writing.paragraphs:
        text = dashed(paragraph.plain)
        for pattern in (_DAY, _ISO):
            for found in pattern.finditer(text):
                if _day(found) is None:
                    words = matter.say("no_such_day", found=found[0])
                    yield Contradiction(
                        paragraph.place, "dates", found[0], "", words,
                        (order, found.start()),
                    )  # fmt: skip


def _day(found: re.Match[str]) -> date | None:
    year, month, day = (int(found[n]) for n in (1, 2, 3))
    if not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)


def _signed(matter: Subject) -> _Dated | None:
    """Find the day of signing: the first line that is nothing but a day."""
    for order, paragraph in matter.writing.paragraphs:
        found = _DAY.fullmatch(paragraph.plain)
        if found and (day := _day(found)):
            return _Dated(day, order, paragraph)
    return None


def _printed(matter: Subject) -> _Dated | None:
    ends = tuple(matter.terms.words["printed"])
    for order, paragraph in matter.writing.paragraphs:
        text = paragraph.plain
        found = _DAY.search(text) if text.endswith(ends) else None
        if found and len(text) < _LONGEST_LINE and (day := _day(found)):
            return _Dated(day, order, paragraph)
    return None


def title_of(matter: Subject) -> str:
    """Give the title: the first short lines that say they report on a period."""
    for _, paragraph in matter.writing.paragraphs[:8]:
        text = paragraph.plain
        short = len(text) < _LONGEST_LINE and "。" not in text
        if short and PERIOD.search(text):
            return text
    return ""


def _end_of(found: re.Match[str]) -> date | None:
    year = int(found[1])
    month = 6 if found[3] else 3 * _QUARTERS[found[4]] if found[4] else int(found[2])
    if not 1 <= month <= 12:
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def _period(
    matter: Subject, signed: _Dated, printed: _Dated | None
) -> Iterator[Contradiction]:
    title = title_of(matter)
    found = PERIOD.search(title)
    is_report = any(word in title for word in matter.terms.words["reports"])
    end = _end_of(found) if found and is_report else None
    if found is None or end is None or signed.day > end:
        return
    # The last day of a period is over only with the day after.
    expected = (end + timedelta(days=1)).isoformat()
    note = matter.say("printed_note", day=printed.day) if printed else ""
    text = matter.say(
        "signed_before_end",
        period=found[0],
        found=signed.day.isoformat(),
        expected=expected,
        printed=note,
    )
    yield Contradiction(
        signed.paragraph.place, "dates", signed.day.isoformat(), f"≥{expected}", text,
        (signed.order, 0),
    )  # fmt: skip


def _number(matter: Subject, signed: _Dated) -> Iterator[Contradiction]:
    for order, paragraph in matter.writing.paragraphs[:8]:
        found = _NUMBER.fullmatch(paragraph.plain)
        if found and int(found[1]) > signed.day.year:
            at = _Dated(signed.day, order, paragraph)
            words = (found[1], signed.day.isoformat())
            yield _contradiction(matter, at, "number_after_signed", *words)


def _ranges(matter: Subject) -> Iterator[Contradiction]:
    for order, paragraph in matter.writing.paragraphs:
        text = dashed(paragraph.plain)
        text = _DAY.sub(r"\1-\2-\3", text).replace("日至", "至")
        for found in _RANGE.finditer(text):
            first, last = (_ISO.match(found[n]) for n in (1, 2))
            days = [_day(each) for each in (first, last) if each]
            if len(days) == 2 and days[0] and days[1] and days[1] < days[0]:
                at = _Dated(days[1], order, paragraph)
                yield _contradiction(matter, at, "range_reversed", found[0], "")
    for table in matter.tables:
        yield from _range_of_table(matter, table.order, table.title, table.notes)


def _range_of_table(
    matter: Subject, order: int, title: str, notes: tuple[str, ...]
) -> Iterator[Contradiction]:
    period = PERIOD.search(title)
    end = _end_of(period) if period and period[2] else None
    found = next((m for note in notes if (m := _RANGE.search(dashed(note)))), None)
    if end is None or found is None or period is None:
        return
    last = _ISO.match(found[2])
    day = _day(last) if last else None
    if day and day != end and (day.year, day.month) != (end.year, end.month):
        words = matter.say("range_other_month", found=found[0], expected=period[0])
        at = next(
            each
            for n, each in matter.writing.paragraphs
            if n > order and _RANGE.search(dashed(each.plain))
        )
        yield Contradiction(
            at.place, "dates", found[0], period[0], words, (order + 1, 0)
        )
