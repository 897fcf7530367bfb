"""Rates that do not come from the numbers they stand with.

Where numerator and denominator are printed the rate is computed, half-up; where only
the denominator is, some whole numerator must give it. 「截断」 is told where it explains
what stands. Numbers of 万 are judged with their rounding.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gongshi.bulletin.audit.claims import Claim, claims
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.layout import Column, Layout, Row
from gongshi.bulletin.audit.numbers import (
    Number,
    cut,
    fits,
    is_possible,
    rounded,
    shown,
)
from gongshi.bulletin.audit.subject import Subject
from gongshi.policy.audits import RateTerm

#: A rate stored with more places was not rounded at all.
_MOST_DECIMALS = 4
_HUNDRED = Decimal(100)
#: More denominators than this are not tried one by one.
_MOST_TRIED = 200


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find the rates of tables and text that their numbers do not give."""
    counted = _counted(matter)
    for table in matter.tables:
        for column in table.of_kind("rate"):
            yield from _in_column(matter, table, column, counted)
        yield from _parts_beyond(matter, table)
    yield from _in_text(matter, counted)


@dataclass(frozen=True)
class _Pair:
    """A numerator and a denominator a rate may come from."""

    part: Number | None
    whole: Number
    #: Whether the part is what is missing to the whole.
    is_complement: bool = False
    #: Whether rows were left out of the whole, nobody says how many.
    is_open: bool = False

    @property
    def numerator(self) -> Number | None:
        if self.part is None or not self.is_complement:
            return self.part
        rest = self.whole.value - self.part.value
        return Number(shown(rest), rest, 0)


def _term(matter: Subject, measure: str) -> RateTerm | None:
    return next((t for t in matter.terms.rates if t.measure == measure), None)


def _in_column(
    matter: Subject, table: Layout, column: Column, counted: Collection[str]
) -> Iterator[Contradiction]:
    term = _term(matter, column.measure)
    if term is None:
        return
    printed = [n for row in table.rows if (n := row.number(column))]
    decimals = max((n.decimals for n in printed), default=0)
    # A workbook may keep 0.81 % as 0.0081; then nothing in the column exceeds one.
    if decimals > _MOST_DECIMALS or not printed or _is_fraction(printed):
        return
    for row in table.rows:
        rate = row.number(column)
        pairs = _pairs_of_row(table, (row, column), term, counted)
        if rate and pairs and (told := _fault(matter, rate, decimals, pairs)):
            expected, key, words = told
            text = matter.say(
                key, label=row.label, column=column.label, found=rate.text, **words
            )
            place = table.place(row, column)
            yield Contradiction(
                place, "rates", rate.text, expected, text, (table.order, row.at)
            )


def _is_fraction(printed: Sequence[Number]) -> bool:
    filled = [n for n in printed if n.value]
    return (
        bool(filled)
        and all(n.value <= 1 and not n.is_percent for n in filled)
        and any(n.value == 1 or n.decimals > 2 for n in filled)
    )


def _pairs_of_row(
    table: Layout,
    cell: tuple[Row, Column],
    term: RateTerm,
    counted: Collection[str],
) -> list[_Pair]:
    row, column = cell
    group = [
        each
        for each in table.of_kind("count")
        if each.path[:-1] == column.path[:-1] and each.category == column.category
    ]

    def of(keys: Sequence[str]) -> list[Number]:
        cells = [row.number(each) for each in group if each.measure in keys]
        return [number for number in cells if number is not None]

    known = {each.measure: n for each in group if (n := row.number(each))}
    rates = {
        each.measure: n
        for each in table.of_kind("rate")
        if each.path[:-1] == column.path[:-1] and (n := row.number(each))
    }
    wholes = _wholes(term, known, rates)
    found = of(term.numerators), of(term.complements)
    is_open = _is_open(term, known, counted)
    return _pairs(wholes, *found, is_open=is_open)


