"""The measures of the official sheet: page, lines, type sizes.

Source: GB/T 9704-2012 §5 and §7; lengths in mm, type in points.
"""

from unicodedata import east_asian_width

PAGE_MM = (210, 297)
TOP_MM, BOTTOM_MM, LEFT_MM, RIGHT_MM = 37, 35, 28, 26
TEXT_WIDTH_MM = 156
PT_PER_MM = 72 / 25.4
TEXT_WIDTH_PT = TEXT_WIDTH_MM * PT_PER_MM
#: 22 lines a page: 225 mm / 22, rounded down, or the last line would not fit.
LINE_PT = 28.95
#: 28 characters of 16 pt are 448 pt, the line has 442: each gives up 0.2 pt.
SPACING_PT = -0.2
BODY_PT, TITLE_PT, ANNEX_TITLE_PT, TABLE_PT, SMALL_PT = 16, 22, 18, 12, 14
RED = "E60000"
_HEAD_PT, _NARROWEST = 36, 66


def ems(text: str) -> float:
    """Return the width of a text in full-width characters.

    Args:
        text: Chinese, Latin or mixed.

    Returns:
        1 for each full-width character, 0.5 for each other.
    """
    return sum(1 if east_asian_width(mark) in "WFA" else 0.5 for mark in text)


def head_size(organ: str) -> tuple[float, int]:
    """Return how the red head fits on one line.

    Args:
        organ: The issuing organ.

    Returns:
        Type size in points, and its breadth in per cent: letters are narrowed first,
        and made smaller only when they would be narrower than two thirds.
    """
    full = ems(organ) or 1
    percent = int(100 * (TEXT_WIDTH_PT - 6) / (_HEAD_PT * full))
    if percent >= _NARROWEST:
        return _HEAD_PT, min(100, percent)
    size = int(200 * (TEXT_WIDTH_PT - 6) / (_NARROWEST * full)) / 2
    return size, _NARROWEST


def title_size(
    lines: tuple[str, ...], largest: int = TITLE_PT, *, width_mm: float = TEXT_WIDTH_MM
) -> float:
    """Return the type size at which no line of a title breaks by itself.

    Args:
        lines: The lines of the title.
        largest: The size wanted, in points.
        width_mm: Width of the text.

    Returns:
        Points, in halves, never under 14: a longer line is left to break.
    """
    widest = max((ems(line) for line in lines), default=1) or 1
    room = width_mm * PT_PER_MM - 2
    return max(14, min(largest, int(2 * room / widest) / 2))
