"""One contradiction in a bulletin: where, of what kind, what stands, what should."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Contradiction:
    """One contradiction."""

    #: As people say it, 1-based: 「第 3 段」, 「表 1 第 28 行」.
    place: str
    #: Name of the check.
    kind: str
    #: What stands there.
    found: str
    #: What it should be; "" where only its impossibility is known.
    expected: str
    #: One Chinese sentence.
    message: str
    #: Position in the document, to put contradictions in reading order.
    order: tuple[int, int] = (0, 0)
