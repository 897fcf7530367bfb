"""A person's own wording of a paragraph, in which the computed figures stay figures.

    composed   本月收到「120」条，迟报「3」条。
    written    12月份共收到120条，其中迟报3条，比上月少5条。
    kept       12月份共收到「120」条，其中迟报「3」条，比上月少5条。   5 was written by hand

Figures are kept by their place in the paragraph, not by their digits: when the rows are
counted anew, the same wording shows the new figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from gongshi.bulletin.document import Document, Figure, Paragraph, Run, plain

_NUMBER = re.compile(r"[0-9][0-9,]*(?:\.[0-9]+)?[%％]?")
#: Stands for a figure where only the words are compared.
_HOLE = "\N{WHITE SQUARE}"
#: Most characters of one paragraph.
MOST_CHARS = 4000


@dataclass(frozen=True)
class Edit:
    """The own wording of one paragraph."""

    #: Words, and places of the composed paragraph's figures, from 0.
    runs: tuple[str | int, ...]
    #: The composed words without figures; an edit of other words does not fit any more.
    words: str

    def fits(self, paragraph: Paragraph) -> bool:
        """Tell whether it is still the wording of what is composed."""
        return words_of(paragraph) == self.words


@dataclass(frozen=True)
class Remark:
    """What is wrong with the figures of a wording."""

    #: lost: a computed figure is gone. typed: a number nobody computed.
    kind: str
    text: str


def words_of(paragraph: Paragraph) -> str:
    """Give the words of a paragraph without its figures."""
    return "".join(
        _HOLE if isinstance(run, Figure) else plain(run) for run in paragraph.runs
    )


def edit(paragraph: Paragraph, written: str) -> Edit:
    """Find the figures of a paragraph again in what a person wrote.

    Args:
        paragraph: As it was composed.
        written: The whole paragraph in his words.
    """
    text = " ".join(written.split())[:MOST_CHARS]
    runs: list[str | int] = []
    end = 0
    for place, start in _found(paragraph, text):
        if start > end:
            runs.append(text[end:start])
        runs.append(place)
        end = start + len(plain(_figures(paragraph)[place]))
    if text[end:]:
        runs.append(text[end:])
    return Edit(tuple(runs), words_of(paragraph))


def apply(paragraph: Paragraph, edit: Edit) -> Paragraph:
    """Give the paragraph in the own wording, with the figures as they are now."""
    figures = _figures(paragraph)
    runs: list[Run] = [
        figures[each] if isinstance(each, int) else each for each in edit.runs
    ]
    return replace(paragraph, runs=tuple(runs))


def edited(document: Document, edits: Mapping[int, Edit]) -> Document:
    """Give the bulletin with every own wording that still fits.

    Args:
        document: As composed.
        edits: Place of the paragraph, from 0 → its wording.
    """
    paragraphs = [
        apply(each, edits[at]) if at in edits and edits[at].fits(each) else each
        for at, each in enumerate(document.paragraphs)
    ]
    return replace(document, paragraphs=tuple(paragraphs))


def remarks(paragraph: Paragraph, edit: Edit) -> list[Remark]:
    """Tell which figures a wording lost, and which numbers were typed into it.

    Args:
        paragraph: As it was composed.
        edit: A wording that fits it.
    """
    kept = {each for each in edit.runs if isinstance(each, int)}
    lost = [
        Remark("lost", plain(figure))
        for place, figure in enumerate(_figures(paragraph))
        if place not in kept
    ]
    known = set(_numbers(run for run in paragraph.runs if isinstance(run, str)))
    typed = _numbers(each for each in edit.runs if isinstance(each, str))
    return [*lost, *(Remark("typed", each) for each in typed if each not in known)]


def _numbers(runs: Iterator[str] | Sequence[str]) -> Iterator[str]:
    for run in runs:
        yield from _NUMBER.findall(run)


def _figures(paragraph: Paragraph) -> list[Figure]:
    return [run for run in paragraph.runs if isinstance(run, Figure)]


def _found(paragraph: Paragraph, text: str) -> Iterator[tuple[int, int]]:
    """Give place and start of each figure that stands in a text, in order of the text."""
    matcher = SequenceMatcher(None, paragraph.text, text, autojunk=False)
    blocks = matcher.get_matching_blocks()
    start, place = 0, 0
    for run in paragraph.runs:
        size = len(plain(run))
        if isinstance(run, Figure):
            for block in blocks:
                if block.a <= start and start + size <= block.a + block.size:
                    at = block.b + start - block.a
                    if _is_whole(text, at, at + size):
                        yield place, at
                    break
            place += 1
        start += size


def _is_whole(text: str, start: int, end: int) -> bool:
    """Tell whether no further digit makes another number of it."""
    before, after = text[:start], text[end:]
    return not re.search(r"[0-9][.,]?$", before) and not re.match(r"[.,]?[0-9]", after)
