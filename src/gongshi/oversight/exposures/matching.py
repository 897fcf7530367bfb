"""Finds the records that decisions seen in media may be, among any number of records.

Never are all compared with all: pairs come of equal numbers, of equal names, and of
the rarest neighbouring characters of a name with a near day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from gongshi.identifiers import document_number
from gongshi.oversight.exposures.weighing import Known, weigh
from gongshi.policy.exposures import ExposureTerms

if TYPE_CHECKING:
    import polars as pl

#: Pairs of characters of a name by which records are looked up: the rarest.
_RAREST: Final = 3
#: A pair of characters in more names tells nothing where no day is known.
_COMMONEST: Final = 2_000
#: Names of which it is learnt how common pairs of characters are, and the part of them
#: that a pair may stand in, beside a few.
_LEARNT, _MOST_SHARE, _FEW = 20_000, 0.05, 50
#: Records that are weighed for one decision.
_WEIGHED: Final = 20
#: Days that weigh as much as a whole name, when the likeliest are chosen.
_DAYS: Final = 20


@dataclass(frozen=True)
class Candidate:
    """A record that may be the decision that was seen."""

    #: Its place among the records, from 0.
    record: int
    #: As `weighing.Weighed`.
    score: int
    is_sure: bool
    reason: str


def match_exposures(
    seen: Sequence[Known], records: pl.DataFrame, terms: ExposureTerms
) -> list[tuple[Candidate, ...]]:
    """Find the records that decisions which were seen may be.

    Args:
        seen: Any number of decisions.
        records: One row per record: number, subject, authority (Strings; blank or null
            = unknown), decided (Date).
        terms: Weights and limits.

    Returns:
        For each decision its candidates, the likeliest first; one that is sure stands
        alone.
    """
    import polars as pl

    if not seen or records.is_empty():
        return [() for _ in seen]
    ours, others = _prepared(_frame(seen)), _prepared(records)
    found: dict[int, dict[int, Candidate]] = defaultdict(dict)
    same = _joined(ours, others, "key")
    _weigh_all(same, seen, records, terms, found, least="number_score")
    # What is surely found needs no search by its name, which takes far longer.
    sure = [one for one, each in found.items() if any(c.is_sure for c in each.values())]
    rest = ours.filter(~ours["place"].is_in(sure))
    pairs = [_joined(rest, others, "party"), *_by_pieces(rest, others, terms)]
    _weigh_all(pl.concat(pairs).unique(), seen, records, terms, found)
    return [_chosen(list(found[one].values()), terms) for one in range(len(seen))]


def _chosen(found: list[Candidate], terms: ExposureTerms) -> tuple[Candidate, ...]:
    ranked = sorted(
        found, key=lambda each: (not each.is_sure, -each.score, each.record)
    )
    sure = [each for each in ranked[:1] if each.is_sure]
    return tuple(sure or ranked[: terms.whole("near_most")])


def _weigh_all(
    pairs: pl.DataFrame,
    seen: Sequence[Known],
    records: pl.DataFrame,
    terms: ExposureTerms,
    found: dict[int, dict[int, Candidate]],
    least: str = "near_score",
) -> None:
    """Weigh pairs, and put those with the points of a limit among what was found."""
    import polars as pl

    told = records[pairs["record"]].select(
        pl.col("number", "subject", "authority").fill_null(""), "decided"
    )
    for (one, place), record in zip(pairs.iter_rows(), told.iter_rows(), strict=True):
        weighed = weigh(seen[one], Known(*record), terms)
        if weighed.score >= terms.limits[least]:
            said = (weighed.score, weighed.is_sure, weighed.reason)
            found[one][place] = Candidate(place, *said)


def _frame(seen: Sequence[Known]) -> pl.DataFrame:
    import polars as pl

    rows = [(one.number, one.subject, one.decided_on) for one in seen]
    shape = {"number": pl.String, "subject": pl.String, "decided": pl.Date}
    return pl.DataFrame(rows, schema=shape, orient="row")


def _prepared(rows: pl.DataFrame) -> pl.DataFrame:
    """Give what rows are looked up by; a blank is null, which equals nothing."""
    import polars as pl

    prepared = rows.with_row_index("place").select(
        "place",
        "decided",
        key=document_number.key_columns(pl.col("number").replace("", None)),
        party=pl.col("subject")
        .str.normalize("NFKC")
        .str.to_uppercase()
        .str.replace_all(r"[^\p{L}\p{N}]", ""),
    )
    return prepared.with_columns(
        pl.when(pl.col(name) != "").then(name).alias(name) for name in ("key", "party")
    )


def _joined(ours: pl.DataFrame, others: pl.DataFrame, name: str) -> pl.DataFrame:
    """Pair rows that have the same; of very many the first."""
    import polars as pl

    pairs = ours.select(name, one="place").join(
        others.select(name, record="place"), on=name, how="inner"
    )
    at = pl.int_range(pl.len()).over("one")
    return pairs.select("one", "record").filter(at < 4 * _WEIGHED)


def _by_pieces(
    ours: pl.DataFrame, others: pl.DataFrame, terms: ExposureTerms
) -> list[pl.DataFrame]:
    """Pair rows whose names are alike and whose days are near, or one is not known."""
    import polars as pl

    rarest = _rarest(ours, others)
    if rarest.is_empty():
        return []
    texts = rarest["piece"].unique().to_list()
    held = (
        others.lazy()
        .select(
            "decided",
            record="place",
            piece=pl.col("party").str.extract_many(texts, overlapping=True),
        )
        .filter(pl.col("piece").list.len() > 0)
        .explode("piece")
        .with_columns(pl.col("piece").cast(pl.Enum(texts)))
        .collect()
    )
    rarest = rarest.with_columns(pl.col("piece").cast(pl.Enum(texts)))
    near = terms.whole("near_days")
    dated = rarest.filter(pl.col("decided").is_not_null()).with_columns(
        day="decided",
        decided=pl.date_ranges(
            pl.col("decided").dt.offset_by(f"-{near}d"),
            pl.col("decided").dt.offset_by(f"{near}d"),
        ),
    )
    few = held.group_by("piece").len().filter(pl.col("len") <= _COMMONEST)
    undated = rarest.filter(pl.col("decided").is_null()).join(few, on="piece")
    timeless = held.filter(pl.col("decided").is_null())
    pairs = pl.concat(
        [
            dated.explode("decided").join(held, on=["piece", "decided"]),
            undated.drop("decided", "len").join(held, on="piece"),
            rarest.drop("decided").join(timeless, on="piece"),
        ],
        how="diagonal_relaxed",
    ).unique(["one", "record"])
    parties = others.select("party", record="place")
    pairs = pairs.join(parties, on="record", suffix="_record")
    return [_alike(pairs, terms)]


def _rarest(ours: pl.DataFrame, others: pl.DataFrame) -> pl.DataFrame:
    """List the rarest pairs of characters of each name: one, piece, decided, party."""
    import polars as pl

    sample = others["party"].drop_nulls()
    sample = sample.sample(min(len(sample), _LEARNT), seed=0)
    known = _pieces(pl.DataFrame({"place": range(len(sample)), "party": sample}))
    common = known.group_by("piece").len()
    return (
        _pieces(ours)
        .rename({"place": "one"})
        .join(common, on="piece", how="left")
        .filter(pl.col("len").fill_null(0) <= _FEW + _MOST_SHARE * len(sample))
        .sort("one", pl.col("len").fill_null(0), "piece")
        .filter(pl.int_range(pl.len()).over("one") < _RAREST)
        .select("one", "piece")
        .join(ours.select("decided", "party", one="place"), on="one")
    )


def _alike(pairs: pl.DataFrame, terms: ExposureTerms) -> pl.DataFrame:
    """Keep the pairs of which one name is much in the other, the likest of each."""
    import polars as pl

    names = pl.concat([pairs["party"], pairs["party_record"].alias("party")]).unique()
    pieces = (
        _pieces(pl.DataFrame({"place": range(len(names)), "party": names}))
        .group_by("place")
        .agg("piece")
        .join(pl.DataFrame({"place": range(len(names)), "party": names}), on="place")
        .select("party", "piece")
    )
    apart = (pl.col("decided") - pl.col("day")).dt.total_days().abs().fill_null(0)
    both = pairs.select("one", "record", "party", "party_record", apart=apart).join(
        pieces, on="party"
    ).join(pieces, left_on="party_record", right_on="party", suffix="_record")  # fmt: skip
    common = pl.col("piece").list.set_intersection("piece_record").list.len()
    least = pl.min_horizontal(
        pl.col("piece").list.len(), pl.col("piece_record").list.len()
    )
    likeness = common / least
    return (
        both.select("one", "record", "apart", likeness=likeness)
        .filter(pl.col("likeness") >= terms.limits["near_likeness"])
        .sort("one", pl.col("apart") - _DAYS * pl.col("likeness"), "record")
        .filter(pl.int_range(pl.len()).over("one") < _WEIGHED)
        .select("one", "record")
    )


def _pieces(rows: pl.DataFrame) -> pl.DataFrame:
    """List the pairs of neighbouring characters of names: place, piece."""
    import polars as pl

    letters = rows.select("place", letter=pl.col("party").str.split("")).explode(
        "letter"
    )
    return (
        letters.select(
            "place", piece=pl.col("letter") + pl.col("letter").shift(-1).over("place")
        )
        .drop_nulls("piece")
        .unique(maintain_order=True)
    )
