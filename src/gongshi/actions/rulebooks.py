"""Reads a whole rulebook, so that every fault of it is told before anything starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import cache, partial
from typing import cast

from gongshi.actions.edition_faults import faults_of_edition
from gongshi.bulletin.audit.auditing import kinds as audit_kinds
from gongshi.checks.kinds import kinds
from gongshi.checks.plan import plan, refuse_unknown
from gongshi.errors import UsageError
from gongshi.policy.audits import load_audit_terms, load_districts
from gongshi.policy.calendars import Calendar
from gongshi.policy.casework import read_casework
from gongshi.policy.codelists import load_codelist
from gongshi.policy.completeness import read_completeness
from gongshi.policy.continuity import read_continuity
from gongshi.policy.examples import load_examples
from gongshi.policy.registers import load_register_standard
from gongshi.policy.silence import read_silence
from gongshi.policy.standards import categories, draft_standard
from gongshi.policy.toml import (
    RULEBOOK,
    Fault,
    Reader,
    Root,
    RulebookFault,
    editions,
    read,
)

_FOLDERS = ("standards", "blocks", "codelists", "mappings", "policies", "calendar")
#: Folders whose folders hold editions.
_DATED = ("standards", "policies")
#: Folders of editions that stand alone, and what reads them.
_EDITIONS = {
    "cases": read_casework,
    "completeness": read_completeness,
    "continuity": read_continuity,
    "silence": read_silence,
}

#: One file, and what finds the faults of it and of what it names.
_Reading = tuple[str, Callable[[], object]]


def refuse_broken(root: Root = RULEBOOK) -> None:
    """Read every file of a rulebook that something is read from.

    Args:
        root: A folder laid out like the packaged rulebook.

    Raises:
        UsageError: It is no rulebook at all.
        RulebookFault: Everything that is wrong in it, each fault once.
    """
    missing = [name for name in _FOLDERS if not (root / name).is_dir()]
    if missing:
        raise UsageError(
            "no_rulebook",
            f"「{root}」不是规则库，缺少目录 {'、'.join(missing)}；"
            "请指向与 src/gongshi/rulebook 同样布局的目录。",
        )
    if faults := rulebook_faults(root):
        raise RulebookFault(faults)


@cache
def rulebook_faults(root: Root) -> tuple[Fault, ...]:
    """Find everything that is wrong in a rulebook, each fault once, file by file.

    Args:
        root: A folder with the folders of a rulebook; read once only.
    """
    if odd := tuple(_odd_files(root, "")):
        # Reading a queue would wait for ever.
        return odd
    found = (fault for each in _readings(root) for fault in _faults_of(*each, root))
    return tuple(dict.fromkeys(found))


def _odd_files(folder: Root, above: str) -> Iterator[Fault]:
    """Find what is named like a file of the rulebook and is none: queues, devices."""
    for each in folder.iterdir():
        name = f"{above}{each.name}"
        if each.is_dir() and not name.endswith(".toml"):
            yield from _odd_files(cast(Root, each), f"{name}/")
        elif name.endswith(".toml") and not each.is_file():
            yield Fault(name, "-", "不是普通文件", "普通文件")


def _readings(root: Root) -> Iterator[_Reading]:
    """Go through what can be read, one file and what it names at a time."""
    yield from _named_oddly(root)
    for key in categories(root):
        for day in editions(root / "standards" / key):
            path = f"standards/{key}/{day}.toml"
            yield path, partial(_standard, key, day, root)
            yield path, partial(_kinds, path, root)
    for name in _names(root, "blocks"):
        yield f"blocks/{name}.toml", partial(_kinds, f"blocks/{name}.toml", root)
    for name in _names(root, "codelists"):
        yield f"codelists/{name}.toml", partial(load_codelist, name, root)
    for name in _names(root, "mappings"):
        yield f"mappings/{name}.toml", partial(_mapping, name, root)
    for place in sorted(each.name for each in (root / "policies").iterdir()):
        for day in editions(root / "policies" / place):
            path = f"policies/{place}/{day}.toml"
            yield path, partial(faults_of_edition, place, day, root)
    yield "calendar", partial(_missing_years, root)
    for name in _names(root, "calendar"):
        yield f"calendar/{name}.toml", partial(_year, name, root)
    for name in _names(root, "registers"):
        yield f"registers/{name}.toml", partial(load_register_standard, name, root)
    yield "registers/districts", partial(load_districts, root)
    for folder, reading in _EDITIONS.items():
        days = {str(day): day for day in editions(root / folder)}
        for name in _names(root, folder):
            path = f"{folder}/{name}.toml"
            if name in days:
                yield path, partial(reading, days[name], root)
            else:
                yield path, partial(_misnamed, path)
    yield "examples.toml", partial(load_examples, root)
    yield "audit.toml", partial(_audit, root)


def _named_oddly(root: Root) -> Iterator[_Reading]:
    """Find files that no day would ever look for, and places without editions."""
    for folder in _DATED:
        for each in sorted((root / folder).iterdir(), key=lambda entry: entry.name):
            known = {f"{day}.toml" for day in editions(each)}
            names = [file.name for file in each.iterdir()] if each.is_dir() else []
            named = [name for name in sorted(names) if name.endswith(".toml")]
            for name in named or ["."]:
                if name not in known:
                    path = f"{folder}/{each.name}/{name}".removesuffix("/.")
                    yield path, partial(_misnamed, path)


def _misnamed(path: str) -> tuple[Fault, ...]:
    named = "a folder with files YYYY-MM-DD.toml, named after their first day"
    return (Fault(path, "-", repr(path.rsplit("/", 1)[-1]), named),)


def _standard(category: str, day: date, root: Root) -> tuple[Fault, ...]:
    """Read a standard, and make it ready: its kinds and their parameters must exist."""
    standard, faults = draft_standard(category, day, root)
    if not faults:
        plan(standard)
        return ()
    reader = Reader("")
    reader.include(lambda: refuse_unknown(standard), None)
    # What could not be read has a stand-in, of which nothing more is told.
    unread = {each.key for each in faults}
    return (*faults, *(each for each in reader.faults if each.key not in unread))


def _kinds(path: str, root: Root) -> None:
    """Look for kinds that do not exist, also where a file has other faults."""
    reader, known = Reader(path), kinds()
    for inner, rule in reader.take_tables(read(path, root), "rule"):
        if inner.take(rule, "kind", str, default=known[0]) not in known:
            reader.fault(f"rule {rule.get('id')}.kind", rule["kind"], ", ".join(known))
    reader.raise_if_faulty()


def _mapping(name: str, root: Root) -> None:
    """Look at what no standard does: that a mapping is named after its category."""
    path = f"mappings/{name}.toml"
    reader, table = Reader(path), read(path, root)
    key = reader.take(table, "category", str)
    if not name.startswith(f"{key}-"):
        reader.fault("category", key, f"the first part of the file's name, {name}")
    reader.raise_if_faulty()


def _missing_years(root: Root) -> tuple[Fault, ...]:
    """Find years without a file between years that have one."""
    named = _names(root, "calendar")
    years = {int(each) for each in named if each.isascii() and each.isdigit()}
    span = range(min(years, default=0), max(years, default=-1) + 1)
    missing = [each for each in span if each not in years] if len(span) < 1_000 else []
    return tuple(
        Fault(f"calendar/{each:04}.toml", "-", "nothing", "前后各年都有，这一年也要有")
        for each in missing
    )


def _year(name: str, root: Root) -> None:
    if not (name.isascii() and name.isdigit() and len(name) == len("2024")):
        raise RulebookFault([Fault(f"calendar/{name}.toml", "-", repr(name), "a year")])
    Calendar(root).year(int(name))


def _audit(root: Root) -> None:
    """Read the terms of the audit; its checks ask for what the packaged one has."""
    terms, packaged = load_audit_terms(root), load_audit_terms(RULEBOOK)
    reader = Reader("audit.toml")
    for key in ("words", "limits", "messages"):
        needed = getattr(packaged, key)
        for missing in needed.keys() - getattr(terms, key).keys():
            place = f"{key.removesuffix('s') if key == 'messages' else key}.{missing}"
            reader.fault(place, "nothing", "one of each: " + ", ".join(needed))
    for missing in set(audit_kinds()) - terms.titles.keys():
        reader.fault(f"title.{missing}", "nothing", "one for each check of the audit")
    reader.raise_if_faulty()


def _names(root: Root, folder: str) -> list[str]:
    place = root / folder
    if not place.is_dir():
        return []
    return sorted(
        each.name.removesuffix(".toml")
        for each in place.iterdir()
        if each.name.endswith(".toml")
    )


def _faults_of(
    path: str, reading: Callable[[], object], root: Root
) -> tuple[Fault, ...]:
    try:
        found = reading()
    except RulebookFault as broken:
        return broken.faults
    except FileNotFoundError as missing:
        name = str(missing.filename or path).removeprefix(f"{root}/")
        return (Fault(name, "-", "nothing", "a file that another names"),)
    except RecursionError:
        return (Fault(path, "-", "一层套一层，太深了", "浅一些的表和数组"),)
    except Exception as error:  # nobody foresees every way in which a file is odd
        return (Fault(path, "-", repr(error), "what the packaged rulebook has there"),)
    is_faults = isinstance(found, tuple) and all(type(e) is Fault for e in found)
    return found if is_faults and isinstance(found, tuple) else ()
