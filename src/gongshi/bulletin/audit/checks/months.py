"""A title that names another month than the text and the tables below it.

Only what plainly tells the month of the report counts: 「现将2022年6月…」, a paragraph
that begins 「6月份，」, the title of a table. They must agree with each other, and at
least two of them stand there; 「今年1-5月」 and days tell nothing.
"""

import re
from collections.abc import Iterator

from gongshi.bulletin.audit.checks.dates import PERIOD, title_of
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.subject import Subject

_BEGINS = re.compile("(?:截至)?([0-9]{1,2})月(?:份[,，]?|[,，])")
_NOW = re.compile("现将(?:[0-9]{4}年)?([0-9]{1,2})月(?![0-9]{1,2}日)")
_OF_TABLE = re.compile("(?:[0-9]{4}年)?(?<![0-9])([0-9]{1,2})月(?![0-9]{1,2}日)")
_FEWEST = 2


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find a title of the wrong month."""
    title = title_of(matter)
    period = PERIOD.search(title)
    is_report = any(word in title for word in matter.terms.words["reports"])
    if period is None or not period[2] or not is_report:
        return
    told = list(_told(matter, title))
    if len(told) < _FEWEST or len(set(told)) > 1 or told[0] == int(period[2]):
        return
    expected = f"{told[0]}月"
    place, order = next(
        (each.place, at)
        for at, each in matter.writing.paragraphs
        if each.plain == title
    )
    text = matter.say("other_month", found=period[0], expected=expected)
    yield Contradiction(place, "months", period[0], expected, text, (order, 0))


def _told(matter: Subject, title: str) -> Iterator[int]:
    """Go through the months that the text and the titles of tables tell."""
    titles = {table.title for table in matter.tables}
    for _, paragraph in matter.writing.paragraphs:
        text = paragraph.plain
        if text == title:
            continue
        found = _BEGINS.match(text) or _NOW.search(text)
        if found is None and text in titles:
            found = _OF_TABLE.match(text)
        if found:
            yield int(found[1])
