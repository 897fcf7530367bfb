"""Makes the workbook that a unit fills in, from the standard of a category alone."""

from gongshi.checks.templates.example import example_row
from gongshi.checks.templates.workbook import write

__all__ = ["example_row", "write"]
