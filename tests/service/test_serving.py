"""The real server: what it writes, and how it answers those who ask for no body."""

import http.client
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from tests.functional.running import made
from tests.patience import LONG
from tests.web.test_serve import _environment, _free_port


@contextmanager
def serving(home: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """Run the server; gives its process and port."""
    made(home, "init", "--place", "pingdingshan")
    port = _free_port()
    command = [sys.executable, "-c", "from gongshi.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--no-worker", *more],
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        yield server, port
    finally:
        server.terminate()


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Answers to GET and HEAD, and all that the server wrote."""
    answers = {}
    with serving(tmp_path_factory.mktemp("home")) as (server, port):
        for address in ("/health", "/login/", "/static/gongshi.css", "/nothing/42/"):
            for method in ("GET", "HEAD"):
                answers[address, method] = ask(port, method, address)
    out, err = server.communicate(timeout=LONG)
    return answers, out, err


def test_two_processes_count_their_answers_together(tmp_path):
    def counted(port: int) -> int:
        with urlopen(f"http://127.0.0.1:{port}/metrics") as answer:
            told = answer.read().decode()
        return int(told.partition('requests_total{status="200"} ')[2].split()[0])

    with serving(tmp_path / "home", "--processes", "2") as (server, port):
        ask(port, "GET", "/health")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda _: ask(port, "GET", "/health"), range(39)))
        found = [counted(port) for _ in range(10)]
    out, _ = server.communicate(timeout=LONG)

    # Each reading is itself an answer, which the next one counts.
    assert found == list(range(40, 50))
    assert out.count('"route": "health"') == 40


def ask(port: int, method: str, address: str) -> tuple[int, str | None, int]:
    last = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LONG)
        try:
            connection.request(method, address)
            answer = connection.getresponse()
            body = answer.read()
            return answer.status, answer.getheader("Content-Length"), len(body)
        except ConnectionError:
            assert time.monotonic() < last
            time.sleep(0.1)
        finally:
            connection.close()


def test_head_is_get_without_the_body(told):
    answers, _, err = told

    for address in {address for address, _ in answers}:
        status, length, size = answers[address, "GET"]
        assert size == int(length) > 0
        head = answers[address, "HEAD"]
        if address == "/login/":
            # Its form has a token of its own each time, of the same length.
            assert head[0] == 200
        assert head == (status, length, 0)
    assert err == ""


def test_the_log_is_lines_of_json(told):
    _, out, _ = told
    first, *lines = out.splitlines()

    requests = [json.loads(each) for each in lines]

    assert first.startswith("网页在 http://127.0.0.1:")
    asked = [(each["method"], each["route"], each["status"]) for each in requests
             if each["event"] == "request"]  # fmt: skip
    assert ("GET", "health", 200) in asked
    assert ("HEAD", "login", 200) in asked
    assert ("GET", "", 404) in asked
    assert "/nothing/42/" not in out
