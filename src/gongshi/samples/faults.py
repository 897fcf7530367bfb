"""The faults that careless hands make, each as a change of one row's cells."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gongshi.identifiers import identity_number
from gongshi.policy.standards import Standard
from gongshi.samples.units import made_up_code
from gongshi.samples.words import words

if TYPE_CHECKING:
    import polars as pl

_YUAN_A_WAN = 10_000


@dataclass(frozen=True, eq=False)
class Fault:
    """One way to spoil a row."""

    key: str
    #: What then becomes of the row, one of the outcomes of `checks`.
    outcome: str
    #: Field code → the spoilt cell, from the cells of the row.
    changes: Mapping[str, pl.Expr]
    #: The rows that can be spoilt so.
    where: pl.Expr
    #: Whether the row first becomes a copy of an earlier one.
    copies: bool = False


def faults(standard: Standard) -> tuple[Fault, ...]:
    """List the faults that rows of a category can have.

    Args:
        standard: Of a category whose party is named by the block `subject`.
    """
    listed = [*_subject(standard), *_content(standard), *_harmless(standard)]
    if "CF_NR_FK" in {field.code for field in standard.fields}:
        listed += _penalty()
    return (*listed, *_copies(standard))


def _subject(standard: Standard) -> Iterator[Fault]:
    import polars as pl

    roles, dirt, kinds = standard.roles, words()["dirt"], words()["subject"]
    name, kind, code = roles["name"], roles["kind"], roles["code"]
    representative = name.replace("XDR_MC", "FRDB")
    number = roles["person_document"]
    is_person = pl.col(kind) == kinds["person"]
    is_trader = pl.col(kind) == kinds["trader"]
    is_firm = pl.col(kind) == kinds["organisation"]
    empty = pl.lit(None, pl.String)

    def faulty(key: str, field: str, cell: pl.Expr, where: pl.Expr) -> Fault:
        return Fault(key, "faulty", {field: cell}, where)

    yield faulty("blank_name", name, empty, pl.lit(True))
    yield faulty("blank_code", code, empty, ~is_person)
    yield faulty("blank_representative", representative, empty, ~is_person)
    yield faulty("wrong_check_character", code, _other_end(code, "A", "B"), ~is_person)
    yield faulty(
        "letter_for_zero", code, pl.col(code).str.replace("0", "O"), ~is_person
    )
    yield faulty("short_code", code, pl.col(code).str.head(17), ~is_person)
    yield faulty("lost_digits", code, pl.lit(dirt["lost_digits"]), ~is_person)
    yield faulty(
        "organisation_in_short", kind, pl.lit(dirt["organisation_in_short"]), is_firm
    )
    yield faulty("trader_as_firm", kind, pl.lit(kinds["organisation"]), is_trader)
    yield faulty("firm_as_trader", kind, pl.lit(kinds["trader"]), is_firm)
    yield faulty("person_with_code", code, pl.lit(made_up_code(0, "91")), is_person)
    yield faulty("person_without_document", number, empty, is_person)
    yield faulty("wrong_identity", number, _other_end(number, "1", "2"), is_person)
    starred = pl.concat_str(pl.col(name).str.head(1), pl.lit(dirt["stars"]))
    yield faulty("starred_name", name, starred, pl.lit(True))
    asked = pl.col(name) + dirt["question_mark"]
    yield faulty("question_mark", name, asked, pl.lit(True))


def _content(standard: Standard) -> Iterator[Fault]:
    import polars as pl

    roles, dirt = standard.roles, words()["dirt"]
    content, decided = roles["content"], roles["decided"]
    authority = roles["authority_code"]
    number, category = roles.get("document_number"), roles.get("category")
    until = "CF_YXQ" if content.startswith("CF") else roles.get("ends")
    cells = {
        "blank_decision_day": (decided, pl.lit(None, pl.String)),
        "day_in_words": (decided, pl.lit(dirt["day_in_words"])),
        "impossible_day": (decided, pl.lit(dirt["impossible_day"])),
        "future_day": (decided, pl.lit(dirt["future_day"])),
        "default_day": (decided, pl.lit(dirt["default_day"])),
        "ends_before_it_begins": (until, pl.lit(dirt["old_day"])),
        "wrong_authority": (authority, _other_end(authority, "A", "B")),
        "unlisted_category": (category, pl.lit(dirt["unlisted_category"])),
        "other_without_detail": (category, pl.lit(dirt["other_without_detail"])),
        "too_short": (content, pl.lit(dirt["too_short"])),
        "dummy_word": (content, pl.lit(dirt["dummy_word"])),
        "null_word": (number, pl.lit(dirt["null_word"])),
    }
    for key, (field, cell) in cells.items():
        if field:
            yield Fault(key, "faulty", {field: cell}, pl.lit(True))


def _harmless(standard: Standard) -> Iterator[Fault]:
    """List the odd spellings that reading puts right."""
    import polars as pl

    roles = standard.roles
    name, code = roles["name"], roles["code"]
    narrow = [chr(each) for each in range(ord("0"), ord("9") + 1)]
    wide = [chr(ord(each) + 0xFEE0) for each in narrow]
    digits = pl.col(code).str.replace_many(narrow, wide)
    brackets = pl.col(name).str.replace_many(["（", "）"], ["(", ")"])
    spaces = pl.concat_str(pl.lit("  "), name, pl.lit("\u3000"))
    has_brackets = pl.col(name).str.contains("（")
    yield Fault("wide_digits", "accepted", {code: digits}, pl.col(code).is_not_null())
    yield Fault("spaces", "accepted", {name: spaces}, pl.lit(True))
    yield Fault("narrow_brackets", "accepted", {name: brackets}, has_brackets)
    if number := roles.get("document_number"):
        years = pl.col(number).str.replace_many(["〔", "〕"], ["【", "】"])
        yield Fault("other_brackets", "accepted", {number: years}, pl.lit(True))


def _penalty() -> Iterator[Fault]:
    import polars as pl

    dirt = words()["dirt"]
    fined, taken = pl.col("CF_NR_FK").is_not_null(), pl.col("CF_NR_WFFF").is_not_null()
    empty = pl.lit(None, pl.String)
    yuan = (pl.col("CF_NR_FK").cast(pl.Float64) * _YUAN_A_WAN).cast(pl.Int64)
    yield Fault("yuan_for_wan", "faulty", {"CF_NR_FK": yuan.cast(pl.String)}, fined)
    yield Fault("missing_fine", "faulty", {"CF_NR_FK": empty}, fined)
    yield Fault("missing_gains", "faulty", {"CF_NR_WFFF": empty}, taken)
    private = dirt["identity_in_facts"].format(_nobody())
    yield Fault(
        "identity_in_facts",
        "accepted",
        {"CF_SY": pl.col("CF_SY") + private},
        pl.lit(True),
    )
    on_the_spot = pl.col("CF_WSH").str.replace(
        words()["penalty_link"], dirt["on_the_spot"]
    )
    yield Fault("on_the_spot", "excluded", {"CF_WSH": on_the_spot}, pl.lit(True))
    yield Fault(
        "not_punished",
        "excluded",
        {
            "CF_CFLB": pl.lit(dirt["not_punished_kind"]),
            "CF_NR": pl.lit(dirt["not_punished"]),
            "CF_NR_FK": empty,
            "CF_NR_WFFF": empty,
        },
        pl.lit(True),
    )


def _copies(standard: Standard) -> Iterator[Fault]:
    import polars as pl

    content = standard.roles["content"]
    other = {content: pl.col(content) + words()["dirt"]["corrected"]}
    yield Fault("duplicate", "duplicate", {}, pl.lit(True), copies=True)
    # Where the content names the record, another content is another record.
    if content not in standard.identity:
        yield Fault("conflict", "faulty", other, pl.lit(True), copies=True)


def _other_end(field: str, end: str, instead: str) -> pl.Expr:
    """Put another last character: `end`, or `instead` where that is the right one."""
    import polars as pl

    text = pl.col(field)
    last = pl.when(text.str.ends_with(end)).then(pl.lit(instead)).otherwise(pl.lit(end))
    return pl.concat_str(text.str.head(17), last)


def _nobody() -> str:
    first17 = f"{words()['division']}19800101002"
    return first17 + identity_number.check_character(first17)
