"""Values that an example row is made of: what a field of a kind might well say."""

from dataclasses import dataclass
from functools import cache

from gongshi.policy.standards import FORMS, Field, Standard
from gongshi.policy.toml import RULEBOOK, Reader, Root, read


@dataclass(frozen=True)
class Example:
    """Values for the fields that play a role, have a form, or are called something."""

    #: Each empty where it does not matter.
    role: str
    form: str
    #: Parts of titles, any of them, joined with |; one may end with $.
    title: tuple[str, ...]
    #: Best first; may name {decided}, {later} and {year}.
    values: tuple[str, ...]

    @property
    def is_special(self) -> bool:
        """Tell whether it is not for every field of a form."""
        return bool(self.role or self.title)

    def fits(self, field: Field, standard: Standard) -> bool:
        """Tell whether a field may say this."""
        if self.role and standard.roles.get(self.role) != field.code:
            return False
        if self.form and self.form != field.form:
            return False
        return not self.title or any(_named(field.title, each) for each in self.title)


def examples_of(
    field: Field, standard: Standard, root: Root = RULEBOOK
) -> tuple[list[str], list[str]]:
    """List what a field might say, best first.

    Args:
        field: One of the standard's.
        standard: Its roles tell what the field is for.
        root: The rulebook.

    Returns:
        What is said of this field, by itself, its role or its title; and what any field
        of its form might say.
    """
    fitting = [each for each in load_examples(root) if each.fits(field, standard)]
    own = [field.example] if field.example else []
    for each in fitting:
        own += each.values if each.is_special else ()
    return own, [
        text for each in fitting if not each.is_special for text in each.values
    ]


@cache
def load_examples(root: Root = RULEBOOK) -> tuple[Example, ...]:
    """Read the file of examples.

    Raises:
        RulebookFault: Everything that is wrong in it.
    """
    reader, table = Reader("examples.toml"), read("examples.toml", root)
    found = []
    for inner, each in reader.take_tables(table, "example"):
        found.append(_example(inner, each))
        inner.rest(each)
    reader.rest(table)
    reader.raise_if_faulty()
    return tuple(found)


def _example(reader: Reader, table: dict[str, object]) -> Example:
    title = reader.take(table, "title", str, default="")
    return Example(
        role=reader.take(table, "role", str, default=""),
        form=reader.take(table, "form", str, allowed=FORMS, default=""),
        title=tuple(title.split("|")) if title else (),
        values=reader.take_all(table, "values", str),
    )


def _named(title: str, part: str) -> bool:
    return title.endswith(part[:-1]) if part.endswith("$") else part in title
