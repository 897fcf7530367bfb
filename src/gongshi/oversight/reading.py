"""Says what a text that stands where a document number should is understood to be."""

from __future__ import annotations

from dataclasses import dataclass

from gongshi.identifiers import document_number
from gongshi.policy.continuity import ContinuityTerms


@dataclass(frozen=True)
class Reading:
    """What one text was read as."""

    #: Key of `policy.continuity.READINGS`.
    key: str
    #: In Chinese, for people.
    text: str


def understand(text: str, terms: ContinuityTerms) -> Reading:
    """Say what a document number is understood to be."""
    words = terms.readings
    number = document_number.parse(text)
    if number is None:
        key = "unreadable"
        if document_number.certificate(text):
            key = "certificate"
        elif document_number.unnumbered(text):
            key = "unnumbered"
        return Reading(key, words[key])
    if number.serial == "0":
        return Reading("zero", words["zero"])
    if len(number.serial) > terms.whole("digits_at_most"):
        return Reading("too_long", words["too_long"].format(digits=len(number.serial)))
    told = words["number"].format(
        prefix=number.prefix, year=number.year, serial=number.padded
    )
    sub = words["sub"].format(sub=number.sub) if number.sub else ""
    return Reading("number", told + sub)
