"""Units named in both of two opposite lists: 「报送数量高的有」 and 「报送较少的有」.

Only lists of the same measure and category are opposite; 「数据总量居前」 and
「排名靠后」 speak of two things.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import category_of, measure_of
from gongshi.bulletin.audit.lists import is_unit
from gongshi.bulletin.audit.registers import bare
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import Paragraph

_HEAD = re.compile("^([^:。]{2,80}):([^。]+)")
_BETWEEN = re.compile("[、，,；;]")


@dataclass(frozen=True)
class _Side:
    """One such list: what it speaks of, and the names in it."""

    order: int
    paragraph: Paragraph
    #: Measure and category.
    about: tuple[str, str]
    head: str
    names: tuple[str, ...]


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the units that stand in both."""
    words = matter.terms.words
    high = list(_sides(matter, words["list_high"]))
    for low in _sides(matter, words["list_low"]):
        for top in (each for each in high if each.about == low.about):
            both = [name for name in low.names if name in top.names]
            if both:
                yield _told(matter, top, low, "、".join(both))


def _sides(matter: Subject, words: Collection[str]) -> Iterator[_Side]:
    for order, paragraph in matter.writing.paragraphs:
        found = _HEAD.match(paragraph.plain)
        if not found or not any(word in found[1] for word in words):
            continue
        if any(word in found[1] for word in matter.elsewhere):
            continue
        items = re.sub(r"\([^()]*\)", "", found[2])
        names = tuple(
            name
            for each in _BETWEEN.split(items)
            if (name := bare(each.strip())) in matter.unit_names
            or is_unit(name, matter)
        )
        about = _measure(found[1], matter), category_of(found[1], matter.terms)
        yield _Side(order, paragraph, about, found[1], names)


def _measure(head: str, matter: Subject) -> str:
    named = measure_of(head, matter.terms)
    reports = any(word in head for word in matter.terms.words["reporting"])
    return named or ("volume" if reports else "")


def _told(matter: Subject, top: _Side, low: _Side, both: str) -> Contradiction:
    text = matter.say("opposites", found=both, high=top.head, low=low.head)
    order = (low.order, 0)
    return Contradiction(low.paragraph.place, "opposites", both, "", text, order)
