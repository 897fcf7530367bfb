"""The code is that of a subject in the subject library.

Asked only of a library of at least `least` subjects: a smaller one is not filled yet,
and would hold up every row. The placeholder code asks nothing, nor does a code with a
wrong check character, which another rule returns.

    kind = "known_subject"
    least = 1000
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.identifiers import credit_code

if TYPE_CHECKING:
    import polars as pl

    from gongshi.checks.cells import ColumnCell, ValueCell


def value(cell: ValueCell, *, least: int) -> bool:
    """Tell whether the library knows the code."""
    library = cell.surroundings.subjects
    if library.count < least or cell.filled in library.names:
        return True
    return not credit_code.is_valid(cell.filled)


def columns(cell: ColumnCell, *, least: int) -> pl.Expr:
    """Tell for every row whether the library knows the code."""
    import polars as pl

    library = cell.surroundings.subjects
    if library.count < least:
        return pl.lit(value=True)
    is_good = cell.text.map_batches(
        credit_code.are_valid, return_dtype=pl.Boolean, is_elementwise=True
    )
    return cell.text.is_in(list(library.names)) | ~is_good