def _wholes(
    term: RateTerm, known: Mapping[str, Number], rates: Mapping[str, Number]
) -> list[Number]:
    """Give every denominator a rate may have; none when its own is not known.

    武汉 divides what was on time by the accepted rows, which its tables do not print:
    they follow from 数量 and 合规率.
    """
    wholes = [known[key] for key in term.denominators if key in known]
    wholes += _assessed(term, known)
    if "accepted" in known or "accepted" not in term.denominators:
        return wholes
    derived = _accepted(known.get("volume"), rates.get("accepted_rate"))
    if not derived:
        return wholes if term.denominators[0] in known else []
    return wholes + derived


def _left_out(term: RateTerm, known: Mapping[str, Number]) -> list[Number]:
    return [known[key] for key in term.left_out if key in known]


def _assessed(term: RateTerm, known: Mapping[str, Number]) -> list[Number]:
    """Give the whole without the rows that are said to be left out."""
    left, volume = _left_out(term, known), known.get("volume")
    if not left or volume is None:
        return []
    rest = volume.value - sum(each.value for each in left)
    return [Number(shown(rest), rest, 0)]


def _is_open(
    term: RateTerm, known: Mapping[str, Number], counted: Collection[str]
) -> bool:
    """Tell whether rows are left out somewhere, but not said here how many."""
    is_spoken_of = any(key in counted for key in term.left_out)
    return is_spoken_of and not _left_out(term, known)


def _counted(matter: Subject) -> frozenset[str]:
    """List the measures of which the bulletin gives a number anywhere."""
    columns = {column.measure for table in matter.tables for column in table.columns}
    return frozenset(columns | {claim.measure for claim in claims(matter)})


def _accepted(volume: Number | None, rate: Number | None) -> list[Number] | None:
    """List the accepted rows that a rate allows; None when they are too many."""
    if volume is None or rate is None or not volume.is_exact:
        return None
    half = Decimal(1).scaleb(-rate.decimals)
    low = int((rate.value - half) * volume.value / _HUNDRED)
    high = int((rate.value + half) * volume.value / _HUNDRED) + 1
    if high - low > _MOST_TRIED:
        return None
    parts = (Decimal(k) for k in range(max(0, low), min(high, int(volume.value)) + 1))
    return [
        Number(shown(part), part, 0)
        for part in parts
        if rounded(part, volume.value, rate.decimals) == rate.value
    ]


def _pairs(
    wholes: Sequence[Number],
    parts: Sequence[Number],
    complements: Sequence[Number],
    *,
    is_open: bool,
) -> list[_Pair]:
    filled = [whole for whole in wholes if whole.value > 0]
    told = [_Pair(part, whole, False, is_open) for whole in filled for part in parts]
    told += [
        _Pair(part, whole, True, is_open) for whole in filled for part in complements
    ]
    return told or [_Pair(None, whole, False, is_open) for whole in filled]


def _fault(
    matter: Subject, rate: Number, decimals: int, pairs: Sequence[_Pair]
) -> tuple[str, str, dict[str, str]] | None:
    """Tell how a rate contradicts every pair it may come from; None if one fits."""
    if any(_holds(pair, rate, decimals) for pair in pairs):
        return None
    pair = pairs[0]
    part, whole = pair.numerator, pair.whole
    if part is None:
        if not whole.is_exact:
            return None
        is_cut = is_possible(int(whole.value), rate.value, decimals, truncated=True)
        near = int(rate.value * whole.value / _HUNDRED)
        numerator = next(
            (k for k in (near, near + 1)
             if cut(Decimal(k), whole.value, decimals) == rate.value), near,
        )  # fmt: skip
        why = matter.say("truncation_would", part=numerator, whole=whole.text)
        words = {"whole": whole.text, "truncated": why if is_cut else ""}
        return "", "rate_impossible", words
    right = rounded(part.value, whole.value, decimals)
    is_cut = cut(part.value, whole.value, decimals) == rate.value
    sign = "%" if rate.is_percent else ""
    expected = f"{shown(right)}{sign}"
    words = {
        "part": part.text,
        "whole": whole.text,
        "expected": expected,
        "truncated": matter.say("truncated", found=rate.text) if is_cut else "",
    }
    return expected, "rate_differs", words


