"""The number of an official document (文书号, 发文字号) and its grammar.

机关代字 + 〔年份〕 + 序号 + 号, as in 发改办财金〔2018〕790号; decisions are typed with
any bracket or half of one, with 第, in Chinese numerals (〔二〇二二〕第十八号), in court
style (（2009）浦民二(商)初字第2521号) or with no bracket.

Two roads read it: `parse` for one number, `parse_columns` for batches. In a batch most
numbers differ from others in their last digits only; `parse` reads what they share
once. The plain forms of the rest are read by one pattern, and every odd number by
`parse` itself, so both roads give the same answer by construction.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from gongshi.identifiers.amounts import chinese_number

if TYPE_CHECKING:
    import polars as pl

#: Longer text is no number, and would make the patterns below slow.
LONGEST: Final = 128

_BRACKETS = str.maketrans("【〔［﹝「{<〈】〕］﹞」}>〉", "[[[[[[[[]]]]]]]]")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−", "-"))
_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
_COMPACT: dict[int, str | int | None] = {**_BRACKETS, **_DASHES, **_INVISIBLE}
_CHINESE_DIGITS = {digit: str(n) for n, digit in enumerate("一二三四五六七八九十", 1)}
_ZEROS = "〇零○"
_DIGITS = f"{_ZEROS}一二三四五六七八九"
_DIGIT_VALUES = {**dict.fromkeys(_ZEROS, "0"), **_CHINESE_DIGITS}

_SUB = "[-之]([0-9]+|[A-Za-z]|[一二三四五六七八九十])"
# A tail with letters or digits may name another document: such text is not parsed. A
# serial in Chinese numerals needs its 号: without it, words begin with 一 or 三 too.
_SERIAL = (
    rf"(?:\(?([0-9]+)(?:{_SUB})?\)?号?|([{_DIGITS}十百千]{{1,9}})号)"
    rf"(?:{_SUB})?[^0-9A-Za-z]*"
)
_ANY_YEAR = rf"((?:19|20)[0-9]{{2}}|(?:一九|二[{_ZEROS}])[{_DIGITS}]{{2}})"
_YEAR = re.compile(rf"[\[(]{_ANY_YEAR}年?[\])]")
# The middle is lazy, so that 第 is never taken for its first character.
_AFTER_YEAR = re.compile(rf"年?((?:[\u4e00-\u9fff(\[].*?)??)第?{_SERIAL}")
# No bracket, or half of one: then 第, the other half or 号 tells the serial.
_BARE_YEAR = re.compile(
    rf"(.*?[^0-9\[(])[\[(]?{_ANY_YEAR}"
    rf"(?:年?第|[\])]年?第?|[年-](?=[0-9]{{1,18}}号)){_SERIAL}"
)
_NAMED_YEAR = re.compile("(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
_DIGIT, _HAN = re.compile("[0-9]"), re.compile("[\u4e00-\u9fff]")
#: Of a certificate's number: its digits at least, its Chinese characters at most.
_FEWEST_DIGITS, _MOST_HAN = 5, 3
#: What `parse_columns` gives.
_PARTS = ("prefix", "year", "serial", "sub", "width")
#: Stands for the digits of a serial while what stands before them is read.
_PROBE = "1" * 18
#: Numbers that must begin alike before their beginning is read by itself.
_OFTEN = 4

# What the pattern of the plain forms accepts must be a part of what `parse` accepts,
# with the same answer: characters that normalising leaves alone, no middle, no tail.
_PLAIN = (
    r"^(?<prefix>[()（）\[\]〔〕【】]*[0-9A-Za-z\x{4e00}-\x{9fff}]"
    r"[0-9A-Za-z\x{4e00}-\x{9fff}()（）\[\]〔〕【】]*)"
    r"[(（\[〔【](?<year>(?:19|20)[0-9]{2})[)）\]〕】]"
    r"年?第?[(（]?(?<zeros>0*)(?<serial>[0-9]+)(?:-0*(?<sub>[0-9]+))?[)）]?号?$"
)
# The year as the only group; another one would make it far slower.
_PLAIN_YEAR = re.sub(
    r"\(\?<(year|\w+)>", lambda group: "(" if group[1] == "year" else "(?:", _PLAIN
)
_PUNCTUATION = "[()（）\\[\\]〔〕【】]"
# Characters that `compact` writes otherwise wherever they stand; with blanks they are
# all that most careless numbers have beside the plain forms.
_WIDE = (
    "０１２３４５６７８９（）［］〔〕【】－—– \t\u3000"
    "ＡＢＣＤＥＦＧＨＩＪＫＬＭＮＯＰＱＲＳＴＵＶＷＸＹＺ"
)
#: A serial in Chinese numerals, place by place, and what stands before it.
_PLACES: Final = rf"^(.*[\])])第?([{_DIGITS}]{{1,9}})号$"

#: The standard spelling: surely a number, and nearly its own key. Most numbers have it,
#: so columns ask for it first.
STANDARD: Final = r"^[\x{4e00}-\x{9fff}]{1,40}〔(?:19|20)[0-9]{2}〕第?[0-9]{1,18}号$"
#: Finds every text that is not in the standard spelling, or very long: what may follow
#: each of its parts otherwise. A search for it can be joined to others of the field.
NOT_STANDARD: Final = (
    r"^(?:[^\x{4e00}-\x{9fff}]|$)"
    r"|^[\x{4e00}-\x{9fff}]{41}"
    r"|^[\x{4e00}-\x{9fff}]+(?:[^\x{4e00}-\x{9fff}〔]|$)"
    r"|〔(?:[^12]|1[^9]|2[^0]|[12]?$|[12][09](?:[^0-9]|$|[0-9](?:[^0-9]|$|[0-9](?:[^〕]|$))))"
    r"|〕(?:[^0-9第]|$|第(?:[^0-9]|$)|第?[0-9]+(?:[^0-9号]|$)|第?[0-9]{19}|第?[0-9]+号(?:[0-9]|[^0-9]))"
)


@dataclass(frozen=True)
class DocumentNumber:
    """A document number taken apart."""

    #: 机关代字 with its brackets as () and [], 字 kept.
    prefix: str
    year: int
    #: Digits without leading zeros; as text, since certificates have 20 and more.
    serial: str
    #: What follows - or 之 (3 in 第5-3号), without leading zeros; None without it.
    sub: str | None
    #: Digits of the serial as written, zeros included (5 for 00013).
    width: int
    #: Read without a bracket round the year, so less certain.
    weak: bool

    @property
    def number(self) -> int:
        """The serial as a whole number."""
        return int(self.serial)

    @property
    def padded(self) -> str:
        """The serial as it was written, zeros included."""
        return self.serial.zfill(self.width)

    @property
    def stem(self) -> str:
        """The prefix without punctuation, capital letters: equal in one series."""
        return stem(self.prefix)


def stem(prefix: str) -> str:
    """Write a prefix without punctuation, in capital letters."""
    return "".join(filter(str.isalnum, prefix.upper()))


def compact(text: str) -> str:
    """Write the text in NFKC without blanks, with one form of bracket and of dash."""
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    # Signs between which a blank stood may be one character now: A and ´ make Á.
    return unicodedata.normalize("NFC", joined.translate(_COMPACT))


@lru_cache(maxsize=1024)
def parse(text: str) -> DocumentNumber | None:
    """Take a document number apart; None when it follows no known form.

    Of several bracketed years the last one that a serial follows counts.
    """
    number = compact(text)
    if len(number) > LONGEST:
        return None
    for year in reversed(list(_YEAR.finditer(number))):
        rest = _AFTER_YEAR.fullmatch(number, year.end())
        if rest:
            prefix = number[: year.start()] + rest[1]
            return _document_number(prefix, year[1], rest.groups()[1:], weak=False)
    bare = _BARE_YEAR.fullmatch(number)
    return bare and _document_number(bare[1], bare[2], bare.groups()[2:], weak=True)


def certificate(text: str) -> bool:
    """Tell whether a text that is no document number is a certificate's number.

    Certificates (JY33202810257113, 21503202112018020017, 车20苏B00144(19)) may stand for
    a missing document number; they are made of digits, with few characters beside
    them, or say 证 themselves.
    """
    number = compact(text)
    if len(number) > LONGEST or parse(text) is not None:
        return False
    digits, han = len(_DIGIT.findall(number)), len(_HAN.findall(number))
    return digits >= _FEWEST_DIGITS and (han <= _MOST_HAN or "证" in number)


def unnumbered(text: str) -> bool:
    """Tell whether a text names a year but no serial, as 双环许可2019 does."""
    return parse(text) is None and _NAMED_YEAR.search(compact(text)) is not None


@lru_cache(maxsize=1024)
def key(text: str) -> str:
    """Write the number so that different spellings of it become equal.

    A number that cannot be taken apart gives its compacted text in capitals, which
    holds no 〔 and so never equals the key of one that can.
    """
    number = parse(text)
    if number is None:
        return compact(compact(text).upper())
    sub = "" if number.sub is None else f"-{number.sub}"
    return f"{number.stem}〔{number.year}〕{number.serial}{sub}"


def parse_columns(texts: pl.Expr) -> pl.Expr:
    """Take a column of document numbers apart as `parse` does.

    Args:
        texts: String, one row per record.

    Returns:
        Struct in the same order: prefix String, year Int32, serial String (digits
        without leading zeros), sub String, width UInt32 (digits of the serial as
        written). All are null where the text is null or follows no known form; sub is
        null as well where there is none.
    """
    import polars as pl

    fields = {"prefix": pl.String, "year": pl.Int32, "serial": pl.String}
    shape = pl.Struct({**fields, "sub": pl.String, "width": pl.UInt32})
    return texts.map_batches(_parse_series, return_dtype=shape, is_elementwise=True)


def take_apart(texts: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take numbers apart as `parse_columns` does, and tell but once how many begin.

    Args:
        texts: String, one row per record.

    Returns:
        What numbers begin with, one row each: prefix (String), year (Int32). And one row
        per text: beginning (UInt32, its place there; null where the text is null or
        follows no known form, and so are the others), serial, sub, width.
    """
    import polars as pl

    beginnings, rows = _alike(texts)
    rest = (texts.is_not_null() & rows["beginning"].is_null()).arg_true()
    # Certificates' numbers: without any mark nothing tells the year from the serial.
    rest = rest.filter(~texts.gather(rest).str.contains("^[0-9A-Za-z]*$"))
    if not len(rest):
        return beginnings, rows
    parts = _one_by_one(texts.gather(rest))
    names = ["prefix", "year"]
    more = parts.select(names).drop_nulls().unique(maintain_order=True)
    places = more.with_row_index("beginning", beginnings.height)
    parts = parts.join(places, on=names, how="left", maintain_order="left")
    told = [rows[name].scatter(rest, parts[name]) for name in rows.columns]
    return pl.concat([beginnings, more]), rows.with_columns(told)


