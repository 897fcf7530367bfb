"""The load: clerks who file, an analyst and a head of office who issue.

Whoever is cut off does what people do: the same again. A receipt, a number of a bulletin,
a version of scores is written down when it was given, and the judge asks for each of them.
"""

from __future__ import annotations

import hashlib
import io
import random
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import cycle
from threading import Event, Thread

from crash.journal import Journal
from crash.office import Office, clerks
from crash.visiting import CUT, Answer, File, Refused, Visitor, said
from gongshi.clocks.periods import CHINA, month
from gongshi.samples import CityUnit, sample_frame, with_dirt

#: Place whose policy scores its units.
SCORING = "yuncheng"
#: Months that bulletins and scores are issued of.
_MONTHS = 12
_LEAST, _MOST = 10, 120
#: Seconds between two files of one clerk.
_PAUSE = 0.8, 1.8
#: Seconds after which somebody who gets no answer gives up.
_PATIENCE = 300


class Person(Thread):
    """Somebody at work until `stop`; what went wrong is kept in `faults`."""

    def __init__(self, work: Iterator[None]) -> None:
        super().__init__(daemon=True)
        self._work, self._is_over = work, Event()
        self.faults: list[str] = []

    def run(self) -> None:
        try:
            while not self._is_over.is_set():
                next(self._work)
        except Exception as error:  # told by the judge
            self.faults.append(f"{type(error).__name__}: {error}")

    def stop(self) -> None:
        """Let him finish what he has begun."""
        self._is_over.set()
        self.join()


def everybody(office: Office, journal: Journal, seed: int) -> list[Person]:
    """Start everybody who works in an office; all have logged in when this returns."""
    at_work = []
    for at, (login, unit) in enumerate(clerks().items()):
        visitor = entered(office, login)
        chance = random.Random(f"{seed}:{login}")
        files = drawn(unit, chance, first=1 + at * 1_000_000)
        at_work.append(Person(filing(visitor, files, journal, chance)))
    head = entered(office, "head")
    at_work.append(Person(issuing(entered(office, "analyst"), head, journal)))
    for each in at_work:
        each.start()
    return at_work


def entered(office: Office, login: str) -> Visitor:
    visitor = office.visitor(login)
    visitor.enter()
    return visitor


def drawn(unit: CityUnit, chance: random.Random, *, first: int = 1) -> Iterator[File]:
    """Draw made-up files, each with rows of its own, some of them workbooks."""
    today = _today()
    decided = today - timedelta(days=40), today - timedelta(days=2)
    serial = first
    while True:
        rows, seed = chance.randint(_LEAST, _MOST), chance.randrange(1 << 30)
        frame = sample_frame(
            "licence", rows, seed=seed, units=[unit.unit], decided=decided,
            first_serial=serial,
        )  # fmt: skip
        serial += rows
        written = io.BytesIO()
        soiled = with_dirt(frame, share=0.05, seed=seed)
        if chance.random() < 0.2:
            soiled.write_excel(written)
            yield File("licences.xlsx", written.getvalue(), rows)
        else:
            soiled.write_csv(written)
            yield File("licences.csv", written.getvalue(), rows)


def filing(
    visitor: Visitor, files: Iterator[File], journal: Journal, chance: random.Random
) -> Iterator[None]:
    """File one after the other, as one clerk does."""
    for file in files:
        number = file_one(visitor, file, journal)
        if chance.random() < 0.2:
            insist(lambda number=number: visitor.get(f"/filings/{number}/receipt/"))
        if chance.random() < 0.1:
            # It may not be judged yet, or be without a fault: that is an answer too.
            address = f"/batches/{number}/returned.xlsx"
            insist(lambda address=address: visitor.get(address))
        yield
        time.sleep(chance.uniform(*_PAUSE))


