"""A bulletin made ready for the checks: its tables understood, its names known."""

import re
from dataclasses import dataclass
from functools import cached_property

from gongshi.bulletin.audit.layout import Layout, layout
from gongshi.bulletin.audit.registers import NameRegister, bare
from gongshi.bulletin.audit.writing import Grid, Paragraph, Writing
from gongshi.policy.audits import AuditTerms

#: A longer paragraph over a table is text, no title.
_LONGEST_TITLE = 60


@dataclass(frozen=True)
class Subject:
    """What every check is given."""

    writing: Writing
    terms: AuditTerms
    registers: tuple[NameRegister, ...]
    tables: tuple[Layout, ...]

    def say(self, key: str, **words: object) -> str:
        """Give a sentence of the rulebook."""
        return self.terms.messages[key].format(**words)

    @cached_property
    def heads(self) -> str:
        """The first lines, in which the title is."""
        return "".join(each.plain for _, each in self.writing.paragraphs[:5])

    @cached_property
    def elsewhere(self) -> tuple[str, ...]:
        """Words of another time; those of the title are of this one."""
        words = self.terms.words["elsewhere"]
        return tuple(word for word in words if word not in self.heads)

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """Every name in the name columns of the tables, in plain form, each once."""
        names = (
            bare(row.cells[table.name_column.at])
            for table in self.tables
            if table.name_column
            for row in table.plain_rows
        )
        return tuple(dict.fromkeys(name for name in names if name))


def subject(
    writing: Writing, terms: AuditTerms, registers: tuple[NameRegister, ...]
) -> Subject:
    """Make a bulletin ready for the checks."""
    tables = tuple(
        layout(each, terms, at, _title(writing, at, terms), _notes(writing, at))
        for at, each in enumerate(writing.blocks)
        if isinstance(each, Grid) and each.rows
    )
    return Subject(writing, terms, registers, tables)


def _title(writing: Writing, at: int, terms: AuditTerms) -> str:
    before = writing.blocks[at - 1] if at else None
    if not isinstance(before, Paragraph):
        return ""
    text = before.plain
    is_title = len(text) <= _LONGEST_TITLE and not re.search("[。,，;:]$", text)
    is_annex = re.fullmatch(f"(?:{'|'.join(terms.words['page_words'])})[0-9]*", text)
    return text if is_title and not is_annex and "。" not in text else ""


def _notes(writing: Writing, at: int) -> tuple[str, ...]:
    notes: list[str] = []
    for each in writing.blocks[at + 1 : at + 4]:
        if not isinstance(each, Paragraph):
            break
        notes.append(each.plain)
    return tuple(notes)
