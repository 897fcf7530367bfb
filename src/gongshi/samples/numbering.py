"""Draws decisions whose numbers have known faults: concealed, void, mistyped, shared.

Every counter is drawn by itself: who shares it, from where it counts, how it is
written, which of its numbers were concealed. What was planted is told beside the rows,
so that a search for missing numbers can be marked.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    import polars as pl

    Serials = npt.NDArray[np.int64]

#: What counters there are, and how many of a thousand.
SHAPES: Final = {
    "plain": 480, "padded": 130, "offset": 60, "common": 40, "kinds": 90, "units": 50,
    "prefixes": 40, "dated": 70, "random": 40,
}  # fmt: skip
#: Parts of the counters that conceal numbers, and that void some.
_CONCEALING, _VOIDING = 0.6, 0.3
#: Parts of the rows: written carelessly, mistyped, used twice, of several parties.
_DIRTY, _MISTYPED, _TWICE, _JOINT = 0.05, 0.0005, 0.002, 0.02
#: Texts that are no numbers, beside the rows.
_CERTIFICATES = 0.02
_YEAR = 2024
_DAYS = 366


@dataclass(frozen=True, eq=False)
class Numbered:
    """Decisions and what was planted in their numbers."""

    #: One row per decision or exemption, in no order: authority, kind, number
    #: (Strings), decided (Date), party (Int64), exempt (Boolean).
    decisions: pl.DataFrame
    #: One row per key: counter (Int64), shape, authority, kind, prefix (Strings).
    keys: pl.DataFrame
    #: One row per concealed number: counter, serial (Int64).
    concealed: pl.DataFrame
    #: The same for numbers that are missing since they were mistyped.
    mistyped: pl.DataFrame
    #: Concealed numbers behind the last one that is known: nothing tells of them.
    untold: int


@dataclass(frozen=True, eq=False)
class _Counter:
    """One counter: its keys, and what became of each of its numbers."""

    number: int
    shape: str
    #: Authority, kind and prefix of each key.
    keys: Sequence[tuple[str, str, str]]
    serials: Serials
    #: Days of the year on which the numbers were given, from 0.
    days: Serials
    concealed: npt.NDArray[np.bool_]
    void: npt.NDArray[np.bool_]
    #: Digits to which serials are filled up; 0 = as they are.
    pad: int


@cache
def _words() -> dict[str, list[str]]:
    file = files("gongshi.samples").joinpath("numbering.toml")
    return tomllib.loads(file.read_text(encoding="utf-8"))


def draw_numbered(
    counters: int, *, seed: int, most: int = 500, first: int = 0
) -> Numbered:
    """Draw the decisions of so many counters.

    Args:
        counters: How many.
        seed: The same seed and arguments give the same decisions.
        most: Numbers of the largest counters.
        first: Number of the first counter; other counters are of other authorities
            where it is a multiple of 4.
    """
    import numpy as np
    import polars as pl

    rng = np.random.default_rng(seed)
    drawn = list(_counters(rng, range(first, first + counters), most))
    rows, mistyped = _rows(rng, drawn)
    return Numbered(
        decisions=_written(rng, rows),
        keys=pl.DataFrame(
            [(each.number, each.shape, *key) for each in drawn for key in each.keys],
            schema=["counter", "shape", "authority", "kind", "prefix"],
            orient="row",
        ),
        concealed=_listed([(each.number, each.serials[_told(each)]) for each in drawn]),
        mistyped=mistyped,
        untold=sum(int((each.concealed & ~_told(each)).sum()) for each in drawn),
    )


def _told(counter: _Counter) -> npt.NDArray[np.bool_]:
    """Tell which concealed numbers have a known one behind them, on their day if any."""
    import numpy as np

    shown = np.flatnonzero(~counter.concealed & ~counter.void)
    told = counter.concealed.copy()
    if counter.shape == "dated":
        parts = counter.serials // 10_000
        last = {int(parts[place]): place for place in shown}
        behind = np.array([last.get(int(part), -1) for part in parts])
        told &= np.arange(len(told)) < behind
        return told
    told[shown[-1] + 1 :] = False
    if counter.shape == "offset":
        told[: shown[0]] = False
    return told


def _counters(
    rng: np.random.Generator, numbers: Sequence[int], most: int
) -> Iterator[_Counter]:
    import numpy as np

    parts = np.array(list(SHAPES.values())) / sum(SHAPES.values())
    shapes = rng.choice(list(SHAPES), len(numbers), p=parts)
    for number, shape in zip(numbers, shapes, strict=True):
        size = int(np.exp(rng.uniform(np.log(4), np.log(most))))
        keys = _keys(rng, number, shape)
        size = max(size, 4 * len(keys))
        days = np.sort(rng.integers(0, _DAYS, size))
        serials, pad = _serials(rng, shape, days)
        days = np.clip(days + rng.integers(-3, 4, size), 0, _DAYS - 1)
        if shape == "random":
            rng.shuffle(days)
        concealed, void = _planted(rng, shape, size)
        yield _Counter(number, shape, keys, serials, days, concealed, void, pad)


def _keys(
    rng: np.random.Generator, number: int, shape: str
) -> list[tuple[str, str, str]]:
    words = _words()
    # Four counters an authority, so that counters of their own stand side by side.
    office = f"11{number // 4:08d}"
    places, organs = words["places"], words["organs"]
    sign = places[number // 4 % len(places)] + places[number // 64 % len(places)]
    sign += organs[number // 1024 % len(organs)]
    stem = (
        sign + words["matters"][number % 4 * 2] + words["tails"][int(rng.integers(2))]
    )
    kind = words["kinds"][number % 2]
    if shape == "common":
        common = words["common"][int(rng.integers(len(words["common"])))]
        # Of an authority of its own: it would not use one stem for two counters.
        return [(f"12{number:08d}", kind, common)]
    if shape == "kinds":
        return [(office, each, stem) for each in words["kinds"]]
    if shape == "units":
        several = range(int(rng.integers(2, 4)))
        return [(f"{office}-{each}", kind, stem) for each in several]
    if shape == "prefixes":
        return [(office, kind, stem), (office, kind, f"{stem}备")]
    return [(office, kind, stem)]


def _serials(
    rng: np.random.Generator, shape: str, days: Serials
) -> tuple[Serials, int]:
    """Number decisions in the order of their days; gives the digits of padding too."""
    import numpy as np

    size = len(days)
    serials = np.arange(1, size + 1)
    if shape == "offset":
        serials += int(rng.choice([100, 500, 1000, 3000, 20000]))
    if shape == "random":
        space = int(rng.choice([20, 100, 1000])) * size
        return np.sort(rng.choice(space, size, replace=False) + 1), 0
    if shape == "dated":
        dates = np.datetime64(f"{_YEAR}-01-01") + days
        months = dates.astype("datetime64[M]")
        head = (months.astype(int) % 12 + 1) * 100 + (dates - months).astype(int) + 1
        starts = np.searchsorted(days, days)
        return head * 10_000 + np.arange(size) - starts + 1, 8
    return serials, int(rng.integers(4, 7)) if shape == "padded" else 0


def _planted(
    rng: np.random.Generator, shape: str, size: int
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    import numpy as np

    concealed, void = np.zeros(size, bool), np.zeros(size, bool)
    if shape == "random":
        return concealed, void
    if rng.random() < _CONCEALING:
        share = rng.uniform(0.01, 0.2)
        concealed = rng.random(size) < share
        if size > 100 and rng.random() < 0.2:
            start = int(rng.integers(0, size - 40))
            concealed[start : start + int(rng.integers(5, 30))] = True
    if rng.random() < _VOIDING:
        void = (rng.random(size) < rng.uniform(0.01, 0.05)) & ~concealed
    # Of fewer than three known numbers nobody could say that they have gaps.
    if (~concealed & ~void).sum() < 3:
        concealed[:], void[:] = False, False
    return concealed, void


def _rows(
    rng: np.random.Generator, drawn: Sequence[_Counter]
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """List what is known of all counters, one row per decision or exemption."""
    import numpy as np
    import polars as pl

    lengths = [len(each.serials) for each in drawn]
    starts = np.cumsum([0, *(len(each.keys) for each in drawn)])
    frame = pl.DataFrame(
        {
            "counter": np.repeat([each.number for each in drawn], lengths),
            "key": np.concatenate(
                [
                    starts[place] + rng.integers(0, len(each.keys), len(each.serials))
                    for place, each in enumerate(drawn)
                ]
            ),
            "serial": np.concatenate([each.serials for each in drawn]),
            "day": np.concatenate([each.days for each in drawn]),
            "concealed": np.concatenate([each.concealed for each in drawn]),
            "exempt": np.concatenate([each.void for each in drawn]),
            "pad": np.repeat([each.pad for each in drawn], lengths),
            "style": np.repeat(rng.integers(0, 4, len(drawn)), lengths),
        }
    ).filter(~pl.col("concealed"))
    slips = (rng.random(frame.height) < _MISTYPED) & ~frame["exempt"].to_numpy()
    mistyped = frame.filter(slips).select("counter", "serial")
    doubled = pl.col("serial") * 10 + pl.col("serial") % 10
    frame = frame.with_columns(
        party=pl.int_range(pl.len()),
        serial=pl.when(pl.Series(slips)).then(doubled).otherwise("serial"),
    )
    again = frame.filter(rng.random(frame.height) < _TWICE)
    joint = frame.filter(rng.random(frame.height) < _JOINT)
    joint = pl.concat([joint, joint]).with_columns(party=-pl.int_range(pl.len()))
    later = (pl.col("day") + 2).clip(0, _DAYS - 1)
    frame = pl.concat(
        [frame, again.with_columns(later, party=pl.col("party") + 1), joint]
    )
    names = pl.DataFrame(
        list(chain.from_iterable(each.keys for each in drawn)),
        schema=["authority", "kind", "prefix"],
        orient="row",
    )
    return frame.hstack(names[frame["key"]]), mistyped


def _written(rng: np.random.Generator, rows: pl.DataFrame) -> pl.DataFrame:
    """Write the numbers, most in the usual way of their counter, in no order."""
    import numpy as np
    import polars as pl

    words = _words()
    dirty = rng.random(rows.height) < _DIRTY
    style = rows["style"].to_numpy().copy()
    usual = len(words["usual"])
    style[dirty] = usual + rng.integers(0, len(words["dirty"]), int(dirty.sum()))
    text = pl.col("serial").cast(pl.String)
    rows = rows.with_columns(
        style=pl.Series(style),
        year=pl.lit(str(_YEAR)),
        wide_year=pl.lit(_wide(str(_YEAR))),
        text=pl.when(pl.col("pad") > 0).then(_filled(text)).otherwise(text),
    )
    parts = []
    for place, form in enumerate([*words["usual"], *words["dirty"]]):
        part = rows.filter(pl.col("style") == place)
        told = {"serial": "text"}
        if "{wide_serial}" in form:
            wide = pl.Series(map(_wide, part["text"]), dtype=pl.String)
            part = part.with_columns(wide_serial=wide)
        if "{chinese}" in form:
            chinese = pl.Series(map(_chinese, part["text"]), dtype=pl.String)
            part = part.with_columns(chinese=chinese)
        names = [piece.partition("}")[0] for piece in form.split("{")[1:]]
        pattern = form
        for name in names:
            pattern = pattern.replace("{" + name + "}", "{}")
        columns = [told.get(name, name) for name in names]
        parts.append(part.with_columns(number=pl.format(pattern, *columns)))
    kept = ["authority", "kind", "number", "day", "party", "exempt"]
    written = pl.concat(part.select(kept) for part in parts)
    written = pl.concat([written, _certificates(rng, written)])
    start = pl.date(_YEAR, 1, 1)
    order = np.random.default_rng(int(rng.integers(1 << 30))).permutation(
        written.height
    )
    return written[order].select(
        "authority",
        "kind",
        "number",
        (start + pl.duration(days="day")).alias("decided"),
        "party",
        "exempt",
    )


def _filled(text: pl.Expr) -> pl.Expr:
    """Fill up with zeros; no text here is longer than eight digits."""
    import polars as pl

    return (pl.lit("0" * 8) + text).str.slice(-pl.col("pad").cast(pl.Int64))


def _certificates(rng: np.random.Generator, written: pl.DataFrame) -> pl.DataFrame:
    import polars as pl

    rows = written.filter(rng.random(written.height) < _CERTIFICATES)
    digits = pl.Series(rng.integers(10**13, 10**14, rows.height)).cast(pl.String)
    return rows.with_columns(number="JY" + digits, exempt=pl.lit(value=False))


def _wide(digits: str) -> str:
    return "".join(chr(ord(digit) + 0xFEE0) for digit in digits)


def _chinese(digits: str) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in digits)


def _listed(found: Sequence[tuple[int, Serials]]) -> pl.DataFrame:
    import numpy as np
    import polars as pl

    return pl.DataFrame(
        {
            "counter": np.repeat(
                [number for number, _ in found], [len(each) for _, each in found]
            ),
            "serial": np.concatenate([each for _, each in found]),
        }
    )
