"""Walks over pages in a process of its own, on a ledger in a folder, as one person.

Run as a program it reads steps from its input, as JSON: addresses and what is typed there
(null = only looked at); an address that begins with + goes on from where the last form
led. It prints the pages.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

Step = tuple[str, dict[str, str] | None]


def walk(home: Path, role: str, *steps: Step) -> list[str]:
    """Take the steps, and give the page that each of them ends on."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.functional.pages", role],
        input=json.dumps(steps),
        env={
            **os.environ,
            "GONGSHI_HOME": str(home),
            "GONGSHI_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "gongshi.site.settings",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        },
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr[-4000:]
    return json.loads(done.stdout)


def main() -> None:
    """Log in, walk, and print."""
    import django

    django.setup()
    from django.test import Client

    from tests.people.persons import log_in

    client = Client(raise_request_exception=True)
    log_in(client, sys.argv[1])
    at, pages = "", []
    for named, typed in json.load(sys.stdin):
        address = f"{at}{named[1:]}" if named.startswith("+") else named
        if typed is not None:
            answer = client.post(address, typed)
            assert answer.status_code == 302, answer.content.decode()[-2000:]
            address = at = answer.headers["Location"]
        pages.append(client.get(address).content.decode())
    print(json.dumps(pages))


if __name__ == "__main__":
    main()
