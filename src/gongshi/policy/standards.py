"""Standards: the fields of a record category and the rules on them, as dated data.

A standard file names shared blocks (`blocks/*.toml`); their `{P}` becomes its prefix,
and `@role` becomes the field that plays the role, so that a block is written once.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from gongshi.errors import UnknownName
from gongshi.policy.codelists import CodeList, load_codelist
from gongshi.policy.conditions import Condition, read_conditions
from gongshi.policy.rules import Rule, read_rule
from gongshi.policy.toml import (
    RULEBOOK,
    SURE,
    Reader,
    Root,
    edition_in_force,
    editions,
    read,
)

#: Shapes of content; each has its own normal form (`intake.normalise`).
FORMS = ("name", "title", "number", "code", "prose", "choice", "date", "amount")

#: Who may see a field: anyone, other authorities, nobody outside the platform.
PUBLICATIONS = ("public", "shared", "never")


@dataclass(frozen=True)
class Field:
    """One column of a record category."""

    code: str
    title: str
    #: Other headers under which it is known.
    aliases: tuple[str, ...]
    #: One of `FORMS`.
    form: str
    #: Longest text in characters; None = no limit of its own.
    max_chars: int | None
    #: Whether every row must have it; conditions are rules of their own.
    required: bool
    codelist: CodeList | None
    #: Whether several values of the list may be joined.
    several: bool
    #: One of `PUBLICATIONS`.
    publication: str
    hint: str
    sure: str


@dataclass(frozen=True)
class Fill:
    """A value that an older edition leaves unsaid, put in while reading."""

    field: str
    #: The value itself, or empty when it is copied from `copied`.
    value: str
    copied: str
    when: tuple[Condition, ...]


@dataclass(frozen=True)
class Mapping_:  # noqa: N801  # `Mapping` is taken by the standard library
    """How headers and values of an older edition are read."""

    edition: str
    #: Headers that only this edition has.
    tells: tuple[str, ...]
    #: Header → code of today's field.
    columns: Mapping[str, str]
    #: Code → (old value → value of today).
    values: Mapping[str, Mapping[str, str]]
    fills: tuple[Fill, ...]
    source: str
    sure: str


@dataclass(frozen=True, eq=False)
class Standard:
    """One edition of one record category; loaded once, so it equals only itself."""

    key: str
    title: str
    also: tuple[str, ...]
    edition: str
    #: First day on which it holds.
    since: date
    fields: tuple[Field, ...]
    #: Role → field code; see the glossary.
    roles: Mapping[str, str]
    #: Codes (or "#subject") that together name one record.
    identity: tuple[str, ...]
    rules: tuple[Rule, ...]
    mappings: tuple[Mapping_, ...]
    source: str

    def field(self, code: str) -> Field:
        """Find a field by its code."""
        return next(field for field in self.fields if field.code == code)

    def role(self, name: str) -> Field:
        """Find the field that plays a role."""
        return self.field(self.roles[name])


def categories(root: Root = RULEBOOK) -> list[str]:
    """List the keys of the record categories."""
    return sorted(
        each.name for each in (root / "standards").iterdir() if editions(each)
    )


def load_standard(
    category: str, on: date | None = None, root: Root = RULEBOOK
) -> Standard:
    """Read the edition of a category that holds on a day.

    Args:
        category: Key (licence), title (行政许可) or what people say (许可).
        on: The day; None = the latest edition.
        root: The rulebook.

    Raises:
        UnknownName: There is no such category.
        RulebookFault: Everything that is wrong in its files.
    """
    key = _key(category, root)
    folder = root / "standards" / key
    since = edition_in_force(folder, on or date.max) or editions(folder)[0]
    return _load(key, since, root)


def _key(category: str, root: Root) -> str:
    wanted = category.strip().lower()
    known = categories(root)
    if wanted in known:
        return wanted
    heads = {key: read(_path(key, root), root) for key in known}
    for key, head in heads.items():
        if wanted in (head["title"], *head.get("also", [])):  # type: ignore[misc]
            return key
    shown = "、".join(f"{key}（{head['title']}）" for key, head in heads.items())
    raise UnknownName("category", f"没有「{category}」这个类别，请用 {shown} 之一。")


def _path(key: str, root: Root) -> str:
    return f"standards/{key}/{editions(root / 'standards' / key)[-1]}.toml"


@cache
def _load(key: str, since: date, root: Root) -> Standard:
    path = f"standards/{key}/{since}.toml"
    reader = Reader(path)
    table = read(path, root)
    prefix = reader.take(table, "prefix", str)
    blocks = [
        _with_prefix(read(f"blocks/{name}.toml", root), prefix)
        for name in reader.take_all(table, "blocks", str)
    ]
    parts = [*blocks, table]
    roles = {
        role: code
        for part in parts
        for role, code in reader.take(part, "roles", dict, default={}).items()
    }
    fields = tuple(
        _field(inner, each, root)
        for part in parts
        for inner, each in reader.take_tables(part, "field")
    )
    rules = tuple(
        read_rule(inner, resolved, _chosen(resolved, fields))
        for part in parts
        for inner, each in reader.take_tables(part, "rule")
        if isinstance(resolved := _with_roles(each, roles), dict)
    )
    standard = Standard(
        key=reader.take(table, "key", str, allowed=(key,)),
        title=reader.take(table, "title", str),
        also=reader.take_all(table, "also", str, default=()),
        edition=reader.take(table, "edition", str),
        since=since,
        fields=fields,
        roles=roles,
        identity=tuple(
            str(_with_roles(each, roles))
            for each in reader.take_all(table, "identity", str)
        ),
        rules=rules,
        mappings=_mappings(key, root),
        source=reader.take(table, "source", str),
    )
    for name in ("sure", "from_sure"):
        reader.take(table, name, str, allowed=SURE)
    for part in parts:
        reader.rest(part)
    _check_names(reader, standard)
    reader.raise_if_faulty()
    return standard


def _field(reader: Reader, table: dict[str, object], root: Root) -> Field:
    listed = reader.take(table, "list", str, default="")
    field = Field(
        code=reader.take(table, "code", str),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        form=reader.take(table, "form", str, allowed=FORMS),
        max_chars=reader.take(table, "max_chars", int, default=None),
        required=reader.take(table, "required", bool, default=False),
        codelist=load_codelist(listed, root) if listed else None,
        several=reader.take(table, "several", bool, default=False),
        publication=reader.take(table, "publication", str, allowed=PUBLICATIONS),
        hint=reader.take(table, "hint", str),
        sure=reader.take(table, "sure", str, allowed=SURE),
    )
    reader.rest(table)
    return field


def _with_prefix(value: object, prefix: str) -> dict[str, object]:
    replaced = _replaced(value, "{P}", prefix)
    assert isinstance(replaced, dict)
    return replaced


def _replaced(value: object, old: str, new: str) -> object:
    if isinstance(value, str):
        return value.replace(old, new)
    if isinstance(value, list):
        return [_replaced(each, old, new) for each in value]
    if isinstance(value, dict):
        return {
            key.replace(old, new): _replaced(each, old, new)
            for key, each in value.items()
        }
    return value


def _with_roles(value: object, roles: Mapping[str, str]) -> object:
    if isinstance(value, str):
        return roles.get(value[1:], value) if value.startswith("@") else value
    if isinstance(value, list):
        return [_with_roles(each, roles) for each in value]
    if isinstance(value, dict):
        return {
            str(_with_roles(key, roles)): _with_roles(each, roles)
            for key, each in value.items()
        }
    return value


def _chosen(rule: dict[str, object], fields: tuple[Field, ...]) -> tuple[str, ...]:
    if "field" in rule:
        return (str(rule["field"]),)
    if isinstance(named := rule.get("fields"), list):
        return tuple(named)
    each = rule.get("each")
    assert isinstance(each, dict), f"{rule['id']}: field, fields or each"
    return tuple(field.code for field in fields if _fits(field, each))


def _fits(field: Field, each: Mapping[str, object]) -> bool:
    forms, skipped = each.get("forms", ()), each.get("except", ())
    assert isinstance(forms, list | tuple)
    assert isinstance(skipped, list | tuple)
    return field.code not in skipped and (
        field.form in forms
        or (bool(each.get("required")) and field.required)
        or (bool(each.get("listed")) and field.codelist is not None)
        or (bool(each.get("bounded")) and field.max_chars is not None)
    )


def _mappings(key: str, root: Root) -> tuple[Mapping_, ...]:
    folder = root / "mappings"
    names = sorted(
        each.name for each in folder.iterdir() if each.name.startswith(f"{key}-")
    )
    return tuple(_mapping(name, root) for name in names)


def _mapping(name: str, root: Root) -> Mapping_:
    reader = Reader(f"mappings/{name}")
    table = read(f"mappings/{name}", root)
    mapping = Mapping_(
        edition=reader.take(table, "edition", str),
        tells=reader.take_all(table, "tells", str),
        columns=reader.take(table, "columns", dict),
        values=reader.take(table, "values", dict, default={}),
        fills=tuple(
            _fill(inner, each) for inner, each in reader.take_tables(table, "fill")
        ),
        source=reader.take(table, "source", str),
        sure=reader.take(table, "sure", str, allowed=SURE),
    )
    reader.take(table, "category", str)
    reader.rest(table)
    reader.raise_if_faulty()
    return mapping


def _fill(reader: Reader, table: dict[str, object]) -> Fill:
    fill = Fill(
        field=reader.take(table, "field", str),
        value=reader.take(table, "value", str, default=""),
        copied=reader.take(table, "from", str, default=""),
        when=read_conditions(reader, reader.take(table, "when", dict)),
    )
    reader.rest(table)
    return fill


def _check_names(reader: Reader, standard: Standard) -> None:
    codes = {field.code for field in standard.fields}
    for role, code in standard.roles.items():
        if code not in codes:
            reader.fault(f"roles.{role}", code, "a field of this standard")
    ids = [rule.id for rule in standard.rules]
    for rule_id in sorted({each for each in ids if ids.count(each) > 1}):
        reader.fault("rule", rule_id, "an id of its own")
    for rule, code in _named(standard):
        if code not in codes and not code.startswith("#"):
            reader.fault(f"rule {rule.id}", code, "a field of this standard")


def _named(standard: Standard) -> Iterator[tuple[Rule, str]]:
    for rule in standard.rules:
        for code in (*rule.fields, *(each.field for each in rule.when)):
            yield rule, code
