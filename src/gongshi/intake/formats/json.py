"""JSON: a list of objects, {"rows": [...]}, or one object per line.

Keys are field codes or Chinese titles. Numbers keep all their digits, except a number
with an exponent, which lost them before it came and is marked.

    [{"行政相对人名称": "某公司", "行政许可决定文书号": "某审许〔2023〕1号"}]
"""

import json
import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from gongshi.intake import cells, columnar, encoding, faults
from gongshi.intake.batch import FEW_ROWS, Damage, Row
from gongshi.intake.headers import Heads, shown
from gongshi.intake.table import MOST_COLUMNS, Table

EXTENSIONS = (".json", ".jsonl", ".ndjson")

# NUL, and half characters that only the escapes of JSON can write.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_LIST_STARTS = ("[{", "[]", "[[")


class Number(NamedTuple):
    """A number with a point or an exponent, as it was written."""

    text: str


def recognises(content: bytes) -> bool:
    """Say whether the content begins as a JSON object or a list of objects does."""
    start = content[:4096].removeprefix(b"\xef\xbb\xbf").split()
    text = b"".join(start)[:2].decode("latin-1")
    return text.startswith(('{"', "{}", *_LIST_STARTS))


def read(content: bytes, heads: Heads) -> Table:
    """Read JSON or JSON lines.

    Args:
        content: The received bytes, in any encoding that text tables may have.
        heads: Finds the header, here the keys in order of their appearance.

    Returns:
        One row per object that is not blank. Row numbers are places in the list, or
        line numbers of JSON lines, from 1.

    Raises:
        FileFault: No JSON, no list of objects, a list or object as a value, no known
            keys, no rows.
    """
    numbered = _numbered(encoding.utf8(content))
    keys = tuple(dict.fromkeys(key for _, each in numbered for key in each))
    if not keys:
        raise faults.empty()
    if len(keys) > MOST_COLUMNS:
        raise faults.too_large(
            f"共有 {len(keys)} 个键", f"每行最多 {MOST_COLUMNS} 个键"
        )
    head = heads.find([keys])
    if head is None:
        raise heads.missing([keys])
    damage: list[Damage] = []
    rows = {number: _row(number, each, keys, damage) for number, each in numbered}
    filled = {number: row for number, row in rows.items() if _is_filled(row)}
    if not filled:
        raise faults.no_rows()
    listed = list(filled.values())
    large = len(listed) > FEW_ROWS
    table = columnar.frame(listed, len(keys)) if large else listed
    return Table("json", None, head, list(filled), table, tuple(damage))


def _numbered(plain: bytes) -> list[tuple[int, dict[str, Any]]]:
    try:
        found = _loaded(plain)
    except json.JSONDecodeError as error:
        return _of_lines(plain, error)
    except RecursionError as error:
        raise faults.unreadable("JSON 嵌套过深") from error
    if isinstance(found, dict):
        found = found["rows"] if isinstance(found.get("rows"), list) else [found]
    if not isinstance(found, list):
        raise faults.unreadable("JSON 不是对象的列表")
    return [_object(number, each) for number, each in enumerate(found, start=1)]


def _of_lines(
    plain: bytes, whole: json.JSONDecodeError
) -> list[tuple[int, dict[str, Any]]]:
    lines = plain.split(b"\n")
    filled = [(n, line) for n, line in enumerate(lines, start=1) if line.strip()]
    # A list that breaks off is no JSON lines: the first fault tells the place.
    if not filled or not filled[0][1].strip().endswith(b"}"):
        raise _broken(whole, 0) from whole
    return [_object(number, _line(number, line)) for number, line in filled]


def _line(number: int, line: bytes) -> Any:
    try:
        return _loaded(line)
    except json.JSONDecodeError as error:
        raise _broken(error, number - 1) from error
    except RecursionError as error:
        raise faults.unreadable("JSON 嵌套过深") from error


def _broken(error: json.JSONDecodeError, above: int) -> Exception:
    place = f"第 {error.lineno + above} 行第 {error.colno} 个字符"
    return faults.unreadable(f"JSON 在{place}处有语法错误")


def _loaded(plain: bytes) -> Any:
    # Numbers stay as written: a float would lose the digits of an 18-digit code.
    return json.loads(
        plain,
        parse_int=str,
        parse_float=Number,
        parse_constant=str,
        object_pairs_hook=_unique,
    )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise faults.two_columns(shown(twice), shown(twice), shown(twice))
    return found


def _object(number: int, each: Any) -> tuple[int, dict[str, Any]]:
    if not isinstance(each, dict):
        raise faults.unreadable(f"JSON 第 {number} 项不是对象")
    return number, each


def _row(
    number: int, each: dict[str, Any], keys: Sequence[str], damage: list[Damage]
) -> Row:
    texts = [_cell(number, key, each.get(key)) for key in keys]
    damage += [
        Damage(number, at, "scientific", text)
        for at, (text, key) in enumerate(zip(texts, keys, strict=True))
        if text is not None and _is_spoilt(each.get(key))
    ]
    return tuple(texts)


def _cell(number: int, key: str, value: Any) -> str | None:
    if isinstance(value, Number):
        short = not _is_spoilt(value) and float(value.text).is_integer()
        return value.text.partition(".")[0] if short else value.text
    if isinstance(value, dict | list):
        raise faults.nested(number, shown(key))
    text = cells.text(value)
    if text is not None and (found := _UNSTORABLE.search(text)):
        fault = faults.nul if found[0] == "\0" else faults.half
        raise fault(f"第 {number} 行的「{shown(key)}」")
    return text


def _is_spoilt(value: Any) -> bool:
    # Who writes an exponent, or ".0" behind so many digits, has calculated with it.
    if not isinstance(value, Number):
        return False
    size = float(value.text)
    long = size.is_integer() and abs(size) >= cells.LONG_NUMBER
    return long or "e" in value.text.lower()


def _is_filled(row: Row) -> bool:
    return any(cell is not None and cell.strip() for cell in row)
