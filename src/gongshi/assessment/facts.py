"""What is known of a unit in a period: its counts, its papers, its places before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from gongshi.assessment.counts import Counts


@dataclass(frozen=True)
class Evidence:
    """One paper that somebody reviewed, as it stands now."""

    #: Its number in the ledger.
    number: int
    #: The unit it is about: the one that is scored, or one below it.
    unit: str
    #: Key of a part, of an adjustment, or of a paper of the assessment.
    kind: str
    #: What the reviewer decided: granted, or not.
    is_met: bool = True
    #: Rows of a register that had to be filed, and those of them that were not.
    due: int = 0
    concealed: int = 0


@dataclass(frozen=True)
class UnitFacts:
    """One unit that is scored, with everything below it."""

    name: str
    #: Key of its group.
    group: str
    #: Place in the register.
    position: int
    counts: Counts = field(default_factory=Counts)
    evidence: tuple[Evidence, ...] = ()
    #: Its places from the bottom in the rankings before, the latest first; None where
    #: it was not ranked, or ranked first.
    earlier: tuple[int | None, ...] = ()
    #: Numbers of the cases in which an omission was proven beside the registers.
    cases: tuple[str, ...] = ()
    #: Its id in the ledger, which outlives its names; 0 where there is no ledger.
    key: int = 0

    def met(self, kind: str) -> Iterator[Evidence]:
        """Go through what was granted of one kind."""
        return (each for each in self.evidence if each.kind == kind and each.is_met)

    @property
    def due(self) -> int:
        """Rows that the compared registers say were due, and those proven by cases."""
        return sum(each.due for each in self.met("register")) + len(self.cases)

    @property
    def concealed(self) -> int:
        """Those of them that never came."""
        return self.concealed_in_registers + len(self.cases)

    @property
    def concealed_in_registers(self) -> int:
        """Rows of the compared registers that never came."""
        return sum(each.concealed for each in self.met("register"))

    @property
    def unanswered(self) -> tuple[str, ...]:
        """Units that were drawn and gave neither a register nor an explanation."""
        papers = [*self.met("register"), *self.met("explanation")]
        answered = {each.unit for each in papers}
        drawn = dict.fromkeys(each.unit for each in self.met("drawn"))
        return tuple(unit for unit in drawn if unit not in answered)

    def explains_itself(self) -> bool:
        """Tell whether the unit itself explained that nothing arose."""
        return any(each.unit == self.name for each in self.met("explanation"))

    def shows_register(self) -> bool:
        """Tell whether a register of it was compared."""
        return any(self.met("register"))
