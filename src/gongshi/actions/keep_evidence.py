"""Keeps reviewed papers: register checks, decisions, omissions, connected platforms, …"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from gongshi.actions.assess import refuse_future
from gongshi.actions.attachments import Attachment, refuse_unopenable
from gongshi.actions.concerned import refuse_others
from gongshi.actions.paper_tables import Told, read_papers, refuse_faults
from gongshi.actions.paper_values import named_values, read_values
from gongshi.actions.taken_papers import REGISTER, Taken, taken_in_force
from gongshi.clocks.periods import Period
from gongshi.errors import NotReceived, UnknownName, UsageError, storable
from gongshi.ledger import archive
from gongshi.ledger.evidence import keep_all, standing_evidence
from gongshi.ledger.models import Evidence, Unit
from gongshi.ledger.refusals import why
from gongshi.ledger.units import Register, load_register


@dataclass(frozen=True)
class Review:
    """What a reviewer says of one or several units in one month."""

    #: Key or title of a part, an adjustment or a paper.
    kind: str
    units: Sequence[str]
    reviewer: str
    #: Whether it is granted.
    is_met: bool = True
    note: str = ""
    #: Key or title of a field of the paper, and its value as written.
    values: Sequence[tuple[str, str]] = field(default=())
    #: Number of the paper whose place it takes.
    replaces: int | None = None
    attachment: Attachment | None = None
    #: A table of papers, instead of units and values.
    table: Attachment | None = None


def keep_evidence(
    review: Review, period: Period, place: str, *, received_at: datetime | None = None
) -> list[Evidence]:
    """Keep what a reviewer says; the file is on disk before the row that names it.

    Args:
        review: The paper or papers.
        period: The month that they count for.
        place: Key or name of the place that takes them.
        received_at: Aware moment; now when absent.

    Returns:
        One paper per unit, or per row of the table, in the order given.

    Raises:
        UserError: Anything in it is wrong; nothing was stored.
    """
    papers, taken = prepared(review, period, place, received_at=received_at)
    attachment = review.table or review.attachment
    try:
        if attachment:
            archive.keep(attachment.content, _digest(attachment))
        return keep_all(papers, replacing=taken.once_a_month)
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"证据没有存上：台账写不进去（{why(error)}），什么都没有存，请稍后再试。",
        ) from error


def prepared(
    review: Review, period: Period, place: str, *, received_at: datetime | None = None
) -> tuple[list[Evidence], Taken]:
    """Make the papers of what a reviewer says, without storing anything.

    Returns:
        The papers, at least one, and what the place takes.

    Raises:
        UserError: Anything in it is wrong.
    """
    refuse_future(period)
    taken = taken_in_force(period, place)
    kind = taken.find_kind(review.kind)
    attachment = review.table or review.attachment
    _refuse_contradictions(review, kind, taken)
    if review.attachment:
        refuse_unopenable(review.attachment)
    told = list(_told(review, kind, taken, load_register()))
    refuse_others(taken.assessment, [kind], [each.unit for each in told])
    replaced = _replaced(review, kind, period, taken, [each.unit for each in told])
    digest = _digest(attachment) if attachment else ""
    papers = [
        Evidence(
            place=taken.policy.place,
            period=period.key,
            unit=each.unit,
            kind=kind,
            is_met=review.is_met,
            reviewer=review.reviewer.strip(),
            note=review.note,
            file_name=attachment.name[:255] if attachment else "",
            file_hash=digest,
            policy=f"{taken.policy.place}@{taken.policy.edition}",
            received_at=received_at or timezone.now(),
            replaces=replaced,
            # The numbers of a register have columns of their own, which scores read.
            **(dict(each.values) if kind == REGISTER else {"values": each.values}),
        )
        for each in told
    ]
    return papers, taken


def _digest(attachment: Attachment) -> str:
    return hashlib.new("sm3", attachment.content).hexdigest()


def _refuse_contradictions(review: Review, kind: str, taken: Taken) -> None:
    title = taken.titles[kind]
    storable(review.note)
    if not storable(review.reviewer).strip():
        raise UsageError("reviewer", "没有写审核人，请用 --reviewer 写明。")
    if kind not in taken.papers and (review.values or review.table):
        raise UsageError(
            "no_fields", f"「{title}」只有认定，没有可填的内容，也不能用一张表登记。"
        )
    if review.table and (review.units or review.values or review.attachment):
        raise UsageError(
            "register",
            "用了 --register 就不再写 --unit、--value 和 --file，表里每行一件。",
        )
    if not review.table and not review.units:
        raise UsageError("no_unit", "没有写单位，请用 --unit 写明。")
    if kind in taken.with_file and review.is_met and not review.attachment:
        raise UsageError("no_file", f"「{title}」须有印证材料，请用 --file 附上文件。")


def _told(
    review: Review, kind: str, taken: Taken, register: Register
) -> Iterator[Told]:
    """Give what is told of each unit; each once, but for the rows of a table."""
    paper = taken.papers.get(kind)
    if paper and review.table:
        yield from read_papers(review.table, paper, register, is_met=review.is_met)
        return
    values: dict[str, object] = {}
    if paper:
        named, unknown = named_values(paper, review.values)
        values, wrong = read_values(paper, named, is_met=review.is_met)
        refuse_faults(paper, [*unknown, *wrong])
    units = {register.find(each).pk: register.find(each) for each in review.units}
    for unit in units.values():
        yield Told(unit, values)


def _replaced(
    review: Review, kind: str, period: Period, taken: Taken, units: Sequence[Unit]
) -> Evidence | None:
    """Find the paper whose place the new one takes."""
    if review.replaces is None:
        return None
    standing = standing_evidence(taken.policy.place, period.key).filter(kind=kind)
    found = standing.filter(pk=review.replaces).first()
    if found is None or [unit.pk for unit in units] != [found.unit_id]:
        raise UnknownName(
            "unknown_evidence",
            f"{period.title}没有第 {review.replaces} 号证据可由这一件代替"
            "（须是同一单位、同一种、还在用的），请用 gongshi evidence list 查看。",
        )
    return found
