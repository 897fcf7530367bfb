"""Re-counts and re-hashes what the ledger holds, and says what is not as it was."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from typing import cast

from django.db import DatabaseError
from django.db.models import Count, F, Model, Q, QuerySet

from gongshi.checks.outcomes import OUTCOMES
from gongshi.checks.outcomes import TITLES as _OUTCOME_TITLES
from gongshi.ledger import archive
from gongshi.ledger.canonical import columns_of, line
from gongshi.ledger.exposure_models import Exposure
from gongshi.ledger.known import wrongly_settled, wrongly_waiting
from gongshi.ledger.models import (
    ROWS_A_BATCH,
    Batch,
    Entry,
    Evidence,
    Filing,
    Record,
    Seal,
)
from gongshi.ledger.record_keys import keys_of
from gongshi.ledger.register_models import RegisterCheck
from gongshi.ledger.seals import (
    BY_BATCH,
    MARK,
    SINGLE,
    digest,
    keyed_rows,
    marks_of,
)

#: Table → what people call a row of it.
TITLES = {
    "ledger_batch": "批次",
    "ledger_filing": "报送",
    "ledger_refusal": "退件",
    "ledger_entry": "行",
    "ledger_finding": "问题",
    "ledger_nilreturn": "零报告",
    "ledger_withdrawal": "撤回",
    "ledger_evidence": "证据",
    "ledger_adjustmentrequest": "加减分提请",
    "ledger_adjustmentdecision": "加减分批复",
    "ledger_windowrequest": "补报窗口提请",
    "ledger_windowdecision": "补报窗口批复",
    "ledger_issuedscores": "印发的得分",
    "ledger_issuedbulletin": "印发的通报",
    "ledger_letter": "函",
    "ledger_unitchange": "单位变动",
    "ledger_restoration": "恢复",
    "ledger_case": "线索",
    "ledger_signal": "信号",
    "ledger_casestep": "线索的处理",
    "ledger_signalswitch": "线索类别的调整",
    "ledger_exposure": "曝光",
    "ledger_exposureruling": "曝光的认定",
    "ledger_registermapping": "台账的列",
    "ledger_registercheck": "台账核对",
    "ledger_registeranswer": "台账的确认",
    "ledger_drawnotice": "抽查公告",
    "ledger_draw": "抽查结果",
}
#: What a batch says of its rows → what people call it.
_COUNTED = {"received": "收到", "late": "迟报", **_OUTCOME_TITLES}
#: Bytes of a file read at once.
_CHUNK = 1 << 20
#: Records read at a time.
_ROWS = 50_000
#: What a database, or a text in it, does that was damaged.
_UNREADABLE = (DatabaseError, ValueError)


@dataclass(frozen=True)
class Fault:
    """One thing that is not as it was written."""

    #: seal, counts, record or file.
    kind: str
    #: Where: a table and key, a batch and row, or a file.
    place: str
    reason: str


def broken_seals() -> Iterator[Fault]:
    """Compare every sealed table with its seals, each read once, in order."""
    for model in (*SINGLE, *BY_BATCH):
        faults = _faults(model)
        yield from _one_by_one(model) if faults is None else faults


def _one_by_one(model: type[Model]) -> Iterator[Fault]:
    """Find the rows of a table that the database cannot even give."""
    keys = Seal.objects.filter(table=model._meta.db_table).order_by("key")
    for key in list(keys.values_list("key", flat=True)):
        faults = _faults(model, key)
        if faults is None:
            yield Fault("seal", _place(model, key), "内容已损坏，读不出来")
        else:
            yield from faults


def _faults(model: type[Model], only: int | None = None) -> list[Fault] | None:
    """Compare a table, or the rows of one key; None where it cannot be read."""
    sealed = Seal.objects.filter(table=model._meta.db_table).order_by("key")
    if only is not None:
        sealed = sealed.filter(key=only)
    try:
        # Closed here: a cursor that outlives its connection complains when it goes.
        read = cast("Generator[Seal, None, None]", sealed.iterator(chunk_size=500))
        with closing(read) as seals:
            return list(_in_order(model, sealed, seals, only))
    except _UNREADABLE:
        return None


def _in_order(
    model: type[Model], sealed: QuerySet[Seal], seals: Iterator[Seal], only: int | None
) -> Iterator[Fault]:
    covered = sealed.order_by().values_list("columns", flat=True).distinct()
    names = {name for text in covered for name in text.split(",")}
    columns = tuple(name for name in columns_of(model) if name in names)
    seal = next(seals, None)
    for key, rows in keyed_rows(model, columns, only):
        while seal is not None and seal.key < key:
            yield _missing(model, seal)
            seal = next(seals, None)
        if seal is None or seal.key != key:
            yield Fault(
                "seal", _place(model, key), "没有封记：不是本软件写入的，或封记被删"
            )
            continue
        yield from _compared(model, seal, columns, list(rows))
        seal = next(seals, None)
    while seal is not None:
        yield _missing(model, seal)
        seal = next(seals, None)


def _compared(
    model: type[Model],
    seal: Seal,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
) -> Iterator[Fault]:
    places = [columns.index(name) for name in seal.columns.split(",")]
    told, marks = digest(line(row[at] for at in places) for row in rows)
    where = _place(model, seal.key)
    if told == seal.hash:
        if len(rows) != seal.rows or bytes(seal.marks) != marks_of(marks):
            yield Fault("seal", where, "封记被改过")
        return
    if len(rows) != seal.rows:
        yield Fault("seal", where, f"应有 {seal.rows} 条，现有 {len(rows)} 条")
    kept = bytes(seal.marks)
    wanted = [
        int.from_bytes(kept[at : at + MARK], "big") for at in range(0, len(kept), MARK)
    ]
    found = [at for at, each in enumerate(zip(marks, wanted, strict=False))
             if each[0] != each[1]]  # fmt: skip
    if len(rows) != seal.rows:
        # Behind a row that is missing every further one seems changed.
        found = found[:1]
    for at in found:
        yield Fault("seal", _place_of_row(model, seal, columns, rows[at]), "内容被改过")
    if not found and len(rows) == seal.rows:
        yield Fault("seal", where, "内容或它的封记被改过")


def _missing(model: type[Model], seal: Seal) -> Fault:
    return Fault("seal", _place(model, seal.key), f"{seal.rows} 条不见了")


def _place(model: type[Model], key: int) -> str:
    title = TITLES.get(model._meta.db_table, model._meta.db_table)
    if model in BY_BATCH:
        return f"批次 {_number(key)} 的{title}"
    if model in (Filing, Batch):
        number = model._default_manager.filter(pk=key).values_list("number", flat=True)
        return f"{title} {number.first() or key}"
    return f"{title} {key} 号"


def _place_of_row(
    model: type[Model], seal: Seal, columns: Sequence[str], row: Sequence[object]
) -> str:
    entry = row[columns.index(BY_BATCH[model])] if model in BY_BATCH else 0
    assert isinstance(entry, int)
    at = f"批次 {_number(seal.key)} 第 {entry % ROWS_A_BATCH} 行"
    return at if model is Entry else f"{at}的{TITLES[model._meta.db_table]}"


def _number(batch: int) -> str:
    found = Batch.objects.filter(pk=batch).values_list("number", flat=True).first()
    return found or str(batch)


def uneven_batches() -> Iterator[Fault]:
    """Compare what each batch says it holds with its rows."""
    asked = {each: Count("pk", filter=Q(outcome=each)) for each in OUTCOMES}
    counts = (
        Entry.objects.order_by()
        .values_list("batch_id")
        .annotate(
            received=Count("pk"),
            late=Count("pk", filter=Q(late=True)),
            **asked,
        )
    )
    names = ("received", "late", *OUTCOMES)
    counted = {row[0]: dict(zip(names, row[1:], strict=True)) for row in counts}
    for batch in Batch.objects.order_by("pk").iterator(chunk_size=500):
        rows: dict[str, int] = counted.get(batch.pk, {})
        told = {name: getattr(batch, name) for name in _COUNTED}
        wrong = [f"{_COUNTED[name]} 记 {told[name]}，数得 {rows.get(name, 0)}"
                 for name in told if told[name] != rows.get(name, 0)]  # fmt: skip
        if sum(told[name] for name in OUTCOMES) != batch.received:
            wrong.append(f"各项之和不等于收到的 {batch.received}")
        if wrong:
            yield Fault("counts", f"批次 {batch.number}", "；".join(wrong))


def wrong_records() -> Iterator[Fault]:
    """Find records whose present state is not an accepted row about that record."""
    right = Q(
        entry__outcome="accepted",
        entry__category=F("category"),
    )
    wrong = set(Record.objects.exclude(right).values_list("pk", flat=True))
    for pk in sorted(wrong.union(_wrongly_keyed(right))):
        yield Fault("record", f"记录 {pk} 号", "现状不是同一记录的正确行")


def _wrongly_keyed(right: Q) -> Iterator[int]:
    """Find records that are not kept under the key of their row."""
    told = Record.objects.filter(right).values_list(
        "pk",
        "key",
        "category",
        "entry__received_at",
        "entry__identity",
        "entry__document_number",
    )
    rows = told.iterator(chunk_size=_ROWS)
    while part := list(islice(rows, _ROWS)):
        keys = keys_of([each[2:] for each in part])
        yield from (pk for (pk, kept, *_), key in zip(part, keys, strict=True)
                    if kept != key)  # fmt: skip


def wrong_waiting() -> Iterator[Fault]:
    """Find rows that wait and are not kept as waiting, and the other way round."""
    for title, found in (
        ("没有列入待改", wrongly_settled()),
        ("不该列入待改", wrongly_waiting()),
    ):
        for pk in found.order_by("pk").values_list("pk", flat=True):
            batch, row = divmod(pk, ROWS_A_BATCH)
            yield Fault("record", f"批次 {_number(batch)} 第 {row} 行", title)


def wrong_files() -> Iterator[Fault]:
    """Hash every file that a row names."""
    for file_hash in named_files():
        if reason := fault_of_file(file_hash):
            yield Fault("file", f"档案 archive/{file_hash[:2]}/{file_hash}", reason)


def named_files() -> list[str]:
    """List the hashes of the files that the archive must have."""
    asked = (
        Filing.objects.values_list("file_hash", flat=True),
        Evidence.objects.values_list("file_hash", flat=True),
        Exposure.objects.values_list("file_hash", flat=True),
        RegisterCheck.objects.values_list("file_hash", flat=True),
    )
    return sorted({each for query in asked for each in query if each})


def fault_of_file(file_hash: str) -> str:
    """Say what is wrong with a kept file; blank when nothing is."""
    told = hashlib.new("sm3")
    try:
        with archive.path_of(file_hash).open("rb") as file:
            while part := file.read(_CHUNK):
                told.update(part)
    except FileNotFoundError:
        return "不见了"
    except OSError:
        return "读不出来"
    return "" if told.hexdigest() == file_hash else "内容被改过"
