import copy
from datetime import date

import pytest

from gongshi.policy.assessment_tables import read_assessment
from gongshi.policy.policies import policy_in_force
from gongshi.policy.toml import RulebookFault

INDICATORS = {
    "decided": (), "compliance": ("good", "over"), "timeliness": ("bad", "over"),
    "completeness": (), "volume": ("count",),
}  # fmt: skip
TABLE = policy_in_force("yuncheng", date(2021, 8, 31)).assessment


def read(table):
    return read_assessment(
        table, "policies/x.toml", indicators=INDICATORS,
        groups=("counties", "departments"),
    )  # fmt: skip


def test_every_value_names_the_document_its_article_and_how_sure_it_is():
    assessment = read(TABLE)

    values = [
        *assessment.limits.values(), *assessment.rankings, *assessment.items,
        *assessment.adjustments, *assessment.papers.values(),
        *assessment.standings.values(), *assessment.cautions, assessment.cases,
    ]  # fmt: skip
    assert {each.source.number for each in values} == {"运信用办〔2021〕25号"}
    assert all(each.source.article for each in values)
    assert {each.sure for each in values} == {"notice", "inf"}


def test_where_the_policy_says_nothing_of_cases_they_do_not_count():
    table = {key: each for key, each in TABLE.items() if key != "cases"}

    assert read(table).cases is None


def test_every_fault_is_told_at_once():
    table = copy.deepcopy(TABLE)
    table["item"][2]["indicator"] = "beauty"
    table["item"][3]["points"] = 31
    table["item"][1]["part"][0]["points"] = 6
    table["adjustment"][0]["repeat"] = "often"
    table["adjustment"][1]["key"] = "media"
    table["limit"][3]["value"] = 31
    table["ranking"][0]["group"] = "villages"
    table["caution"][0]["bottom"] = 0
    table["standing"] = table["standing"][:1]
    table["paper"][0]["colour"] = "red"
    del table["limit"][0]["sure"]

    with pytest.raises(RulebookFault) as told:
        read(table)

    assert {fault.key.removeprefix("assessment.") for fault in told.value.faults} == {
        "item[2].indicator", "item[2].good", "item[2].over", "item[1].part",
        "adjustment[0].repeat", "key", "limit[3].value", "ranking[0].group",
        "caution[0].bottom", "standing", "paper[0].colour", "limit[0].sure", "item",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda table: table.pop("source"), "source"),
        (lambda table: table["limit"][1].update(value=-1), "limit[1].value"),
        (lambda table: table["item"][5].update(points=-1), "item[5].points"),
        (lambda table: table.update(colour="red"), "colour"),
        (lambda table: table["item"][2].update(good=3), "item[2].good"),
        (lambda table: table["cases"].pop("title"), "cases.title"),
        (lambda table: table["cases"].update(counts=True), "cases.counts"),
    ],
)
def test_a_single_fault_names_its_key(change, key):
    table = copy.deepcopy(TABLE)
    change(table)

    with pytest.raises(RulebookFault) as told:
        read(table)

    assert f"assessment.{key}" in {fault.key for fault in told.value.faults}
