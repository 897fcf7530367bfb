"""Addresses of pages: the rows behind a figure, a month, a unit, a batch."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse


def rows(query: Mapping[str, object]) -> str:
    """Give the address of the rows behind a figure.

    Args:
        query: As figures carry it: period, unit, group, outcome, late, category …;
            what is empty or None asks nothing.
    """
    return with_query(_rows(), query)


@cache
def _rows() -> str:
    # A table of a month asks for it some hundred times.
    return reverse("rows")


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
    kept = {
        key: "1" if value is True else value
        for key, value in query.items()
        if value not in (None, "", False)
    }
    return f"{address}?{urlencode(kept)}" if kept else address
