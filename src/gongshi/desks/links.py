"""Addresses of pages: the rows behind a figure, a month, a unit, a batch."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from urllib.parse import urlencode

from django.urls import reverse

#: Addresses that are remembered: a table of a month has some hundreds.
_MOST = 10_000


def rows(query: Mapping[str, object]) -> str:
    """Give the address of the rows behind a figure.

    Args:
        query: As figures carry it: period, unit, group, outcome, late, category …;
            what is empty or None asks nothing.
    """
    return _rows(tuple(_kept(query)))


@lru_cache(_MOST)
def _rows(query: tuple[tuple[str, str], ...]) -> str:
    return _joined(reverse("rows"), query)


def behind(query: Mapping[str, object]) -> str:
    """Give the address of what stands behind a figure: its papers, else its rows.

    Args:
        query: As figures carry it; one that names a kind asks for papers.
    """
    if "kind" in query:
        return with_query(reverse("evidence"), query)
    return rows(query)


def with_query(address: str, query: Mapping[str, object]) -> str:
    """Put a query behind an address; empty values are left out, true becomes 1."""
    return _joined(address, tuple(_kept(query)))


def _kept(query: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for key, value in query.items():
        if value not in (None, "", False):
            yield key, "1" if value is True else str(value)


def _joined(address: str, query: Sequence[tuple[str, str]]) -> str:
    return f"{address}?{urlencode(query)}" if query else address
