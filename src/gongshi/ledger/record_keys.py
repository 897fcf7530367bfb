"""Keys of records, so that those of one series stand side by side in the ledger.

An identity is a hash: the thousand rows of a file were looked up, and then entered, at a
thousand places all over the index, each of them a page to read and to write. So a record's
key begins with a hash of what its number begins with, which a file's rows share.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import lru_cache

from gongshi.clocks.periods import local_day
from gongshi.identifiers import document_number
from gongshi.policy.standards import Standard, load_standard

#: Hexadecimal digits of a key that tell what its number begins with.
NEAR = 8
#: Ends what a number begins with: 示许〔2023〕6号.
_END = "〕"


def hashed(text: str) -> str:
    """Shorten a key to 32 hexadecimal digits; nobody can read a person out of it."""
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def key_of(identity: str, number: str, standard: Standard) -> str:
    """Give the key of the record of an identity: equal identities have equal keys.

    Args:
        identity: Its hash.
        number: Document number of the row; blank where it has none.
        standard: Says whether the number is part of the identity.
    """
    begun = document_number.key(number) if _is_numbered(standard) else ""
    return _near(begun.partition(_END)[0]) + identity


def key_of_code(code: str) -> str:
    """Give the key of a record whose identity is one code, and no number."""
    return _near("") + hashed(code)


def keys_of(told: Sequence[tuple[str, datetime, str, str]]) -> list[str]:
    """Give the keys of many records, as `key_of` does, far sooner.

    Args:
        told: Of an entry of each: category, moment of receipt, hash of its identity, and
            document number.
    """
    alike: defaultdict[tuple[str, date], list[int]] = defaultdict(list)
    for place, (category, received_at, _, _) in enumerate(told):
        alike[category, local_day(received_at)].append(place)
    keys = [""] * len(told)
    for (category, day), places in alike.items():
        numbers = [told[place][3] for place in places]
        begun = _beginnings(numbers, load_standard(category, day))
        for place, each in zip(places, begun, strict=True):
            keys[place] = _near(each) + told[place][2]
    return keys


def identity_in(key: str) -> str:
    """Give the identity of the record that has a key."""
    return key[NEAR:]


def _beginnings(numbers: list[str], standard: Standard) -> list[str]:
    if not _is_numbered(standard):
        return [""] * len(numbers)
    import polars as pl

    keys = pl.select(
        document_number.key_columns(pl.lit(pl.Series(numbers)))
    ).to_series()
    return keys.str.splitn(_END, 2).struct.field("field_0").to_list()


def _is_numbered(standard: Standard) -> bool:
    return standard.roles.get("document_number") in standard.identity


@lru_cache(maxsize=4096)
def _near(begun: str) -> str:
    return hashed(begun)[:NEAR]
