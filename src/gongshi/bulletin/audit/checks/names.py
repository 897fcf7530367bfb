"""Names of units that no register and no table of the bulletin has.

A register is asked only when most of the bulletin's names are in it: then it is that of
the right place. A name that is short for a known one is known.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import measure_of
from gongshi.bulletin.audit.lists import is_district, is_unit, lists
from gongshi.bulletin.audit.registers import NameRegister, bare, knows, near
from gongshi.bulletin.audit.subject import Subject


@dataclass(frozen=True)
class _Named:
    """One name and where it stands."""

    name: str
    place: str
    order: tuple[int, int]
    #: Whether it stands in a table.
    is_in_table: bool
    #: Whether the tables must have it: its list speaks of what they count.
    is_counted: bool = False


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find names that nobody has."""
    named = [*_in_text(matter), *_in_tables(matter)]
    told: set[tuple[str, str]] = set()
    for each in named:
        key = (each.place, each.name)
        contradiction = _unknown(matter, named, each) or _untabled(matter, each)
        if contradiction and key not in told:
            told.add(key)
            yield contradiction


def _in_text(matter: Subject) -> Iterator[_Named]:
    counted = {
        column.measure for table in matter.tables for column in table.columns
    } - {""}
    for each in lists(matter):
        names = [name for name in each.names if is_unit(name, matter)]
        # A list of one thing among others is a sentence, not a list of units.
        if len(names) * 2 < len(each.names) + each.others:
            continue
        tells = any(word in each.head for word in matter.terms.words["list_tells"])
        is_counted = tells and measure_of(each.head, matter.terms) in counted
        for at, name in enumerate(names):
            place, order = each.paragraph.place, (each.order, at)
            yield _Named(name, place, order, False, is_counted)


def _in_tables(matter: Subject) -> Iterator[_Named]:
    for table in matter.tables:
        if table.name_column is None:
            continue
        for row in table.plain_rows:
            name = bare(row.cells[table.name_column.at])
            if name and "、" not in name and is_unit(name, matter):
                place = table.place(row, table.name_column)
                yield _Named(name, place, (table.order, row.at), True)


def _unknown(
    matter: Subject, named: Sequence[_Named], each: _Named
) -> Contradiction | None:
    asked = [r for r in matter.registers if _judges(matter, r, each.name)]
    fitting = [r for r in asked if _fits(matter, r, named)]
    if not fitting or any(knows(r.names, each.name) for r in fitting):
        return None
    register = fitting[0]
    hint = near(each.name, register.proper, matter.terms)
    text = matter.say(
        "unknown_unit", found=each.name, register=register.title, near=hint
    )
    expected = hint.partition("「")[2].rstrip("」")
    return Contradiction(each.place, "names", each.name, expected, text, each.order)


def _judges(matter: Subject, register: NameRegister, name: str) -> bool:
    return is_district(name, matter) or not register.is_of_districts


def _fits(matter: Subject, register: NameRegister, named: Sequence[_Named]) -> bool:
    """Tell whether a register is of the bulletin's place.

    Departments have much the same names everywhere, so the districts decide first.
    """
    if register.is_certain:
        return True
    paragraphs = (each for _, each in matter.writing.paragraphs)
    if not any(register.place in each.plain for each in paragraphs):
        return False
    names = {each.name for each in named if _judges(matter, register, each.name)}
    districts = {name for name in names if is_district(name, matter)}
    return all(
        sum(knows(register.names, name) for name in some)
        >= max(2, matter.terms.limits["register_fits"] * len(some))
        for some in (districts, names)
        if some
    )


def _untabled(matter: Subject, each: _Named) -> Contradiction | None:
    """Find a name of the text that the tables, which should have it, do not have."""
    if each.is_in_table or not each.is_counted:
        return None
    kin = [
        name
        for name in matter.unit_names
        if is_district(name, matter) == is_district(each.name, matter)
    ]
    if len(kin) < 3 or knows(matter.unit_names, each.name):
        return None
    hint = near(each.name, kin, matter.terms)
    text = matter.say("unknown_in_tables", found=each.name, near=hint)
    expected = hint.partition("「")[2].rstrip("」")
    return Contradiction(each.place, "names", each.name, expected, text, each.order)
