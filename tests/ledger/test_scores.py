"""Scores from the ledger's own rows: counted, explained, opened, issued, frozen."""

import json
from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.assess import assess, issue
from gongshi.actions.import_units import import_units
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.receive import receive
from gongshi.actions.scorecards import as_json
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.evidence import latest_issue
from gongshi.ledger.models import IssuedScores
from gongshi.ledger.selecting import Selection, select
from gongshi.people.models import AuditEntry
from gongshi.samples import SampleUnit, made_up_code, sample_frame, with_dirt

AUGUST = month("2021-08")
#: While the month runs.
_RUNNING = AUGUST.end - timedelta(hours=1)
NAMES = ("盐湖区", "永济市", "河津市", "临猗县", "市教育局", "市民政局")
UNITS = [
    SampleUnit(name=name, code=made_up_code(at), sign=f"运{name[0]}", domain="market",
               weight=6 - at)
    for at, name in enumerate(NAMES[:5], 1)
]  # fmt: skip


@pytest.fixture(autouse=True)
def city(ledger):
    lines = [
        f"{unit.name},{unit.code},{'counties' if at < 4 else 'departments'}"
        for at, unit in enumerate(UNITS)
    ]
    lines.append("市民政局,,departments")
    import_units("\n".join(["name,code,group", *lines]).encode(), file_name="u.csv")


def file_rows(day, *, dirty=True):
    for category, seed in (("licence", 1), ("penalty", 2)):
        frame = sample_frame(
            category, 150, seed=seed + day, units=UNITS,
            decided=(date(2021, 7, 20), date(2021, 8, day)),
        )  # fmt: skip
        receive(
            (with_dirt(frame, seed=seed) if dirty else frame).write_csv().encode(),
            file_name=f"{category}.csv",
            category=category,
            received_at=datetime(2021, 8, day, 17, tzinfo=CHINA),
        )


def test_every_loss_opens_as_many_rows_as_it_counts():
    file_rows(20)

    losses = [
        loss
        for unit in as_json(assess(AUGUST, "yuncheng"))["units"]
        for item in unit["items"]
        for loss in item["losses"]
        if loss["query"]
    ]

    assert {each["title"] for each in losses} == {"问题行", "迟报行"}
    for each in losses:
        wanted = Selection(**each["query"] | {"period": AUGUST})
        assert select(wanted).count() == each["count"]


def test_points_are_those_of_the_counts():
    file_rows(20)

    assessed = assess(AUGUST, "yuncheng")

    card = assessed.of("盐湖区").card
    counts = card.facts.counts
    compliance, timeliness = card.items[2].points, card.items[3].points
    assert counts.faulty > 0 < counts.late
    assert compliance * counts.assessed == 30 * counts.accepted
    assert timeliness * counts.assessed == 30 * (counts.assessed - counts.late)


def test_scores_of_a_month_that_is_over_are_issued_and_stay():
    file_rows(20)
    before = assess(AUGUST, "yuncheng")
    frozen = issue(before)

    keep_evidence(Review("media", ["盐湖区"], "甲"), AUGUST, "yuncheng")

    again = assess(AUGUST, "yuncheng", as_of=before.as_of)
    text = json.dumps(as_json(again), ensure_ascii=False, indent=2)
    assert text == latest_issue("yuncheng", "2021-08").content == frozen.content
    assert assess(AUGUST, "yuncheng").of("盐湖区").card.adjustments != ()
    assert frozen.policy == "yuncheng@2021-07-14"


def test_whoever_issues_scores_is_in_the_audit_log():
    issue(assess(AUGUST, "yuncheng"), "li")
    keep_evidence(Review("media", ["盐湖区"], "甲"), AUGUST, "yuncheng")
    issue(assess(AUGUST, "yuncheng"))

    entries = AuditEntry.objects.filter(act="scores.issue").order_by("number")
    assert [(each.actor, each.target) for each in entries] == [
        ("li", "yuncheng:2021-08:1"),
        ("command-line", "yuncheng:2021-08:2"),
    ]


def test_a_correction_is_a_further_version():
    file_rows(20)
    first = issue(assess(AUGUST, "yuncheng"), "head")
    again = issue(assess(AUGUST, "yuncheng"), "head")
    keep_evidence(Review("media", ["盐湖区"], "甲"), AUGUST, "yuncheng")
    second = issue(assess(AUGUST, "yuncheng"), "head")

    assert (first.version, again.pk, second.version) == (1, first.pk, 2)
    assert latest_issue("yuncheng", "2021-08") == second
    issues = AuditEntry.objects.filter(act="scores.issue")
    assert list(issues.values_list("actor", "target")) == [
        ("head", "yuncheng:2021-08:1"),
        ("head", "yuncheng:2021-08:2"),
    ]


