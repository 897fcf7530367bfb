"""How registers are read and numbers are drawn: columns, words of remarks, counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from gongshi.errors import UsageError
from gongshi.policy.continuity import FLAGS
from gongshi.policy.registers import RegisterField, RegisterStandard
from gongshi.policy.standards import Standard, load_standard
from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, edition_in_force, read

FOLDER: Final = "completeness"
#: What a column of a register may be; of the standards, the roles that mean the same.
COLUMNS: Final = {
    "number": "document_number",
    "subject": "name",
    "authority": "authority",
    "decided": "decided",
    "remark": "remark",
}
#: Every limit; a file states each once.
LIMITS: Final = ("units_least", "units_most")

_Table = dict[str, object]


@dataclass(frozen=True)
class Word:
    """A word of a remark by which a row need not be filed."""

    text: str
    #: What people call the reason.
    title: str
    #: Right before the word they turn its meaning.
    denials: tuple[str, ...]
    source: str
    sure: str


@dataclass(frozen=True)
class CompletenessTerms:
    """All that registers and draws take from the rulebook."""

    edition: str
    #: Key of `COLUMNS` → title and further names.
    columns: Mapping[str, RegisterField]
    words: tuple[Word, ...]
    #: A line that begins with one of these is a sum.
    totals: tuple[str, ...]
    #: Key of `LIMITS` → departments.
    limits: Mapping[str, int]
    #: Category → numbers drawn of it.
    numbers: Mapping[str, int]
    #: Flags of a series that has no range to draw from.
    without_range: tuple[str, ...]

    def standard(self, category: str) -> RegisterStandard:
        """Give the columns of a register of one category, as intake reads them."""
        known = load_standard(category)
        return RegisterStandard(
            key="unit_register",
            title="台账",
            edition="",
            fields=tuple(
                RegisterField(
                    key, each.title, (*_names(known, COLUMNS[key]), *each.aliases)
                )
                for key, each in self.columns.items()
            ),
            fewest=2,
        )


def completeness_in_force(on: date, root: Root = RULEBOOK) -> CompletenessTerms:
    """Read the edition that holds on a day.

    Raises:
        UsageError: The first edition begins later.
        RulebookFault: Everything that is wrong in the file.
    """
    day = edition_in_force(root / FOLDER, on)
    if day is None:
        raise UsageError("no_edition", f"{on} 还没有台账核对和抽号的规定。")
    return read_completeness(day, root)


@cache
def read_completeness(day: date, root: Root = RULEBOOK) -> CompletenessTerms:
    """Read one edition.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    path = f"{FOLDER}/{day}.toml"
    reader, table = Reader(path), read(path, root)
    terms = CompletenessTerms(
        edition=str(day),
        columns=_columns(reader, table),
        words=tuple(_word(*each) for each in reader.take_tables(table, "word")),
        totals=_listed(reader, table, "totals", "words"),
        limits=_limits(reader, table),
        numbers=dict(_number(*each) for each in reader.take_tables(table, "numbers")),
        without_range=_listed(reader, table, "ranges", "without"),
    )
    for flag in terms.without_range:
        if flag not in FLAGS:
            reader.fault("ranges.without", flag, ", ".join(FLAGS))
    reader.rest(table)
    reader.raise_if_faulty()
    return terms


def _names(standard: Standard, role: str) -> tuple[str, ...]:
    """List what the templates of a category call a role, old ones too."""
    code = standard.roles.get(role)
    if code is None:
        return ()
    field = standard.field(code)
    old = (
        header
        for mapping in standard.mappings
        for header, meant in mapping.columns.items()
        if meant == code
    )
    return (code, field.title, *field.aliases, *old)


def _columns(reader: Reader, table: _Table) -> dict[str, RegisterField]:
    found: dict[str, RegisterField] = {}
    for inner, each in reader.take_tables(table, "column"):
        key = inner.take(each, "key", str, allowed=tuple(COLUMNS))
        title = inner.take(each, "title", str)
        found[key] = RegisterField(key, title, inner.take_all(each, "aliases", str))
        _end(inner, each)
    for key in COLUMNS:
        if key not in found:
            reader.fault("column", key, "one of each: " + ", ".join(COLUMNS))
    return found


def _word(inner: Reader, each: _Table) -> Word:
    word = Word(
        text=inner.take(each, "text", str),
        title=inner.take(each, "title", str),
        denials=inner.take_all(each, "denials", str),
        source=inner.take(each, "source", str),
        sure=inner.take(each, "sure", str, allowed=SURE),
    )
    inner.rest(each)
    return word


def _limits(reader: Reader, table: _Table) -> dict[str, int]:
    found: dict[str, int] = {}
    for inner, each in reader.take_tables(table, "limit"):
        found[inner.take(each, "key", str, allowed=LIMITS)] = _positive(
            inner, each, "value"
        )
        _end(inner, each)
    for key in LIMITS:
        if key not in found:
            reader.fault("limit", key, "one of each: " + ", ".join(LIMITS))
    return found


def _number(inner: Reader, each: _Table) -> tuple[str, int]:
    category = inner.take(each, "category", str)
    count = _positive(inner, each, "count")
    _end(inner, each)
    return category, count


def _listed(reader: Reader, table: _Table, key: str, name: str) -> tuple[str, ...]:
    raw: _Table = reader.take(table, key, dict)
    inner = reader.at(key)
    found = inner.take_all(raw, name, str)
    _end(inner, raw)
    return found


def _positive(inner: Reader, each: _Table, key: str) -> int:
    value = inner.take(each, key, int)
    if value < 1:
        inner.fault(key, value, "1 or more")
    return value


def _end(inner: Reader, each: _Table) -> None:
    inner.take(each, "source", str)
    inner.take(each, "sure", str, allowed=SURE)
    inner.rest(each)
