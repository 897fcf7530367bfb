"""What the page on production says is done here, as far as it needs no root."""

import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from gongshi.desks.unit.file import _MOST_TAKEN
from tests import postgresql
from tests.patience import LONG
from tests.web.test_serve import _free_port

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
PAGE = (ROOT / "docs/how-to/run-in-production.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
#: The last mark before a block, and the block.
BLOCKS = [
    (re.findall(r"\*(tested|shown)\*", before)[-1:], block)
    for before, block in re.findall(r"(.*?)```sh\n(.*?)```", PAGE, re.DOTALL)
]
UNITS = ("gongshi-web", "gongshi-worker@", "gongshi-backup")


def unit(name: str) -> str:
    return (DEPLOY / name).read_text(encoding="utf-8")


def line(name: str, key: str) -> str:
    """Give what a unit says under a key."""
    (found,) = re.findall(rf"^{key}=(.*)$", unit(name), re.MULTILINE)
    return found


def environment(folder: Path) -> dict[str, str]:
    """What the page and the units' file of settings set, in a folder of our own."""
    own = {name: os.environ[name] for name in os.environ if "GONGSHI" not in name}
    told = dict(
        each.split("=", 1) for each in unit("gongshi.env").splitlines() if "=" in each
        and not each.startswith("#")
    )  # fmt: skip
    told["GONGSHI_HOME"] = str(folder / "home")
    (folder / "backups").mkdir()
    path = {"PATH": f"{BIN}:{os.environ['PATH']}", "BACKUPS": str(folder / "backups")}
    source = {"PYTHONPATH": str(ROOT / "src"), "PYTHONWARNINGS": "error"}
    return {**own, **told, **path, **source}


def test_every_block_is_marked():
    assert [mark for mark, _ in BLOCKS if not mark] == []
    assert {mark for (mark,), _ in BLOCKS} == {"tested", "shown"}
    assert [block for (mark,), block in BLOCKS
            if mark == "tested" and "sudo" in block] == []  # fmt: skip


def test_the_tested_blocks_work(tmp_path):
    env = environment(tmp_path)
    port = _free_port()
    # By these very names: the page adds _back to the first.
    env["DATABASE"] = postgresql.server().create("production")
    postgresql.server().create("production_back")
    env["PAGES"] = f"http://127.0.0.1:{port}"
    tested = [block for (mark,), block in BLOCKS if mark == "tested"]
    first, second, *others = tested
    # The reader's own register, beside what the page names by its place.
    (tmp_path / "units.csv").write_text("名称,分组\n示例局,市直部门\n")
    for block in (first, second):
        done = bash(block, env, tmp_path)
        assert done.returncode == 0, done.stderr
    assert all(each in done.stdout for each in ("admin", "anquan", "shenji"))

    # The web unit's own command, on another port.
    command = line("gongshi-web.service", "ExecStart").split()
    command[0], command[command.index("--port") + 1] = str(BIN / "gongshi"), str(port)
    with subprocess.Popen(command, env=env, stdout=subprocess.PIPE) as server:
        try:
            until_it_answers(env["PAGES"] + "/health")
            for block in others:
                done = bash(block, env)
                assert done.returncode == 0, block + done.stdout + done.stderr
                assert done.stderr == ""
        finally:
            server.terminate()

    assert sorted(each.name for each in (tmp_path / "backups").iterdir()) == [
        "back",
        "before-upgrade.tar",
        "tonight.tar",
    ]


def bash(
    block: str, env: dict[str, str], folder: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    command = ["bash", "-euc", block]
    return subprocess.run(command, env=env, cwd=folder, capture_output=True, text=True)


def until_it_answers(address: str) -> None:
    last = time.monotonic() + LONG
    while True:
        try:
            urllib.request.urlopen(address, timeout=60).close()
        except (urllib.error.URLError, ConnectionError):
            assert time.monotonic() < last
            time.sleep(0.1)
        else:
            return


def test_the_backup_unit_does_what_it_says(tmp_path):
    env = environment(tmp_path)
    assert bash("gongshi init --place pingdingshan", env).returncode == 0
    (shell, flag, script) = re.fullmatch(
        r"(\S+) (-c) '(.*)'", line("gongshi-backup.service", "ExecStart")
    ).groups()
    # As systemd reads it.
    script = script.replace("$$", "$").replace("%%", "%")
    script = script.replace("/opt/gongshi/.venv/bin", str(BIN))
    script = script.replace("/var/backups/gongshi", env["BACKUPS"])

    done = subprocess.run(
        [shell, flag, script], env=env, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    assert "都对" in done.stdout
    (made,) = (tmp_path / "backups").iterdir()
    assert re.fullmatch(r"\d{8}-\d{6}\.tar", made.name)


def test_the_units_are_what_systemd_takes(tmp_path):
    for file in DEPLOY.glob("gongshi-*"):
        text = file.read_text().replace("/opt/gongshi/.venv/bin", str(BIN))
        # A worker's unit is a template, of which this is one.
        (tmp_path / file.name.replace("@", "@1")).write_text(text)
    names = sorted(str(each) for each in tmp_path.iterdir())

    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *names],
        capture_output=True,
        text=True,
    )

    told = [each for each in done.stderr.splitlines() if "gongshi" in each]
    assert (told, done.returncode) == ([], 0)


def test_the_proxy_fits_the_pages():
    nginx = unit("nginx.conf")
    port = re.search(r"--port (\d+)", line("gongshi-web.service", "ExecStart"))[1]
    (largest,) = re.findall(r"client_max_body_size (\d+)m;", nginx)

    assert set(re.findall(r"proxy_pass (\S+);", nginx)) == {f"http://127.0.0.1:{port}"}
    assert int(largest) << 20 > _MOST_TAKEN
    assert nginx.count("{") == nginx.count("}")
    assert {"/metrics", "/ready"} == set(
        re.findall(r"location = (\S+) \{ return 404; \}", nginx)
    )
    hosts = environment_line("GONGSHI_HOSTS")
    assert set(re.findall(r"server_name (\S+);", nginx)) == {hosts}


def environment_line(name: str) -> str:
    return re.search(rf"^{name}=(.*)$", unit("gongshi.env"), re.MULTILINE)[1]


# The page says so: without nginx its file is only compared, as above.
if shutil.which("nginx"):

    @pytest.fixture
    def certificate(tmp_path):
        pair = ("-keyout", str(tmp_path / "tls.key"), "-out", str(tmp_path / "tls.crt"))
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
             "-subj", "/CN=gongshi.example.cn", *pair],
            check=True, capture_output=True,
        )  # fmt: skip

    def test_nginx_takes_its_file(certificate, tmp_path):
        text = unit("nginx.conf").replace("/etc/gongshi/", f"{tmp_path}/")
        text = text.replace("/var/log/nginx/", f"{tmp_path}/")
        text = re.sub(r"listen (\[::\]:)?(80|443)", r"listen 127.0.0.1:\g<2>80", text)
        # Two listens that became the same are one.
        text = re.sub(r"(    listen [^\n]*\n)\1", r"\1", text)
        whole = f"pid {tmp_path}/pid;\nevents {{}}\nhttp {{\n{text}\n}}\n"
        (tmp_path / "nginx.conf").write_text(whole)

        done = subprocess.run(
            ["nginx", "-t", "-e", f"{tmp_path}/error.log",
             "-c", str(tmp_path / "nginx.conf")],
            capture_output=True, text=True,
        )  # fmt: skip

        assert done.returncode == 0, done.stderr