def file_one(visitor: Visitor, file: File, journal: Journal) -> str:
    """File one, and the same act twice more; give the number of the receipt."""
    act = uuid.uuid4().hex
    fields = {"category": "licence", "key": act}
    journal.write("sent", key=f"{visitor.login}:{act}")
    number = _receipt(insist(lambda: visitor.post("/file/", fields, file)))
    journal.write(
        "receipt",
        number=number,
        key=f"{visitor.login}:{act}",
        hash=hashlib.new("sm3", file.content).hexdigest(),
        size=len(file.content),
        rows=file.rows,
    )
    if int(act[0], 16) < 3:
        again = _receipt(insist(lambda: visitor.post("/file/", fields, file)))
        if again != number:
            raise Refused(f"one act was given two receipts, {number} and {again}")
        other = replace(file, content=file.content + b"\n")
        if insist(lambda: visitor.post("/file/", fields, other)).status != 422:
            raise Refused(f"another file was taken for {number}")
    return number


def issuing(
    analyst: Visitor, head: Visitor, journal: Journal, pause: float = 1.5
) -> Iterator[None]:
    """Issue bulletins and their corrections, and scores, of the last months in turn."""
    periods = [month(f"{_today():%Y-%m}").previous()]
    # No policy reaches back for ever.
    while len(periods) < _MONTHS:
        periods.append(periods[-1].previous())
    for period in cycle(periods):
        for _ in range(2):
            issue_one(analyst, head, journal, period.key)
            yield
            time.sleep(pause)
        issue_scores(head, journal, period.key)
        yield
        time.sleep(pause)


def issue_one(analyst: Visitor, head: Visitor, journal: Journal, period: str) -> None:
    """Take one bulletin from its figures to its number."""
    serial = 1 + len(journal.read("bulletin"))
    start = {"period": period, "policy": "", "correction": f"第 {serial} 次更正"}
    begun = insist(lambda: analyst.post("/bulletins/start/", start))
    draft = begun.location
    if not draft.startswith("/bulletins/drafts/"):
        raise Refused(f"no draft of {period}: {begun.status} {said(begun)}")
    # Cut off after it was done, a step is refused the second time; issuing is not.
    insist(lambda: analyst.post(f"{draft}send/", {"remark": "照此送审"}))
    insist(lambda: head.post(f"{draft}approve/", {}))
    number = f"示信用办〔2026〕{serial}号"
    signed = {"number": number, "signed_on": f"{_today()}"}
    done = insist(lambda: head.post(f"{draft}issue/", signed))
    if not done.location.startswith("/bulletins/issued/"):
        raise Refused(f"{number} was not issued: {done.status} {said(done)}")
    key = int(done.location.strip("/").rpartition("/")[2])
    journal.write("bulletin", number=number, id=key, period=period)


def issue_scores(head: Visitor, journal: Journal, period: str) -> None:
    """Freeze the scores of a month."""
    told = {"period": period, "policy": SCORING}
    done = insist(lambda: head.post("/scores/issue/", told))
    if done.status != 302:
        raise Refused(f"no scores of {period}: {done.status} {said(done)}")
    journal.write("scores", period=period)


def insist(ask: Callable[[], Answer]) -> Answer:
    """Ask until the site answers; what is not received is sent again.

    Raises:
        Refused: It does not answer for long.
    """
    last, told = time.monotonic() + _PATIENCE, "nothing"
    while time.monotonic() < last:
        try:
            answer = ask()
        except CUT as error:
            told = f"{error!r}"
        else:
            if answer.status < 500 and "没有收到" not in answer.text[:20_000]:
                return answer
            told = f"{answer.status} {said(answer)}"
        time.sleep(0.1)
    raise Refused(f"the site did not answer for {_PATIENCE} s, last {told}")


def _today() -> date:
    return datetime.now(CHINA).date()


def _receipt(answer: Answer) -> str:
    if answer.status != 303 or not answer.location.startswith("/filings/"):
        raise Refused(f"no receipt: {answer.status} {answer.location} {said(answer)}")
    return answer.location.strip("/").rpartition("/")[2]
