"""Parts named in the text that are not, or are more than, the whole.

Parts must add up to the whole only where the rulebook says that together they are it,
such as 市直单位 and 各县（市、区）; a list behind 「其中」 is rarely complete.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongshi.bulletin.audit.claims import Claim, claims
from gongshi.bulletin.audit.contradiction import Contradiction
from gongshi.bulletin.audit.numbers import Number, shown
from gongshi.bulletin.audit.subject import Subject

#: Claims of one paragraph that are compared with each other.
_MOST_CLAIMS = 300


def find(matter: Subject) -> Iterator[Contradiction]:
    """Find parts that do not make the whole."""
    by_paragraph: dict[int, list[Claim]] = {}
    for claim in claims(matter):
        if claim.unit and not claim.is_elsewhere and not claim.is_joint:
            by_paragraph.setdefault(claim.order, []).append(claim)
    for every in by_paragraph.values():
        told = every[:_MOST_CLAIMS]
        yield from _partitions(matter, told)
        yield from _beyond(matter, told)


def _partitions(matter: Subject, told: Sequence[Claim]) -> Iterator[Contradiction]:
    for partition in matter.terms.partitions:
        for measure in dict.fromkeys(each.measure for each in told if each.measure):
            same = [c for c in told if c.measure == measure and not c.is_unclear]
            if partition.kind == "group":
                parts = [c for c in same if c.is_group and c.of in partition.parts]
                keys = [c.of for c in parts]
            else:
                parts = [c for c in same if not c.of and c.category in partition.parts]
                keys = [c.category for c in parts]
            if sorted(keys) == sorted(partition.parts):
                yield from _whole(matter, same, parts)


def _whole(
    matter: Subject, same: Sequence[Claim], parts: Sequence[Claim]
) -> Iterator[Contradiction]:
    first = parts[0]
    wholes = [
        each
        for each in same
        if not each.of
        and each not in parts
        and each.unit == first.unit
        and (each.order, each.sentence, each.at)
        < (first.order, first.sentence, first.at)
    ]
    is_one_matter = len({each.category for each in (*wholes, *parts)}) == 1
    by_category = len({each.category for each in parts}) == len(parts)
    if len(wholes) == 1 and (is_one_matter or by_category):
        whole = wholes[0]
        if not _is_near(whole.number, [each.number for each in parts]):
            yield _differs(matter, whole, parts)


def _is_near(whole: Number, parts: Sequence[Number]) -> bool:
    low, high = sum(p.low for p in parts), sum(p.high for p in parts)
    return low <= whole.high and whole.low <= high


def _differs(matter: Subject, whole: Claim, parts: Sequence[Claim]) -> Contradiction:
    total = sum((each.number.value for each in parts), Decimal())
    text = matter.say(
        "text_parts",
        found=whole.number.text,
        parts="、".join(each.number.text for each in parts),
        expected=shown(total),
        gap=shown(abs(total - whole.number.value)),
    )
    return Contradiction(
        whole.paragraph.place, "parts", whole.number.text, shown(total), text,
        (whole.order, whole.at),
    )  # fmt: skip


def _beyond(matter: Subject, told: Sequence[Claim]) -> Iterator[Contradiction]:
    """Find a part behind 「其中」 that is more than the number before it."""
    for at, claim in enumerate(told):
        if not (claim.is_part and claim.of and not claim.is_group):
            continue
        wholes = [
            each
            for each in told[:at]
            if not each.is_part
            and each.sentence == claim.sentence
            and each.unit == claim.unit
            and each.category == claim.category
            and each.measure == claim.measure
        ]
        if len(wholes) == 1 and claim.number.low > wholes[0].number.high:
            whole = wholes[0].number.text
            text = matter.say("text_part_exceeds", quote=claim.quote, expected=whole)
            yield Contradiction(
                claim.paragraph.place, "parts", claim.number.text, f"≤{whole}", text,
                (claim.order, claim.at),
            )  # fmt: skip
