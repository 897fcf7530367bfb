"""A made-up city in which no page is empty, and the addresses of all its pages.

Run as a program in a new home, so that its ledger is not that of the tests; it prints
one JSON object, `City` in words.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.browser.site import Site, new_site

if TYPE_CHECKING:
    from django.test import Client
    from django.urls import URLPattern

#: Pages that need more than what stands in their address: route → query.
_ASKED = {
    "evidence": "policy=yuncheng&period={month}",
    "evidence_new": "policy=yuncheng&period={month}&kind=register&unit={unit}",
    "scores": "policy=yuncheng&period={month}",
    "score": "policy=yuncheng&period={month}",
    "letters": "kind=prompt&unit={addressee}&period={month}",
    "verify": "number={number}&seal={seal}",
    "mend_cause": "{cause}",
    "rows_new": "unit={unit_id}",
    "row_new": "unit={unit_id}",
    "nil": "unit={unit_id}",
    "unit_series": "unit={unit_id}",
    "signal_cases": "kind=gap",
    "registers": "period={month}",
    "register_new": "unit={unit_id}&period={month}",
}
#: Addresses that lead on, or are there only for someone on his way in.
_ELSEWHERE = {"bulletins", "ranking", "enrol", "enrol_picture", "resume"}


@dataclass(frozen=True)
class City:
    """What stands in the ledger, and who may see it."""

    site: Site
    #: Role, which is the login too → name of a page → its address.
    pages: dict[str, dict[str, str]]
    #: Name → address of what is no page: files, pictures, words for machines.
    files: dict[str, str]


def city(home: Path) -> City:
    """Build the city in an empty folder."""
    site = new_site(home)
    done = subprocess.run(
        [sys.executable, "-m", "tests.browser.city"],
        env=site.env | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    told = json.loads(done.stdout.splitlines()[-1])
    site.passwords |= dict.fromkeys(told["pages"], told["password"])
    return City(site, told["pages"], told["files"])


def main() -> None:
    """Build, look every address up, and print them."""
    home = Path(os.environ["GONGSHI_HOME"])
    os.environ["DJANGO_SETTINGS_MODULE"] = "gongshi.site.settings"
    import django

    from gongshi.people.secret_key import keep_secret_key

    home.mkdir(parents=True)
    keep_secret_key(home / "secret.key")

    django.setup()
    filled, password = _built(home)
    pages, files = _addresses(filled)
    print(json.dumps({"password": password, "pages": pages, "files": files}))


def _built(home: Path) -> tuple[dict[str, str], str]:
    """Fill the ledger; gives what the places in the addresses are filled with."""
    from django.utils import timezone

    from gongshi.actions.demonstrate import demonstrate
    from gongshi.clocks.periods import local_day, month
    from gongshi.people.demo_persons import add_demo_persons
    from tests.browser import deeds

    now = timezone.now()
    demonstrate(now)
    _, password = add_demo_persons()
    last = month(f"{local_day(now):%Y-%m}").previous()
    filled = {"month": last.key, "period": last.key, "password": password}
    return filled | deeds.done(home, last), password


def _addresses(filled: dict[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    from django.urls import get_resolver

    from gongshi.people.rights import ROLES, may

    pages: dict[str, dict[str, str]] = {role: {} for role in ROLES}
    files: dict[str, str] = {}
    for route in get_resolver().url_patterns:
        if route.name in _ELSEWHERE:
            continue
        address = _filled(route, filled)
        rights = route.callback.rights
        roles = [role for role in ROLES if any(may(role, each) for each in rights)]
        kind = _kind(_client(roles[0]), address)
        if kind == "page":
            for role in roles:
                pages[role][route.name] = address
        elif kind == "file":
            files[route.name] = address
    return pages, files


def _filled(route: URLPattern, filled: dict[str, str]) -> str:
    """Write an address; what the ledger has nothing for is a fault of `deeds`."""
    pattern = str(route.pattern)
    names = re.findall(r"<(?:\w+:)?(\w+)>", pattern)
    for name in names:
        pattern = re.sub(rf"<(?:\w+:)?{name}>", filled[name], pattern)
    query = _ASKED.get(str(route.name), "").format(**filled)
    return f"/{pattern}{'?' if query else ''}{query}"


def _client(role: str) -> Client:
    from django.test import Client

    from tests.people.persons import log_in

    client = Client(raise_request_exception=True)
    log_in(client, role)
    return client


def _kind(client: Client, address: str) -> str:
    """Tell whether an address shows a page, gives a file, or only takes something."""
    answer = client.get(address)
    if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        return "act"
    assert answer.status_code == HTTPStatus.OK, (address, answer.status_code)
    return "page" if answer.headers["Content-Type"].startswith("text/html") else "file"


if __name__ == "__main__":
    main()
