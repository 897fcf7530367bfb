"""Reads what several files of the rulebook are made of: limits, and texts with places."""

from collections.abc import Callable, Collection, Mapping

from gongshi.policy.toml import SURE, Reader

_Table = Mapping[str, object]


def take_limits(
    reader: Reader,
    table: _Table,
    keys: Collection[str],
    wrong: Callable[[str, float], str] = lambda key, value: "",  # noqa: ARG005
) -> dict[str, float]:
    """Read every `[[limit]]` of a file, each of which stands there once.

    Args:
        reader: Of the file.
        table: The file.
        keys: All that have to be there.
        wrong: Says of a key and its value what would be right; blank when it is.
    """
    limits: dict[str, float] = {}
    for inner, each in reader.take_tables(table, "limit"):
        key = inner.take(each, "key", str, allowed=tuple(keys))
        limits[key] = value = inner.take(each, "value", float)
        if told := wrong(key, value):
            inner.fault("value", value, told)
        inner.take(each, "source", str)
        inner.take(each, "sure", str, allowed=SURE)
        inner.rest(each)
    for key in keys:
        if key not in limits:
            reader.fault("limit", key, "one of each: " + ", ".join(keys))
    return limits


def take_texts(
    reader: Reader, table: _Table, key: str, facts: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """Read a table of texts that may name some facts in braces.

    Args:
        reader: Of the file.
        table: The file.
        key: Of the table in it.
        facts: Name of each text → the facts that it may name.
    """
    raw = reader.take(table, key, dict)
    inner = reader.at(key)
    texts = {name: inner.take(raw, name, str) for name in facts}
    inner.rest(raw)
    for name, text in texts.items():
        try:
            text.format(**dict.fromkeys(facts[name], ""))
        except (KeyError, IndexError, ValueError):
            known = ", ".join(f"{{{each}}}" for each in facts[name])
            inner.fault(name, text, known or "no place in braces")
    return texts
