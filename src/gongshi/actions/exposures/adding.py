"""Takes in what was seen: reads it, keeps it once, looks for its decisions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import DatabaseError, transaction
from django.utils import timezone

from gongshi.actions.exposures.standing import look_up
from gongshi.clocks.periods import local_day
from gongshi.errors import NotReceived, UsageError, refusal, storable
from gongshi.intake.normalise import normalise, parse_date
from gongshi.ledger import archive
from gongshi.ledger.among import among
from gongshi.ledger.exposure_models import Exposure
from gongshi.ledger.exposures import here_of
from gongshi.ledger.models import Office
from gongshi.ledger.units import load_register
from gongshi.oversight.exposures.extract import extract
from gongshi.oversight.exposures.items import Here, Item, Sighting
from gongshi.oversight.exposures.reading import LABELS, of_facts, read_seen
from gongshi.people import audit
from gongshi.policy.exposures import ExposureTerms, exposures_in_force

#: Most chars of each text that a person types.
MOST_TYPED = {"number": 200, "subject": 200, "authority": 200, "decided": 40,
              "title": 200, "address": 2000, "source": 200, "seen_on": 40,
              "text": 20_000}  # fmt: skip
_TYPED = {**LABELS, "title": "标题", "address": "网址", "source": "来源",
          "seen_on": "见到的日期", "text": "内容"}  # fmt: skip


@dataclass(frozen=True)
class Added:
    """What became of what was brought."""

    #: Every item's exposure, in order, each once.
    exposures: tuple[Exposure, ...]
    #: How many of them were not there before.
    new: int


@dataclass(frozen=True)
class _File:
    name: str = ""
    hash: str = ""


def add_file(
    content: bytes, name: str, by: str = "", *, at: datetime | None = None
) -> Added:
    """Take in a file; it is on disk before the rows that name it.

    Args:
        content: csv, xlsx, RSS, Atom, html, pdf or txt.
        name: Of the file.
        by: Login of the person.
        at: Aware moment; now when absent.

    Raises:
        FileFault: It cannot be read; nothing was stored.
        NotReceived: The disk or the ledger refused; nothing was stored.
    """
    moment = at or timezone.now()
    terms = exposures_in_force(local_day(moment))
    items = read_seen(content, name, terms)
    digest = hashlib.new("sm3", content).hexdigest()
    try:
        archive.keep(content, digest)
    except OSError as error:
        raise _not_received(refusal(error)) from error
    return add_items(items, by, at=moment, file=_File(name[:255], digest))


def add_typed(
    told: Mapping[str, str], by: str = "", *, at: datetime | None = None
) -> Added:
    """Take in what a person typed.

    Args:
        told: Of `MOST_TYPED`, what is known; a number or a party at least.
        by: Login of the person.
        at: Aware moment; now when absent.

    Raises:
        UsageError: Neither is told, or something is too long or no day.
    """
    typed = {key: storable(told.get(key, "")).strip() for key in MOST_TYPED}
    for key, most in MOST_TYPED.items():
        if len(typed[key]) > most:
            raise UsageError(
                "too_long", f"「{_TYPED[key]}」超过 {most} 个字，什么都没有存。"
            )
    if not (typed["number"] or typed["subject"] or typed["text"]):
        raise UsageError("nothing", "文书号、当事人、内容至少写一项，什么都没有存。")
    if typed["address"] and not typed["address"].startswith(("http://", "https://")):
        raise UsageError("address", "网址要以 http:// 或 https:// 开头，什么都没有存。")
    for key in ("decided", "seen_on"):
        if typed[key] and parse_date(normalise(typed[key], "date")) is None:
            raise UsageError(
                "bad_day",
                f"「{_TYPED[key]}」要写成 2023-12-01 这样的日子，什么都没有存。",
            )
    about = {key: typed[key] for key in ("title", "address", "source", "seen_on")}
    return add_items([of_facts(typed, **about)], by, at=at)


def add_items(
    items: Iterable[Item],
    by: str = "",
    *,
    at: datetime | None = None,
    file: _File | None = None,
) -> Added:
    """Keep items that were read, and look their decisions up in the ledger."""
    moment = at or timezone.now()
    terms = exposures_in_force(local_day(moment))
    register = load_register()
    here = here_of(register)
    try:
        with transaction.atomic():
            Office.objects.select_for_update().first()
            kept, new = _kept(list(items), file or _File(), (terms, here), (by, moment))
            look_up(new, register, terms, moment)
            if new:
                audit.record(
                    "exposure.add",
                    actor=by,
                    target=f"{new[0].pk}",
                    detail={"items": len(new)},
                )
    except DatabaseError as error:
        raise _not_received(f"{type(error).__name__}") from error
    return Added(tuple(kept), len(new))


def _kept(
    items: Sequence[Item],
    file: _File,
    words: tuple[ExposureTerms, Here],
    made: tuple[str, datetime],
) -> tuple[list[Exposure], list[Exposure]]:
    """Store the items that are new; gives all, and the new ones."""
    keys = [_keys(each) for each in items]
    by_key: dict[str, Exposure] = {}
    for name, at in (("key", 0), ("text_hash", 1)):
        known = Exposure.objects.filter(among(name, [each[at] for each in keys]))
        by_key |= {getattr(each, name): each for each in known}
    all_of_them, new = [], []
    for item, (key, text_hash) in zip(items, keys, strict=True):
        found = by_key.get(key) or by_key.get(text_hash)
        if found is None:
            found = _new(item, file, words, made)
            found.key, found.text_hash = key, text_hash
            found.save(force_insert=True)
            new.append(found)
            by_key[key] = by_key[text_hash] = found
        all_of_them.append(found)
    return list(dict.fromkeys(all_of_them)), new


def _new(
    item: Item,
    file: _File,
    words: tuple[ExposureTerms, Here],
    made: tuple[str, datetime],
) -> Exposure:
    terms, here = words
    text = _storable(item.text)[: terms.whole("text_chars")]
    sightings = extract(Item(text, is_one=item.is_one), terms, here)
    today = local_day(made[1])
    return Exposure(
        address=_storable(item.address),
        title=_storable(item.title),
        source=_storable(item.source),
        seen_on=item.seen_on,
        text=text,
        file_name=file.name,
        file_hash=file.hash,
        facts=[_as_stored(_decided_by(each, today)) for each in sightings],
        edition=terms.edition,
        added_by=made[0],
        added_at=made[1],
    )


def _decided_by(sighting: Sighting, today: date) -> Sighting:
    """Leave out a day of decision that has not come yet: it was read or typed wrongly."""
    if sighting.decided_on is None or sighting.decided_on <= today:
        return sighting
    facts = {kind: each for kind, each in sighting.facts.items() if kind != "decided"}
    return replace(sighting, facts=facts)


def _as_stored(sighting: Sighting) -> dict[str, object]:
    facts = {
        kind: {"value": each.value, "start": each.start, "end": each.end}
        for kind, each in sighting.facts.items()
    }
    beside = {"category": sighting.category, "not_number": sighting.not_number}
    return {**facts, **beside}


def _keys(item: Item) -> tuple[str, str]:
    """Say what makes an item the same: its address, and its text.

    Two media may say of one decision what is the same when it is typed into fields.
    """
    address = item.address.split("#")[0].rstrip("/")
    if item.is_one:
        told = _hash(f"{address} {item.source} {item.text}")
        return told, told
    return _hash(address or item.text), _hash(item.text)


def _hash(text: str) -> str:
    return hashlib.new(
        "sm3", " ".join(text.split()).encode(errors="replace")
    ).hexdigest()


def _storable(text: str) -> str:
    return text.replace("\0", "").encode(errors="replace").decode()


def _not_received(why: str) -> NotReceived:
    return NotReceived(
        "not_received",
        f"曝光没有存上：台账写不进去（{why}），什么都没有存，请稍后再试。",
    )
