"""Finds in a text what may say something of a decision: four kinds of facts.

Labels are believed first (当事人：…, columns of a table); then the shape: the year in
the brackets of a document number, the endings of names, the words beside a day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from gongshi.identifiers import document_number
from gongshi.identifiers.amounts import chinese_number
from gongshi.oversight.exposures.items import Fact, Here
from gongshi.policy.exposures import ExposureTerms

#: Full-width letters and digits, one for one, so that places in the text stay.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF5B)}
_NAME = "一-鿿㐀-䶿A-Za-z0-9（）()·&"
_OPEN, _SHUT = "〔\\[（(【［﹝〈<{", "〕\\])）】］﹞〉>}"
_YEAR = re.compile(
    rf"[{_OPEN}][ \u3000]?(?:(?:19|20)[0-9]{{2}}|[一二][九〇零○][〇零○一二三四五六七八九]{{2}})年?[ \u3000]?[{_SHUT}]"
)
_SERIAL = re.compile(
    r"[ \u3000]?(?:[一-鿿（）()]{0,20}字)?(?:第[ ]?)?(?:[（(]?[0-9]{1,18}(?:[-－—之][0-9]{1,4})?[)）]?[ \u3000]?号?"
    r"|[〇零○一二三四五六七八九十百千]{1,9}号)"
)
_BARE = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}年?第[（(]?[0-9]{1,8}[)）]?号?")
_DAY = re.compile(
    r"(?<![0-9])((?:19|20)[0-9]{2})[ ]?[年/.-][ ]?([0-9]{1,2})[ ]?[月/.-][ ]?([0-9]{1,2})(?![0-9])[ ]?日?"
)
_HAN_DAY = re.compile(
    r"([一二][九〇零○][〇零○一二三四五六七八九]{2})年([一二三四五六七八九十〇]{1,3})月([一二三四五六七八九十〇]{1,3})日"
)
_SENTENCE = re.compile(r"[。；;！!？?\n]")
_CLAUSE = re.compile(r"[，,。；;！!？?\n]")
#: A value ends here: at a mark, or where particulars of a party begin.
_VALUE = r"[ \u3000]*([^\n\t|，,；;。：:]{1,120})"
_PARTICULARS = re.compile(r"[（(](?:统一|社会|法定|以下|住所|地址|经营者|负责人|注册)")
#: Most chars of a name, of a prefix and of what tells a day.
_LONGEST, _PREFIX, _BESIDE = 40, 30, 60
#: Fewest chars of a name that no label announces.
_SHORTEST = 5
_HAN_DIGITS = dict(zip("〇零○一二三四五六七八九", "000123456789", strict=True))


@dataclass(frozen=True, eq=False)
class Finder:
    """Looks for facts with the words of one edition."""

    terms: ExposureTerms
    here: Here

    def facts(self, text: str) -> list[Fact]:
        """Find every fact, in the order of the text; of two that overlap the first."""
        flat = text.translate(_NARROW)
        columns, heads = self._columns(flat)
        found: list[Fact] = []
        taken = bytearray(len(flat) + 1)

        def keep(facts: Iterable[Fact]) -> None:
            for fact in facts:
                if not any(taken[fact.start : fact.end]):
                    found.append(fact)
                    taken[fact.start : fact.end] = b"1" * (fact.end - fact.start)

        keep((*columns, *self._labelled(flat, heads)))
        for find in (self._numbers, self._days, self._authorities):
            keep(find(flat))
        keep(self._subjects(flat, taken))
        keep(self._persons(flat))
        return sorted(found, key=lambda each: (each.start, each.kind))

    def not_numbers(self, text: str) -> list[str]:
        """List what stands behind a label of numbers and is a certificate's number."""
        flat = text.translate(_NARROW)
        behind = (
            _trimmed(each[2])
            for each in self._labels.finditer(flat)
            if self._kinds[each[1]] == "number"
        )
        return [each for each in behind if document_number.certificate(each)]

    @cached_property
    def _kinds(self) -> dict[str, str]:
        words = self.terms.words
        return {
            label: kind
            for kind in ("certificate", "number", "subject", "authority", "decided")
            for label in words[f"{kind}_labels"]
        }

    @cached_property
    def _labels(self) -> re.Pattern[str]:
        labels = _any(sorted(self._kinds, key=len, reverse=True))
        return re.compile(
            rf"({labels})(?:[（(][^（）()\n]{{0,12}}[)）])?[ \u3000]*[：:\t|]{_VALUE}"
        )

    @cached_property
    def _blank_labels(self) -> re.Pattern[str]:
        labels = _any(self.terms.words["number_labels"])
        return re.compile(rf"(?:{labels})[ \u3000]*[：:][ \u3000]*$", re.MULTILINE)

    def _labelled(self, flat: str, heads: list[range]) -> Iterator[Fact]:
        in_head = {at for head in heads for at in head}
        for each in self._labels.finditer(flat):
            if each.start() in in_head:
                continue
            value, start = _trimmed(each[2]), each.start(2)
            start += len(each[2]) - len(each[2].lstrip(" \u3000"))
            if value.split("（")[0] in self._kinds:
                continue
            yield from self._as(self._kinds[each[1]], value, start)
        for each in self._blank_labels.finditer(flat):
            yield from self._as("number", "", each.end())

    def _columns(self, flat: str) -> tuple[list[Fact], list[range]]:
        """Read tables whose first line names the columns; cells stand apart by tabs.

        Returns:
            The facts, and where the lines are that name columns.
        """
        found: list[Fact] = []
        lines: list[range] = []
        kinds: list[str] = []
        at = 0
        for line in flat.split("\n"):
            cells = line.split("\t")
            heads = [self._heads.get(cell.strip(), "") for cell in cells]
            if sum(map(bool, heads)) > 1 and not _is_pairs(heads):
                kinds = heads
                lines.append(range(at, at + len(line) + 1))
            elif len(cells) == len(kinds):
                found += self._cells(kinds, cells, at)
            else:
                kinds = []
            at += len(line) + 1
        return found, lines

    @cached_property
    def _heads(self) -> dict[str, str]:
        days = dict.fromkeys(self.terms.words["decided_columns"], "decided")
        return {**days, **self._kinds}

    def _cells(self, kinds: list[str], cells: list[str], at: int) -> Iterator[Fact]:
        for kind, cell in zip(kinds, cells, strict=True):
            value = _trimmed(cell)
            if kind and value:
                yield from self._as(kind, value, at + cell.index(value))
            at += len(cell) + 1

    def _as(self, kind: str, value: str, start: int) -> Iterator[Fact]:
        """Read the value that a label announces."""
        end = start + len(value)
        if kind == "number":
            # A label without a number still begins the next decision of a list.
            number = value if _is_number(value) else ""
            yield Fact(kind, number, start, end if number else start, is_labelled=True)
        elif kind == "decided":
            for day, first, last in _days_in(value):
                yield Fact(
                    kind, f"{day}", start + first, start + last, is_labelled=True
                )
                return
        elif kind == "subject" and _is_name(value):
            yield Fact(kind, value, start, end, is_labelled=True)
        elif kind == "authority" and _is_name(value):
            yield Fact(
                kind, self._of_unit(value) or value, start, end, is_labelled=True
            )

    def _numbers(self, flat: str) -> Iterator[Fact]:
        last = 0
        for year in _YEAR.finditer(flat):
            tail = _SERIAL.match(flat, year.end())
            if year.start() < last or tail is None:
                continue
            fact = self._number(flat, year.start(), tail.end(), last)
            if fact:
                last = fact.end
                yield fact
        for bare in _BARE.finditer(flat):
            fact = self._number(flat, bare.start(), bare.end(), 0)
            if fact:
                yield fact

    def _number(self, flat: str, at: int, end: int, least: int) -> Fact | None:
        start = self._prefix_start(flat, at, least)
        value = flat[start:end].strip()
        parsed = document_number.parse(value)
        if parsed is None or not self._is_decision(flat, start, parsed.stem):
            return None
        return Fact("number", value, start, end)

    def _prefix_start(self, flat: str, at: int, least: int) -> int:
        """Say where the prefix before a year begins: a known one, else behind words."""
        head = re.search(rf"[{_NAME}〔〕\[\]]*\Z", flat[max(least, at - _PREFIX) : at])
        run = head[0] if head else ""
        for cut in range(len(run)):
            is_known = document_number.stem(run[cut:]) in self.here.stems
            if is_known and _outside(run[cut:]) == run[cut:]:
                return at - len(run) + cut
        words = self.terms.words
        return at - len(_outside(_behind(run, words["number_labels"] + words["leads"])))

    def _is_decision(self, flat: str, start: int, stem: str) -> bool:
        if stem in self.here.stems:
            return True
        before = flat[max(0, start - 14) : start]
        words = self.terms.words
        if "》" in before[-2:] or any(each in before for each in words["citing_marks"]):
            return False
        return any(mark in stem for mark in words["number_marks"])

    def _days(self, flat: str) -> Iterator[Fact]:
        """Find the days beside which a decision is told, and the day of the seal."""
        days = list(_days_in(flat))
        ends = [*(start for _, start, _ in days[1:]), len(flat)][: len(days)]
        for (day, start, end), until in zip(days, ends, strict=True):
            behind = _SENTENCE.split(flat[end : min(until, end + _BESIDE)], maxsplit=1)[
                0
            ]
            before = _CLAUSE.split(flat[max(0, start - 12) : start])[-1]
            if self._tells_decision(before, behind) or _is_seal(flat, start, end):
                yield Fact("decided", f"{day}", start, end)

    def _tells_decision(self, before: str, behind: str) -> bool:
        words = self.terms.words
        good = _first(behind, words["decided_marks"])
        bad = _first(behind, words["other_day_marks"])
        if any(each in before[-6:] for each in words["other_day_marks"]):
            return False
        if good is not None:
            return bad is None or good < bad
        return bad is None and any(each in before for each in words["decided_marks"])

    def _authorities(self, flat: str) -> Iterator[Fact]:
        last = 0
        for each in self._units.finditer(flat):
            start = self._name_start(flat, each.start(), last)
            name = flat[start : each.end()]
            if len(name) > 2:
                yield Fact("authority", self._of_unit(name) or name, start, each.end())
                last = each.end()

    @cached_property
    def _units(self) -> re.Pattern[str]:
        names = sorted(self.here.authorities, key=len, reverse=True)
        endings = [*names, *self.terms.words["authority_endings"]]
        return re.compile(rf"(?:{_any(endings)})(?![一-鿿]{{0,2}}分局)")

    def _of_unit(self, name: str) -> str:
        """Give the name of the register that a name ends in; "" = of another place.

        市市场监管局 is only ours where nothing stands before it: 海州市市场监管局 ends in
        it too.
        """
        known = self.here.authorities
        if name in known:
            return name
        ends = "".join(self.terms.words["place_endings"])
        for cut in range(1, len(name)):
            short = name[cut:]
            if (
                short in known
                and short[0] not in ends
                and (re.match(rf".{{2,4}}[{ends}]", short) or name[cut - 1] not in ends)
            ):
                return short
        return ""

    def _subjects(self, flat: str, taken: bytearray) -> Iterator[Fact]:
        """Find names by their endings; none reaches into what is something else."""
        held: Fact | None = None
        for each in self._endings.finditer(flat):
            last = taken.rfind(b"1", max(0, each.start() - _LONGEST), each.start()) + 1
            start = self._name_start(
                flat, each.start(), max(last, held.end if held else 0)
            )
            if held and start == held.end:
                # 甲有限公司云陵分公司 is one name.
                start = held.start
            elif held:
                yield held
            name = flat[start : each.end()]
            is_name = len(name) >= _SHORTEST and each.start() - start >= 2
            held = Fact("subject", name, start, each.end()) if is_name else None
        if held:
            yield held

    def _persons(self, flat: str) -> Iterator[Fact]:
        """Find natural persons where the words around leave nothing else."""
        others = self.terms.words["not_persons"]
        for each in self._someone.finditer(flat):
            if not any(word in each[1] for word in others):
                yield Fact("subject", each[1], each.start(1), each.end(1))

    @cached_property
    def _someone(self) -> re.Pattern[str]:
        words = self.terms.words
        before = _any(words["person_before"])
        return re.compile(
            rf"(?:(?:{before})|^[0-9]{{1,3}}[.、．][ ]?)"
            rf"([一-鿿]{{2,4}}?)(?={_any(words['person_after'])})",
            re.MULTILINE,
        )

    @cached_property
    def _endings(self) -> re.Pattern[str]:
        return re.compile(_any(self.terms.words["subject_endings"]))

    def _name_start(self, flat: str, at: int, least: int) -> int:
        run = re.search(rf"[{_NAME}]*\Z", flat[max(least, at - _LONGEST) : at])
        return at - len(
            self._bare_name(run[0] if run else "", self.terms.words["leads"])
        )

    def _bare_name(self, run: str, leads: tuple[str, ...]) -> str:
        """Cut the words off that stand before a name."""
        run = _outside(_behind(run, leads))
        while opener := next(filter(run.startswith, self.terms.words["openers"]), ""):
            run = run[len(opener) :]
        return run


