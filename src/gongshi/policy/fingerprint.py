"""The fingerprint of a rulebook: which rules a judgement was made under."""

import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.resources.abc import Traversable

from gongshi.policy.toml import RULEBOOK, Root


@cache
def fingerprint(root: Root = RULEBOOK) -> str:
    """Give the SM3 of all files of a rulebook, names and bytes, in order of name.

    Returns:
        64 hexadecimal digits.
    """
    digest = hashlib.new("sm3")
    for name, file in sorted(_files(root, ""), key=lambda each: each[0]):
        digest.update(name.encode() + b"\0" + file.read_bytes() + b"\0")
    return digest.hexdigest()


def _files(folder: Traversable, above: str) -> Iterator[tuple[str, Traversable]]:
    for each in folder.iterdir():
        name = f"{above}{each.name}"
        if each.is_dir():
            yield from _files(each, f"{name}/")
        elif name.endswith(".toml"):
            yield name, each
