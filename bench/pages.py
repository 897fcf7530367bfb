"""Measures every page of the site, with eight people reading a year of a city."""

from __future__ import annotations

import json
import queue
import random
import re
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from urllib.parse import urlencode

import report
import year
from browser import Browser
from process import run_module
from year import Ledger, p95

_ROWS = 1_000_000
_CLIENTS = 8
#: Seconds between two pages of one person: the mean of an exponential distribution.
_THINK = 0.5
#: Pages that a person opens before another one has his place.
_VISIT = 30
#: Seconds of reading, with pauses and without.
_SECONDS, _SECONDS_CLOSED = 300, 30
#: Most seconds of a page.
_MOST = 0.15
#: Times that a file is downloaded, by one person alone.
_DOWNLOADS = 3
#: Addresses that lead elsewhere when all is well, or say that there is nothing to do.
_ODD = {
    **dict.fromkeys(("bulletins", "second_factor", "enrol", "enrol_picture"), 302),
    **dict.fromkeys(("resume", "window_close"), 404),
}
#: People of the office say which unit's they mean.
_OF_UNIT = ("home", "rank", "file", "nil", "rows_new", "row_new", "rehearsal_draw",
            "unit_series")  # fmt: skip
#: Of these only the part that a page asks for by itself is shown.
_PARTS = {"ranking", "rank", "filing_state"}
#: Page → further questions that it answers: its tables sorted, filtered and paged.
_VARIANTS: dict[str, tuple[str, ...]] = {
    "month": ("period={month}", "period={month}&sort=-faulty",
              "period={month}&group=counties"),
    "ranking": ("period={month}",),
    "units": ("period={month}",),
    "unit": ("period={month}",),
    "batches": ("after",),
    "rows": ("period={month}", "period={month}&sort=due", "period={month}&sort=decided",
             "period={month}&sort=name", "period={month}&sort=number",
             "period={month}&sort=late", "period={month}&unit={unit}",
             "period={month}&outcome=faulty", "period={month}&late=1",
             "period={month}&category=penalty&outcome=accepted",
             "period={month}&q={name}", "period=all", "period=all&q={document}",
             "period=all&q={name}",
             "period=all&q={code}", "period=all&sort=name", "period=all&sort=late",
             "period=all&outcome=faulty", "batch={batch}", "after"),
    "filings": ("state=judged", "sort=name", "period={month}", "q={batch}", "page=2"),
    "bulletin": ("policy=pingdingshan", "policy=hubei"),
    "scores": ("period={month}",),
    "score": ("period={month}",),
    "evidence": ("period={month}", "period={month}&so_far=1"),
    "cases": ("state=judged", "q={case}", "page=2"),
    "series_map": ("sort=due", "sort=name", "unit={unit}", "page=2"),
    "omissions": ("period={today}",),
    "registers": ("period={month}",),
}  # fmt: skip


@dataclass(frozen=True)
class Task:
    """One address of one person, as the measured server shows it."""

    #: Name of the address, and what its table was asked.
    page: str
    address: str
    is_part: bool
    is_file: bool
    #: With which it answers.
    status: int
    queries: int
    #: Seconds of processor that the process of the site needs.
    processor: float


