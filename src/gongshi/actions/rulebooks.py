"""Reads a whole rulebook, so that every fault of it is told before anything starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from gongshi.bulletin.outline import read_outline
from gongshi.checks.kinds import kinds
from gongshi.checks.plan import plan
from gongshi.errors import UsageError
from gongshi.policy.audits import load_audit_terms, load_districts
from gongshi.policy.calendars import Calendar
from gongshi.policy.codelists import load_codelist
from gongshi.policy.editions import read_edition
from gongshi.policy.examples import load_examples
from gongshi.policy.registers import load_register_standard
from gongshi.policy.standards import categories, load_standard
from gongshi.policy.toml import Fault, Reader, Root, RulebookFault, editions, read

_FOLDERS = ("standards", "blocks", "codelists", "mappings", "policies", "calendar")


def refuse_broken(root: Root) -> None:
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
    faults = dict.fromkeys(
        fault for read in _readings(root) for fault in _faults_of(read, root)
    )
    if faults:
        raise RulebookFault(tuple(faults))


def _readings(root: Root) -> Iterator[Callable[[], object]]:
    """Go through what can be read, one file and what it names at a time."""
    for key in categories(root):
        for day in editions(root / "standards" / key):
            yield partial(_prepare, key, day, root)
            yield partial(_kinds, f"standards/{key}/{day}.toml", root)
    for name in _names(root, "blocks"):
        yield partial(_kinds, f"blocks/{name}.toml", root)
    for name in _names(root, "codelists"):
        yield partial(load_codelist, name, root)
    for place in sorted(each.name for each in (root / "policies").iterdir()):
        for day in editions(root / "policies" / place):
            yield partial(_outline, place, day, root)
    for name in _names(root, "calendar"):
        yield partial(Calendar(root).year, int(name))
    for name in _names(root, "registers"):
        yield partial(load_register_standard, name, root)
    for load in (load_examples, load_audit_terms, load_districts):
        yield partial(load, root)


def _prepare(category: str, day: date, root: Root) -> None:
    """Read a standard, and make it ready: its kinds and their parameters must exist."""
    plan(load_standard(category, day, root))


def _kinds(path: str, root: Root) -> None:
    """Look for kinds that do not exist, also where a file has other faults."""
    reader, known = Reader(path), kinds()
    for inner, rule in reader.take_tables(read(path, root), "rule"):
        if inner.take(rule, "kind", str, default=known[0]) not in known:
            reader.fault(f"rule {rule.get('id')}.kind", rule["kind"], ", ".join(known))
    reader.raise_if_faulty()


def _outline(place: str, day: date, root: Root) -> None:
    edition = read_edition(place, day, root)
    if edition.bulletin:
        read_outline(edition.bulletin, edition.file)


def _names(root: Root, folder: str) -> list[str]:
    place = root / folder
    if not place.is_dir():
        return []
    return sorted(
        each.name.removesuffix(".toml")
        for each in place.iterdir()
        if each.name.endswith(".toml")
    )


def _faults_of(read: Callable[[], object], root: Root) -> tuple[Fault, ...]:
    try:
        read()
    except RulebookFault as broken:
        return broken.faults
    except FileNotFoundError as missing:
        name = str(missing.filename).removeprefix(f"{root}/")
        return (Fault(name, "-", "nothing", "a file that another names"),)
    return ()