def _one_by_one(texts: pl.Series) -> pl.DataFrame:
    """Take numbers apart by the patterns, and odd ones by `parse`."""
    parts = _plain(texts)
    odd = _odd(texts, parts)
    numbers = list(map(parse, texts.gather(odd)))
    return parts.with_columns(
        parts[name].scatter(
            odd, [number and getattr(number, name) for number in numbers]
        )
        for name in _PARTS
    )


def year_columns(texts: pl.Expr) -> pl.Expr:
    """Take the year alone, far sooner than `parse_columns`.

    Args:
        texts: String, one row per record.

    Returns:
        Int32 in the same order; null where the text is null or follows no known form.
    """
    import polars as pl

    return texts.map_batches(_year_series, return_dtype=pl.Int32)


def key_columns(texts: pl.Expr) -> pl.Expr:
    """Write a column of document numbers as `key` does.

    Args:
        texts: String, one row per record.

    Returns:
        String in the same order; null where the text is null.
    """
    import polars as pl

    return texts.map_batches(_key_series, return_dtype=pl.String, is_elementwise=True)


def _document_number(
    prefix: str, year: str, parts: tuple[str | None, ...], *, weak: bool
) -> DocumentNumber | None:
    arabic, inner, chinese, outer = parts
    serial = arabic or _in_digits(chinese or "")
    subs = (_CHINESE_DIGITS.get(part, part) for part in (inner, outer) if part)
    sub = "-".join(map(_unpadded, subs))
    of_year = int(_in_digits(year))
    number = DocumentNumber(
        prefix, of_year, _unpadded(serial), sub or None, len(serial), weak
    )
    return number if number.stem else None


