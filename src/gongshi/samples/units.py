"""Units that made-up rows come from, and made-up codes for them."""

from dataclasses import dataclass

from gongshi.identifiers import credit_code, organisation_code
from gongshi.samples.words import words

#: Matters of every domain.
ANY = "any"


@dataclass(frozen=True)
class SampleUnit:
    """A unit as its rows name it."""

    name: str
    #: Unified social credit code, or empty.
    code: str
    #: First characters of its document numbers (机关代字).
    sign: str
    #: Whose matters it decides, a `domain` of words.toml; `ANY` = all of them.
    domain: str = ANY
    #: Its part of the rows, relative to the other units.
    weight: float = 1.0


def made_up_code(number: int, head: str = "11") -> str:
    """Make a right credit code that nobody has.

    Args:
        number: 0 to 99999999; another number is another code.
        head: The first two characters; 11 is an organ of the state.
    """
    body = f"{number:08d}"
    first17 = (
        f"{head}{words()['division']}{body}{organisation_code.check_character(body)}"
    )
    return first17 + credit_code.check_character(first17)