@pytest.mark.parametrize("act", ["update", "delete"])
def test_issued_scores_can_neither_be_changed_nor_deleted(act):
    issue(assess(AUGUST, "yuncheng"))
    found = IssuedScores.objects.all()
    acts = {"update": lambda: found.update(content=""), "delete": found.delete}

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        acts[act]()


def test_two_issued_months_in_the_last_places_suggest_an_interview():
    file_rows(20)
    keep_evidence(
        Review("register", ["盐湖区"], "甲", values=[("due", "1"), ("concealed", "0")]),
        month("2021-07"), "yuncheng",
    )  # fmt: skip
    assert "无从判断是否连续" in assess(AUGUST, "yuncheng").notes[0]

    issue(assess(month("2021-07"), "yuncheng"))
    august = assess(AUGUST, "yuncheng")

    warned = {
        each.card.facts.name: [caution.key for caution in each.cautions]
        for each in august.ranked
        if each.cautions and each.card.facts.group == "counties"
    }
    assert len(warned) == 3
    # In July it shared no last place: its register was compared.
    assert warned.pop("盐湖区", ["warned"]) == ["warned"]
    assert set(map(tuple, warned.values())) == {("warned", "interview")}


def test_a_running_month_is_provisional_and_is_not_issued(monkeypatch):
    now = datetime(2021, 8, 21, 12, tzinfo=CHINA)
    monkeypatch.setattr("django.utils.timezone.now", lambda: now)

    assessed = assess(AUGUST, "yuncheng")

    assert assessed.is_provisional
    assert as_json(assessed)["provisional"] is True
    with pytest.raises(UsageError, match="2021年8月还没有过完"):
        issue(assessed)
    with pytest.raises(UsageError, match="2021年9月还没有到"):
        assess(month("2021-09"), "yuncheng")


def test_the_last_moment_of_a_month_is_over(monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: AUGUST.end)

    assessed = assess(AUGUST, "yuncheng")

    assert not assessed.is_provisional
    assert str(assessed.publish_before) == "2021-09-10"


def test_what_if_changes_one_unit_and_is_not_issued():
    file_rows(20)
    plain = assess(AUGUST, "yuncheng")

    supposed = assess(
        AUGUST, "yuncheng", unit="盐湖区", supposing={"late": 0, "media": 2}
    )

    assert supposed.of("盐湖区").card.total > plain.of("盐湖区").card.total
    assert supposed.of("永济市").card == plain.of("永济市").card
    with pytest.raises(UsageError, match="假设的得分不能印发"):
        issue(supposed)


def test_rows_mended_in_the_month_regain_what_they_cost():
    file_rows(20)
    plain = assess(AUGUST, "yuncheng").of("盐湖区").card
    faulty = plain.facts.counts.faulty

    mended = assess(
        AUGUST, "yuncheng", as_of=_RUNNING, unit="盐湖区", supposing={"mended": faulty}
    )

    compliance = plain.items[2]
    (loss,) = compliance.measure.losses
    gained = mended.of("盐湖区").card.total - plain.total
    assert gained == compliance.regained(loss)


@pytest.mark.parametrize(
    ("supposing", "text"),
    [
        ({"applause": 1}, "没有「applause」可以假设"),
        ({"late": 9}, "假设的数自相矛盾：迟报行 9 行不能多于正确行 0 行。"),
        ({"mended": 1}, "假设的数自相矛盾：改好的行不能多于问题行，现有问题行 0 行。"),
        (
            {"due": 1, "concealed": 2},
            "假设的数自相矛盾：瞒报 2 条不能多于台账应报送 1 条。",
        ),
        ({"media": 100}, "「media」最多假设 99 次。"),
    ],
)
def test_what_cannot_be_supposed_is_told(supposing, text):
    with pytest.raises(UsageError, match=text):
        assess(AUGUST, "yuncheng", as_of=_RUNNING, unit="盐湖区", supposing=supposing)


def test_mending_is_not_supposed_where_it_regains_nothing_any_more():
    file_rows(20)

    with pytest.raises(UsageError, match="不能再假设「mended」：本月已过"):
        assess(AUGUST, "yuncheng", unit="盐湖区", supposing={"mended": 1})


def test_a_place_without_an_assessment_says_so():
    with pytest.raises(UsageError) as told:
        assess(month("2023-12"), "pingdingshan")

    assert told.value.text == "「平顶山市」在2023年12月没有考核办法。"


def test_a_unit_without_a_group_is_not_ranked():
    import_units("名称,分组\n某公司,\n".encode(), file_name="u.csv")

    with pytest.raises(UnknownName, match="不在排名的分组里"):
        assess(AUGUST, "yuncheng").of("某公司")


def test_only_the_categories_of_the_assessment_count():
    file_rows(20)
    counts = assess(AUGUST, "yuncheng").of("盐湖区").card.facts.counts

    wanted = Selection(
        period=AUGUST, unit="盐湖区", category="licence,penalty",
        outcome="accepted,faulty",
    )  # fmt: skip
    assert select(wanted).count() == counts.assessed