@lru_cache(maxsize=4)
def finder(terms: ExposureTerms, here: Here) -> Finder:
    """Give the finder of an edition and a place; its patterns are made once."""
    return Finder(terms, here)


def _any(words: object) -> str:
    assert isinstance(words, list | tuple)
    return "|".join(map(re.escape, words))


def _behind(run: str, words: tuple[str, ...]) -> str:
    """Give what stands behind the last of some words."""
    for word in words:
        run = run.rpartition(word)[2]
    return run


def _trimmed(value: str) -> str:
    """Cut what follows a value on its line: particulars, or other words apart."""
    value = value.strip(" \u3000")
    found = _PARTICULARS.search(value)
    value = value[: found.start()] if found else value
    if "\u3000" in value or " " in value:
        head = re.split("[ \u3000]", value, maxsplit=1)[0]
        value = (
            value
            if re.fullmatch("[A-Za-z0-9&.〔\\[（(【]*|.*[一-鿿][〔\\[（(【].*", head)
            else head
        )
    return value.strip(" \u3000")


def _outside(run: str) -> str:
    """Drop what stands before a bracket that opens or closes alone."""
    depth, cut = 0, 0
    for at, mark in enumerate(run):
        if mark in "（(":
            depth += 1
        elif mark in "）)":
            depth -= 1
            if depth < 0:
                cut, depth = at + 1, 0
    if depth > 0:
        cut = max(run.rfind("（"), run.rfind("(")) + 1
    return run[cut:]