def _in_digits(numeral: str) -> str:
    """Write a Chinese numeral in digits, place by place where it has no 十, 百, 千."""
    if any(mark in "十百千" for mark in numeral):
        return str(chinese_number(numeral.replace("○", "〇")))
    return "".join(_DIGIT_VALUES.get(mark, mark) for mark in numeral)


def _unpadded(digits: str) -> str:
    return digits.lstrip("0") or "0"


def _plain(texts: pl.Series) -> pl.DataFrame:
    """Take plain forms apart, careless ones too; rows of null for every other text."""
    parts = _plainest(texts)
    rest = _odd(texts, parts)
    if not len(rest):
        return parts
    more = _plainest(_narrow(texts.gather(rest)))
    return parts.with_columns(parts[name].scatter(rest, more[name]) for name in _PARTS)


def _narrow(texts: pl.Series) -> pl.Series:
    """Write texts nearer to the plain forms; `parse` says the same of them."""
    import polars as pl

    marks = list(_WIDE)
    narrow = pl.col("text").str.replace_many(marks, list(map(compact, marks)))
    serial = pl.col("text").str.extract(_PLACES, 2)
    arabic = serial.str.replace_many(list(_DIGIT_VALUES), list(_DIGIT_VALUES.values()))
    before = pl.col("text").str.extract(_PLACES, 1)
    return (
        pl.DataFrame({"text": texts})
        .select(narrow)
        .select(pl.concat_str(before, arabic, pl.lit("号")).fill_null(pl.col("text")))
        .to_series()
    )


