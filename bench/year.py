"""A ledger of a city's year, with people, papers and the real server; kept under `data/`.

Made by the product's own commands and pages: nothing is written into the database by
hand. It is made anew when a month has gone by, for a service looks at the last year.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import corpus
import postgres
from browser import Browser, Login
from process import HERE, Run, run

from gongshi.clocks.periods import CHINA, month
from gongshi.people.rights import ROLES
from gongshi.policy.toml import RULEBOOK
from gongshi.samples import SampleUnit, load_city, sample_frame
from gongshi.samples.dirt import soil
from gongshi.samples.units import made_up_code

if TYPE_CHECKING:
    import polars as pl

#: Scores, rankings and letters are this one's.
PLACE = "yuncheng"
DATABASES = ("SQLite", "PostgreSQL")
_WEEKS = 52
#: Category → its part of the rows.
_SHARES = {"licence": 2 / 3, "penalty": 1 / 3}
_FAULTY = 0.05
#: Days until the rows that came back are mended, in every other week.
_MENDED_AFTER = timedelta(days=3)
#: Offices of counties that are added to the city, so that fifty can file at once.
_ADDED = 14
_PASSWORD = "made-up-for-measuring-9"
#: Rows of the workbook that every clerk files while the ledger is made.
_FIRST_ROWS = 200
_READY = 60


@dataclass(frozen=True)
class Ledger:
    """Where it is, and who logs in there."""

    database: str
    home: Path
    #: What the environment of a process needs to open it.
    env: dict[str, str]
    people: list[Login]

    def gongshi(self, *words: str | Path, codes: tuple[int, ...] = (0, 1, 3)) -> Run:
        """Run a command; what it finds in the data is no failure."""
        program = Path(sys.executable).with_name("gongshi")
        return run([program, *words], env=self.env, codes=codes)

    def of(self, role: str) -> list[Login]:
        """List the people of a role."""
        return [each for each in self.people if each.role == role]


@contextmanager
def ledger(database: str, rows: int) -> Iterator[Ledger]:
    """Give the ledger of a year, made when it is first asked for.

    Args:
        database: One of `DATABASES`.
        rows: About as many are received in the year.
    """
    kept = corpus.DATA / f"year-{_running()}-{database.lower()}-{rows}"
    kept.mkdir(parents=True, exist_ok=True)
    with _server(database, kept) as address:
        env = {
            **os.environ,
            "GONGSHI_HOME": str(kept / "home"),
            "DJANGO_SETTINGS_MODULE": "gongshi.site.settings",
        }
        env |= {"GONGSHI_DB": address} if address else {}
        found = Ledger(database, kept / "home", env, [])
        told = found.home / "people.json"
        if not told.exists():
            _make(found, rows)
            told.write_text(json.dumps([asdict(each) for each in found.people]))
        found.people[:] = [Login(**each) for each in json.loads(told.read_text())]
        yield found


@contextmanager
def _server(database: str, kept: Path) -> Iterator[str | None]:
    if database == "SQLite":
        yield None
        return
    folder = kept / "postgresql"
    folder.mkdir(exist_ok=True)
    with postgres.server(folder) as address:
        yield address


@contextmanager
def serving(found: Ledger) -> Iterator[int]:
    """Run `gongshi serve` with its worker; gives the port."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    program = Path(sys.executable).with_name("gongshi")
    with (found.home / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [program, "serve", "--port", str(port)],
            cwd=HERE, env=found.env, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _await(port)
            yield port
        finally:
            server.terminate()
            server.wait()


def _await(port: int) -> None:
    last = time.monotonic() + _READY
    while time.monotonic() < last:
        with suppress(OSError), urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
            return
        time.sleep(0.1)
    raise SystemExit("the server does not answer; see serve.log in its home")


def units() -> list[tuple[SampleUnit, str, str]]:
    """List the units with group and parent: the city, and some offices of its counties."""
    city = [(each.unit, each.group, "") for each in load_city()]
    counties = [unit.name for unit, group, _ in city if group == "counties"]
    added = [
        SampleUnit(
            name=f"{counties[at % len(counties)]}第{at + 1}审批所",
            code=made_up_code(900 + at),
            sign=f"云所{at + 1}",
            weight=3,
        )
        for at in range(_ADDED)
    ]
    return city + [
        (unit, "counties", counties[at % len(counties)])
        for at, unit in enumerate(added)
    ]


def _make(found: Ledger, rows: int) -> None:
    db = ["--db", found.env["GONGSHI_DB"]] if "GONGSHI_DB" in found.env else []
    found.gongshi("init", "--place", PLACE, *db)
    register = found.home / "units.csv"
    _write_register(register)
    found.gongshi("units", "import", register)
    _fill(found, rows)
    _keep_papers(found)
    _add_people(found)
    with serving(found) as port:
        _begin(found, port)


def _write_register(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "code", "group", "functions", "aliases", "parent"))
        aliases = {each.unit.name: "；".join(each.aliases) for each in load_city()}
        for unit, group, parent in units():
            known = aliases.get(unit.name, "")
            row = (unit.name, unit.code, group, "licence;penalty", known, parent)
            writer.writerow(row)


def _fill(found: Ledger, rows: int) -> None:
    """Submit a file a week and category, and mend what came back every other week."""
    for week, friday in enumerate(_fridays()):
        for category, share in _SHARES.items():
            count = max(int(rows * share / _WEEKS), 20)
            drawn = sample_frame(
                category,
                count,
                seed=week,
                units=[unit for unit, _, _ in units()],
                decided=(friday - timedelta(11), friday),
                first_serial=1 + week * count,
            )
            soiled = soil(drawn, share=_FAULTY, seed=week)
            _submit(found, category, soiled.frame, friday)
            places = [
                place
                for place, fault in soiled.faults.items()
                if fault.outcome == "faulty" and not fault.copies
            ]
            if week % 2 and places:
                _submit(found, category, drawn[places], friday + _MENDED_AFTER)


