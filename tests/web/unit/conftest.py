import csv
import io
from collections.abc import Mapping

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from gongshi.actions import work
from gongshi.actions.take import take
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import run
from gongshi.ledger.models import Filing, Unit
from gongshi.policy.standards import load_standard
from tests.people.persons import log_in

OWN, FOREIGN = "市公安局", "市审计局"
KEY = "A" * 22


class Clerk:
    """Works at the desk of a unit as its browser without JavaScript does."""

    def __init__(self, unit: str, role: str = "clerk") -> None:
        self.client = Client(raise_request_exception=True)
        self.unit = Unit.objects.get(name=unit)
        self.person = log_in(self.client, role, self.unit)

    def open(self, address: str, status: int = 200, **headers: str) -> str:
        """Give the source of a page."""
        return self._source(self.client.get(address, headers=headers), status)

    def look(
        self, content: bytes, *, name: str = "一周.csv", is_part: bool = True
    ) -> str:
        """Choose a file and look at it before filing."""
        form = self._form(content, name)
        headers = {"HX-Request": "true"} if is_part else {}
        return self._source(self.client.post("/file/look/", form, headers=headers), 200)

    def file(
        self, content: bytes, *, name: str = "一周.csv", key: str = KEY, **more: str
    ):
        """Send the form; gives the answer itself."""
        form = self._form(content, name) | {"key": key} | more
        return self.client.post("/file/", form)

    def filed(self, content: bytes, *, name: str = "一周.csv", key: str = "") -> Filing:
        """File and have it judged."""
        filing = taken(content, self.unit, name=name)
        judge()
        return filing

    def _form(self, content: bytes, name: str) -> dict[str, object]:
        file = SimpleUploadedFile(name, content)
        return {"category": "licence", "unit": self.unit.pk, "file": file}

    def _source(self, response, status: int) -> str:
        content = b"".join(response) if response.streaming else response.content
        assert response.status_code == status, content.decode(errors="replace")[-2000:]
        return content.decode("utf-8-sig", errors="replace")


def taken(content: bytes, unit: Unit, *, name: str = "一周.csv") -> Filing:
    """Receive a file without judging it."""
    return take(
        content, file_name=name, category="licence", unit=unit, brought_by="clerk"
    )


def judge() -> None:
    """Do what waits in the queue."""
    run(work.load(), Stop())


def table(*rows: Mapping[str, str]) -> bytes:
    """Write rows as a csv file."""
    fields = load_standard("licence").fields
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow([field.title for field in fields])
    writer.writerows([row.get(field.code, "") for field in fields] for row in rows)
    return text.getvalue().encode()


@pytest.fixture
def clerk() -> Clerk:
    from tests.web import city

    city.set_up_units()
    return Clerk(OWN)


@pytest.fixture
def django_queries():
    """Count the queries of an act."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(act) -> int:
        with CaptureQueriesContext(connection) as captured:
            act()
        return len(captured)

    return count
