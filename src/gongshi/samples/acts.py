"""The columns of made-up rows of any category that names its party as licences do.

What a field says follows from its role; else it is the field's own example. So a new
category has samples as soon as it has a standard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gongshi.policy.standards import Field, Standard
from gongshi.samples.decisions import Decisions, unit_columns

if TYPE_CHECKING:
    import polars as pl

#: Role → column of `unit_columns`.
_TOLD = {
    "document_number": "number",
    "decided": "written",
    "authority": "name",
    "authority_code": "code",
    "source": "name",
    "source_code": "code",
}


def act_columns(
    standard: Standard, decisions: Decisions, parties: pl.DataFrame
) -> pl.DataFrame:
    """Write the columns beside those of the party.

    Args:
        standard: Of the category; its fields have examples where they are required.
        decisions: One per row.
        parties: Their columns, one row per decision; some fields must agree with them.

    Returns:
        One row per decision, String columns by field code. The content names the
        serial, since without a number it is what tells records apart.
    """
    import polars as pl

    sign = "".join(standard.also[:1])[:1]
    told = unit_columns(decisions, sign).with_columns(
        written=pl.col("day").dt.strftime("%Y/%m/%d")
    )
    fields = [each for each in standard.fields if each.code not in parties.columns]
    columns = told.select(_cell(each, standard).alias(each.code) for each in fields)
    return columns.with_columns(
        parties[str(rule.parameters["other"])].alias(rule.fields[0])
        for rule in standard.rules
        if rule.kind == "equals"
    )


def _cell(field: Field, standard: Standard) -> pl.Expr:
    import polars as pl

    for role, column in _TOLD.items():
        if standard.roles.get(role) == field.code:
            return pl.col(column)
    text = field.example
    if not text and field.required and field.codelist:
        text = field.codelist.texts()[0]
    if standard.roles.get("content") == field.code:
        return pl.format("{}（第{}件）", pl.lit(text), "serial")
    if text == "{decided}":
        return pl.col("written")
    return pl.lit(text or None, pl.String)
