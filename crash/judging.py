"""The judge: what was promised is there, once and whole, and nothing is left over."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from crash.acts import set_back
from crash.journal import Journal
from crash.machine import alive, workers_of
from crash.office import BESIDE, Office, until

_ROWS_A_BATCH = 10_000_000
#: Seconds in which the schedule is looked at and its jobs are done.
_NIGHT = 20
_OUTCOMES = "accepted + faulty + duplicate + pending + excluded"


@dataclass(frozen=True)
class Line:
    """One line of the verdict."""

    title: str
    found: str
    is_good: bool


def judge(office: Office, journal: Journal) -> Iterator[Line]:
    """Judge an office that has come to rest.

    Args:
        office: Running, its queue empty.
        journal: What people were given.
    """
    yield from _receipts(office, journal)
    yield from _doubled(office, journal)
    yield from _whole(office)
    yield from _issued(office, journal)
    yield from _jobs(office)
    yield from _left_over(office)
    yield from _backups(office, journal)
    yield from _commands(office)


def _receipts(office: Office, journal: Journal) -> Iterator[Line]:
    sql = "SELECT number, file_hash, size, key FROM ledger_filing"
    filed = {number: told for number, *told in office.books.ask(sql)}
    batches = dict(office.books.ask("SELECT number, count(*) FROM ledger_batch "
                                    "GROUP BY number"))  # fmt: skip
    refused = {number for (number,) in office.books.ask(
        "SELECT f.number FROM ledger_refusal r JOIN ledger_filing f "
        "ON f.id = r.filing_id")}  # fmt: skip
    given = journal.read("receipt")
    rows = dict(office.books.ask("SELECT number, received FROM ledger_batch"))
    lost, unjudged, uneven = 0, 0, 0
    for each in given:
        is_kept = filed.get(each["number"]) == [each["hash"], each["size"], each["key"]]
        lost += not (is_kept and _is_archived(office, each["hash"]))
        number = each["number"]
        unjudged += batches.get(number, 0) + (number in refused) != 1
        uneven += number not in refused and rows.get(number) != each["rows"]
    yield Line("receipts given", f"{len(given)}", bool(given))
    yield Line("receipts lost", f"{lost}", lost == 0)
    yield Line("receipts without exactly one verdict", f"{unjudged}", unjudged == 0)
    yield Line("batches without exactly their file's rows", f"{uneven}", uneven == 0)
    yield Line("files refused", f"{len(refused)}", not refused)


def _is_archived(office: Office, file_hash: str) -> bool:
    file = office.home / "archive" / file_hash[:2] / file_hash
    try:
        return hashlib.new("sm3", file.read_bytes()).hexdigest() == file_hash
    except OSError:
        return False


def _doubled(office: Office, journal: Journal) -> Iterator[Line]:
    sent = [each["key"] for each in journal.read("sent")]
    filed = office.books.ask("SELECT key, file_hash FROM ledger_filing")
    # Every file that is sent has rows of its own: the same hash came by the same act.
    doubled = len(filed) - min(len({key for key, _ in filed}),
                               len({file for _, file in filed}))  # fmt: skip
    yield Line("acts of filing", f"{len(sent)}", bool(sent))
    yield Line("filings or batches doubled", f"{doubled}", doubled == 0)
    strange = len({key for key, _ in filed} ^ set(sent))
    yield Line("filings without an act, or acts without one", f"{strange}", not strange)


def _whole(office: Office) -> Iterator[Line]:
    half = office.books.number(
        f"SELECT count(*) FROM ledger_batch b WHERE received <> {_OUTCOMES} "
        f"OR received <> (SELECT count(*) FROM ledger_entry e "
        f"WHERE e.id >= b.id * {_ROWS_A_BATCH} AND e.id < (b.id + 1) * {_ROWS_A_BATCH})"
    )
    yield Line("batches by half", f"{half}", half == 0)
    strange = office.books.number(
        "SELECT count(*) FROM ledger_entry e WHERE NOT EXISTS "
        "(SELECT 1 FROM ledger_batch b WHERE b.id = e.batch_id)"
    )
    yield Line("rows without a batch", f"{strange}", strange == 0)


def _issued(office: Office, journal: Journal) -> Iterator[Line]:
    kept = dict(office.books.ask("SELECT id, number FROM ledger_issuedbulletin"))
    given = {each["id"]: each["number"] for each in journal.read("bulletin")}
    yield Line("bulletins issued", f"{len(given)}", bool(given))
    wrong = len(kept.items() ^ given.items()) + len(kept) - len(set(kept.values()))
    yield Line("bulletins lost, doubled or numbered twice", f"{wrong}", wrong == 0)
    gaps = office.books.number(_GAPS.format("ledger_issuedbulletin"))
    gaps += office.books.number(_GAPS.format("ledger_issuedscores"))
    yield Line("months whose versions have gaps", f"{gaps}", gaps == 0)
    # Issued again with nothing changed, scores are the version that there is.
    scores = {each["period"] for each in journal.read("scores")}
    issued = office.books.ask("SELECT DISTINCT period FROM ledger_issuedscores")
    yield Line("months whose scores were issued", f"{len(scores)}", bool(scores))
    lost = len(scores - {period for (period,) in issued})
    yield Line("months whose scores were lost", f"{lost}", lost == 0)
    for act, table in (("bulletin.issue", "ledger_issuedbulletin"),
                       ("scores.issue", "ledger_issuedscores")):  # fmt: skip
        logged = office.books.number(
            f"SELECT count(*) FROM people_auditentry WHERE act = '{act}'"
        )
        held = office.books.number(f"SELECT count(*) FROM {table}")
        yield Line(
            f"{act} missing in the audit log", f"{held - logged}", held == logged
        )


_GAPS = (
    "SELECT count(*) FROM (SELECT place, period FROM {} "
    "GROUP BY place, period HAVING max(version) <> count(*)) wrong"
)


def _jobs(office: Office) -> Iterator[Line]:
    states = dict(office.books.ask("SELECT state, count(*) FROM jobs_job GROUP BY 1"))
    left = {state: count for state, count in states.items() if state != "done"}
    yield Line("jobs done", f"{states.get('done', 0)}", bool(states.get("done")))
    yield Line("jobs dead or left running", json.dumps(left or 0), not left)
    beside = [each for each in workers_of(office.home) if alive(each)]
    wanted = len(office.workers) or BESIDE
    yield Line("workers that run", f"{len(beside)} of {wanted}", len(beside) == wanted)


def _left_over(office: Office) -> Iterator[Line]:
    """Let an hour and a night pass: what killed writers left must be swept by then."""
    drafts, long_ago = office.books.drafts(), time.time() - 7200
    for each in drafts:
        os.utime(each, (long_ago, long_ago))
    # Each slot is one job: those that came in this trial already do not come again.
    office.books.ask("DELETE FROM jobs_job WHERE kind = 'sweep_archive'")
    set_back(office)
    is_swept = _came(lambda: not office.books.drafts())
    told = f"{len(drafts)} left by kills, {len(office.books.drafts())} after a night"
    yield Line("unfinished files in the archive", told, is_swept)
    missing = (
        "SELECT count(*) FROM jobs_schedule s WHERE NOT EXISTS (SELECT 1 FROM "
        "jobs_job j WHERE j.key = s.kind || ':' || s.last_slot AND j.state = 'done')"
    )
    is_done = _came(lambda: office.books.number(missing) == 0)
    slots = office.books.number("SELECT count(*) FROM jobs_schedule")
    yield Line("slots of the schedule, each one job", f"{slots}", is_done)


def _backups(office: Office, journal: Journal) -> Iterator[Line]:
    files = [Path(each["file"]) for each in journal.read("backup")]
    if not files:
        return
    good = sum(_is_restored(office, each) for each in files)
    yield Line("backups that restore", f"{good} of {len(files)}", good == len(files))
    left = [each.name for each in files[0].parent.iterdir() if each not in files]
    yield Line("what killed backups left", f"{len(left)}", not left)


def _is_restored(office: Office, backup: Path) -> bool:
    with TemporaryDirectory(dir=office.home.parent) as folder:
        # Always into SQLite: what is in the backup is asked, not where it goes.
        env = {**office.env, "GONGSHI_HOME": f"{folder}/restored"}
        return all(
            office.gongshi(*words, env=env).returncode == 0
            for words in (("restore", backup), ("verify",))
        )


def _came(holds: Callable[[], bool]) -> bool:
    try:
        until(holds, _NIGHT, "the schedule has come round")
    except TimeoutError:
        return False
    return True


def _commands(office: Office) -> Iterator[Line]:
    for words in (("verify",), ("audit-log", "verify")):
        done = office.gongshi(*words)
        told = (done.stdout + done.stderr).strip().splitlines()
        yield Line(f"gongshi {' '.join(words)}", told[-1] if told else "",
                   done.returncode == 0)  # fmt: skip
