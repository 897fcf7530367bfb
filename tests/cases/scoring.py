"""Scores the made-up units of `yuncheng/*.toml` and says what they came to."""

import tomllib
from datetime import date
from fractions import Fraction
from pathlib import Path

from gongshi.assessment import rank as ranking
from gongshi.assessment import score as scoring
from gongshi.assessment.counts import Counts
from gongshi.assessment.facts import Evidence, UnitFacts
from gongshi.assessment.indicators import indicators
from gongshi.assessment.points import printed
from gongshi.policy.assessment_tables import read_assessment
from gongshi.policy.policies import policy_in_force

FOLDER = Path(__file__).parent / "yuncheng"
POLICY = policy_in_force("yuncheng", date(2021, 8, 31))
ASSESSMENT = read_assessment(
    POLICY.assessment,
    POLICY.files[0],
    indicators=indicators(),
    groups=[each.key for each in POLICY.groups],
)


def load_cases():
    """List the cases of all files, in order."""
    files = sorted(FOLDER.glob("*.toml"))
    return [
        case
        for file in files
        for case in tomllib.loads(file.read_text(encoding="utf-8"))["case"]
    ]


def outcome(case, score=scoring.score, rank=ranking.rank):
    """Give what each unit of a case came to, in ranked order."""
    facts = [_facts(unit, at) for at, unit in enumerate(case["unit"])]
    ranked = rank(ASSESSMENT, [score(ASSESSMENT, each) for each in facts])
    return {each.card.facts.name: _told(each) for each in ranked}


def expected(unit):
    """Give what a unit of a case says of itself, in the form of its outcome."""
    plain = ("total", "printed", "standing", "rank", "from_bottom")
    listed = ("cautions", "small", "unanswered", "losses", "volume", "empty")
    told = {key: unit[key] for key in (*plain, *listed) if key in unit}
    return told | {key: unit[key] for key in ("adjustments",) if key in unit}


def _facts(unit, position):
    name = unit["name"]
    papers = [(name, kind, True, 0, 0) for kind in unit.get("granted", ())]
    papers += [(name, kind, False, 0, 0) for kind in unit.get("refused", ())]
    papers += [(name, kind, True, 0, 0) for kind in unit.get("papers", ())]
    papers += [
        (name, kind, True, 0, 0)
        for kind, times in unit.get("adjusted", {}).items()
        for _ in range(times)
    ]
    papers += [
        (below, kind, True, 0, 0)
        for below, kinds in unit.get("below", {}).items()
        for kind in kinds
    ]
    papers += [(name, "register", True, *each) for each in unit.get("registers", ())]
    papers += [
        (below, "register", True, *each)
        for below, each in unit.get("registers_below", {}).items()
    ]
    return UnitFacts(
        name=name,
        group=unit["group"],
        position=position,
        counts=Counts(**unit.get("counts", {})),
        evidence=tuple(Evidence(at, *each) for at, each in enumerate(papers, 1)),
        earlier=tuple(each or None for each in unit.get("earlier", ())),
        cases=tuple(unit.get("cases", ())),
    )


def _told(ranked):
    card = ranked.card
    volume = card.items[-1].measure.numerator
    return {
        "total": text(card.total),
        "printed": printed(card.total, ASSESSMENT.limit("decimals")),
        "standing": card.standing,
        "rank": ranked.rank or 0,
        "from_bottom": ranked.from_bottom or 0,
        "cautions": [each.key for each in ranked.cautions],
        "small": [each.item.key for each in card.items if each.is_small],
        "empty": [each.item.key for each in card.items if each.is_empty],
        "unanswered": list(card.facts.unanswered),
        "volume": [volume, ranked.places["volume"]],
        "points": {each.item.key: text(each.points) for each in card.items},
        "missing": {each.item.key: text(each.missing) for each in card.items},
        "adjustments": {
            each.adjustment.key: [each.times, each.points] for each in card.adjustments
        },
        "losses": [
            [
                each.item.key,
                loss.title or each.item.loss,
                loss.count,
                text(each.cost(loss)),
                text(each.regained(loss)),
            ]
            for each in card.items
            for loss in each.measure.losses
        ],
    }


def text(points: Fraction | None) -> str:
    """Write exact points as the cases do; "" where there are none."""
    return "" if points is None else str(points)


def differences(case, score=scoring.score, rank=ranking.rank):
    """List where a case comes to something else than it says."""
    told = outcome(case, score, rank)
    wrong = []
    for unit in case["unit"]:
        name = unit["name"]
        if unit.get("absent"):
            wrong += [name] if name in told else []
            continue
        for key, value in expected(unit).items():
            if told[name][key] != value:
                wrong.append((name, key, told[name][key], value))
        for key in ("points", "missing"):
            for item, value in unit.get(key, {}).items():
                if told[name][key][item] != value:
                    wrong.append((name, item, told[name][key][item], value))
    order = case.get("order", {}).get("names")
    if order and list(told) != order:
        wrong.append(("order", list(told), order))
    return wrong
