"""Reads the rulebook's TOML files and reports every fault of a file at once.

A table becomes a frozen dataclass through a `Reader`::

    reader = Reader("policies/national/2021-07-15.toml")
    days = reader.take(table, "days", int)
    unit = reader.take(table, "unit", str, allowed=("workday", "calendar"))
    reader.rest(table)          # every key that was not taken is a fault
    reader.raise_if_faulty()    # one RulebookFault that lists all of them
"""

import tomllib
from collections.abc import Callable, Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final, Protocol, TypeGuard, TypeVar, cast

T = TypeVar("T")


class Root(Traversable, Hashable, Protocol):
    """A folder that holds a rulebook; a Path serves."""


#: The packaged rulebook; every reading function accepts another root instead.
RULEBOOK: Final = cast(Root, files("gongshi.rulebook"))

#: How far a value is certain: a standard read, a notice read, remembered, inferred.
SURE: Final = ("std", "notice", "mem", "inf")

# `None` is a default a caller may well want, so absence needs a mark of its own.
_REQUIRED: Final = object()


@dataclass(frozen=True)
class Fault:
    """One thing wrong in one file of the rulebook."""

    #: Path of the file below the root of the rulebook.
    file: str
    #: Dotted path of the key inside the file, like `deadline[0].unit`.
    key: str
    #: The value as Python writes it, or "nothing".
    found: str
    #: What would have been right, in words.
    allowed: str

    def __str__(self) -> str:
        return (
            f"{self.file}：{self.key}：写的是 {_told(self.found)}，"
            f"应为 {_in_chinese(self.allowed)}"
        )


#: What the programs' words for what is allowed mean to whoever wrote the file.
_WORDS = {
    "a str": "文字", "a int": "整数", "a float": "数", "a bool": "true 或 false",
    "a date": "日期，如 2023-01-01", "a list": "数组 [ ]", "a dict": "表",
    "1 or more": "1 或更大", "0 or more": "0 或更大", "one or more": "一个以上",
    "none": "什么都不写", "no key": "没有可写的键",
    "a fraction, 0 to 1": "0 到 1 的数", "12 or less": "12 或更小",
    "no place in braces": "没有大括号的文字", "braces in pairs": "成对的大括号",
    "a field of this standard": "本标准的栏目", "a year": "年份",
    "an id of its own": "不重复的编号", "a place with a policy": "有政策的地方",
    "a category with a standard": "有标准的类别",
    "the title of an annex": "附件的标题",
    "two passing and two failing examples": "通过和不通过的例子各两个",
    "a day as key, like 2027-01-01": "用日期作键，如 2027-01-01",
    "a list of values, or a table with one test": "一组值，或只有一项判断的表",
    "one that no other letter has": "别的函没有用过的",
    "one that no other paper has": "别的登记事项没有用过的",
    "a key that nothing else has": "别处没有用过的键",
    "a key, title or alias that no other field has": "别的栏目没有用过的键、名称或别名",
    "a text with {year} and {no}, once each": "含 {year} 和 {no} 各一次的文字",
    "parts that add up to the item's points": "各部分之和等于该项的分值",
    "1 to 28, a day that every month has": "1 到 28，每月都有的一天",
    "a place that does not extend this one": "不沿用本地的地方",
    "ascending days, each once": "从早到晚、不重复的日期",
    "weekend days that are no holiday": "不是节假日的周末",
    "one for each check of the audit": "审读的每一种检查一个",
}  # fmt: skip
#: The same where a name or number follows or goes before.
_STARTS = {
    "one of each: ": "每样一个：", "days of ": "这一年的日子：",
    "points that add up to ": "各项分值之和为 ", "number, ": "number、",
}  # fmt: skip


def _told(found: str) -> str:
    return "（没有写）" if found == "nothing" else found


def _in_chinese(allowed: str) -> str:
    if allowed in _WORDS:
        return _WORDS[allowed]
    for start, words in _STARTS.items():
        if allowed.startswith(start):
            return words + allowed.removeprefix(start).replace(", ", "、")
    return allowed.replace(", ", "、")