def _is_number(value: str) -> bool:
    if document_number.certificate(value):
        return False
    return document_number.parse(value) is not None


def _is_name(value: str) -> bool:
    return 2 <= len(value) <= 60 and re.search("[一-鿿A-Za-z]", value) is not None


def _is_pairs(heads: list[str]) -> bool:
    """Tell a line of labels and values in turn from the head of a table."""
    return not all(heads) and not any(heads[1::2]) and all(heads[::2])


def _is_seal(flat: str, start: int, end: int) -> bool:
    """Tell whether a day stands alone on one of the last lines."""
    begin = flat.rfind("\n", 0, start) + 1
    stop = flat.find("\n", end)
    stop = len(flat) if stop < 0 else stop
    is_alone = not flat[begin:start].strip() and not flat[end:stop].strip()
    return is_alone and begin > 0 and flat[stop : stop + 200].strip().count("\n") < 2


def _first(text: str, words: tuple[str, ...]) -> int | None:
    places = [at for each in words if (at := text.find(each)) >= 0]
    return min(places, default=None)


def _days_in(text: str) -> Iterator[tuple[date, int, int]]:
    found = [(each, tuple(map(int, each.groups()))) for each in _DAY.finditer(text)] + [
        (each, _han_day(each)) for each in _HAN_DAY.finditer(text)
    ]
    for each, parts in sorted(found, key=lambda it: it[0].start()):
        try:
            yield date(*parts), each.start(), each.end()
        except ValueError:
            continue


def _han_day(found: re.Match[str]) -> tuple[int, ...]:
    year = int("".join(_HAN_DIGITS[mark] for mark in found[1]))
    return year, *(
        chinese_number(part.replace("○", "〇")) or 0 for part in found.groups()[1:]
    )
