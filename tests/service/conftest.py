from collections.abc import Iterator

import pytest

from tests import databases


@pytest.fixture(params=databases.DATABASES)
def ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    """An empty ledger of 平顶山, on every database."""
    with databases.ledger_on(request.param):
        yield
