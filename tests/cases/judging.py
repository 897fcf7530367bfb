"""Asks the system about the situations of `cases/<place>/*.toml`, matter by matter.

A file names its `place` and its `matter`; each `[[case]]` has the sentence it is taken
from (`quote`, here or for the whole file), what is `given`, what is to be expected
(`expect`) and the sum in words (`by_hand`).
"""

import io
import tomllib
from csv import DictWriter
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from gongshi.assessment.counts import Counts
from gongshi.assessment.rates import printed
from gongshi.checks import check, findings
from gongshi.checks.cells import Surroundings
from gongshi.clocks import cadence, judge, lookup, periods, silence
from gongshi.errors import UserError
from gongshi.intake import read
from gongshi.policy.policies import policy_in_force
from gongshi.policy.standards import load_standard

FOLDER = Path(__file__).parent
#: Places whose folders hold nothing but what this runner runs, or bulletins.
PLACES = ("hubei", "huangshi", "pingdingshan", "wuhan")
#: Said only where a case asks for it.
ON_REQUEST = {"reason", "first_exempt", "first_late"}


@dataclass(frozen=True)
class Situation:
    """One case with the file it stands in."""

    path: Path
    table: dict
    case: dict

    @property
    def name(self):
        return f"{self.path.parent.name}/{self.path.stem}: {self.case['name']}"

    def policy(self):
        return _policy(self.table["place"], self.on)

    @property
    def on(self):
        """The day whose policy decides: that of the arrival where nothing is said."""
        if on := self.case["given"].get(
            "on", self.case.get("on", self.table.get("on"))
        ):
            return on
        return periods.local_day(periods.moment(self.case["given"]["received"]))


def situations():
    """List every case of every place."""
    paths = [
        path for place in PLACES for path in sorted(FOLDER.glob(f"{place}/*.toml"))
    ]
    tables = {path: tomllib.loads(path.read_text(encoding="utf-8")) for path in paths}
    return [
        Situation(path, table, case)
        for path, table in tables.items()
        for case in table.get("case", ())
    ]


def expected(situation):
    """Give what a case wants said, with nothing for what it leaves out."""
    said, wanted = answer(situation), situation.case["expect"]
    return said, {key: wanted.get(key) for key in {*said, *wanted}}


def answer(situation):
    """Give what the system says, in the words of `expect`.

    What it says only on request is left out where the case does not ask.
    """
    said = MATTERS[situation.table["matter"]](situation)
    wanted = situation.case["expect"]
    return {
        key: value
        for key, value in said.items()
        if key in wanted or key not in ON_REQUEST
    }


_POLICIES: dict = {}


def _policy(place, on):
    # A policy is put together anew at each asking; the mutants ask ten thousand times.
    if (place, on) not in _POLICIES:
        _POLICIES[place, on] = policy_in_force(place, on)
    return _POLICIES[place, on]


def _clock(situation):
    given, policy = situation.case["given"], situation.policy()
    moments = [
        periods.moment(given[key]) if key in given else None
        for key in ("received", "first")
    ]
    last, first = (
        judge.judge(policy, given["category"], given["decided"], each)
        for each in moments
    )
    said = {
        "due": last.due_on,
        "late": last.late,
        "days_late": last.days_late,
        "exempt": last.exempt,
    }
    if moments[0] is not None:
        assert _by_batch(policy, given, moments[0]) == said
    return said | {
        "reason": last.reason,
        "first_exempt": first.exempt,
        "first_late": first.late,
    }


def _by_batch(policy, given, received_at):
    frame = pl.DataFrame({"decided": [None, given["decided"]]}, {"decided": pl.Date})
    judged = lookup.judge_columns(frame, policy, given["category"], received_at)
    days = lookup.due_days(policy, given["category"], [given["decided"]])
    blank, row = judged.to_dicts()
    assert {blank[key] for key in ("due", "late", "days_late", "exempt")} == {None}
    found = days[given["decided"]]
    assert (found.due_on, found.undetermined) == (row["due"], row["due"] is None)
    return {key: row[key] for key in ("due", "late", "days_late", "exempt")}


def _row(situation):
    given, on = situation.case["given"], situation.on
    standard = load_standard(given["category"], on)
    [exclusion] = situation.policy().exclusions
    text, row = io.StringIO(), situation.table["row"] | given.get("row", {})
    writer = DictWriter(text, fieldnames=row)
    writer.writeheader()
    writer.writerow(row)
    batch = read(text.getvalue().encode(), file_name="一行.csv", standard=standard)
    checked = check(batch, standard, Surroundings(on))
    [outcome] = checked.outcomes
    broken = {each.rule for each in findings(checked)}
    return {"outcome": outcome, "rules": sorted(broken & set(exclusion.rules))}


def _silence(situation):
    given = situation.case["given"]
    step = silence.silence_step(
        situation.policy().silence, given["last_filed"], given["as_of"]
    )
    return {"step": step and step.title, "grave": step and step.grave}


def _cadence(situation):
    given = situation.case["given"]
    each = _of(situation.policy().cadence, given["cadence"])
    return {
        "every": each.every,
        "times": each.times,
        "falls_due": cadence.falls_due(each, given["asked"]),
    }


def _rate(situation):
    given = situation.case["given"]
    rate = situation.policy().rates[given["rate"]]
    return {"title": rate.title, "printed": printed(rate, Counts(**given["counts"]))}


def _period(situation):
    given = situation.case["given"]
    try:
        period = periods.month(given["period"])
    except UserError as error:
        return {"code": error.code}
    said = {
        "first": period.first_day, "last": period.last_day,
        "before": _days(period.previous()), "title": period.title,
    }  # fmt: skip
    if "at" in given:
        said["inside"] = periods.moment(given["at"]) in period
    if "asked" in given:
        said["is_over"] = period.is_over(given["asked"])
    return said


def _days(period):
    assert period.key in str(period.first_day)
    return [period.first_day, period.last_day]


def _reading(situation):
    given = situation.case["given"]
    reader = {"day": periods.day, "moment": periods.moment}[given["as"]]
    try:
        return {"read": reader(given["text"])}
    except UserError as error:
        return {"code": error.code}


def _term(situation):
    given, wanted = situation.case["given"], situation.case["expect"]
    found = getattr(situation.policy(), given["table"])
    term = _of(found, given["key"]) if "key" in given else found
    return {key: _plain(getattr(term, key)) for key in wanted}


def _of(terms, key):
    return next(each for each in terms if each.key == key)


def _plain(value):
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if hasattr(value, "value"):
        return [value.title, value.value]
    return value


MATTERS = {
    "clock": _clock,
    "row": _row,
    "silence": _silence,
    "cadence": _cadence,
    "rate": _rate,
    "period": _period,
    "reading": _reading,
    "term": _term,
}
