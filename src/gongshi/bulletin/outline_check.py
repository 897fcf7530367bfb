"""Whether an outline names only what there is, found by filling it for a made-up month.

Names are not compared with a list of this file: every place of a wording, every list of
units and every column of a table is filled as in a real month, and what comes out is
looked at. So what the composer and the plugs understand is right here too.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from inspect import Parameter, signature
from pkgutil import iter_modules
from types import ModuleType, NoneType
from typing import Any, get_args, get_origin, get_type_hints

from gongshi.assessment.counts import Counts
from gongshi.bulletin import passages, tables
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.document import Run
from gongshi.bulletin.figures import SCORE, SHARE, UNITS, Figures
from gongshi.bulletin.outline import Outline, OutlineParagraph, OutlineTable, Passage
from gongshi.bulletin.passages import load_passage
from gongshi.bulletin.scores import ADJUSTMENTS, RANK, TOTAL
from gongshi.bulletin.tables import load_table
from gongshi.policy.toml import Reader

#: Whatever stands in braces, and braces that belong to nothing.
_BRACED = re.compile(r"\{([^{}]*)\}")
_LONE = re.compile(r"[{}]")
#: A figure of a made-up month, where every unit has rows; "-" where it has no score.
_PRINTED = re.compile(r"[0-9.]+万?|-")
_IMPRINT = Imprint(number="", signed_on=None, as_of="", policy="", rulebook="")


@dataclass(frozen=True)
class Trial:
    """What an outline may name, and a made-up month to fill it with."""

    #: Its units have rows in every category, and its scopes are those of the outline.
    figures: Figures
    #: Keys of the groups of units, and of the record categories.
    groups: Collection[str]
    categories: Collection[str]
    #: Keys of what follows from a ranking, and of what a unit without rows is.
    cautions: Collection[str]
    standings: Collection[str]

    @cached_property
    def counts(self) -> list[str]:
        """List the counts there are."""
        none = Counts()
        return [name for name in dir(none) if type(getattr(none, name)) is int]

    @cached_property
    def measures(self) -> list[str]:
        """List what a place may ask of some units."""
        return [*self.counts, *self.figures.rates, "volume", UNITS, SHARE]

    @cached_property
    def paper_counts(self) -> list[str]:
        """List what may be counted in papers, which stand where a scope does."""
        known = (each.measures for each in self.figures.papers.values())
        return list(dict.fromkeys(name for names in known for name in names))

    @cached_property
    def paper_rates(self) -> list[str]:
        """List the rates that papers have of their own."""
        return [name for each in self.figures.papers.values() for name in each.rates]

    @cached_property
    def of_scores(self) -> list[str]:
        """List what may be asked of a unit's score; nothing where there are none."""
        scores = self.figures.scores
        if scores is None:
            return []
        ranked = scores.ranked[:1]
        items = [score.item.key for each in ranked for score in each.card.items]
        return [RANK, TOTAL, ADJUSTMENTS, *items]

    def allowed(self, parameter: str) -> Collection[str] | None:
        """List what a parameter of a list of units may name; None = anything."""
        named: dict[str, Collection[str]] = {
            "groups": self.groups,
            "each": self.groups,
            "scope": [*self.figures.scopes, *self.figures.papers],
            "count": [*self.counts, *self.paper_counts],
            "rate": [*self.figures.rates, *self.paper_rates],
            "caution": self.cautions,
            "standing": self.standings,
        }
        return named.get(parameter)


def check_outline(reader: Reader, outline: Outline, trial: Trial) -> None:
    """Note every name in an outline that stands for nothing.

    Args:
        reader: At the outline's table; told every fault.
        outline: As far as it could be read.
        trial: What it may name.
    """
    _Check(reader, outline, trial).run()


