"""The known headers of one record standard: codes, Chinese titles and aliases."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from gongshi.intake.batch import RETURN_NOTES, RETURN_REFERENCE

#: A row needs this many recognised cells to be a header.
FEWEST = 3

#: Longer cells, in characters, are content and never a header.
_LONGEST = 200

_BRACKETS = str.maketrans("[]{}【】〔〕〖〗「」〈〉", "()" * 7)
_NOISE = re.compile(r"[\s\u200b-\u200f\u2060\ufeff*]+")
_MARKS = re.compile(
    r"\((?:必填|选填|必录|非必填|可选|可空|不可空|条件必填|格式|示例|例如|如|注)[^()]*\)"
)
_INSIDE = re.compile(r"\([^()]*\)")


class Field(Protocol):
    """A field of a standard, as far as intake needs it."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def aliases(self) -> tuple[str, ...]: ...  # noqa: D102


class Legacy(Protocol):
    """How the headers of an earlier edition read in the present one."""

    @property
    def edition(self) -> str: ...  # noqa: D102
    @property
    def tells(self) -> tuple[str, ...]: ...  # noqa: D102
    @property
    def columns(self) -> Mapping[str, str]: ...  # noqa: D102


class Standard(Protocol):
    """A record standard, as far as intake needs it."""

    @property
    def key(self) -> str: ...  # noqa: D102
    @property
    def title(self) -> str: ...  # noqa: D102
    @property
    def edition(self) -> str: ...  # noqa: D102
    @property
    def fields(self) -> Sequence[Field]: ...  # noqa: D102
    @property
    def mappings(self) -> Sequence[Legacy]: ...  # noqa: D102


@lru_cache(maxsize=4096)
def plain(header: str) -> str:
    """Answer a header without what writers add: width, spaces, stars, (必填).

    Args:
        header: The cell as found; longer than 200 characters reads as no header.

    Returns:
        Upper-case text with round half-width brackets only; "" for a blank cell.
    """
    if len(header) > _LONGEST:
        return ""
    text = unicodedata.normalize("NFKC", header).translate(_BRACKETS)
    text = _MARKS.sub("", _NOISE.sub("", text))
    return text.rstrip(":").upper()


_OURS = frozenset(map(plain, (*RETURN_NOTES, RETURN_REFERENCE)))


@dataclass(frozen=True)
class Fit:
    """How one row reads as a header of one standard."""

    edition: str
    #: Field code per cell; None where the cell is not a known header.
    codes: tuple[str | None, ...]
    #: Whether several cells may stand for one field, to be joined.
    joins: bool = False

    @property
    def known(self) -> int:
        """How many cells are recognised."""
        return sum(code is not None for code in self.codes)


class Vocabulary:
    """The known headers of one standard, made ready for looking up."""

    def __init__(self, standard: Standard) -> None:
        self.standard = standard
        self.present = _words(standard.fields)
        self.legacy = tuple(
            (
                mapping.edition,
                frozenset(plain(tell) for tell in mapping.tells),
                {plain(header): code for header, code in mapping.columns.items()},
            )
            for mapping in standard.mappings
        )

    def fit(self, cells: Sequence[str | None]) -> Fit:
        """Read one row as a header, of the edition that explains most cells."""
        keys = _keys(cells)
        best = Fit(self.standard.edition, tuple(map(self.present.get, keys)))
        for edition, tells, words in self.legacy:
            older = Fit(edition, tuple(map(words.get, keys)), joins=True)
            if older.known > best.known and not tells.isdisjoint(keys):
                best = older
        return self._completed(best, keys) if best.joins else best

    def _completed(self, fit: Fit, keys: Sequence[str]) -> Fit:
        # A file on an old template may carry a column of today's, such as 备注.
        taken = set(fit.codes)
        today = [self.present.get(key) for key in keys]
        codes = zip(fit.codes, today, strict=True)
        return Fit(
            fit.edition,
            tuple(old or (new if new not in taken else None) for old, new in codes),
            joins=True,
        )

    def explains(self, cells: Sequence[str | None]) -> bool:
        """Say whether a row holds headers of this standard and nothing else."""
        filled = sum(bool(cell and cell.strip()) for cell in cells)
        return FEWEST <= filled == self.fit(cells).known

    def accepts(self, cells: Sequence[str | None]) -> bool:
        """Say whether a row is a header of this standard, beyond doubt."""
        filled = sum(
            bool(cell and cell.strip()) and (key != "" or plain(cell) not in _OURS)
            for cell, key in zip(cells, _keys(cells), strict=True)
        )
        known = self.fit(cells).known
        # A small register may have two columns; then both must be known.
        if filled < FEWEST:
            fewest = min(2, getattr(self.standard, "fewest", FEWEST))
            return fewest <= known == filled
        half = min(filled, len(self.standard.fields))
        return known >= FEWEST and known * 2 >= half


def _words(fields: Iterable[Field]) -> dict[str, str]:
    fields = tuple(fields)
    words = {plain(field.code): field.code for field in fields}
    for field in fields:
        words.setdefault(plain(field.title), field.code)
    for field in fields:
        for alias in field.aliases:
            words.setdefault(plain(alias), field.code)
    return _loosened(fields) | words


def _loosened(fields: Iterable[Field]) -> dict[str, str]:
    # 行政相对人代码_1（统一社会信用代码） is also written without the brackets, or
    # without what they hold. A form that two fields share says nothing.
    owners: dict[str, set[str]] = {}
    for field in fields:
        for name in (field.title, *field.aliases):
            title = plain(name)
            for form in (title.translate({40: None, 41: None}), _INSIDE.sub("", title)):
                owners.setdefault(form, set()).add(field.code)
    owners.pop("", None)
    return {form: codes.pop() for form, codes in owners.items() if len(codes) == 1}


def _keys(cells: Sequence[str | None]) -> list[str]:
    # 依据 of a returned workbook is our note, elsewhere it may be the unit's 处罚依据.
    keys = [plain(cell) if cell else "" for cell in cells]
    if plain(RETURN_REFERENCE) not in keys:
        return keys
    return ["" if key in _OURS else key for key in keys]
