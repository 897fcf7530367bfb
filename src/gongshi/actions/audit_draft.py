"""Audits our own bulletin before it is issued, and knows the names in the ledger."""

from __future__ import annotations

from gongshi.actions.import_units import listed_units
from gongshi.actions.setting_up import office
from gongshi.bulletin.audit import Contradiction, NameRegister, audit
from gongshi.bulletin.audit.readers import read
from gongshi.bulletin.audit.registers import register
from gongshi.bulletin.audit.writing import Paragraph, Writing, plain
from gongshi.bulletin.document import Document
from gongshi.bulletin.render import render
from gongshi.policy.policies import places


def audit_draft(document: Document) -> tuple[Contradiction, ...]:
    """Find the contradictions of a bulletin that was just composed.

    It is read as its readers will, from its words and tables, not from the figures
    behind them; so a wording that claims what the tables do not say is found.

    Args:
        document: The bulletin.

    Returns:
        In reading order; units are those of the ledger's register.

    Raises:
        NotReady: The ledger was not set up.
    """
    writing = read(render(document, "md"), file_name="通报.md")
    return audit(_placed(writing, document), registers_of_ledger(is_certain=True))


def _placed(writing: Writing, document: Document) -> Writing:
    """Number paragraphs as the page does: by the text alone, without head and end."""
    texts = [plain(each.text) for each in document.paragraphs]
    after, blocks = 0, list(writing.blocks)
    for at, block in writing.paragraphs:
        ahead = range(after, len(texts))
        own = next(
            (n for n in ahead if texts[n] and block.plain.startswith(texts[n])), None
        )
        place = "文末" if after else "文首"
        if own is not None:
            place, after = f"第 {own + 1} 段", own + 1
        blocks[at] = Paragraph(block.text, place)
    return Writing(tuple(blocks))


def registers_of_ledger(*, is_certain: bool = False) -> list[NameRegister]:
    """Give the names and aliases in the ledger; nothing while it has no units.

    Args:
        is_certain: Whether a bulletin is of this office for certain.

    Raises:
        NotReady: The ledger was not set up.
    """
    names = [name for row in listed_units() for name in _names(row)]
    if not names:
        return []
    place = "" if is_certain else places()[office().place]
    return [register("台账的单位名录", names, place=place, is_certain=is_certain)]


def _names(row: dict[str, object]) -> list[str]:
    aliases = row["aliases"]
    return [str(row["name"]), *(aliases if isinstance(aliases, list) else [])]
