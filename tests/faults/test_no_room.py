"""No room, no right to write, no file left to open: told, and over when the cause is."""

import http.client
import os
import resource
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from tests import databases, postgresql
from tests.faults.site import Answer, Site, family, served, until
from tests.web import city
from tests.web.unit.conftest import table

DAY = date(2026, 11, 17)
CLERK = "clerk@市公安局"
_VERIFIED = """
import json
from gongshi.actions.verify import verify_ledger
told = verify_ledger()
print(json.dumps([told.batches, [each.place for each in told.faults]]))
"""


@contextmanager
def limited(pids: list[int], kind: int, most: Callable[[int], int]) -> Iterator[None]:
    """Let processes have no more of something for a while."""
    before = {pid: resource.prlimit(pid, kind) for pid in pids}
    for pid, (_, hard) in before.items():
        resource.prlimit(pid, kind, (most(pid), hard))
    try:
        yield
    finally:
        for pid, limits in before.items():
            if Path(f"/proc/{pid}").exists():
                resource.prlimit(pid, kind, limits)


@contextmanager
def no_room(site: Site) -> Iterator[None]:
    """As on a full disk: no file grows beyond 48 KB, the database's log included."""
    pids = family(site.servers[0].pid)
    with limited(pids, resource.RLIMIT_FSIZE, lambda _: 48 << 10):
        yield


@contextmanager
def read_only(site: Site) -> Iterator[None]:
    """Nothing can be written into the archive."""
    archive = site.home / "archive"
    if os.geteuid():
        archive.chmod(0o500)
        yield
        archive.chmod(0o700)
        return
    aside = archive.with_name("aside")
    if _mounted(archive):
        yield
        subprocess.run(["umount", archive], check=True)
        return
    # Root who may not mount: nobody can write into what is no folder.
    archive.rename(aside)
    archive.touch()
    yield
    archive.unlink()
    aside.rename(archive)


def _mounted(folder: Path) -> bool:
    first = ["mount", "--bind", folder, folder]
    if subprocess.run(first, capture_output=True).returncode:
        return False
    again = ["mount", "-o", "remount,bind,ro", folder]
    subprocess.run(again, check=True, capture_output=True)
    return True


@contextmanager
def no_files(site: Site) -> Iterator[None]:
    """The processes that answer may open next to nothing more."""
    answering = [pid for pid in family(site.servers[0].pid) if _is_answering(pid, site)]
    assert answering

    def most(pid: int) -> int:
        return max(int(each.name) for each in Path(f"/proc/{pid}/fd").iterdir()) + 3

    with limited(answering, resource.RLIMIT_NOFILE, most):
        yield


def _is_answering(pid: int, site: Site) -> bool:
    told = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    words = Path(f"/proc/{pid}/cmdline").read_bytes()
    return int(told[1]) == site.servers[0].pid and b"follow-stdin" not in words


@pytest.fixture(scope="module", params=databases.DATABASES)
def site(request, tmp_path_factory) -> Iterator[Site]:
    home = tmp_path_factory.mktemp("room") / "home"
    is_large = request.param == "postgresql"
    with served(home, postgresql.create("room") if is_large else "") as site:
        yield site


def rows(first: int) -> bytes:
    return table(*[city.licence(first + n, DAY) for n in range(300)])


def filed(site: Site, content: bytes, key: str) -> Answer | None:
    """File, or learn that nobody answers."""
    try:
        return site.visitor(CLERK).file(content, key=key * 11)
    except (OSError, http.client.HTTPException):
        return None


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (no_room, "文件超过了允许的大小|磁盘读写出错|磁盘已满"),
        (read_only, "磁盘只读|没有权限|不是目录"),
        (no_files, ""),
    ],
    ids=["no_room", "read_only", "no_files"],
)
def test_what_cannot_be_kept_is_not_promised_and_can_be_filed_later(site, fault, why):
    mark = {no_room: "R", read_only: "W", no_files: "F"}[fault]
    first, small, large = rows(1000), rows(ord(mark) * 1000), rows(ord(mark) * 2000)
    large += b"\n" * (3 << 20)
    before = site.stored()
    assert filed(site, first, "0" + mark).status == 303

    with fault(site), ThreadPoolExecutor(12) as pool:
        sent = [
            pool.submit(filed, site, content, key + mark)
            for content, key in ((small, "a"), (large, "b"))
            for _ in range(6)
        ]
        answers = [each.result() for each in sent]

    told = [each for each in answers if each is not None]
    promised = {each.headers["Location"] for each in told if each.status == 303}
    for each in told:
        assert each.status in (303, 503), each.text[-600:]
        assert each.status == 303 or "请" in each.text
        assert "Traceback" not in each.text
    if why:
        assert not promised
        assert any(word in told[0].text for word in why.split("|")), told[0].text
    again = {}
    for content, key in ((small, "a"), (large, "b")):
        until(lambda c=content, k=key: _again(site, c, k + mark, again))
    assert promised <= set(again.values())
    assert site.stored()["gongshi_filings_total"] == (
        before["gongshi_filings_total"] + 3
    )


def _again(site: Site, content: bytes, key: str, found: dict[str, str]) -> bool:
    answer = filed(site, content, key)
    if answer is not None and answer.status == 303:
        found[key] = answer.headers["Location"]
    return key in found


def test_afterwards_all_is_judged_and_whole_and_nothing_lies_about(site):
    stored = site.stored()

    batches, faults = site.ask(_VERIFIED)

    assert batches == stored["gongshi_filings_total"] == stored["gongshi_batches_total"]
    assert faults == []
    assert not list((site.home / "archive").rglob("*.tmp"))
    assert not list((site.home.parent / "tmp").iterdir())
    assert "Internal Server Error" not in site.log
