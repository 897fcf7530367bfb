"""Reads the lists of units in the text: 「报送数量前3位的是：汉阳区、江岸区」."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from gongshi.bulletin.audit.registers import bare
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import Paragraph

# A clause ends a list; so does anything that is no name.
_CLAUSE = re.compile("[^。；;]+")
_BETWEEN = re.compile("[、，,]")
_HEAD = re.compile(r"^(?P<head>[^:]{2,80}):(?P<names>.+)$")
_NAME = re.compile("[\u4e00-\u9fff]{2,24}")


@dataclass(frozen=True)
class NameList:
    """Names that the text counts up."""

    order: int
    paragraph: Paragraph
    #: What stands before the colon.
    head: str
    #: Bare names; brackets behind a name left out.
    names: tuple[str, ...]
    #: Items that are no names, such as halves of a sentence.
    others: int


def lists(matter: Subject) -> Iterator[NameList]:
    """Give the lists of the text in reading order."""
    for order, paragraph in matter.writing.paragraphs:
        for clause in _CLAUSE.finditer(paragraph.plain):
            found = _HEAD.match(clause[0])
            if found:
                items = [bare(each) for each in _split(found["names"])]
                names = tuple(each for each in items if _NAME.fullmatch(each))
                yield NameList(
                    order, paragraph, found["head"], names, len(items) - len(names)
                )


def _split(text: str) -> list[str]:
    # Commas inside brackets do not divide names.
    inner = re.sub(r"\([^()]*\)", "", text)
    return [each.strip() for each in _BETWEEN.split(inner) if each.strip()]


def is_district(name: str, matter: Subject) -> bool:
    """Tell whether a name reads like that of a district or county."""
    words = matter.terms.words
    return (
        name.endswith(tuple(words["district_endings"]))
        and name not in words["general"]
        and not name.startswith(("各", "全", "我", "本", "该"))
    )


def is_unit(name: str, matter: Subject) -> bool:
    """Tell whether a name reads like that of a unit."""
    return name.endswith(tuple(matter.terms.words["unit_endings"])) and not (
        name.startswith(("各", "全", "我", "本", "该"))
        or name in matter.terms.words["general"]
    )