def _fridays() -> list[date]:
    today = datetime.now(CHINA).date()
    # The last one leaves room for what is mended after it.
    last = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    return [last - timedelta(weeks=back) for back in reversed(range(_WEEKS))]


def _submit(found: Ledger, category: str, frame: pl.DataFrame, on: date) -> None:
    file = found.home / f"{category}-{on}.csv"
    frame.write_csv(file)
    at = datetime(on.year, on.month, on.day, 16, tzinfo=CHINA)
    at = min(at, datetime.now(CHINA) - timedelta(minutes=1))
    found.gongshi(
        "submit", file, "--category", category, "--unit", "auto",
        "--received-at", at.isoformat(), "--format", "json",
    )  # fmt: skip
    file.unlink()


def months() -> list[str]:
    """List the whole months of the year, the latest first."""
    period, found = month(f"{datetime.now(CHINA):%Y-%m}"), []
    while len(found) < 11:
        period = period.previous()
        found.append(period.key)
    return found


def _keep_papers(found: Ledger) -> None:
    """Register evidence, issue scores and bulletins, write letters."""
    names = [unit.name for unit, _, parent in units() if not parent]
    paper = found.home / "paper.docx"
    for number, key in enumerate(reversed(months()), 1):
        found.gongshi("evidence", "add", "--period", key, "--kind", "drawn", "--unit",
                      names[0], "--unit", names[number], "--reviewer", "张某")  # fmt: skip
        found.gongshi("assess", "--period", key, "--issue")
        signed = f"{date.fromisoformat(key + '-01') + timedelta(days=36)}"
        found.gongshi(
            "bulletin", "--period", key, "--issue", "--signed-on", signed,
            "--number", f"云信办〔{signed[:4]}〕{number}号",
            "--drafted-by", "张某", "--approved-by", "李某", "--out", paper,
        )  # fmt: skip
        for name in names[:5]:
            letter = ("letter", "--kind", "提示函", "--unit", name, "--period", key)
            found.gongshi(*letter, "--out", found.home / "letter.docx",
                          codes=(0, 1, 2))  # fmt: skip
        found.gongshi("evidence", "add", "--period", key, "--kind", "explanation",
                      "--unit", names[-1], "--file", paper, "--reviewer", "张某")  # fmt: skip
    shutil.copytree(str(RULEBOOK), found.home / "rulebooks" / "other")


def _add_people(found: Ledger) -> None:
    """Add one person of every role, and a clerk of every unit."""
    first = units()[0][0].name
    wanted = [
        (key, key, first if role.is_of_unit else "") for key, role in ROLES.items()
    ]
    wanted += [
        (f"clerk-{at}", "clerk", unit.name) for at, (unit, _, _) in enumerate(units())
    ]
    for login, role, unit in wanted:
        of = ("--unit", unit) if unit else ()
        added = found.gongshi("people", "add", "--login", login, "--name", "张某",
                              "--role", role, *of)  # fmt: skip
        password = added.output.partition("只印这一次：")[2].split()[0]
        found.people.append(Login(login, role, password, unit=unit))


def _begin(found: Ledger, port: int) -> None:
    """Let everybody choose a password; then every clerk files one workbook."""
    for each in found.people:
        browser = Browser(port)
        browser.begin(each, _PASSWORD)
        if each.login.startswith("clerk-"):
            file_workbook(browser, each, _FIRST_ROWS)
        if each.role == "analyst":
            browser.post("/bulletins/start/", period=_running(), policy=PLACE)
            told = {"rulebook": "other", "since": f"{months()[0]}-01"}
            browser.post("/rulebook/rehearsals/", until=f"{months()[0]}-07", **told)


def _running() -> str:
    return f"{datetime.now(CHINA):%Y-%m}"


def file_workbook(browser: Browser, who: Login, rows: int):
    """File a workbook of licences of a clerk's own unit; gives the answer."""
    at = next(at for at, each in enumerate(units()) if each[0].name == who.unit)
    content = workbook(units()[at][0], rows, seed=at)
    form = {"key": os.urandom(12).hex(), "category": "licence"}
    browser.get("/file/")
    return browser.upload("/file/", "一周.xlsx", content, **form)


def workbook(unit: SampleUnit, rows: int, *, seed: int) -> bytes:
    """Draw a workbook of licences of one unit, some rows spoilt.

    Args:
        unit: Whose.
        rows: How many.
        seed: The same seed, another moment: other rows.
    """
    today = datetime.now(CHINA).date()
    frame = sample_frame(
        "licence",
        rows,
        seed=seed,
        units=[unit],
        decided=(today - timedelta(8), today - timedelta(1)),
        # No two workbooks have the same rows, today or later.
        first_serial=10_000_000 + int(time.time() * 10) % 1_000_000_000,
    )
    return _xlsx(soil(frame, share=_FAULTY, seed=seed).frame)


def _xlsx(frame: pl.DataFrame) -> bytes:
    import xlsxwriter

    out = BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, frame.columns)
        for place, row in enumerate(frame.iter_rows(), 1):
            for column, text in enumerate(row):
                if text is not None:
                    sheet.write_string(place, column, text)
    return out.getvalue()


def p95(values: Sequence[float]) -> float:
    """Give the value that one in twenty is above."""
    return sorted(values)[min(int(len(values) * 0.95), len(values) - 1)]
