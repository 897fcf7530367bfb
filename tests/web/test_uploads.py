"""A body has as long as a slow line needs, and no longer."""

from io import BytesIO

import pytest
from django.test import RequestFactory

from gongshi.desks import uploads
from gongshi.desks.uploads import Upload


class Line:
    """A socket that remembers how long it was told to wait."""

    def __init__(self) -> None:
        self.waits: list[float | None] = []

    def settimeout(self, seconds: float | None) -> None:
        self.waits.append(seconds)


@pytest.fixture
def line() -> Line:
    return Line()


def upload(line: Line, length: int) -> Upload:
    request = RequestFactory().post("/", b"", content_type="text/plain")
    request.environ["gunicorn.socket"] = line
    return Upload(request, BytesIO(bytes(length)), length)


@pytest.mark.parametrize(
    ("seconds", "bytes_before", "wait"),
    [
        (0, 0, 60),
        (59, 0, 1),
        # A byte now and then prolongs nothing.
        (59, 100, 1),
        (61, 100, 0.1),
        # Four kilobytes a second do.
        (300, 300 << 12, 60),
        (330, 300 << 12, 30),
    ],
)
def test_an_upload_has_a_minute_and_what_its_bytes_give(
    line, monkeypatch, seconds, bytes_before, wait
):
    now = 1000.0
    monkeypatch.setattr(uploads.time, "monotonic", lambda: now)
    body = upload(line, bytes_before + 1)
    body.read(bytes_before)

    now += seconds
    body.read(1)

    assert line.waits[-1] is None
    assert line.waits[-2] == pytest.approx(wait, abs=0.05)
