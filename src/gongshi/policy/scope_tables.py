"""Reads what a policy collects, leaves out and reminds of; how nothing is reported."""

from gongshi.policy.codelists import load_codelist
from gongshi.policy.standards import load_standard
from gongshi.policy.term_tables import take_source
from gongshi.policy.terms import Exclusion, NilReason, NilReturn, Reminder, Scope
from gongshi.policy.toml import SURE, Reader, Root, editions

_Table = dict[str, object]


def take_exclusion(reader: Reader, table: _Table, root: Root) -> Exclusion:
    """Read one `[[exclusion]]`; its rules must be there and must exclude."""
    exclusion = Exclusion(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        category=reader.take(table, "category", str),
        rules=reader.take_all(table, "rules", str),
        text=reader.take(table, "text", str),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    _check_rules(reader, exclusion, root)
    return exclusion


def take_scope(reader: Reader, table: _Table, root: Root) -> Scope:
    """Read one `[[scope]]`; its subject kinds are those of their code list."""
    listed = reader.include(lambda: load_codelist("subject_kind", root), None)
    kinds = listed.texts() if listed else None
    scope = Scope(
        key=reader.take(table, "key", str),
        title=reader.take(table, "title", str),
        categories=reader.take_all(table, "categories", str),
        subjects=reader.take_all(table, "subjects", str, allowed=kinds),
        years_back=reader.take(table, "years_back", int, default=None),
        text=reader.take(table, "text", str),
        source=take_source(reader, table),
        sure=reader.take(table, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if scope.years_back is not None and scope.years_back < 1:
        reader.fault("years_back", scope.years_back, "1 or more")
    return scope


def take_nil_return(reader: Reader, table: _Table) -> NilReturn | None:
    """Read `[nil_return]`; None where there is none."""
    raw: _Table | None = reader.take(table, "nil_return", dict, default=None)
    if not raw:
        return None
    inner = reader.at("nil_return")
    nil_return = NilReturn(
        every=inner.take(raw, "every", str, allowed=("week", "month")),
        reasons=tuple(
            NilReason(key=at.take(each, "key", str), title=at.take(each, "title", str))
            for at, each in inner.take_tables(raw, "reason")
        ),
        source=take_source(inner, raw),
        sure=inner.take(raw, "sure", str, allowed=SURE),
        file=reader.file,
    )
    inner.rest(raw)
    return nil_return


def take_reminder(reader: Reader, table: _Table) -> Reminder | None:
    """Read `[reminder]`; None where there is none."""
    raw: _Table | None = reader.take(table, "reminder", dict, default=None)
    if not raw:
        return None
    inner = reader.at("reminder")
    reminder = Reminder(
        days=inner.take(raw, "days", int),
        source=take_source(inner, raw),
        sure=inner.take(raw, "sure", str, allowed=SURE),
        file=reader.file,
    )
    if reminder.days < 0:
        inner.fault("days", reminder.days, "0 or more")
    inner.rest(raw)
    return reminder


def _check_rules(reader: Reader, exclusion: Exclusion, root: Root) -> None:
    if not editions(root / "standards" / exclusion.category):
        reader.fault("category", exclusion.category, "a category with a standard")
        return
    category = exclusion.category
    standard = reader.include(lambda: load_standard(category, root=root), None)
    if standard is None:
        return
    excluding = [each.id for each in standard.rules if each.severity == "exclude"]
    for rule in exclusion.rules:
        if rule not in excluding:
            reader.fault("rules", rule, ", ".join(excluding) or "no rule excludes")
