import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from threading import Timer

from tests.patience import LONG


def test_serve_answers_until_it_is_stopped(tmp_path):
    _gongshi(tmp_path, "init", "--place", "pingdingshan")
    port = _free_port()
    server = _start(tmp_path, "serve", "--port", str(port))
    try:
        answer = _fetch(f"http://127.0.0.1:{port}/health")
        style = _fetch(f"http://127.0.0.1:{port}/static/gongshi.css")
    finally:
        server.terminate()
        told, errors = server.communicate(timeout=LONG)

    assert json.loads(answer) == {"status": "ok", "ledger": "ready"}
    assert "@layer tokens" in style
    assert f"http://127.0.0.1:{port}/" in told
    assert "Traceback" not in errors


def test_serve_without_a_ledger_says_what_to_do(tmp_path):
    done = _gongshi(tmp_path, "serve", "--port", str(_free_port()))

    assert done.returncode == 2
    assert done.stderr.startswith("这里还没有台账")


def test_serve_on_a_taken_port_says_what_to_do(tmp_path):
    _gongshi(tmp_path, "init", "--place", "pingdingshan")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        done = _gongshi(tmp_path, "serve", "--port", str(port))

    assert done.returncode == 2
    assert "请用 --port 换一个端口" in done.stderr


def test_serve_waits_for_a_killed_server_to_let_go_of_its_address(tmp_path):
    _gongshi(tmp_path, "init", "--place", "pingdingshan")
    taken = socket.create_server(("127.0.0.1", 0))
    port = taken.getsockname()[1]
    Timer(2.5, taken.close).start()

    server = _start(tmp_path, "serve", "--port", str(port), "--no-worker")
    try:
        answer = _fetch(f"http://127.0.0.1:{port}/health")
    finally:
        server.terminate()
        server.communicate(timeout=LONG)

    assert json.loads(answer)["status"] == "ok"


def test_who_says_nothing_or_never_ends_keeps_nobody_else_waiting(tmp_path):
    _gongshi(tmp_path, "init", "--place", "pingdingshan")
    port = _free_port()
    server = _start(tmp_path, "serve", "--port", str(port), "--no-worker")
    health, held = f"http://127.0.0.1:{port}/health", []
    try:
        _fetch(health)
        held += [socket.create_connection(("127.0.0.1", port)) for _ in range(100)]
        began = time.monotonic()
        _fetch(health)
        # Were they waited for, each would have ten seconds.
        assert time.monotonic() - began < 9

        # More than there are threads.
        for each in held[:20]:
            each.sendall(b"GET /health HTTP/1.1\r\nX: ")
        # A head has ten seconds.
        _fetch(health)
        held[0].settimeout(60)
        assert held[0].recv(1) == b""
    finally:
        for each in held:
            each.close()
        server.terminate()
        server.communicate(timeout=LONG)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


def _fetch(address: str, seconds: float = LONG) -> str:
    last = time.monotonic() + seconds
    while True:
        try:
            with urllib.request.urlopen(address, timeout=60) as response:
                return response.read().decode()
        except OSError:  # refused, or not answered in time
            if time.monotonic() > last:
                raise
            time.sleep(0.1)


def _start(home: Path, *words: str) -> subprocess.Popen:
    return subprocess.Popen(
        _command(*words),
        env=_environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def _gongshi(home: Path, *words: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        _command(*words),
        env=_environment(home),
        capture_output=True,
        text=True,
        timeout=LONG,
        check=False,
    )


def _command(*words: str) -> list[str]:
    return [sys.executable, "-c", "from gongshi.cli import main; main()", *words]


def _environment(home: Path) -> dict[str, str]:
    return {**os.environ, "GONGSHI_HOME": str(home), "PYTHONUNBUFFERED": "1"}
