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
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.request import urlopen

import corpus
import postgres
from browser import Browser, Login
from process import HERE, run, run_module

from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UserError
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
#: Whose unit is measured beside the largest one.
_READING = 20
#: Cases that are opened by hand, and decisions that a register and a newspaper tell of.
_CASES, _DECISIONS = 60, 200
_PASSWORD = "made-up-for-measuring-9"
#: Rows of the workbook that every clerk files while the ledger is made.
_FIRST_ROWS = 200
_READY = 60
_PROGRAM = Path(sys.executable).with_name("gongshi")


@dataclass(frozen=True)
class Ledger:
    """Where it is, and who logs in there."""

    database: str
    home: Path
    #: What the environment of a process needs to open it.
    env: dict[str, str]
    people: list[Login]


@contextmanager
def ledger(database: str, rows: int) -> Iterator[Ledger]:
    """Give the ledger of a year, made when it is first asked for.

    Args:
        database: One of `DATABASES`.
        rows: About as many are received in the year.
    """
    kept = _folder(database, rows)
    kept.mkdir(parents=True, exist_ok=True)
    with _opened(database, kept, rows) as found:
        yield found


@contextmanager
def copied(database: str, rows: int) -> Iterator[Ledger]:
    """Give a copy of that ledger; what is filed there is gone afterwards."""
    with ledger(database, rows):
        pass
    with tempfile.TemporaryDirectory(dir=corpus.DATA) as folder:
        # PostgreSQL has a user of its own, who must get in and find his files his.
        Path(folder).chmod(0o755)
        run(["cp", "-a", f"{_folder(database, rows)}/.", folder])
        # Gigabytes that are still on their way to the disk are nobody's afternoon.
        os.sync()
        # Its home remembers the database that it was copied from.
        Path(folder, "home", "database.url").unlink(missing_ok=True)
        with _opened(database, Path(folder), rows) as found:
            yield found


def _folder(database: str, rows: int) -> Path:
    return corpus.DATA / f"year-{running()}-{database.lower()}-{rows}"


