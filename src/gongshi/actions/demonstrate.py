"""Fills a new ledger with a year of a made-up city, by the same acts as a real one."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from io import BytesIO, StringIO
from typing import TYPE_CHECKING

from gongshi.actions.exposures.adding import add_file
from gongshi.actions.gaps import raise_gaps
from gongshi.actions.import_units import import_units
from gongshi.actions.nil import Word, declare_nil
from gongshi.actions.quiet import quiet_units
from gongshi.actions.receive import AUTO, Receipt, receive
from gongshi.actions.registers.keeping import keep
from gongshi.actions.registers.matching import Brought, look
from gongshi.actions.registers.reading import RegisterFile
from gongshi.actions.series_map import find_all
from gongshi.actions.setting_up import set_up
from gongshi.actions.work import due_soon, silence_digest
from gongshi.actions.work.quiet_units import take
from gongshi.clocks.periods import CHINA, local_day, month
from gongshi.clocks.spans import span_of
from gongshi.intake import RETURN_REFERENCE
from gongshi.ledger.known import unmended
from gongshi.ledger.models import Unit
from gongshi.policy.standards import load_standard
from gongshi.samples import (
    Filing,
    exposures,
    false_nils,
    load_city,
    registers,
    weekly_filings,
)

if TYPE_CHECKING:
    import polars as pl

#: Whose rules the made-up city follows.
_PLACE = "pingdingshan"
#: The header is row 1 of a csv file.
_FIRST_ROW = 2
_SEED = 20
#: What every unit of it files.
_FUNCTIONS = "licence;penalty"
#: How long the city's nil returns are for, why, and when in the week they come.
_NIL_SPAN, _NIL_REASON, _TO_FRIDAY = "week", "no_decision", timedelta(days=4)
#: In the last days units file for themselves; before, one file holds all of them.
_LATELY = timedelta(days=7)


@dataclass(frozen=True)
class Demonstration:
    """What the ledger holds now."""

    units: int
    batches: int
    rows: int
    #: Number of the latest batch with rows to mend.
    returned: str


@dataclass(frozen=True)
class _Return:
    """A filing whose returned rows come back mended."""

    filing: Filing
    number: str
    at: datetime


def demonstrate(until: datetime) -> Demonstration:
    """Set up the ledger and receive twelve months of filings and the month so far.

    Args:
        until: Aware moment of the last filing.
    """
    set_up(_PLACE, "云陵市信用办（演示）")
    imported = import_units(_register(), file_name="units.csv")
    receipts = _receive_all(until)
    # What the job of every morning says.
    due_soon.tell(local_day(until))
    give_away(until)
    latest = unmended().order_by("batch_id").select_related("batch").last()
    assert latest is not None, "a year of filings leaves rows to mend"
    return Demonstration(
        units=imported.total,
        batches=len(receipts),
        rows=sum(each.counts.received for each in receipts),
        returned=latest.batch.number,
    )


def give_away(until: datetime) -> None:
    """Do what brings the concealed decisions of the city to light, as the office would.

    The units' false nil returns are declared, their registers matched and what media told
    looked up; gaps that nobody explained and quiet units are raised, silent ones watched.
    `samples.hidden_decisions` lists what there is to find, and by which signals.

    Args:
        until: Aware moment of the last filing.
    """
    for each in false_nils(until=until, seed=_SEED):
        span = span_of(each.decided_on, _NIL_SPAN)
        friday = datetime.combine(span.first_day + _TO_FRIDAY, time(17), CHINA)
        unit = Unit.objects.get(name=each.unit)
        declare_nil(Word(unit, each.category, span, reason=_NIL_REASON), friday)
    for paper in registers(until=until, seed=_SEED):
        unit = Unit.objects.get(name=paper.unit)
        file = RegisterFile(paper.content, paper.name)
        keep(look(Brought(file, unit, paper.category, month(paper.month))))
    for paper in exposures(until=until, seed=_SEED):
        add_file(paper.content, paper.name, at=until)
    raise_gaps(until)
    find_all(until)()
    today = local_day(until)
    monday = today - timedelta(days=today.weekday())
    take(quiet_units(monday), monday)
    silence_digest.tell(today)


def _register() -> bytes:
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(["name", "code", "group", "functions", "aliases"])
    for each in load_city():
        unit = each.unit
        aliases = ";".join(each.aliases)
        writer.writerow([unit.name, unit.code, each.group, _FUNCTIONS, aliases])
    return text.getvalue().encode()


def _receive_all(until: datetime) -> list[Receipt]:
    """Receive filings and what comes back mended, in the order of their arrival."""
    receipts: list[Receipt] = []
    waiting: list[_Return] = []
    for filing in weekly_filings(load_city(), until=until, seed=_SEED):
        due = [each for each in waiting if each.at < filing.received_at]
        waiting = [each for each in waiting if each not in due]
        receipts += map(_receive_mended, due)
        if filing.received_at > until - _LATELY and not filing.mended_at:
            receipts += _receive_by_unit(filing)
            continue
        receipt = _receive(filing, filing.frame, filing.received_at)
        receipts.append(receipt)
        if filing.mended_at:
            waiting.append(_Return(filing, receipt.batch.number, filing.mended_at))
    return receipts + [_receive_mended(each) for each in waiting]


def _receive_by_unit(filing: Filing) -> Iterator[Receipt]:
    """Receive the rows of each unit as a file of its own, a moment apart."""
    source = load_standard(filing.category).roles["source"]
    units = filing.frame.partition_by(source, maintain_order=True)
    for place, rows in enumerate(units):
        before = timedelta(seconds=20 * (len(units) - 1 - place))
        yield _receive(filing, rows, filing.received_at - before, unit=rows[source][0])


def _receive(
    filing: Filing, rows: pl.DataFrame, received_at: datetime, *, unit: str = AUTO
) -> Receipt:
    title = load_standard(filing.category).title
    return receive(
        _csv(rows),
        file_name=f"{title}{filing.received_at:%m%d}.csv",
        category=filing.category,
        unit=unit,
        received_at=received_at,
    )


def _receive_mended(each: _Return) -> Receipt:
    import polars as pl

    references = [
        f"{each.number}-{place + _FIRST_ROW}" for place in each.filing.mended_places
    ]
    rows = each.filing.mended.with_columns(pl.Series(RETURN_REFERENCE, references))
    return receive(
        _csv(rows),
        file_name=f"{each.number}.csv",
        category=each.filing.category,
        received_at=each.at,
    )


def _csv(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_csv(out)
    return out.getvalue()
