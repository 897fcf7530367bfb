"""Finds the mark that no text may hold: PostgreSQL stores none with a NUL in it."""

from collections.abc import Iterator

from django.http import HttpRequest, QueryDict

from gongshi.errors import storable


def has_nul(written: QueryDict) -> bool:
    """Tell whether a name or a value of a query has a NUL."""
    return any("\0" in text for text in _texts(written))


def refuse_nul(request: HttpRequest) -> None:
    """Refuse a form with a NUL in what was typed; files are not looked at.

    Raises:
        UsageError: There is one.
    """
    for text in _texts(request.POST):
        storable(text)


def _texts(written: QueryDict) -> Iterator[str]:
    for name, values in written.lists():
        yield name
        yield from values