@contextmanager
def _opened(database: str, kept: Path, rows: int) -> Iterator[Ledger]:
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
            # One process for all of its commands: a start takes longer than most of them.
            made = found.home / "made.json"
            if not made.exists():
                run_module("year", "make", f"{rows}", env=env)
            found.people.extend(_logins(made))
            with serving(found) as port:
                _begin(found, port)
            run([_PROGRAM, "worker", "--until-idle"], env=env)
            first, last = f"{months()[0]}-01", f"{datetime.now(CHINA).date()}"
            span = ("--from", first, "--to", last, "--until", last)
            about = "--name=集中补报", "--paper=示例通知", "--reason=系统切换"
            asked = [_PROGRAM, "windows", "open", *span, *about, "--by=analyst"]
            run(asked, env=env)
            told.write_text(json.dumps([asdict(each) for each in found.people]))
        # Kept from an earlier edition, it gets the tables of this one.
        run([_PROGRAM, "init", "--place", PLACE], env=env)
        found.people[:] = _logins(told)
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
    with (found.home / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [_PROGRAM, "serve", "--port", str(port)],
            cwd=HERE, env=found.env, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            _await(port)
            yield port
        finally:
            server.terminate()
            server.wait()


@contextmanager
def working(found: Ledger, workers: int) -> Iterator[None]:
    """Run further workers."""
    started = [
        subprocess.Popen([_PROGRAM, "worker"], env=found.env, stdout=subprocess.DEVNULL)
        for _ in range(workers)
    ]
    try:
        yield
    finally:
        for each in started:
            each.terminate()
        for each in started:
            each.wait()


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


def _logins(file: Path) -> list[Login]:
    return [Login(**each) for each in json.loads(file.read_text(encoding="utf-8"))]


def _make(home: Path, rows: int) -> None:
    db = ["--db", os.environ["GONGSHI_DB"]] if "GONGSHI_DB" in os.environ else []
    _gongshi("init", "--place", PLACE, *db)
    register = home / "units.csv"
    _write_register(register)
    _gongshi("units", "import", register)
    _fill(home, rows)
    _keep_papers(home)
    people = [asdict(each) for each in _people()]
    _oversee(home)
    (home / "made.json").write_text(json.dumps(people), encoding="utf-8")


def _gongshi(*words: str | Path, may_refuse: bool = False) -> str:
    """Run a command in this process; what it finds in the data is no failure."""
    from click.testing import CliRunner

    from gongshi.cli import gongshi

    told = [str(each) for each in words]
    done = CliRunner().invoke(gongshi, told, standalone_mode=False)
    if done.exception and not (may_refuse and isinstance(done.exception, UserError)):
        raise RuntimeError(told, done.output) from done.exception
    return done.output


def _write_register(path: Path) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(("name", "code", "group", "functions", "aliases", "parent"))
        aliases = {each.unit.name: "；".join(each.aliases) for each in load_city()}
        for unit, group, parent in units():
            known = aliases.get(unit.name, "")
            row = (unit.name, unit.code, group, "licence;penalty", known, parent)
            writer.writerow(row)


def _fill(home: Path, rows: int) -> None:
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
            _submit(home, category, soiled.frame, friday)
            places = [
                place
                for place, fault in soiled.faults.items()
                if fault.outcome == "faulty" and not fault.copies
            ]
            if week % 2 and places:
                _submit(home, category, drawn[places], friday + _MENDED_AFTER)


def _fridays() -> list[date]:
    today = datetime.now(CHINA).date()
    # The last one leaves room for what is mended after it.
    last = today - timedelta(days=(today.weekday() - 4) % 7 or 7)
    return [last - timedelta(weeks=back) for back in reversed(range(_WEEKS))]


def _submit(home: Path, category: str, frame: pl.DataFrame, on: date) -> None:
    file = home / f"{category}-{on}.csv"
    frame.write_csv(file)
    at = datetime(on.year, on.month, on.day, 16, tzinfo=CHINA)
    at = min(at, datetime.now(CHINA) - timedelta(minutes=1))
    _gongshi(
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


def _keep_papers(home: Path) -> None:
    """Register evidence, issue scores and bulletins, write letters."""
    names = [unit.name for unit, _, parent in units() if not parent]
    paper = home / "paper.docx"
    for number, key in enumerate(reversed(months()), 1):
        _gongshi("evidence", "add", "--period", key, "--kind", "drawn", "--unit",
                      names[0], "--unit", names[number], "--reviewer", "张某")  # fmt: skip
        _gongshi("assess", "--period", key, "--issue")
        signed = f"{date.fromisoformat(key + '-01') + timedelta(days=36)}"
        _gongshi(
            "bulletin", "--period", key, "--policy", "pingdingshan", "--issue",
            "--signed-on", signed,
            "--number", f"云信办〔{signed[:4]}〕{number}号",
            "--drafted-by", "张某", "--approved-by", "李某", "--out", paper,
        )  # fmt: skip
        # Nothing is written to a unit without a fault.
        letter = ("letter", "--kind", "提示函", "--unit", names[0], "--period", key)
        _gongshi(*letter, "--out", home / "letter.docx", may_refuse=True)
        _gongshi("evidence", "add", "--period", key, "--kind", "explanation",
                      "--unit", names[-1], "--file", paper, "--reviewer", "张某")  # fmt: skip
    shutil.copytree(str(RULEBOOK), home / "rulebooks" / "other")


def _oversee(home: Path) -> None:
    """Look for what was not reported: registers, draws, exposures, cases of every state."""
    names, last = [unit.name for unit, _, _ in units()], months()[0]
    sheet, paper = home / "oversight.csv", home / "paper.pdf"
    paper.write_bytes(b"%PDF-1.4\n%%EOF\n")
    _write_decisions(sheet, last, title="文号,相对人,决定日期")
    for at in (0, _READING):
        about = ("--unit", names[at], "--period", last, "--category", "licence")
        _gongshi("register", "match", sheet, *about, "--by", f"clerk-{at}")
    _gongshi("draw", "units", "--period", last, "--by", "analyst")
    _gongshi("draw", "numbers", "--period", last, "--by", "analyst")
    _write_decisions(sheet, last, title="文书号,当事人,决定日期")
    _gongshi("exposures", "add", sheet, "--by", "analyst")
    for at in range(_CASES):
        clerk = at % 8 // 4 * _READING
        unit = names[clerk]
        number = ("--number", f"云示许〔{last[:4]}〕{90_000 + at}号")
        told = ("--told", "网上查不到这个许可", "--unit", unit, "--category", "licence")
        opened = ("cases", "open", *told, *number, "--by", "analyst")
        case = json.loads(_gongshi(*opened, "--format", "json"))["number"]
        if at % 2:
            _gongshi("cases", "dispatch", case, "--to", unit, "--by", "analyst")
            answer = ("--text", "经办人漏了", "--file", paper, "--by", f"clerk-{clerk}")
            _gongshi("cases", "answer", case, *answer)
        if at % 4 == 3:
            judged = ("--verdict", "漏报", "--text", "单位承认", "--by", "analyst")
            _gongshi("cases", "judge", case, *judged)
    for each in (sheet, paper):
        each.unlink()


def _write_decisions(file: Path, month: str, *, title: str) -> None:
    """Write decisions that the ledger does not have."""
    rows = (f"云示许〔{month[:4]}〕{80_000 + at}号,青禾{at}公司,{month}-15"
            for at in range(_DECISIONS))  # fmt: skip
    file.write_text("\n".join((title, *rows)), encoding="utf-8")


def _people() -> Iterator[Login]:
    """Add one person of every role, and a clerk of every unit."""
    names = [unit.name for unit, _, _ in units()]
    wanted = [
        (key, key, names[0] if role.is_of_unit else "") for key, role in ROLES.items()
    ]
    wanted += [(f"clerk-{at}", "clerk", name) for at, name in enumerate(names)]
    for login, role, unit in wanted:
        of = ("--unit", unit) if unit else ()
        person = ("--login", login, "--name", "张某", "--role", role, *of)
        told = _gongshi("people", "add", *person)
        password = told.partition("只印这一次：")[2].split()[0]
        yield Login(login, role, password, unit=unit)


def _begin(found: Ledger, port: int) -> None:
    """Let everybody choose a password; then every clerk files one workbook."""
    for each in found.people:
        browser = Browser(port)
        browser.begin(each, _PASSWORD)
        if each.login.startswith("clerk-"):
            file_workbook(browser, each, _FIRST_ROWS)
        if each.role == "analyst":
            browser.post("/bulletins/start/", period=months()[0], policy=PLACE)
            browser.post("/series/anew/")
            told = {"rulebook": "other", "since": f"{months()[0]}-01"}
            browser.post("/rulebook/rehearsals/", until=f"{months()[0]}-07", **told)


def running() -> str:
    """Name the month that has begun."""
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
        units=[replace(unit, weight=1)],
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


if __name__ == "__main__":
    _make(Path(os.environ["GONGSHI_HOME"]), int(sys.argv[2]))
