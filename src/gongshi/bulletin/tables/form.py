"""An empty table for units to fill by hand.

kind = "form"
header = ["序号", "稿件标题"]
blank = 8
"""

from gongshi.bulletin.document import Run
from gongshi.bulletin.figures import Figures
from gongshi.bulletin.outline import OutlineTable


def fill(outline: OutlineTable, figures: Figures) -> tuple[tuple[Run, ...], ...]:  # noqa: ARG001
    """Give the empty rows, numbered where a column is `number`."""
    return tuple(
        tuple(str(place) if each == "number" else "" for each in outline.columns)
        for place in range(1, outline.blank + 1)
    )