def measure(smaller: int) -> str:
    """Let eight people read, on each kind of database."""
    seen = {name: _measured(name, _ROWS // smaller, smaller) for name in year.DATABASES}
    return "\n\n".join((_pages(seen), _files(seen)))


@dataclass(frozen=True)
class _Seen:
    """What was measured on one database; seconds by page."""

    rows: int
    queries: Mapping[str, int]
    thinking: Mapping[str, list[float]]
    closed: Mapping[str, list[float]]
    rates: tuple[float, float]
    files: Mapping[str, list[float]]


def _measured(database: str, rows: int, smaller: int) -> _Seen:
    with year.ledger(database, rows) as ledger:
        told = run_module("pages", "look", env=ledger.env).said
        tasks = {
            login: [Task(*each) for each in found]
            for login, found in told["tasks"].items()
        }
        with year.serving(ledger) as port:
            readers = list(_logged_in(ledger, port, tasks))
            _read(readers, _SECONDS_CLOSED / 5, 0)
            thinking, rate = _read(readers, _SECONDS / smaller**0.5, _THINK)
            closed, most = _read(readers, _SECONDS_CLOSED / smaller**0.5, 0)
            files = _downloaded(readers)
    queries: dict[str, int] = defaultdict(int)
    for found in tasks.values():
        for task in found:
            queries[task.page] = max(queries[task.page], task.queries)
    return _Seen(told["rows"], queries, thinking, closed, (rate, most), files)


@dataclass(frozen=True)
class _Reader:
    browser: Browser
    tasks: Sequence[Task]


def _logged_in(
    ledger: Ledger, port: int, tasks: Mapping[str, list[Task]]
) -> Iterator[_Reader]:
    for each in ledger.people:
        if each.login in tasks:
            browser = Browser(port)
            browser.log_in(each)
            yield _Reader(browser, tasks[each.login])


def _read(
    readers: Sequence[_Reader], seconds: float, think: float
) -> tuple[dict[str, list[float]], float]:
    """Let people read: each one some of his pages in any order, then the next one.

    Those that were opened least come first, so that of each there are enough to tell.

    Returns:
        Page → seconds of each time it was opened; and pages a second.
    """
    waiting: queue.SimpleQueue[_Reader] = queue.SimpleQueue()
    for each in readers:
        waiting.put(each)
    seen: dict[str, list[float]] = defaultdict(list)
    end, wrong = time.monotonic() + seconds, []

    def sit(seed: int) -> None:
        drawn = random.Random(seed)
        while time.monotonic() < end and not wrong:
            reader = waiting.get()
            pages = [task for task in reader.tasks if not task.is_file]
            drawn.shuffle(pages)
            pages.sort(key=lambda task: len(seen[task.page]))
            for task in drawn.sample(pages[:_VISIT], len(pages[:_VISIT])):
                if time.monotonic() > end:
                    break
                if think:
                    time.sleep(drawn.expovariate(1 / think))
                answer = reader.browser.get(task.address, is_part=task.is_part)
                if answer.status != task.status:
                    wrong.append((task, answer.status))
                    return
                seen[task.page].append(answer.seconds)
            waiting.put(reader)

    threads = [threading.Thread(target=sit, args=(at,)) for at in range(_CLIENTS)]
    started = time.monotonic()
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not wrong, wrong
    opened = sum(map(len, seen.values()))
    return seen, opened / (time.monotonic() - started)


def _downloaded(readers: Iterable[_Reader]) -> dict[str, list[float]]:
    files: dict[str, list[float]] = defaultdict(list)
    for reader in readers:
        for task in reader.tasks:
            if task.is_file:
                for _ in range(_DOWNLOADS):
                    answer = reader.browser.get(task.address)
                    assert answer.status == 200, (task, answer.status)
                    files[task.page].append(answer.seconds)
    return files


def _pages(seen: Mapping[str, _Seen]) -> str:
    head = ["page", "queries"]
    for name, found in seen.items():
        head += [f"{name}: ms p50", "p95", "worst", "p95 without pauses"]
        told = f"{found.rates[0]:.0f} and {found.rates[1]:.0f} pages/s"
        head[0] += f"; {name}, {found.rows:,} rows: {told}"
    names = dict.fromkeys(page for found in seen.values() for page in found.thinking)
    rows = [_row(name, list(seen.values()), {name}) for name in names]
    slowest = [
        max((p95(times), page) for page, times in each.thinking.items())
        for each in seen.values()
    ]
    rows.append(_row("**all pages**", list(seen.values()), set(names)))
    rows.append(
        ["**slowest page's p95**", ""]
        + [
            text
            for seconds, page in slowest
            for text in (page, _ms(seconds), "", report.against(seconds, _MOST, "s"))
        ]
    )
    return report.table(head, rows)


def _row(title: str, found: Sequence[_Seen], pages: set[str]) -> list[str]:
    cells = [
        title,
        f"{max(each.queries.get(page, 0) for each in found for page in pages)}",
    ]
    for each in found:
        times = [one for page in pages for one in each.thinking.get(page, [])]
        closed = [one for page in pages for one in each.closed.get(page, [])]
        cells += [
            *(_ms(median(times)), _ms(p95(times)), _ms(max(times))),
            _ms(p95(closed)) if closed else "",
        ]
    return cells


def _files(seen: Mapping[str, _Seen]) -> str:
    names = dict.fromkeys(page for found in seen.values() for page in found.files)
    rows = [
        [name, *(_ms(median(found.files[name])) for found in seen.values())]
        for name in names
    ]
    return report.table(
        ("download, one person alone", *(f"{n}: ms" for n in seen)), rows
    )


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f}"


def _look() -> None:
    """Find every page of every role, what fills its address, and what it asks."""
    import django

    django.setup()
    from gongshi.ledger.models import Entry
    from gongshi.people.models import Person
    from gongshi.people.rights import ROLES

    people = [
        Person.objects.get(login=role) for role in dict.fromkeys(("analyst", *ROLES))
    ]
    people.append(Person.objects.get(login="clerk-20"))
    files: set[str] = set()
    told = {
        each.login: [list(vars(task).values()) for task in _tasks(each, files)]
        for each in people
    }
    print(json.dumps({"rows": Entry.objects.count(), "tasks": told}))


def _tasks(person: Any, files: set[str]) -> Iterator[Task]:
    """Open every address of a person's role; a file only for the first one."""
    from django.test import Client
    from django.urls import get_resolver

    from gongshi.people.rights import may

    client = Client(raise_request_exception=True)
    client.force_login(person, "django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["factor"], session["seen"] = "done", int(time.time())
    session.save()
    told = _told(person)
    for route in get_resolver().url_patterns:
        if not any(may(person.role, right) for right in route.callback.rights):
            continue
        for page, address in _addresses(route, told):
            if page.endswith("?after"):
                found = client.get(address).content.decode()
                links = re.findall(r'href="([^"]*[?&;]after=[^"]*)"', found)
                if not links:
                    continue
                address = links[0].replace("&amp;", "&")
                address = (
                    address
                    if address.startswith("/")
                    else f"/{page.partition('?')[0]}/{address}"
                )
            if page in files:
                continue
            task = _task(client, route.name, page, address)
            if task:
                files |= {page} if task.is_file else set()
                yield task


def _addresses(route: Any, told: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Fill an address, as it is and with each further question."""
    pattern, kinds = (
        f"/{route.pattern}",
        {"file": ("csv", "xlsx"), "paper": ("docx", "pdf")},
    )
    for kind, forms in kinds.items():
        if found := re.search(rf"<{kind}:\w+>", pattern):
            filled = [pattern.replace(found[0], form) for form in forms]
            break
    else:
        filled = [pattern]
    for each in filled:
        name = (
            route.name
            if len(filled) == 1
            else f"{route.name}.{each.rpartition('.')[2]}"
        )
        # KeyError: say in `_told` what the address is filled with.
        address = re.sub(
            r"<(?:\w+:)?(\w+)>",
            lambda found: told.get(f"{route.name}:{found[1]}") or told[found[1]],
            each,
        )
        own = told.get(f"{route.name}?", "")
        yield name, f"{address}?{own}" if own else address
        for asked in _VARIANTS.get(route.name, ()):
            if asked == "after":
                yield f"{name}?after", address
                continue
            query = "&".join(
                urlencode([tuple(part.format(**told).split("=", 1))])
                for part in asked.split("&")
            )
            yield (
                f"{name}?{asked.replace('{', '').replace('}', '')}",
                f"{address}?{query}",
            )


def _told(person: Any) -> dict[str, str]:
    """Find in the ledger what fills a person's addresses."""
    from django.db.models import Max

    from gongshi.actions.receipts import receipt_seal
    from gongshi.jobs.models import Job
    from gongshi.ledger.case_models import CaseStep
    from gongshi.ledger.exposure_models import Exposure
    from gongshi.ledger.known import unmended
    from gongshi.ledger.models import (
        Batch,
        BulletinDraft,
        Entry,
        Evidence,
        Filing,
        IssuedBulletin,
        Letter,
        Unit,
        WindowRequest,
    )
    from gongshi.ledger.register_models import DrawNotice, RegisterCheck
    from gongshi.ledger.series_models import NumberSeries
    from gongshi.people.sight import sight_of

    unit = person.unit or Unit.objects.first()
    month = year.months()[0]
    filing = Filing.objects.filter(unit=unit, channel="page").first()
    assert filing is not None
    first = Batch.objects.get(number=filing.number)
    accepted = Entry.objects.filter(batch=first, outcome="accepted").first()
    returned = unmended().filter(unit=unit, batch=first).first()
    assert accepted
    assert returned
    finding = returned.finding_set.filter(severity="return").first()
    draft = BulletinDraft.objects.get()
    seen = sight_of(person)
    assert seen.units is None or unit.pk in seen.units or not person.unit
    answered = CaseStep.objects.filter(case__unit=unit, act="answered").first()
    assert answered
    series = NumberSeries.objects.filter(units=unit).order_by("-count").first()
    assert series
    cause = {
        "category": returned.category,
        "rule": finding.rule,
        "field": finding.field,
    }
    return {
        "unit_id": f"{unit.pk}", "unit": unit.name, "month": month, "period": month,
        "number": filing.number, "batch": filing.number, "code": accepted.subject_code,
        "name": accepted.subject_name[2:6], "document": accepted.document_number,
        "entry_id": f"{accepted.pk}", "mend_row:entry_id": f"{returned.pk}",
        "mend_ask:entry_id": f"{returned.pk}", "category": "licence",
        "draft_id": f"{draft.pk}", "at": "1",
        "bulletin_id": f"{IssuedBulletin.objects.aggregate(last=Max('pk'))['last']}",
        "letter_id": f"{Letter.objects.order_by('pk').last().pk}",
        "evidence_id": f"{Evidence.objects.exclude(file_hash='').last().pk}",
        "job_id": f"{Job.objects.filter(kind='rehearse').first().pk}",
        "person_id": f"{person.pk}", "request_id": "1",
        "window_id": f"{WindowRequest.objects.get().pk}",
        "case_number": answered.case.number, "case": answered.case.number,
        "paper": "0", "today": year.running(),
        "series_id": f"{series.pk}", "exposure_id": f"{Exposure.objects.first().pk}",
        "check_id": f"{RegisterCheck.objects.get(unit=unit).pk}",
        "draw_id": f"{DrawNotice.objects.first().pk}",
        "mend_cause?": urlencode(cause),
        # A workbook takes 100 000 rows; a month may have more.
        "rows_file?": urlencode({"period": month, "outcome": "faulty"}),
        "verify?": urlencode({"number": filing.number, "seal": receipt_seal(filing)}),
        "evidence_new?": urlencode({"period": month, "policy": year.PLACE, "kind": "drawn"}),
        **({} if person.unit else {f"{page}?": f"unit={unit.pk}" for page in _OF_UNIT}),
    }  # fmt: skip


def _task(client: Any, name: str, page: str, address: str) -> Task | None:
    """Open an address; None when it only takes forms."""
    from django.db import connection

    asked = 0

    def count(execute: Any, *question: Any) -> Any:
        nonlocal asked
        asked += 1
        return execute(*question)

    is_part = name in _PARTS
    headers = {"HX-Request": "true"} if is_part else {}
    # The first time compiles templates and reads the rulebook.
    answer = client.get(address, headers=headers)
    if answer.status_code == 405:
        return None
    status = answer.status_code
    assert status in (200, _ODD.get(name)), (name, address, status)
    b"".join(answer) if answer.streaming else answer.content
    started, clock = time.process_time(), time.perf_counter()
    with connection.execute_wrapper(count):
        answer = client.get(address, headers=headers)
        b"".join(answer) if answer.streaming else answer.content
    used, took = time.process_time() - started, time.perf_counter() - clock
    is_file = "attachment" in answer.headers.get("Content-Disposition", "")
    told = f"{page:45} {asked:3} q {used * 1000:6.0f} ms of processor, {took * 1000:6.0f} ms"
    print(told, file=sys.stderr, flush=True)
    return Task(page, address, is_part, is_file, status, asked, used)


if __name__ == "__main__":
    _look()
