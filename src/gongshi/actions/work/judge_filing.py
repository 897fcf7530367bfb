"""Judges a filing and enters its rows, or writes down why it cannot be read."""

from __future__ import annotations

from contextlib import suppress

from gongshi.actions import foreseen
from gongshi.actions.judging import judge_file
from gongshi.actions.kept_series import renew_soon
from gongshi.errors import FileFault
from gongshi.jobs.leases import finishing
from gongshi.jobs.models import Job
from gongshi.ledger import archive
from gongshi.ledger.enter import Arrival, Outrun, attempts, enter
from gongshi.ledger.filings import WAITING, refuse, state_of
from gongshi.ledger.models import Filing

#: Rows of one filing: with a fault in five cells of each they take 3 GB to judge, and
#: a worker has 4. The command line takes longer files.
MOST_ROWS = 300_000
_ADVICE = f"一次最多报送 {MOST_ROWS:,} 行，请分成几个文件。"


def run(job: Job) -> None:
    """Do one job; the rows and the end of the job are stored together."""
    filing = Filing.objects.select_related("unit").get(number=job.arguments["filing"])
    if state_of(filing) != WAITING:
        return
    try:
        arrival = judge_file(
            archive.fetch(filing.file_hash),
            file_name=filing.file_name,
            category=filing.category,
            reporter=filing.unit,
            received_at=filing.received_at,
            most_rows=MOST_ROWS,
            foreseen=foreseen.take_over(filing),
        )
    except FileFault as fault:
        if fault.code == "too_many_at_once":
            fault = FileFault(fault.code, f"{fault.text}{_ADVICE}")
        with finishing(job):
            refuse(filing, fault)
        return
    for ahead in attempts(arrival, filing.received_at):
        with suppress(Outrun), finishing(job):
            enter(arrival, filing, ahead)
            _find_series_anew(filing, arrival)
            return


def _find_series_anew(filing: Filing, arrival: Arrival) -> None:
    """Have the map of the unit's series brought up to date, once for many filings."""
    years = {each["series_year"] for each in arrival.told.cells}
    renew_soon(filing.unit_id, [year for year in years if year])
