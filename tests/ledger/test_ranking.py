"""The ranking bulletin is made of the issued scores, and opens the ledger's rows."""

from datetime import date, datetime

import pytest

from gongshi.actions.assess import assess, issue
from gongshi.actions.import_units import import_units
from gongshi.actions.issue import compose_bulletin, draft_bulletin
from gongshi.actions.keep_evidence import Review, keep_evidence
from gongshi.actions.receive import receive
from gongshi.assessment.points import printed
from gongshi.bulletin.document import Figure, plain
from gongshi.bulletin.render import render
from gongshi.clocks.periods import CHINA, local_day, month
from gongshi.errors import UsageError
from gongshi.ledger.evidence import keep_issue
from gongshi.ledger.models import IssuedScores, Unit
from gongshi.ledger.selecting import Selection, select
from gongshi.samples import SampleUnit, made_up_code, sample_frame, with_dirt

AUGUST = month("2021-08")
NAMES = ("盐湖区", "永济市", "河津市", "临猗县", "市教育局")
UNITS = [
    SampleUnit(name=name, code=made_up_code(at), sign=f"运{name[0]}", domain="market",
               weight=at)
    for at, name in enumerate(NAMES, 1)
]  # fmt: skip


@pytest.fixture(autouse=True)
def city(ledger):
    lines = [
        f"{unit.name},{unit.code},{'counties' if at < 4 else 'departments'}"
        for at, unit in enumerate(UNITS)
    ]
    lines.append("市民政局,,departments")
    import_units("\n".join(["name,code,group", *lines]).encode(), file_name="u.csv")
    for category, seed in (("licence", 1), ("penalty", 2)):
        frame = sample_frame(
            category, 150, seed=seed, units=UNITS,
            decided=(date(2021, 8, 1), date(2021, 8, 20)),
        )  # fmt: skip
        receive(
            with_dirt(frame, seed=seed).write_csv().encode(),
            file_name=f"{category}.csv",
            category=category,
            received_at=datetime(2021, 8, 24, 17, tzinfo=CHINA),
        )


def rows(table):
    return [tuple(map(plain, row)) for row in table.rows]


def test_the_table_is_the_ranking_that_assess_gives():
    counties, departments = compose_bulletin(AUGUST, "yuncheng").tables

    ranked = assess(AUGUST, "yuncheng").ranked
    told = [row[:2] for row in rows(counties) + rows(departments)]
    assert told == [(str(each.rank), each.card.facts.name) for each in ranked]


def test_every_figure_opens_rows():
    document = compose_bulletin(AUGUST, "yuncheng")

    figures = [
        (column, run)
        for table in document.tables
        for row in table.rows
        for column, run in zip(table.header, row, strict=True)
        if isinstance(run, Figure)
    ]
    opened = [
        select(Selection(**{**run.query, "period": AUGUST})).count()
        for _, run in figures
    ]
    counts = [
        (run.text, str(number))
        for (column, run), number in zip(figures, opened, strict=True)
        if column == "条数"
    ]
    assert {column for column, _ in figures} == {
        "条数", "合规性（30）", "及时性（30）",
    }  # fmt: skip
    assert [text for text, _ in counts] == [number for _, number in counts]
    # Points are rows' cost: where they open rows, some were lost.
    assert all(
        number and float(run.text) < 30
        for (column, run), number in zip(figures, opened, strict=True)
        if column != "条数"
    )


def test_once_issued_later_papers_do_not_change_the_bulletin():
    issue(assess(AUGUST, "yuncheng"))
    before = render(compose_bulletin(AUGUST, "yuncheng"), "json")

    keep_evidence(Review("media", ["市民政局"], "甲"), AUGUST, "yuncheng")

    assert render(compose_bulletin(AUGUST, "yuncheng"), "json") == before


def test_a_bulletin_that_would_contradict_the_issued_scores_is_refused():
    issue(assess(AUGUST, "yuncheng"))
    Unit.objects.filter(name="市教育局").update(group="counties")

    with pytest.raises(UsageError) as told:
        compose_bulletin(AUGUST, "yuncheng")

    assert told.value.text == (
        "2021年8月的得分印发过（第 1 版），现在按同一时刻算出来的不同"
        "（单位名录改过），请先用 gongshi assess --issue 再印发一版。"
    )


def test_rows_filed_after_the_issue_are_told_as_what_differs():
    issue(assess(AUGUST, "yuncheng"))
    frame = sample_frame(
        "licence", 40, seed=9, units=UNITS,
        decided=(date(2021, 8, 1), date(2021, 8, 2)),
    )  # fmt: skip
    receive(
        with_dirt(frame, seed=9).write_csv().encode(),
        file_name="补.csv",
        category="licence",
        received_at=datetime(2021, 8, 30, 17, tzinfo=CHINA),
    )

    with pytest.raises(UsageError) as told:
        compose_bulletin(AUGUST, "yuncheng")

    assert "（印发以后又收进 40 行），" in told.value.text


def test_a_changed_rulebook_is_told_as_what_differs():
    issued = issue(assess(AUGUST, "yuncheng"))
    keep_issue(
        IssuedScores(
            place=issued.place,
            period=issued.period,
            as_of=issued.as_of,
            issued_at=issued.issued_at,
            policy=issued.policy,
            rulebook="0" * 64,
            content=issued.content.replace('"total": "', '"total": "1', 1),
        )
    )

    with pytest.raises(UsageError, match="（规则库改过）"):
        compose_bulletin(AUGUST, "yuncheng")


def test_papers_that_came_after_the_issue_are_told_beside_the_bulletin():
    issue(assess(AUGUST, "yuncheng"))
    assert "印发" not in "".join(draft_bulletin(AUGUST, "yuncheng").notes[1:])
    before = assess(AUGUST, "yuncheng").of("盐湖区").card.total

    keep_evidence(Review("media", ["盐湖区"], "甲"), AUGUST, "yuncheng")

    after = assess(AUGUST, "yuncheng").of("盐湖区").card.total
    notes = draft_bulletin(AUGUST, "yuncheng").notes
    (told,) = [each for each in notes if "第 1 版" in each]
    assert told == (
        "2021年8月的得分印发（第 1 版）以后又登记了 1 份材料，通报用的是印发的得分："
        f"盐湖区印发 {printed(before, 2)}，现为 {printed(after, 2)}；"
        "要改用现在的，请先用 gongshi assess --issue 再印发一版。"
    )
    assert before != after


def test_the_month_in_which_we_are_is_provisional():
    now = month(f"{local_day(datetime.now(CHINA)):%Y-%m}")

    for place in ("yuncheng", "pingdingshan"):
        assert compose_bulletin(now, place).title.endswith("（暂定）")
    assert "暂定" not in compose_bulletin(AUGUST, "yuncheng").title


def test_the_command_that_is_told_shows_exactly_the_rows_left_out():
    Unit.objects.filter(name="市教育局").update(group="")

    notes = draft_bulletin(AUGUST, "yuncheng").notes
    told = [each for each in notes if "不在名录或没有分组" in each]

    assert len(told) == 2
    for each in told:
        rows = int(each.split(" ")[1])
        words = each[each.index("gongshi rows") :].split(" ")[2:-1]
        asked = dict(zip(words[::2], words[1::2], strict=True))
        assert asked.pop("--period") == "2021-08"
        given = {key[2:].replace("-", "_"): text for key, text in asked.items()}
        assert select(Selection(period=AUGUST, **given)).count() == rows > 0
