"""Standards: the fields of a record category and the rules on them, as dated data.

A standard file names shared blocks (`blocks/*.toml`), so that these are written once:
their `{P}` becomes its prefix, `{T}` its title, `{S}` its short title (the first of
`also`), and `@role` becomes the field that plays the role.

A category need not have every role. What a block asks of a role that the category
lacks is not asked there: such a rule is left out, and so is such a name in a list.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache
from importlib.resources.abc import Traversable

from gongshi.errors import UnknownName
from gongshi.policy.codelists import CodeList, load_codelist
from gongshi.policy.conditions import Condition, read_conditions
from gongshi.policy.rules import Rule, read_rule, turn_before
from gongshi.policy.toml import (
    RULEBOOK,
    SURE,
    Fault,
    Reader,
    Root,
    edition_in_force,
    editions,
    folders,
    read,
)

#: Shapes of content; each has its own normal form (`intake.normalise`).
FORMS = (
    "name", "title", "number", "code", "prose", "choice", "date", "amount", "quantity",
)  # fmt: skip

#: Who may see a field: anyone, other authorities, nobody outside the platform.
PUBLICATIONS = ("public", "shared", "never")

#: Parts that a field may play for the engine; a category has those it has.
ROLES = (
    # The party: its name, its kind, its credit code, a person's document.
    "name",
    "kind",
    "code",
    "person_document_kind",
    "person_document",
    "former_names",
    # The decision: its paper, its number in the series of the authority, what it says.
    "document_title",
    "document_number",
    "category",
    "certificate",
    "certificate_number",
    "facts",
    "basis",
    "content",
    "result",
    "decided",
    "ends",
    # Who decided, and who reports.
    "authority",
    "authority_code",
    "source",
    "source_code",
    "state",
    "remark",
    # Where findings about the record as a whole stand: its number, else its name.
    "record",
)

#: Stands in an identity for the party: its code, else its certificate, else its name.
SUBJECT = "#subject"
#: Characters that a field may be told to hold at most.
_LONGEST = 1_000_000


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
    #: What an example row says here; empty where it follows from the rest.
    example: str = ""


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
    #: What names a record whose document number is blank; empty = `identity` all the
    #: same.
    identity_without_number: tuple[str, ...] = ()
    #: "shared" when no record of the category is published, whatever its fields say.
    publication: str = "public"

    def field(self, code: str) -> Field:
        """Find a field by its code."""
        return next(field for field in self.fields if field.code == code)

    def role(self, name: str) -> Field:
        """Find the field that plays a role."""
        return self.field(self.roles[name])

    def text(self, row: Mapping[str, str | None], role: str) -> str | None:
        """Give what a row says in a role; None where blank, or without such a role."""
        code = self.roles.get(role)
        return row.get(code) if code else None


def categories(root: Root = RULEBOOK) -> list[str]:
    """List the keys of the record categories."""
    return folders(root / "standards")


@lru_cache(maxsize=1000)
def load_standard(
    category: str, on: date | None = None, root: Root = RULEBOOK
) -> Standard:
    """Read the edition of a category that holds on a day.

    Args:
        category: Key (licence), title (行政许可) or what people say (许可).
        on: The day; None = the latest edition. Rules have the severity of that day.
        root: The rulebook.

    Raises:
        UnknownName: There is no such category.
        RulebookFault: Everything that is wrong in its files.
    """
    key = _key(category, root)
    folder = root / "standards" / key
    since = edition_in_force(folder, on or date.max) or editions(folder)[0]
    standard = _load(key, since, root)
    turn = turn_before(standard.rules, on or date.max)
    return standard if turn is None else _turned(standard, turn)


def first_edition(category: str, root: Root = RULEBOOK) -> date:
    """Give the day from which a category has a standard.

    Args:
        category: Key, title or what people say.
        root: The rulebook.

    Raises:
        UnknownName: There is no such category.
    """
    return editions(root / "standards" / _key(category, root))[0]


def load_standards(on: date | None = None, root: Root = RULEBOOK) -> Iterator[Standard]:
    """Read the editions of all categories that hold on a day, one when it is asked for.

    Args:
        on: The day; None = the latest editions.
        root: The rulebook.
    """
    return (load_standard(key, on, root) for key in categories(root))


@cache
def _turned(standard: Standard, turn: date) -> Standard:
    """Give a standard after a turn of its rules: one object until the next turn."""
    return replace(standard, rules=tuple(rule.on(turn) for rule in standard.rules))


def _key(category: str, root: Root) -> str:
    wanted = category.strip().lower()
    known = categories(root)
    if wanted in known:
        return wanted
    heads = {key: read(_path(key, root), root) for key in known}
    for key, head in heads.items():
        if wanted in (head.get("title"), *head.get("also", [])):  # type: ignore[misc]
            return key
    shown = "、".join(f"{key}（{head['title']}）" for key, head in heads.items())
    raise UnknownName("category", f"没有「{category}」这个类别，请用 {shown} 之一。")


def _path(key: str, root: Root) -> str:
    return f"standards/{key}/{editions(root / 'standards' / key)[-1]}.toml"


@cache
def _load(key: str, since: date, root: Root) -> Standard:
    standard, reader = _draft(key, since, root)
    reader.raise_if_faulty()
    return standard


def draft_standard(
    key: str, since: date, root: Root = RULEBOOK
) -> tuple[Standard, tuple[Fault, ...]]:
    """Read one edition as far as it can be read.

    Args:
        key: Of the category.
        since: The day in the file's name.
        root: The rulebook.

    Returns:
        The edition, with stand-ins where it is broken, and everything that is wrong in
        its files.

    Raises:
        RulebookFault: The file is no TOML.
    """
    standard, reader = _draft(key, since, root)
    return standard, tuple(reader.faults)


def _draft(key: str, since: date, root: Root) -> tuple[Standard, Reader]:
    path = f"standards/{key}/{since}.toml"
    reader = Reader(path)
    table = read(path, root)
    also = reader.take_all(table, "also", str, default=())
    words = {
        "{P}": reader.take(table, "prefix", str),
        "{T}": reader.take(table, "title", str),
        "{S}": "".join(also[:1]),
    }
    names = reader.take_all(table, "blocks", str)
    read_blocks = [(name, _block(name, root, reader)) for name in names]
    blocks = [
        (reader.beside(f"blocks/{name}.toml"), _with_words(block, words))
        for name, block in read_blocks
        if block is not None
    ]
    # A fault of a block is told of the block, however many categories have it.
    parts = [*blocks, (reader, table)]
    roles = {
        role: code
        for own, part in parts
        for role, code in own.take(part, "roles", dict, default={}).items()
    }
    for own, block in blocks:
        block["rule"] = _askable(own, block, roles)
    fields = tuple(
        _field(inner, each, root)
        for own, part in parts
        for inner, each in own.take_tables(part, "field")
    )
    rules = tuple(
        read_rule(inner, resolved, _chosen(inner, resolved, fields))
        for own, part in parts
        for _, each in own.take_tables(part, "rule")
        # Named, not numbered: which rules of a block there are depends on the category.
        if (inner := own.at(f"rule {each.get('id')}"))
        and isinstance(resolved := _with_roles(each, roles), dict)
    )
    standard = Standard(
        key=reader.take(table, "key", str, allowed=(key,)),
        title=words["{T}"],
        also=also,
        edition=reader.take(table, "edition", str),
        since=since,
        fields=fields,
        roles=roles,
        identity=tuple(
            str(_with_roles(each, roles))
            for each in reader.take_all(table, "identity", str)
        ),
        # A rule on every field of a form is none where no field has it.
        rules=tuple(rule for rule in rules if rule.fields),
        mappings=reader.include(lambda: _mappings(key, root), ()),
        source=reader.take(table, "source", str),
        identity_without_number=tuple(
            str(_with_roles(each, roles))
            for each in reader.take_all(
                table, "identity_without_number", str, default=()
            )
        ),
        publication=reader.take(
            table, "publication", str, allowed=("public", "shared"), default="public"
        ),
    )
    for name in ("sure", "from_sure"):
        reader.take(table, name, str, allowed=SURE)
    for own, part in parts:
        own.rest(part)
    # Without a block nearly every name would be missing, which says nothing.
    if len(blocks) == len(names):
        _check_names(reader, standard)
    return standard, reader


def _max_chars(reader: Reader, table: dict[str, object]) -> int | None:
    most = reader.take(table, "max_chars", int, default=None)
    if most is not None and "max_chars" in table and not 1 <= most <= _LONGEST:
        reader.fault("max_chars", most, f"1–{_LONGEST}")
        return None
    return most


def _field(reader: Reader, table: dict[str, object], root: Root) -> Field:
    listed = reader.take(table, "list", str, default="")
    field = Field(
        code=reader.take(table, "code", str),
        title=reader.take(table, "title", str),
        aliases=reader.take_all(table, "aliases", str, default=()),
        form=reader.take(table, "form", str, allowed=FORMS),
        max_chars=_max_chars(reader, table),
        required=reader.take(table, "required", bool, default=False),
        codelist=_listed(reader, listed, root),
        several=reader.take(table, "several", bool, default=False),
        publication=reader.take(table, "publication", str, allowed=PUBLICATIONS),
        hint=reader.take(table, "hint", str),
        sure=reader.take(table, "sure", str, allowed=SURE),
        example=reader.take(table, "example", str, default=""),
    )
    reader.rest(table)
    return field


def _listed(reader: Reader, key: str, root: Root) -> CodeList | None:
    if not key:
        return None
    known = _names(root / "codelists")
    if key not in known:
        reader.fault("list", key, ", ".join(known))
        return None
    return reader.include(lambda: load_codelist(key, root), None)


def _block(name: str, root: Root, reader: Reader) -> dict[str, object] | None:
    """Read a block; None when it cannot be read at all."""
    known = _names(root / "blocks")
    if name not in known:
        reader.fault("blocks", name, ", ".join(known))
        return None
    own = reader.beside(f"blocks/{name}.toml")
    table = reader.include(lambda: _block_table(name, root), None)
    if table is not None:
        for text in sorted(set(_texts(table))):
            if text[:1] == "@" and text[1:] not in ROLES:
                own.fault("role", text, ", ".join(ROLES))
    return table


def _names(folder: Traversable) -> list[str]:
    return sorted(
        each.name.removesuffix(".toml")
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    )


@cache
def _block_table(name: str, root: Root) -> dict[str, object]:
    return read(f"blocks/{name}.toml", root)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, dict):
        yield from value
        for each in value.values():
            yield from _texts(each)


def _askable(
    reader: Reader, block: dict[str, object], roles: Mapping[str, str]
) -> list[dict[str, object]]:
    """Choose the rules of a block that ask only for roles that the category has."""
    kept = []
    for _, rule in reader.take_tables(block, "rule"):
        known = {key: _present(each, roles) for key, each in rule.items()}
        if not any(_is_emptied(key, known[key], rule[key]) for key in rule):
            kept.append(known)
    return kept


def _is_emptied(key: str, now: object, before: object) -> bool:
    """Tell whether nothing is left to ask; examples and exceptions may be emptied."""
    if key in ("pass", "fail", "each"):
        return False
    # A rule applies when all its conditions hold, so one that is gone takes it along.
    is_less = key == "when" and now != before
    return now is None or is_less or (not now and bool(before))


def _present(value: object, roles: Mapping[str, str]) -> object:
    """Leave out the names of roles that the category lacks; a lone one becomes None."""
    if isinstance(value, str):
        return None if value[:1] == "@" and value[1:] not in roles else value
    if isinstance(value, list):
        return [each for each in value if _present(each, roles) is not None]
    if isinstance(value, dict):
        return {
            key: _present(each, roles)
            for key, each in value.items()
            if _present(key, roles) is not None
        }
    return value


def _with_words(value: object, words: Mapping[str, str]) -> dict[str, object]:
    replaced = _replaced(value, words)
    assert isinstance(replaced, dict)
    return replaced


def _replaced(value: object, words: Mapping[str, str]) -> object:
    if isinstance(value, str):
        for old, new in words.items() if "{" in value else ():
            value = value.replace(old, new)
        return value
    if isinstance(value, list):
        return [_replaced(each, words) for each in value]
    if isinstance(value, dict):
        return {
            str(_replaced(key, words)): _replaced(each, words)
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


def _chosen(
    reader: Reader, rule: dict[str, object], fields: tuple[Field, ...]
) -> tuple[str, ...]:
    if "field" in rule:
        return (str(rule["field"]),)
    if isinstance(named := rule.get("fields"), list):
        return tuple(named)
    each = rule.get("each")
    if not isinstance(each, dict):
        reader.fault("each", each, "field, fields or each")
        return ()
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
        if role not in ROLES:
            reader.fault("roles", role, ", ".join(ROLES))
        if code not in codes:
            reader.fault(f"roles.{role}", code, "a field of this standard")
    for code in (*standard.identity, *standard.identity_without_number):
        if code not in codes and code != SUBJECT:
            reader.fault("identity", code, f"a field of this standard, {SUBJECT}")
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
