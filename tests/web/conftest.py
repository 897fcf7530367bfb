import html
import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.databases import ledger_on
from tests.people.persons import log_in
from tests.web import city

#: Queries that find out who is there.
_LOGGED_IN = 2


class Reader:
    """Opens pages as an analyst's browser without JavaScript; counts their queries."""

    def __init__(self) -> None:
        self._client = Client(raise_request_exception=True)
        log_in(self._client, "analyst")
        self.queries = 0

    def open(self, address: str, status: int = 200) -> str:
        """Give the source of a page.

        The two queries for session and person, which every page asks, are not counted.
        """
        with CaptureQueriesContext(connection) as captured:
            response = self._client.get(address)
        self.queries = len(captured) - _LOGGED_IN
        assert response.status_code == status, address
        self.headers = response.headers
        content = b"".join(response) if response.streaming else response.content
        return content.decode("utf-8-sig", errors="replace")

    def words(self, address: str, status: int = 200) -> str:
        """Give the words of a page, white space made one."""
        return words(self.open(address, status))


def words(source: str) -> str:
    """Take the words out of a page's source."""
    text = re.sub(r"<(?!/?(?:span|b|i|small|a)\b)[^>]*>", " ", source)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", text)).split())


def heading(source: str) -> str:
    """Take the words of a page's one h1."""
    (found,) = re.findall(r"<h1>(.*?)</h1>", source, re.DOTALL)
    return words(found)


@pytest.fixture(autouse=True)
def _ledger() -> Iterator[None]:
    with ledger_on("sqlite"):
        yield


@pytest.fixture
def reader() -> Reader:
    return Reader()


@pytest.fixture
def december():
    return city.december()
