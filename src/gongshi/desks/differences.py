"""Marks where two short texts differ, for 「你填的 → 建议改成」."""

from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Piece:
    """A stretch of text, and whether the other text has something else there."""

    text: str
    differs: bool


def compared(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """Cut two texts into pieces that agree and pieces that differ.

    Returns:
        The pieces of the old and of the new text. Texts that hardly agree are one
        differing piece each: marks on every other letter would help nobody.
    """
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < 0.5:
        return [Piece(old, True)], [Piece(new, True)]
    left, right = [], []
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        left.append(Piece(old[i1:i2], tag != "equal"))
        right.append(Piece(new[j1:j2], tag != "equal"))
    return [each for each in left if each.text], [each for each in right if each.text]
