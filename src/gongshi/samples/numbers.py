"""Columns of made-up numbers with right check characters, computed all at once.

Every number lies in a division that does not exist, so none belongs to anybody.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gongshi.identifiers import credit_code, identity_number, organisation_code
from gongshi.samples.words import words

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Digits = npt.NDArray[np.int64]


def credit_codes(rng: np.random.Generator, kinds: npt.NDArray[np.int64]) -> pl.Series:
    """Make unified social credit codes, all different up to 10**8 of them.

    Args:
        rng: Where the bodies come from.
        kinds: One per code: its second character, after a 9.

    Returns:
        String, one per kind; both check characters are right.
    """
    import numpy as np

    rows = len(kinds)
    values = np.empty((rows, 18), np.int64)
    values[:, 0], values[:, 1] = 9, kinds
    values[:, 2:8] = _division()
    values[:, 8:16] = _digits(_different(rng, rows, 8), 8)
    organisation = values[:, 8:16] @ np.array(organisation_code.WEIGHTS)
    inner = [credit_code.ALPHABET.index(each) for each in organisation_code.CHECKS]
    values[:, 16] = np.array(inner)[organisation % 11]
    values[:, 17] = -(values[:, :17] @ np.array(credit_code.WEIGHTS)) % 31
    return _texts(values, credit_code.ALPHABET)


def identity_numbers(rng: np.random.Generator, rows: int) -> pl.Series:
    """Make identity numbers of adults born from 1950 to 1999; String, `rows` of them."""
    import numpy as np

    values = np.empty((rows, 18), np.int64)
    values[:, :6] = _division()
    born = rng.integers(1950, 2000, rows) * 10_000
    born += rng.integers(1, 13, rows) * 100 + rng.integers(1, 29, rows)
    values[:, 6:14] = _digits(born, 8)
    values[:, 14:17] = _digits(rng.integers(0, 1000, rows), 3)
    checks = np.array(
        [int(each, 16) for each in identity_number.CHECKS.replace("X", "a")]
    )
    values[:, 17] = checks[values[:, :17] @ np.array(identity_number.WEIGHTS) % 11]
    return _texts(values, "0123456789X")


def registration_numbers(rng: np.random.Generator, rows: int) -> pl.Series:
    """Make business registration numbers of 15 digits; String, `rows` of them."""
    import numpy as np

    values = np.empty((rows, 15), np.int64)
    values[:, :6] = _division()
    values[:, 6:14] = _digits(rng.integers(0, 10**8, rows), 8)
    product = np.full(rows, 10)
    for place in range(14):
        rest = (product + values[:, place]) % 10
        product = np.where(rest == 0, 10, rest) * 2 % 11
    values[:, 14] = (11 - product) % 10
    return _texts(values, "0123456789")


def _different(rng: np.random.Generator, rows: int, digits: int) -> Digits:
    """Walk through all numbers of so many digits by a step that meets each once."""
    import numpy as np

    start = int(rng.integers(0, 10**digits))
    # Prime to 10, so the walk comes back only after every number was met.
    walked: Digits = (start + np.arange(rows) * 61_803_399) % 10**digits
    return walked


def _division() -> list[int]:
    return [int(digit) for digit in words()["division"]]


def _digits(numbers: Digits, width: int) -> Digits:
    import numpy as np

    digits: Digits = numbers[:, None] // 10 ** np.arange(width - 1, -1, -1) % 10
    return digits


def _texts(values: Digits, alphabet: str) -> pl.Series:
    import numpy as np
    import polars as pl

    characters: npt.NDArray[Any] = np.frombuffer(alphabet.encode(), np.uint8)[values]
    joined = characters.view(f"S{values.shape[1]}").ravel()
    return pl.Series(joined.astype(f"U{values.shape[1]}"), dtype=pl.String)
