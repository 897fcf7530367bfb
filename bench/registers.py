"""Measures a unit's register of 50 000 rows against ledgers of a million, by the command."""

import json
from contextlib import nullcontext
from pathlib import Path

import corpus
import postgres
import report
from process import run_gongshi
from submitting import ledger

_ROWS, _REGISTERED = 1_000_000, 50_000
_MOST = 5
_SERVERS = {"SQLite": nullcontext, "PostgreSQL": postgres.server}
#: Of the register: written otherwise, without a number, and never filed; parts of all.
_SPELLED, _BLANK, _CONCEALED = 0.05, 0.04, 0.03


def measure(smaller: int) -> str:
    """File the million rows, then match the register without keeping it."""
    rows = [
        _row(name, _ROWS // smaller, _REGISTERED // smaller, server)
        for name, server in _SERVERS.items()
    ]
    head = ("ledger", "records", "rows of the register", "joined", "near", "missing",
            "of them concealed", "s, whole process", "peak MB", "target")  # fmt: skip
    return report.table(head, rows)


def _row(name, rows, registered, server):
    with server() as address, ledger(address) as home:
        file = corpus.licences(rows, "csv")
        run_gongshi(home, "submit", file, "--category", "licence", "--unit", "auto",
                    "--received-at", corpus.RECEIVED_AT.isoformat(),
                    "--format", "json")  # fmt: skip
        unit, concealed = _write(file, registered, home / "register.csv")
        done = run_gongshi(
            home, "register", "match", home / "register.csv", "--unit", unit,
            "--period", f"{corpus.ON:%Y-%m}", "--category", "licence",
            "--look", "--format", "json",
        )  # fmt: skip
    told = json.loads(done.output)
    counts = told["counts"]
    missing = {each["number"] for each in told["rows"] if each["state"] == "missing"}
    return (
        name,
        f"{rows:,}",
        f"{counts['rows']:,}",
        *(f"{counts[key]:,}" for key in ("joined", "unconfirmed", "missing")),
        f"{len(missing & concealed):,} of {len(concealed):,}",
        report.seconds(done.seconds),
        report.megabytes(done.peak),
        report.against(done.seconds, _MOST, "s"),
    )


def _write(file: Path, rows: int, path: Path) -> tuple[str, set[str]]:
    """Write the register of the unit that filed most; gives it, and what it concealed."""
    import polars as pl

    filed = pl.read_csv(file, infer_schema=False)
    unit = filed["XK_LYDW"].value_counts(sort=True)["XK_LYDW"][0]
    # Of the rows that are spoilt on purpose, some have no day.
    dated = filed.filter(pl.col("XK_JDRQ").str.contains("^[0-9]{4}/"))
    own = dated.filter(XK_LYDW=unit).sort("XK_JDRQ", descending=True).head(rows)
    number = pl.col("XK_WSH")
    part = pl.int_range(pl.len()) / pl.len()
    concealed = part >= 1 - _CONCEALED
    register = own.select(
        文号=pl.when(concealed)
        .then(number.str.strip_suffix("号") + "7777号")
        .when(part < _SPELLED)
        .then(number.str.replace("〔", "（").str.replace("〕", "）第"))
        .when(part < _SPELLED + _BLANK)
        .then(pl.lit(""))
        .otherwise(number),
        相对人="XK_XDR_MC",
        决定日期="XK_JDRQ",
    )
    register.write_csv(path)
    return unit, set(register.filter(concealed)["文号"])
