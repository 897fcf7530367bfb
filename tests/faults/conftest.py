from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import databases, postgresql
from tests.faults.site import Site, served


@pytest.fixture(scope="session", params=databases.DATABASES)
def site(request, tmp_path_factory) -> Iterator[Site]:
    """A running site on every database, shared by all files of this folder."""
    home: Path = tmp_path_factory.mktemp("faults") / "home"
    url = postgresql.create("faults") if request.param == "postgresql" else ""
    with served(home, url) as site:
        yield site
