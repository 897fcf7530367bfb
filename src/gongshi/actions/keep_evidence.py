"""Keeps a reviewed paper for the score of a month: a register check, a decision, …"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import DatabaseError
from django.utils import timezone

from gongshi.actions.assess import assessment_in_force, refuse_future
from gongshi.actions.attachments import Attachment, refuse_unopenable
from gongshi.actions.register_checks import read_register_checks
from gongshi.clocks.periods import Period
from gongshi.errors import NotReceived, UnknownName, UsageError
from gongshi.ledger import archive
from gongshi.ledger.evidence import keep_all, standing_evidence
from gongshi.ledger.models import Evidence, Unit
from gongshi.ledger.refusals import why
from gongshi.ledger.units import Register, load_register
from gongshi.policy.assessing import Assessment
from gongshi.policy.policies import Policy

#: The paper that comes as numbers of rows.
REGISTER = "register"


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
    due: int | None = None
    concealed: int | None = None
    #: Number of the paper whose place it takes.
    replaces: int | None = None
    attachment: Attachment | None = None
    #: A table of register checks, instead of units and numbers.
    table: Attachment | None = None


def keep_evidence(
    review: Review, period: Period, place: str, *, received_at: datetime | None = None
) -> list[Evidence]:
    """Keep what a reviewer says; the file is on disk before the row that names it.

    Args:
        review: The paper or papers.
        period: The month that they count for.
        place: Key or name of the place whose assessment it is.
        received_at: Aware moment; now when absent.

    Returns:
        One paper per unit, in the order given.

    Raises:
        UserError: Anything in it is wrong; nothing was stored.
    """
    refuse_future(period)
    policy, assessment = assessment_in_force(period, place)
    kind = find_kind(assessment, review.kind)
    attachment = review.table or review.attachment
    _refuse_contradictions(review, kind, assessment)
    if review.attachment:
        refuse_unopenable(review.attachment)
    checked = list(_checked(review, load_register()))
    _refuse_others(kind, assessment, [unit for unit, _, _ in checked])
    replaced = _replaced(review, kind, period, policy, [unit for unit, _, _ in checked])
    digest = hashlib.new("sm3", attachment.content).hexdigest() if attachment else ""
    papers = [
        Evidence(
            place=policy.place,
            period=period.key,
            unit=unit,
            kind=kind,
            is_met=review.is_met,
            due=due,
            concealed=concealed,
            reviewer=review.reviewer.strip(),
            note=review.note,
            file_name=attachment.name[:255] if attachment else "",
            file_hash=digest,
            policy=f"{policy.place}@{policy.edition}",
            received_at=received_at or timezone.now(),
            replaces=replaced,
        )
        for unit, due, concealed in checked
    ]
    try:
        if attachment:
            archive.keep(attachment.content, digest)
        return keep_all(papers, replacing=_once_a_month(assessment))
    except (OSError, DatabaseError) as error:
        raise NotReceived(
            "not_received",
            f"证据没有存上：台账写不进去（{why(error)}），什么都没有存，请稍后再试。",
        ) from error


def kinds(assessment: Assessment) -> dict[str, str]:
    """List the kinds of evidence that an assessment takes: title by key."""
    parts = {key: part.title for key, part in assessment.parts().items()}
    adjustments = {each.key: each.title for each in assessment.adjustments}
    papers = {key: paper.title for key, paper in assessment.papers.items()}
    return parts | adjustments | papers


def find_kind(assessment: Assessment, written: str) -> str:
    """Find a kind of evidence by key or title.

    Raises:
        UnknownName: There is none; the text lists those there are.
    """
    known = kinds(assessment)
    for key, title in known.items():
        if written.strip() in (key, title):
            return key
    listed = "、".join(f"{key}（{title}）" for key, title in known.items())
    raise UnknownName("unknown_kind", f"没有「{written}」这种证据，可用：{listed}。")


def _once_a_month(assessment: Assessment) -> frozenset[str]:
    """Name the kinds of which a unit has one a month; the others add up."""
    return frozenset({*assessment.parts(), *assessment.papers})


def _refuse_contradictions(review: Review, kind: str, assessment: Assessment) -> None:
    counted = review.due is not None or review.concealed is not None
    named = assessment.parts().get(kind) or assessment.papers.get(kind)
    if not review.reviewer.strip():
        raise UsageError("reviewer", "没有写审核人，请用 --reviewer 写明。")
    if kind != REGISTER and (counted or review.table):
        raise UsageError("register", "只有台账核对（register）才写应报送和瞒报的条数。")
    if kind == REGISTER and bool(review.table) == counted:
        raise UsageError(
            "register", "台账核对请写 --due 和 --concealed，或用 --register 给一张表。"
        )
    if review.table and (review.units or review.attachment):
        raise UsageError(
            "register", "用了 --register 就不再写 --unit 和 --file，表里每行一个单位。"
        )
    if not review.table and not review.units:
        raise UsageError("no_unit", "没有写单位，请用 --unit 写明。")
    if named and named.needs_file and review.is_met and not review.attachment:
        raise UsageError(
            "no_file", f"「{named.title}」须有印证材料，请用 --file 附上文件。"
        )


def _checked(
    review: Review, register: Register
) -> Iterator[tuple[Unit, int | None, int | None]]:
    """Give each unit once, with the numbers of its register."""
    if review.table:
        for each in read_register_checks(review.table, register):
            yield each.unit, each.due, each.concealed
        return
    if review.due is not None or review.concealed is not None:
        _refuse_numbers(review.due, review.concealed)
    units = {register.find(each).pk: register.find(each) for each in review.units}
    for unit in units.values():
        yield unit, review.due, review.concealed


def _refuse_numbers(due: int | None, concealed: int | None) -> None:
    if due is None or concealed is None:
        raise UsageError("register", "--due 和 --concealed 要一起写。")
    if not 0 <= concealed <= due:
        raise UsageError(
            "register", f"瞒报（{concealed}）应在 0 和应报送（{due}）之间。"
        )


def _refuse_others(kind: str, assessment: Assessment, units: Sequence[Unit]) -> None:
    """Refuse an adjustment that cannot concern the unit."""
    concerned = {each.key: (each.title, each.units) for each in assessment.adjustments}
    title, allowed = concerned.get(kind, ("", ()))
    for unit in units:
        if allowed and not {unit.name, *unit.aliases} & set(allowed):
            raise UsageError(
                "other_unit",
                f"「{title}」的责任单位是{'、'.join(allowed)}，不是「{unit.name}」；"
                "如是同一单位，请在名录里给它加上这个别名。",
            )


def _replaced(
    review: Review, kind: str, period: Period, policy: Policy, units: Sequence[Unit]
) -> Evidence | None:
    """Find the paper whose place the new one takes."""
    if review.replaces is None:
        return None
    standing = standing_evidence(policy.place, period.key).filter(kind=kind)
    found = standing.filter(pk=review.replaces).first()
    if found is None or [unit.pk for unit in units] != [found.unit_id]:
        raise UnknownName(
            "unknown_evidence",
            f"{period.title}没有第 {review.replaces} 号证据可由这一件代替"
            "（须是同一单位、同一种、还在用的），请用 gongshi evidence list 查看。",
        )
    return found


def listed_evidence(
    period: Period, place: str, *, unit: str | None = None, with_replaced: bool = False
) -> tuple[list[Evidence], dict[str, str]]:
    """List the evidence of a month.

    Args:
        period: The month.
        place: Key or name of the place.
        unit: Name, alias or code of one unit; None = all.
        with_replaced: Whether papers that gave way are listed too.

    Returns:
        The papers, oldest first, and the title of every kind.
    """
    policy, assessment = assessment_in_force(period, place)
    found = (
        Evidence.objects.filter(place=policy.place, period=period.key)
        if with_replaced
        else standing_evidence(policy.place, period.key)
    )
    if unit:
        found = found.filter(unit=load_register().find(unit))
    return list(found.select_related("unit").order_by("pk")), kinds(assessment)