def _holds(pair: _Pair, rate: Number, decimals: int) -> bool:
    part, whole = pair.numerator, pair.whole
    if pair.is_open:
        return pair.is_complement or part is None or _may_be(part, whole, rate)
    if part is not None:
        return fits(part, whole, rate.value, decimals)
    if not whole.is_exact or rate.value > _HUNDRED:
        return not whole.is_exact
    amount = int(whole.value)
    if is_possible(amount, rate.value, decimals, truncated=False):
        return True
    # What is printed may be the accepted rows, and the rate that of all reported ones.
    most = int(amount * _HUNDRED / max(rate.value, Decimal(1)))
    return any(
        rounded(Decimal(amount), Decimal(all_), decimals) == rate.value
        for all_ in range(max(amount, most - 2), most + 3)
    )


def _may_be(part: Number, whole: Number, rate: Number) -> bool:
    """Tell whether a rate may be that of a part in the whole or in less than it."""
    least = part.low * _HUNDRED / max(whole.high, Decimal(1))
    half = Decimal(1).scaleb(-rate.decimals) / 2
    return least - half <= rate.value <= _HUNDRED


def _parts_beyond(matter: Subject, table: Layout) -> Iterator[Contradiction]:
    """Find rows with more late or faulty rows than rows."""
    parts = {"late", "faulty", "accepted", "duplicate"}
    for column in table.of_kind("count"):
        whole = [
            each
            for each in table.of_kind("count")
            if each.measure == "volume" and each.path[:-1] == column.path[:-1]
            and each.category == column.category
        ]  # fmt: skip
        if column.measure not in parts or len(whole) != 1:
            continue
        for row in table.rows:
            part, all_ = row.number(column), row.number(whole[0])
            if part and all_ and part.low > all_.high:
                words = {"label": row.label, "column": column.label}
                text = matter.say(
                    "part_exceeds", found=part.text, expected=all_.text, **words
                )
                place = table.place(row, column)
                order = (table.order, row.at)
                yield Contradiction(
                    place, "rates", part.text, f"≤{all_.text}", text, order
                )


def _in_text(matter: Subject, counted: Collection[str]) -> Iterator[Contradiction]:
    runs: dict[tuple[int, int, str, str], list[Claim]] = {}
    for claim in claims(matter):
        if claim.measure and not claim.is_unclear:
            key = (claim.order, claim.sentence, claim.of, claim.category)
            runs.setdefault(key, []).append(claim)
    for run in runs.values():
        yield from _in_run(matter, run, counted)


def _in_run(
    matter: Subject, run: Sequence[Claim], counted: Collection[str]
) -> Iterator[Contradiction]:
    counts = [each for each in run if each.unit and not each.is_share]
    measures = [each.measure for each in counts]
    # Two numbers of one measure: which of them the rate is of, nobody can tell.
    if len(set(measures)) < len(measures):
        return
    number_by_measure = {each.measure: each.number for each in counts}
    rate_by_measure = {each.measure: each.number for each in run if not each.unit}
    decimals = max((each.number.decimals for each in run if not each.unit), default=0)
    for claim in run:
        term = _term(matter, claim.measure)
        if claim.unit or term is None:
            continue
        wholes = _wholes(term, number_by_measure, rate_by_measure)
        found = [
            [number_by_measure[key] for key in keys if key in number_by_measure]
            for keys in (term.numerators, term.complements)
        ]
        places = claim.number.decimals or decimals
        is_open = _is_open(term, number_by_measure, counted)
        pairs = _pairs(wholes, *found, is_open=is_open)
        told = _fault(matter, claim.number, places, pairs) if wholes else None
        if told:
            expected, key, words = told
            text = matter.say(
                f"text_{key}", quote=claim.quote, found=claim.number.text, **words
            )
            yield Contradiction(
                claim.paragraph.place, "rates", claim.number.text, expected, text,
                (claim.order, claim.at),
            )  # fmt: skip
