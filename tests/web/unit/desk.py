"""A person of a unit at his desk, and the rows that wait there."""

import html
import re

from django.test import Client

from gongshi.ledger.known import unmended
from gongshi.ledger.models import Entry, Unit
from tests.people.persons import log_in
from tests.web.conftest import words

MARKET = "鲁山县市场监督管理局"


class Seat:
    """Someone logged in; opens pages and sends forms as a browser without JavaScript."""

    def __init__(self, role: str = "clerk", unit: str = MARKET) -> None:
        self.unit = Unit.objects.get(name=unit)
        self.client = Client(raise_request_exception=True)
        self.me = log_in(self.client, role, self.unit)

    def open(self, address: str, status: int = 200) -> str:
        """Give the source of a page."""
        response = self.client.get(address)
        assert response.status_code == status, (address, response.status_code)
        return response.content.decode()

    def words(self, address: str, status: int = 200) -> str:
        """Give the words of a page."""
        return words(self.open(address, status))

    def send(self, address: str, status: int = 302, **boxes: str) -> str:
        """Send a form; gives the page, or where it leads."""
        named = {name.replace("__", "."): text for name, text in boxes.items()}
        response = self.client.post(address, named)
        assert response.status_code == status, (address, response.status_code)
        return response.headers.get("Location") or response.content.decode()


def waiting(number: str) -> Entry:
    """Find the returned row with a document number."""
    return unmended().get(document_number=number)


def box(source: str, code: str) -> str:
    """Read what stands in a box of a form."""
    found = re.search(rf'name="f\.{code}" value="([^"]*)"', source)
    if found is None:
        found = re.search(rf'name="f\.{code}"[^>]*>([^<]*)</textarea>', source)
    if found is None:
        boxes = rf'name="f\.{code}"[^>]*>(.*?)</select>'
        chosen = re.search(boxes, source, re.S)
        found = chosen and re.search(r'<option value="([^"]*)" selected', chosen[1])
    assert found, code
    return html.unescape(found[1])


def key_of(source: str) -> str:
    """Read the key of a form's act."""
    return re.findall(r'name="key" value="([^"]+)"', source)[0]