def _plainest(texts: pl.Series) -> pl.DataFrame:
    """Take the plain forms apart; rows of null for every other text."""
    import polars as pl

    text = pl.col("text")
    short = pl.when(text.str.len_chars() <= LONGEST).then(text)
    frame = pl.DataFrame({"text": texts})
    parts = frame.select(short.str.extract_groups(_PLAIN)).unnest("text")
    return parts.with_columns(
        pl.col("prefix").str.replace_many(list("（〔【）〕】"), list("([[)]]")),
        pl.col("year").cast(pl.Int32),
        width=pl.col("zeros").str.len_bytes() + pl.col("serial").str.len_bytes(),
    ).select(_PARTS)


def _odd(texts: pl.Series, parts: pl.DataFrame) -> pl.Series:
    """Give the places (UInt32) of texts that no plain form fits."""
    return (texts.is_not_null() & parts["year"].is_null()).arg_true()


def _parse_series(texts: pl.Series) -> pl.Series:
    import polars as pl

    beginnings, rows = take_apart(texts)
    parts = rows.with_columns(
        beginnings[name].gather(rows["beginning"]) for name in ("prefix", "year")
    )
    return parts.select(pl.struct(_PARTS).alias(texts.name)).to_series()


@lru_cache(maxsize=1 << 16)
def _beginning(head: str) -> tuple[str, str, int] | None:
    """Read what stands before a serial: itself, prefix and year; None if it is none."""
    number = parse.__wrapped__(f"{head}{_PROBE}号")
    # A full-width zero before the digits is one of them, and makes the serial wider.
    whole = (_PROBE, None, len(_PROBE))
    if number is None or (number.serial, number.sub, number.width) != whole:
        return None
    # 2022-18号 is a number, 2022-18 is a month: such texts are read one by one.
    if parse.__wrapped__(f"{head}{_PROBE}") != number:
        return None
    return head, number.prefix, number.year


