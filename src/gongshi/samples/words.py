"""The words of made-up rows, from `words.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True)
class Licence:
    """One kind of matter for which a licence is given."""

    domain: str
    title: str
    #: Empty where no certificate is issued.
    certificate: str
    #: First letters of the certificate's number.
    sign: str
    scope: str


@dataclass(frozen=True)
class Penalty:
    """One kind of matter for which a penalty is imposed."""

    domain: str
    violation: str
    fact: str
    basis: str


@dataclass(frozen=True)
class Sentence:
    """One way in which penalties end; `text` takes the amounts in yuan."""

    kinds: str
    text: str
    #: Out of the sum of all shares.
    share: int

    @property
    def confiscates(self) -> bool:
        """Whether gains or goods are taken."""
        return "没收" in self.kinds


@cache
def words() -> Mapping[str, Any]:
    """Read the file: lists of texts by name."""
    text = files("gongshi.samples").joinpath("words.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def licences() -> tuple[Licence, ...]:
    """List the matters of licences, one per scope."""
    return tuple(
        Licence(
            domain=each["domain"],
            title=each["title"],
            certificate=each["certificate"],
            sign=each["sign"],
            scope=scope,
        )
        for each in words()["licence"]
        for scope in each["scopes"]
    )


@cache
def penalties() -> tuple[Penalty, ...]:
    """List the matters of penalties."""
    return tuple(Penalty(**each) for each in words()["penalty"])


@cache
def sentences() -> tuple[Sentence, ...]:
    """List the ways in which penalties end."""
    return tuple(Sentence(**each) for each in words()["sentence"])
