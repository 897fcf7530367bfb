"""Headers of the registers that an office imports, such as that of its units."""

from dataclasses import dataclass

from gongshi.policy.toml import RULEBOOK, Reader, Root, read


@dataclass(frozen=True)
class RegisterField:
    """One column of a register."""

    code: str
    title: str
    aliases: tuple[str, ...]


@dataclass(frozen=True)
class RegisterStandard:
    """The columns of a register, readable by intake like a record standard."""

    key: str
    title: str
    edition: str
    fields: tuple[RegisterField, ...]
    mappings: tuple[()] = ()
    #: The least columns by which its header is known.
    fewest: int = 3
    #: The command that lists its columns.
    listed_by: str = ""


def load_register_standard(key: str, root: Root = RULEBOOK) -> RegisterStandard:
    """Read the headers of one register.

    Raises:
        RulebookFault: Everything that is wrong in the file.
    """
    path = f"registers/{key}.toml"
    reader, table = Reader(path), read(path, root)
    standard = RegisterStandard(
        key=key,
        title=reader.take(table, "title", str),
        edition="",
        fields=tuple(
            RegisterField(
                code=inner.take(each, "code", str),
                title=inner.take(each, "title", str),
                aliases=inner.take_all(each, "aliases", str, default=()),
            )
            for inner, each in reader.take_tables(table, "field")
        ),
        fewest=reader.take(table, "fewest", int, default=3),
        listed_by=reader.take(table, "listed_by", str, default=""),
    )
    reader.rest(table)
    reader.raise_if_faulty()
    return standard
