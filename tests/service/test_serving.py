"""The real server: what it writes, and how it answers those who ask for no body."""

import http.client
import json
import subprocess
import sys
import time

import pytest

from tests.functional.running import made
from tests.web.test_serve import _environment, _free_port


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Answers to GET and HEAD, and all that the server wrote."""
    home = tmp_path_factory.mktemp("home")
    made(home, "init", "--place", "pingdingshan")
    port = _free_port()
    command = [sys.executable, "-c", "from gongshi.cli import main; main()"]
    server = subprocess.Popen(
        [*command, "serve", "--port", str(port), "--no-worker"],
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    answers = {}
    try:
        for address in ("/health", "/login/", "/static/gongshi.css", "/nothing/42/"):
            for method in ("GET", "HEAD"):
                answers[address, method] = ask(port, method, address)
    finally:
        server.terminate()
        out, err = server.communicate(timeout=20)
    return answers, out, err


def ask(port: int, method: str, address: str) -> tuple[int, str | None, int]:
    last = time.monotonic() + 20
    while True:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
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