def _alike(texts: pl.Series) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Take numbers apart of which many begin alike and end in digits and 号.

    What `parse` says of a beginning with any digits behind it holds for all digits: the
    beginning ends in no digit, so they are the whole serial, zeros included.
    """
    import polars as pl

    bare = texts.str.strip_suffix("号")
    heads = bare.str.strip_chars_end("0123456789")
    # Codes of its own, which go with it: those of `pl.Categorical` would pile up.
    coded = heads.cast(pl.Categorical(pl.Categories.random("heads", pl.UInt32)))
    counted = coded.drop_nulls().value_counts()
    common = counted.filter(pl.col("count") >= _OFTEN)[coded.name]
    codes = common.to_physical()
    known = [
        (code, *each[1:])
        for code, head in zip(codes, common.cast(pl.String), strict=True)
        if (each := _beginning(head))
    ]
    names = {"code": pl.UInt32, "prefix": pl.String, "year": pl.Int32}
    beginnings = pl.DataFrame(known, schema=names, orient="row")
    places = pl.repeat(None, counted.height, dtype=pl.UInt32, eager=True).scatter(
        beginnings["code"], range(beginnings.height)
    )
    digits = pl.DataFrame({"text": bare, "head": heads}).select(
        pl.col("text").str.strip_prefix(pl.col("head"))
    )
    rows = digits.select(
        places.gather(coded.to_physical()).alias("beginning"),
        serial=pl.col("text").str.strip_chars_start("0"),
        sub=pl.lit(None, pl.String),
        width=pl.col("text").str.len_bytes(),
    )
    # Choosing between texts costs more than all the rest: only where it must be.
    is_read = rows["beginning"].is_not_null() & rows["width"].is_between(1, len(_PROBE))
    if not is_read.all():
        rows = rows.select(pl.when(is_read).then(pl.all()))
    if (rows["serial"] == "").any():
        zero = pl.when(pl.col("serial") == "").then(pl.lit("0"))
        rows = rows.with_columns(zero.otherwise("serial").alias("serial"))
    return beginnings.drop("code"), rows


def _year_series(texts: pl.Series) -> pl.Series:
    import polars as pl

    short = texts.set((texts.str.len_chars() > LONGEST).fill_null(value=False), None)
    years = short.str.extract(_PLAIN_YEAR).cast(pl.Int32)
    odd = (texts.is_not_null() & years.is_null()).arg_true()
    numbers = map(parse, texts.gather(odd))
    return years.scatter(odd, [number and number.year for number in numbers])


def _key_series(texts: pl.Series) -> pl.Series:
    standard = texts.str.contains(STANDARD).fill_null(value=False)
    if standard.all():
        return _standard_keys(texts)
    rest = (~standard).arg_true()
    keys = _standard_keys(texts.set(~standard, None))
    return keys.scatter(rest, _other_keys(texts.gather(rest)))


def _standard_keys(texts: pl.Series) -> pl.Series:
    """Write the keys of numbers in the standard spelling: 第, zeros and 号 go."""
    bare = texts.str.replace("〕第", "〕", literal=True).str.strip_suffix("号")
    padded = bare.str.contains("〕0", literal=True).fill_null(value=False)
    if not padded.any():
        return bare
    unpadded = bare.filter(padded).str.replace("〕0+([0-9])", "〕${1}")
    return bare.scatter(padded.arg_true(), unpadded)


def _other_keys(texts: pl.Series) -> pl.Series:
    import polars as pl

    parts = _plain(texts)
    stem = pl.col("prefix").str.replace_all(_PUNCTUATION, "").str.to_uppercase()
    sub = pl.concat_str(pl.lit("-"), "sub").fill_null("")
    keys = pl.concat_str(stem, pl.lit("〔"), "year", pl.lit("〕"), "serial", sub)
    odd = _odd(texts, parts)
    plain = parts.select(keys.alias(texts.name)).to_series()
    return plain.scatter(odd, [key(text) for text in texts.gather(odd)])
