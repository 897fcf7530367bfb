"""Reads the truth tables of `kinds/*.md` and judges their rows by both bodies.

One file a kind. A fenced TOML block holds the parameters as a rule of the rulebook
writes them, and keys that begin with # for what is known beside the row (`"#on"`,
`"#units"`, `"#names"`, `"#by_source"`, `"#subjects"`,
`"#subject_count"`, `"#records"`). The table below it has one row a line:

    | own: amount | text: prose | holds | suggests | says |

A head is `code: form`, with the key of a code list behind it where there is one; the
first is the field that is judged. Cells go through the normal form of their field, as
in a file. A blank cell is blank. Text in backticks keeps its edges and may hold \\n, \\t
and \\uXXXX; 字{3} stands for 字字字. `suggests` and `says` give the suggestion and the
further words of the message for rows that break the rule.

Kinds that compare rows have tables whose first column is `row` (a number, or `known`
for a record of the ledger) and whose fields are named by role; `hit` says ✗ with the
row it is compared with.
"""

import re
import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gongshi.checks.cells import Subjects, Surroundings
from gongshi.policy.codelists import load_codelist
from gongshi.policy.rules import Rule
from gongshi.policy.standards import Field, Standard

FOLDER = Path(__file__).parent / "kinds"
#: The day of checking where a table names none.
ON = date(2026, 11, 20)
_ANSWERS = ("holds", "suggests", "says", "hit", "note")
_ESCAPE = re.compile(r"\\(n|t|r|\\|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})")
_MARKS = {"n": "\n", "t": "\t", "r": "\r", "\\": "\\"}


@dataclass(frozen=True)
class Table:
    """One truth table."""

    kind: str
    #: Number of its first row in the file, for messages.
    line: int
    #: The TOML block.
    given: dict
    heads: tuple[str, ...]
    #: Texts by head; None = blank.
    rows: tuple[dict, ...]

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.line}"

    @property
    def parameters(self) -> dict:
        return {key: each for key, each in self.given.items() if key[0] != "#"}

    @property
    def surroundings(self) -> Surroundings:
        return surroundings(self.given)


def surroundings(given) -> Surroundings:
    """Take what is known beside the row out of the keys that begin with #."""
    units, subjects = given.get("#units", {}), given.get("#subjects", {})
    return Surroundings(
        on=given.get("#on", ON),
        units={code: frozenset(names) for code, names in units.items()},
        names=frozenset(given.get("#names", ())),
        by_source=given.get("#by_source", False),
        subjects=Subjects(
            {code: tuple(names) for code, names in subjects.items()},
            given.get("#subject_count", len(subjects)),
        ),
        records={
            category: frozenset(names)
            for category, names in given.get("#records", {}).items()
        },
    )


def read_tables(kind: str) -> list[Table]:
    """Read the tables of one kind, in file order; none where it has no file."""
    path = FOLDER / f"{kind}.md"
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    tables, block, given = [], None, {}
    for number, line in enumerate(lines, 1):
        if line.startswith("```"):
            if block is not None:
                given = tomllib.loads("\n".join(block))
            block = [] if block is None else None
        elif block is not None:
            block.append(line)
        elif line.startswith("|") and not lines[number - 2].startswith("|"):
            tables.append(_table(kind, number, given, lines[number - 1 :]))
    return tables


def _table(kind, number, given, lines) -> Table:
    end = next((at for at, line in enumerate(lines) if line[:1] != "|"), len(lines))
    heads, _, *rows = (
        [cell.strip() for cell in line.strip("|").split("|")] for line in lines[:end]
    )
    cells = ([text(cell) for cell in row] for row in rows)
    rows = tuple(dict(zip(heads, row, strict=True)) for row in cells)
    return Table(kind, number, given, tuple(heads), rows)


def text(cell: str) -> str | None:
    """Read one cell."""
    quoted = cell.startswith("`") and cell.endswith("`") and len(cell) > 1
    inner = cell[1:-1] if quoted else cell
    inner = re.sub(r"(.)\{([0-9]+)\}", lambda m: m[1] * int(m[2]), inner)
    if not quoted:
        return inner or None
    return _ESCAPE.sub(lambda m: _MARKS.get(m[1]) or chr(int(m[1][1:], 16)), inner)


def standard_of(table: Table) -> Standard:
    """Make a standard of the table's fields with one rule on the first of them."""
    heads = [head for head in table.heads if head not in _ANSWERS]
    fields = tuple(map(_field, heads))
    rule = Rule(
        id="X-01",
        kind=table.kind,
        fields=(fields[0].code,),
        parameters=table.parameters,
        when=(),
        severity="return",
        publication="",
        message="",
        source="",
        sure="std",
        passes=(),
        fails=(),
    )
    return Standard(
        key="spec",
        title="",
        also=(),
        edition="",
        since=date.min,
        fields=fields,
        roles={},
        identity=(),
        rules=(rule,),
        mappings=(),
        source="",
    )


def _field(head: str) -> Field:
    code, form = head.split(": ")
    form, *listed = form.split()
    return Field(
        code=code,
        title=code,
        aliases=(),
        form=form,
        max_chars=None,
        required=False,
        codelist=load_codelist(listed[0]) if listed else None,
        several=False,
        publication="public",
        hint="",
        sure="std",
    )


def raw_of(table: Table, row) -> dict:
    """Give a row of the table as raw cells by field code."""
    return {
        head.split(": ")[0]: cell
        for head, cell in row.items()
        if head not in _ANSWERS and head != "row"
    }
