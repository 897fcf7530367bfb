"""The boxes of a form for a record: one per field of the standard, with what is in it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest

from gongshi.checks.templates.requirements import Requirement, requirements
from gongshi.desks import masking
from gongshi.desks.differences import Piece, compared
from gongshi.policy.codelists import CodeList
from gongshi.policy.standards import Field, Standard

#: Before the name of every box, so that no field is taken for something of the page.
PREFIX = "f."
#: Before the name of the mark that a hidden cell is to be emptied.
EMPTIED = "e."
#: Before the name of the box for what is not on a list.
OTHER = "o."
#: Characters that a box takes; checks say what a field allows.
_MOST_CHARS = 5000
#: Longer texts, and fields of prose, get a box of several lines.
_LONG = 60
#: Lists up to this long are chosen from; longer ones are typed with help.
_FEW_VALUES = 40
_EMPTIED_TOLD = [Piece("（清空这一格）", differs=True)]


@dataclass(frozen=True)
class Said:
    """Something wrong with a box, or to look at."""

    rule: str
    severity: str
    message: str
    source: str

    @property
    def is_grave(self) -> bool:
        """Tell whether the row would be returned for it."""
        return self.severity == "return"


@dataclass(frozen=True)
class Offer:
    """What to put instead."""

    text: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Box:
    """One field on the form."""

    code: str
    title: str
    hint: str
    #: 必填, 视情况必填 or 选填.
    needed: str
    #: "line", "lines", "choice", "list" or "date".
    shape: str
    text: str
    values: tuple[str, ...]
    said: tuple[Said, ...]
    offer: Offer | None
    #: What stands in a cell that nobody may read; "" for all others.
    masked: str = ""
    #: What a value begins with that is not on the list; "" where all are.
    other: str = ""
    #: Whether a suggestion was just put in.
    is_adopted: bool = False

    @property
    def name(self) -> str:
        """Give the name under which it is sent."""
        return PREFIX + self.code

    @property
    def is_wrong(self) -> bool:
        """Tell whether the row would be returned for it."""
        return any(each.is_grave for each in self.said)

    @property
    def is_written_out(self) -> bool:
        """Tell whether it holds what is not on the list and need not be."""
        return bool(self.other) and self.text.startswith(self.other)

    @property
    def is_long(self) -> bool:
        """Tell whether it needs several lines."""
        return self.shape == "lines"


@dataclass(frozen=True)
class Filled:
    """What boxes are made from, beside the standard."""

    #: Field code → text.
    texts: Mapping[str, str]
    #: Field code → what is said of it.
    said: Mapping[str, tuple[Said, ...]]
    #: Field code → what to put instead.
    offers: Mapping[str, str]
    #: Field code → what stands there unread; such boxes begin empty.
    masked: Mapping[str, str]
    adopted: str = ""


def boxes(standard: Standard, on: date, filled: Filled) -> list[Box]:
    """Make the boxes of all fields, in the order of the standard."""
    return [_box(each, standard, filled) for each in requirements(standard, on)]


def _box(asked: Requirement, standard: Standard, filled: Filled) -> Box:
    code = asked.field.code
    text = filled.texts.get(code, "")
    return Box(
        code=code,
        title=asked.field.title,
        hint="；".join(dict.fromkeys(x for x in (asked.field.hint, asked.shape) if x)),
        needed=asked.needed,
        shape=_shape(asked, text),
        text=text,
        values=asked.values,
        said=filled.said.get(code, ()),
        offer=_offer(standard, code, text, filled.offers.get(code)),
        masked=filled.masked.get(code, ""),
        other=_other(asked.field.codelist),
        is_adopted=code == filled.adopted,
    )


def _shape(asked: Requirement, text: str) -> str:
    field = asked.field
    if asked.values and not field.several:
        return "choice" if len(asked.values) <= _FEW_VALUES else "list"
    if field.form == "date":
        return "date"
    is_long = field.form == "prose" or len(text) > _LONG
    return "lines" if is_long else "line"


def _offer(
    standard: Standard, code: str, text: str, offered: str | None
) -> Offer | None:
    if offered is None or offered == text or masking.is_hidden(standard, code):
        return None
    _, pieces = compared(text, offered)
    return Offer(offered, pieces or _EMPTIED_TOLD)


def typed(request: HttpRequest, standard: Standard) -> dict[str, str]:
    """Read what stands in the boxes of a sent form; boxes that it lacks are left out."""
    found = {}
    for field in standard.fields:
        if (text := request.POST.get(PREFIX + field.code)) is not None:
            # No database takes a NUL, and browsers write two characters a line end.
            plain = text[:_MOST_CHARS].replace("\0", "").replace("\r\n", "\n")
            found[field.code] = _with_other(request, field) or plain
    return found


def _with_other(request: HttpRequest, field: Field) -> str:
    """Read what was typed beside a list; "" where nothing was."""
    text = request.POST.get(OTHER + field.code, "").strip().replace("\0", "")
    begin = _other(field.codelist)
    if not text or not begin:
        return ""
    return (text if text.startswith(begin) else begin + text)[:_MOST_CHARS]


def _other(codelist: CodeList | None) -> str:
    return (codelist.other or "") if codelist else ""


def emptied(request: HttpRequest, codes: Iterable[str]) -> set[str]:
    """Read which hidden cells are to be emptied."""
    return {code for code in codes if request.POST.get(EMPTIED + code)}
