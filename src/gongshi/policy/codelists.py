"""Lists of allowed values, each value with the days between which it holds."""

from dataclasses import dataclass
from datetime import date
from functools import cache

from gongshi.policy.toml import RULEBOOK, SURE, Reader, Root, read


@dataclass(frozen=True)
class CodeValue:
    """One allowed value."""

    text: str
    #: What people write instead; gives the suggestion.
    also: tuple[str, ...]
    #: First and last decision day on which it may be used; None = open.
    first_on: date | None
    last_on: date | None

    def holds_on(self, day: date | None) -> bool:
        """Tell whether the value may be used for a decision of that day."""
        if day is None:
            return True
        after_first = self.first_on is None or self.first_on <= day
        return after_first and (self.last_on is None or day <= self.last_on)


@dataclass(frozen=True)
class CodeList:
    """One list, in the order in which it is shown."""

    key: str
    title: str
    source: str
    sure: str
    #: Prefix of a free value (「其他-」), or empty.
    other: str
    values: tuple[CodeValue, ...]

    def texts(self, day: date | None = None) -> tuple[str, ...]:
        """List the values that may be used on a day, or ever."""
        return tuple(each.text for each in self.values if each.holds_on(day))

    def meant(self, text: str) -> str | None:
        """Find the value that somebody meant who wrote something near it."""
        for each in self.values:
            if text in each.also:
                return each.text
        return None


@cache
def load_codelist(key: str, root: Root = RULEBOOK) -> CodeList:
    """Read one list of the rulebook.

    Raises:
        RulebookFault: Everything that is wrong in it.
    """
    table = read(f"codelists/{key}.toml", root)
    reader = Reader(f"codelists/{key}.toml")
    codelist = CodeList(
        key=key,
        title=reader.take(table, "title", str),
        source=reader.take(table, "source", str),
        sure=reader.take(table, "sure", str, allowed=SURE),
        other=reader.take(table, "other", str, default=""),
        values=tuple(
            _value(inner, each) for inner, each in reader.take_tables(table, "value")
        ),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return codelist


def _value(reader: Reader, table: dict[str, object]) -> CodeValue:
    value = CodeValue(
        text=reader.take(table, "text", str),
        also=reader.take_all(table, "also", str, default=()),
        first_on=reader.take(table, "from", date, default=None),
        last_on=reader.take(table, "to", date, default=None),
    )
    reader.rest(table)
    return value
