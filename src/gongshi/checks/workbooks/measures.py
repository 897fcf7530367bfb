"""How wide columns and how high rows must be, so that nothing is cut.

Spreadsheet programs do not compute the height of wrapped rows when they open a file, so
it is done here. Widths are in digits of the default font, heights in points.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

#: The highest row a spreadsheet can have, in points.
HIGHEST = 409
#: One line of 11-point text, in points; fonts of other makers stand a little higher.
LINE = 16
_MARGIN = 6
#: Lines of one cell, beyond which a wider column is looked for.
_MOST_LINES = 20
#: Lines into which the longest headers are broken.
_HEADER_LINES = 4


def width(text: str) -> float:
    """Measure a text on one line: 1 for a Latin letter, 2 for a Chinese character."""
    # UTF-8 takes one byte for the first and three for the second.
    return (len(text.encode()) + len(text)) / 2


def lines(text: str, column: float) -> int:
    """Count the lines that a text takes in a column of a width."""
    usable = max(column - 2, 4)
    return sum(
        max(1, -(-int(width(part) * 1.06) // int(usable))) for part in text.split("\n")
    )


def height(texts: Iterable[tuple[str, float]]) -> int:
    """Find the height of a row.

    Args:
        texts: Its cells, each with the width of its column.

    Returns:
        Points, at most `HIGHEST`.
    """
    most = max((lines(text, column) for text, column in texts), default=1)
    return min(HIGHEST, most * LINE + _MARGIN)


def fitting(header: str, texts: Sequence[str], widths: Sequence[int]) -> float:
    """Choose the width of a column.

    Args:
        header: Its header, which is broken into few lines.
        texts: Cells that are typical for it.
        widths: Narrowest and widest by taste, then wider ones for very long texts.
    """
    low, high, *wider = widths
    longest = max(
        (width(part) for each in texts for part in each.split("\n")), default=0
    )
    natural = max(
        low, width(header) / _HEADER_LINES + 3, min(longest * 1.06 + 2.5, high)
    )
    for column in (natural, *wider):
        if all(lines(text, column) <= _MOST_LINES for text in texts):
            break
    return column