class RulebookFault(ValueError):  # the word the other faults use
    """The rulebook itself is broken; a fault of ours, never of the caller.

    Attributes:
        faults: Everything that is wrong, in the order of reading.
    """

    def __init__(self, faults: Collection[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = tuple(faults)


class Reader:
    """Takes typed values out of raw tables and gathers what is wrong with them.

    It needs state: the faults found so far, and which keys of which table were taken.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.faults: list[Fault] = []
        self._prefix = ""
        self._taken: dict[int, set[str]] = {}

    def at(self, part: str) -> "Reader":
        """Give a reader of a table further in, which adds to the same faults.

        Args:
            part: Where that table is, like `deadline[0]`.
        """
        return self._inner(f"{self._prefix}{part}.")

    def beside(self, file: str) -> "Reader":
        """Give a reader of another file, which adds to the same faults."""
        other = Reader(file)
        other.faults = self.faults
        return other

    def include(self, load: Callable[[], T], instead: T) -> T:
        """Read another file that this one leans on; its faults join these.

        Args:
            load: Reads it.
            instead: Given when it is broken, so that reading goes on.
        """
        try:
            return load()
        except RulebookFault as broken:
            self.faults.extend(broken.faults)
            return instead

    def fault(self, key: str, found: object, allowed: str) -> None:
        """Note a fault which only the caller can see, such as two clashing keys."""
        shown = "nothing" if found is _REQUIRED else repr(found)
        self.faults.append(Fault(self.file, f"{self._prefix}{key}", shown, allowed))

    def take(
        self,
        mapping: Mapping[str, object],
        key: str,
        kind: type[T],
        *,
        allowed: Collection[T] | None = None,
        default: object = _REQUIRED,
    ) -> T:
        """Take one value; a fault is noted and a stand-in returned, so reading goes on.

        Args:
            mapping: The raw table.
            key: The key to take.
            kind: str, int, float, bool, date, list or dict. A whole number serves as
                float; true and false are no numbers; a moment is no day.
            allowed: The values that are allowed; anything of the kind when absent.
            default: Returned unchecked when the key is absent; else absence is a fault.
        """
        self._taken.setdefault(id(mapping), set()).add(key)
        if key not in mapping and default is not _REQUIRED:
            return default  # type: ignore[return-value]  # any default, None too
        value = mapping.get(key, _REQUIRED)
        if kind is float and type(value) is int:
            value = float(value)
        # `type is`, since bool is an int and datetime is a date to isinstance.
        if type(value) is not kind:
            self.fault(key, value, f"a {kind.__name__}")
            return _stand_in(kind)
        if allowed is not None and value not in allowed:
            self.fault(key, value, ", ".join(str(each) for each in allowed))
        return value

    def take_all(
        self,
        mapping: Mapping[str, object],
        key: str,
        kind: type[T],
        *,
        allowed: Collection[T] | None = None,
        default: object = _REQUIRED,
    ) -> tuple[T, ...]:
        """Take an array whose items are all of one kind; faults name the item."""
        values = self.take(mapping, key, list, default=default)
        if not isinstance(values, list):
            return values
        inner = self._inner(self._prefix)
        items = {f"{key}[{n}]": value for n, value in enumerate(values)}
        return tuple(inner.take(items, place, kind, allowed=allowed) for place in items)

    def take_tables(
        self, mapping: Mapping[str, object], key: str
    ) -> list[tuple["Reader", dict[str, object]]]:
        """Take an array of tables, `[[key]]`; absent means none.

        Returns:
            Each table with the reader that knows its place.
        """
        tables = self.take_all(mapping, key, dict, default=())
        return [(self.at(f"{key}[{n}]"), table) for n, table in enumerate(tables)]

    def rest(self, mapping: Mapping[str, object]) -> None:
        """Note every key of the table that nobody took: a misspelling, most likely."""
        taken = self._taken.get(id(mapping), set())
        for key in mapping:
            if key not in taken:
                self.fault(key, mapping[key], ", ".join(sorted(taken)) or "no key")

    def raise_if_faulty(self) -> None:
        """Raise a RulebookFault with everything found, if anything was."""
        if self.faults:
            raise RulebookFault(self.faults)

    def _inner(self, prefix: str) -> "Reader":
        inner = Reader(self.file)
        inner.faults = self.faults
        inner._prefix = prefix
        return inner


def read(path: str, root: Traversable = RULEBOOK) -> dict[str, object]:
    """Read one file of the rulebook.

    Args:
        path: Below the root, like `calendar/2024.toml`.
        root: The rulebook.

    Raises:
        FileNotFoundError: There is no such file.
        RulebookFault: It is not TOML, or not UTF-8.
    """
    place = root
    for part in path.split("/"):
        place = place / part
    try:
        return tomllib.loads(place.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise RulebookFault([Fault(path, "-", str(error), "TOML")]) from error
    except UnicodeDecodeError as error:
        raise RulebookFault([Fault(path, "-", str(error), "UTF-8")]) from error


def editions(folder: Traversable) -> list[date]:
    """List the days from which the editions in a folder hold, earliest first.

    Args:
        folder: Holds files `<YYYY-MM-DD>.toml`; other names are passed over, and a
            folder that does not exist has no editions.
    """
    return list(_packaged_days(folder) if _is_packaged(folder) else _days(folder))


def folders(folder: Traversable) -> list[str]:
    """List the folders in a folder that hold editions, by name."""
    return list(_packaged_folders(folder) if _is_packaged(folder) else _held(folder))


def _is_packaged(folder: Traversable) -> TypeGuard[Path]:
    """Tell whether a folder is one of the program's own, which stay as they are."""
    return isinstance(folder, Path) and folder.is_relative_to(cast(Path, RULEBOOK))


def _days(folder: Traversable) -> tuple[date, ...]:
    if not folder.is_dir():
        return ()
    stems = [
        each.name[: -len(".toml")]
        for each in folder.iterdir()
        if each.name.endswith(".toml")
    ]
    return tuple(sorted(day for stem in stems if (day := _day(stem)) is not None))


def _held(folder: Traversable) -> tuple[str, ...]:
    return tuple(sorted(each.name for each in folder.iterdir() if editions(each)))


#: Pages ask for them again and again; the disk need not be asked each time.
_packaged_days, _packaged_folders = cache(_days), cache(_held)


def edition_in_force(folder: Traversable, on: date) -> date | None:
    """Find the edition that holds on a day: the latest that began on or before it.

    Returns:
        The day in the file's name; None when the first edition begins later.
    """
    begun = [day for day in editions(folder) if day <= on]
    return begun[-1] if begun else None


def _day(stem: str) -> date | None:
    try:
        return date.fromisoformat(stem)
    except ValueError:
        return None


def _stand_in(kind: type[T]) -> T:
    if kind is date:
        return date.min  # type: ignore[return-value]  # kind is date here
    return kind()