@dataclass(frozen=True)
class _Check:
    reader: Reader
    outline: Outline
    trial: Trial

    def run(self) -> None:
        outline, trial = self.outline, self.trial
        self._known("volume", [outline.volume], trial.counts)
        self._known("groups", outline.groups, trial.groups)
        for name, categories in outline.scopes.items():
            key = f"scope.{name}" if name else "categories"
            self._known(key, categories, trial.categories)
        for each in outline.title:
            self._wording("title", each)
        for number, passage in enumerate(outline.passages):
            self._passage(f"passage[{number}]", passage)
            above = ["", *self._lists[:number]]
            self._known(f"passage[{number}].except", [passage.leaves_out], above)
        for number, paragraph in enumerate(outline.paragraphs):
            self._paragraph(f"paragraph[{number}]", paragraph)
        for number, table in enumerate(outline.tables):
            self._table(f"table[{number}]", table)

    @cached_property
    def _lists(self) -> list[str]:
        return [each.key for each in self.outline.passages]

    def _known(
        self, key: str, found: Collection[str], allowed: Collection[str]
    ) -> None:
        for each in found:
            if each not in allowed:
                self.reader.fault(
                    key, each, ", ".join(sorted(filter(None, allowed))) or "none"
                )

    def _paragraph(self, key: str, paragraph: OutlineParagraph) -> None:
        self._wording(f"{key}.text", paragraph.text)
        self._wording(f"{key}.otherwise", paragraph.otherwise)
        self._known(f"{key}.if_some", paragraph.if_some, self._lists)
        self._known(f"{key}.if_none", paragraph.if_none, self._lists)

    def _wording(self, key: str, wording: str) -> None:
        for place in self._places(key, wording):
            if place not in self._lists and not self._fills(f"{{{place}}}"):
                self.reader.fault(key, f"{{{place}}}", self._allowed_places())

    def _places(self, key: str, wording: str) -> list[str]:
        if _LONE.search(_BRACED.sub("", wording)):
            self.reader.fault(key, wording, "braces in pairs")
        return list(dict.fromkeys(_BRACED.findall(wording)))

    def _fills(self, wording: str, *lists: Passage) -> bool:
        """Tell whether a wording becomes words and figures of known units."""
        bare = replace(
            self.outline,
            title=(),
            passages=lists,
            paragraphs=(OutlineParagraph(level=0, text=wording, otherwise=""),),
            tables=(),
        )
        try:
            document = compose(bare, self.trial.figures, _IMPRINT)
        except Exception:  # whatever the composer trips over, the name is not known
            return False
        runs = [run for each in document.paragraphs for run in each.runs]
        return bool(runs) and all(map(self._is_told, runs))

    def _is_told(self, run: Run) -> bool:
        if isinstance(run, str):
            return not _LONE.search(run)
        asked = str(run.query.get("group", "")).split(",")
        known = {"", *self.trial.groups}
        return bool(_PRINTED.fullmatch(run.text)) and known.issuperset(asked)

    def _passage(self, key: str, passage: Passage) -> None:
        kinds = _names(passages)
        self._known(f"{key}.kind", [passage.kind], kinds)
        if passage.kind in kinds:
            self._parameters(key, passage)
        for place in self._places(f"{key}.item", passage.item):
            if not self._fills("{x}", self._of_all(f"{{{place}}}")):
                self.reader.fault(f"{key}.item", f"{{{place}}}", self._allowed_items())

    def _of_all(self, item: str) -> Passage:
        """Make a list that names a unit whatever the month."""
        asked = {"count": "received", "groups": list(self.trial.groups)[:1]}
        return Passage("x", "fewest", asked | {"below": 10**6}, item, between="")

    def _parameters(self, key: str, passage: Passage) -> None:
        choose = load_passage(passage.kind).choose
        taken = {
            each.name: each
            for each in signature(choose).parameters.values()
            if each.kind is Parameter.KEYWORD_ONLY
        }
        self._known(key, passage.parameters, taken)
        hints, is_whole = get_type_hints(choose), True
        for name, each in taken.items():
            value = passage.parameters.get(name, each.default)
            if value is Parameter.empty:
                self.reader.fault(f"{key}.{name}", "nothing", _told(hints[name]))
                is_whole = False
            elif not _fits(value, hints[name]):
                self.reader.fault(f"{key}.{name}", value, _told(hints[name]))
                is_whole = False
            elif name in passage.parameters:
                is_whole &= self._names_known(f"{key}.{name}", name, value)
        if is_whole and passage.parameters.keys() <= taken.keys():
            self._try(key, passage)

    def _names_known(self, key: str, parameter: str, value: object) -> bool:
        allowed = self.trial.allowed(parameter)
        if allowed is None:
            return True
        named = [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]  # fits its hint
        self._known(key, named, allowed)
        return all(each in allowed for each in named)

    def _try(self, key: str, passage: Passage) -> None:
        try:
            load_passage(passage.kind).choose(self.trial.figures, **passage.parameters)
        except Exception as error:  # whatever the list trips over is wrong in its table
            self.reader.fault(key, dict(passage.parameters), f"no {error!r}")

    def _table(self, key: str, table: OutlineTable) -> None:
        self._known(f"{key}.kind", [table.kind], _names(tables))
        self._known(f"{key}.group", [table.group], ["", *self.trial.groups])
        self._known(f"{key}.dashed", table.dashed, table.columns)
        for name in ("title", "listed", "note"):
            self._wording(f"{key}.{name}", getattr(table, name))
        wide = len(table.columns)
        for name in ("header", "widths"):
            if len(getattr(table, name)) != wide:
                found = len(getattr(table, name))
                self.reader.fault(
                    f"{key}.{name}", found, f"{wide}, one for each column"
                )
        for row in table.over:
            if sum(span for _, span in row) != wide:
                self.reader.fault(f"{key}.over", list(row), f"{wide} columns together")
        if table.kind in _names(tables) and table.group in ("", *self.trial.groups):
            self._columns(key, table)

    def _columns(self, key: str, table: OutlineTable) -> None:
        if not self._fills_column(table, "unit"):
            self.reader.fault(f"{key}.order", table.order, self._allowed_items())
            return
        if not self._rows(table, "unit"):
            groups = ", ".join(self.trial.groups)
            self.reader.fault(f"{key}.group", table.group, groups)
        for number, column in enumerate(table.columns):
            if not self._fills_column(table, column):
                place = f"{key}.columns[{number}]"
                self.reader.fault(place, column, f"number, {self._allowed_items()}")

    def _fills_column(self, table: OutlineTable, column: str) -> bool:
        try:
            rows = self._rows(table, column)
        except Exception:  # whatever the table trips over, the column is not known
            return False
        return all(self._is_told(cell) for row in rows for cell in row)

    def _rows(self, table: OutlineTable, column: str) -> Sequence[Sequence[Run]]:
        one = replace(table, columns=(column,), dashed=(), total="")
        filled: Sequence[Sequence[Run]] = load_table(table.kind).fill(
            one, self.trial.figures
        )
        return filled

    def _allowed_places(self) -> str:
        whose = ", ".join(["all", *self.trial.groups])
        return (
            f"the period, no, a list ({', '.join(self._lists) or 'none'}), or "
            f"{self._scope()}whose.what; whose: {whose}; {self._what()}"
        )

    def _allowed_items(self) -> str:
        scores = self.trial.of_scores
        scored = f", {SCORE}.({', '.join(scores)})" if scores else ""
        return f"unit, {self._scope()}what{scored}; {self._what()}"

    def _scope(self) -> str:
        named = [name for name in self.outline.scopes if name]
        named += self.trial.figures.papers
        return f"[scope: {', '.join(named)}.]" if named else ""

    def _what(self) -> str:
        of_papers = [*self.trial.paper_counts, *self.trial.paper_rates]
        return f"what: {', '.join([*self.trial.measures, *of_papers])}"


def _names(package: ModuleType) -> list[str]:
    return sorted(each.name for each in iter_modules(package.__path__))


def _fits(value: object, hint: Any) -> bool:
    """Tell whether a value of a TOML file is what a keyword parameter takes."""
    kind, parts = get_origin(hint), get_args(hint)
    if kind is None:
        return type(value) is hint
    if kind is Sequence:
        return isinstance(value, list) and all(_fits(each, parts[0]) for each in value)
    if kind is Mapping:
        return isinstance(value, dict) and all(
            _fits(key, parts[0]) and _fits(each, parts[1])
            for key, each in value.items()
        )
    return any(_fits(value, each) for each in parts)


def _told(hint: Any) -> str:
    return ", ".join(_kinds(hint))


def _kinds(hint: Any) -> Iterator[str]:
    kind, parts = get_origin(hint), get_args(hint)
    if kind is None:
        yield f"a {hint.__name__}"
    elif kind is Sequence:
        yield f"a list, each {_told(parts[0])}"
    elif kind is Mapping:
        yield f"a table, each {_told(parts[1])}"
    else:
        for each in parts:
            if each is not NoneType:
                yield from _kinds(each)
