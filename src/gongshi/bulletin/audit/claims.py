"""Reads what the text claims: of whom, which measure, which number.

Only claims whose words are all understood are taken: between the name of a unit and its
number nothing may stand but the words of the rulebook.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from gongshi.bulletin.audit.layout import category_of, measure_of
from gongshi.bulletin.audit.numbers import WHOLE, Number, number
from gongshi.bulletin.audit.registers import bare
from gongshi.bulletin.audit.subject import Subject
from gongshi.bulletin.audit.writing import Paragraph, quoted
from gongshi.policy.audits import AuditTerms

_NUMBER = re.compile(
    rf"(?<![〔\-第])({WHOLE})(?:(万|亿)?(条|件|项|个(?![\u4e00-\u9fff])|个(?=和))|(%))(?![0-9a-zA-Z])"
)
_SENTENCE = re.compile("[^。]+")
_BRACKETS = re.compile(r"\([^()]*\)")
_DIVIDING = re.compile("[,，、:;；()和及与]")
#: 「6月份」 and the number of 「15个区」.
_COUNTED = re.compile("[0-9]+(?:月份?)?")
_SIGNS = re.compile("[,，、:;；()“”\"'《》]")
#: Characters before a colon that tell what a list is of.
_LONGEST_HEAD = 100
#: A longer sentence, in characters, nobody wrote.
_LONGEST_SENTENCE = 5_000
#: Characters of a sentence that a quotation shows before its number.
_QUOTED = 30


@dataclass(frozen=True)
class Claim:
    """One number of the text and what it is said to be."""

    #: Position of the paragraph in the document.
    order: int
    paragraph: Paragraph
    #: Position of the sentence in the paragraph, and of the number in the sentence.
    sentence: int
    at: int
    #: Name of a unit in plain form, or key of a group; "" for the whole.
    of: str
    #: Whether `of` is a group.
    is_group: bool
    measure: str
    category: str
    number: Number
    #: What is counted, 条 or 个; "" for a rate.
    unit: str
    #: Sentences that speak of another time or of a draw are not compared with tables.
    is_elsewhere: bool
    #: Whether it is said to be part of a number before it.
    is_part: bool
    #: Whether it is said to be a share of a number before it.
    is_share: bool
    #: Whether several units, or a part of one, are said to have it together.
    is_joint: bool
    #: Whether 「分别」 stands before it: its owner is not the name next to it.
    is_unclear: bool
    quote: str


def claims(matter: Subject) -> Iterator[Claim]:
    """Give the claims of the text in reading order."""
    for order, paragraph in matter.writing.paragraphs:
        for sentence in _SENTENCE.finditer(paragraph.plain):
            if len(sentence[0]) < _LONGEST_SENTENCE:
                yield from _of_sentence(matter, order, paragraph, sentence)


def _of_sentence(
    matter: Subject, order: int, paragraph: Paragraph, sentence: re.Match[str]
) -> Iterator[Claim]:
    terms, text = matter.terms, sentence[0]
    elsewhere = any(word in text for word in matter.elsewhere)
    of, is_group, is_plain, end, part = "", False, True, 0, False
    category = listed = ""
    for found in _NUMBER.finditer(text):
        gap, digits_at = text[end : found.start()], found.start()
        if ":" in gap:
            colon = end + gap.rindex(":")
            listed = measure_of(text[max(0, colon - _LONGEST_HEAD) : colon], terms)
        part = part or any(word in gap for word in terms.words["parts_begin"])
        # Behind a semicolon the text may speak of all again: that is not known.
        kept = "several" if category and ";" in gap else category
        category = category_of(gap, terms) or kept
        named = _named(gap, matter)
        if named:
            of, is_group, is_plain, tail = named
        elif end == 0 or not _is_understood(gap, terms) or ";" in gap or "；" in gap:
            of, is_group, is_plain, tail = "", False, True, gap
        else:
            tail = gap
        percent = bool(found[4])
        measure = _measure(tail, terms, listed, percent=percent)
        share = percent and any(word in tail for word in terms.words["share_claims"])
        # 「其中 5 个区」 are some districts, not the group.
        some = is_group and part and "个" in gap
        clear = not of or _is_understood(tail, terms)
        about = _is_about(text, found, terms)
        end = found.end()
        if about:
            continue
        yield Claim(
            order=order,
            paragraph=paragraph,
            sentence=sentence.start(),
            at=digits_at,
            of=of,
            is_group=is_group,
            measure="" if share else measure,
            category=category,
            number=number(found[1], found[2] or "", found[4] or "", _shown(found)),
            unit=found[3] or "",
            is_elsewhere=elsewhere,
            is_part=part,
            is_share=share,
            is_joint=bool(of) and (some or not is_plain),
            is_unclear=not clear or "分别" in text,
            quote=_quote(text, found),
        )


def _shown(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2] or ''}{found[4] or ''}"


def _quote(text: str, found: re.Match[str]) -> str:
    start = max(0, found.start() - _QUOTED)
    before = text[start : found.start()]
    # A sign inside closed brackets, as in 「县（市、区）」, begins nothing.
    open_ = _BRACKETS.sub(lambda each: "·" * len(each[0]), before)
    cut = max((open_.rfind(sign) for sign in ",，;；、:"), default=-1)
    return quoted(before[cut + 1 :].lstrip("“”") + found[0])


def _named(gap: str, matter: Subject) -> tuple[str, bool, bool, str] | None:
    """Find the last unit or group named in a gap.

    Returns:
        Name or key, whether it is a group, whether it stands alone there, and the text
        behind it.
    """
    pattern = _names_pattern(matter.unit_names, tuple(_group_words(matter.terms)))
    found = list(pattern.finditer(gap))
    if not found:
        return None
    last = found[-1]
    key = _group_words(matter.terms).get(last[0])
    is_alone = _is_alone(gap[: last.start()], matter.terms)
    return key or last[0], key is not None, is_alone, gap[last.end() :]


def _is_alone(before: str, terms: AuditTerms) -> bool:
    """Tell whether a name is neither the end of a longer one nor one of several."""
    rest, sign, chunk = _last_part(before)
    if sign in "、和及与" and sign and rest and not rest.endswith(")"):
        return False
    return _is_understood(_COUNTED.sub("", chunk), terms)


def _last_part(text: str) -> tuple[str, str, str]:
    found = list(_DIVIDING.finditer(text))
    if not found:
        return "", "", text
    return text[: found[-1].start()], found[-1][0], text[found[-1].end() :]


def _group_words(terms: AuditTerms) -> dict[str, str]:
    return {word: key for key, words in terms.groups.items() for word in words}


@lru_cache(maxsize=8)
def _names_pattern(names: tuple[str, ...], groups: tuple[str, ...]) -> re.Pattern[str]:
    every = sorted({*names, *groups}, key=lambda each: -len(each))
    return re.compile("|".join(re.escape(each) for each in every) or "(?!)")


def _is_understood(tail: str, terms: AuditTerms) -> bool:
    return not _fillers(terms).sub("", _SIGNS.sub("", bare(tail))).strip()


@lru_cache(maxsize=2)
def _fillers_of(words: tuple[str, ...]) -> re.Pattern[str]:
    longest = sorted(words, key=lambda each: -len(each))
    return re.compile("|".join(re.escape(each) for each in longest))


def _fillers(terms: AuditTerms) -> re.Pattern[str]:
    words = [*terms.words["between"], *terms.words["share_claims"]]
    words += [word for each in terms.measures for word in each.words]
    words += [word for each in terms.categories.values() for word in each]
    return _fillers_of(tuple(words))


def _measure(tail: str, terms: AuditTerms, listed: str, *, percent: bool) -> str:
    kind = "rate" if percent else "count"
    named = measure_of(tail, terms)
    if not named and not any(word in tail for word in terms.words["reporting"]):
        named = listed
    elif not named:
        named = "volume"
    return named if terms.kind_of(named) == kind else ""


def _is_about(text: str, found: re.Match[str], terms: AuditTerms) -> bool:
    before, after = (
        tuple(terms.words[f"about_{side}"]) for side in ("before", "after")
    )
    return text.endswith(before, 0, found.start()) or text.startswith(
        after, found.end()
    )
