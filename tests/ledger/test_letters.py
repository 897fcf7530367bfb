"""Letters from the ledger's facts: grounded, numbered once, never changed."""

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import DatabaseError, transaction

from gongshi.actions.assess import assess, issue
from gongshi.actions.import_units import import_units
from gongshi.actions.letters import draft_letter, register_letter
from gongshi.actions.receive import receive
from gongshi.bulletin.document import Figure
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UnknownName, UsageError
from gongshi.ledger.letters import registered_letters
from gongshi.ledger.models import Letter
from gongshi.ledger.selecting import Selection, select
from gongshi.samples import SampleUnit, made_up_code, sample_frame, with_dirt
from tests import postgresql

AUGUST = month("2021-08")
ON = date(2021, 9, 13)
NAMES = ("盐湖区", "永济市", "河津市", "临猗县", "万荣县")
UNITS = [
    SampleUnit(name=name, code=made_up_code(at), sign=f"运{name[0]}", domain="market",
               weight=1)
    for at, name in enumerate(NAMES, 1)
]  # fmt: skip


@pytest.fixture
def city(ledger):
    lines = [f"{unit.name},{unit.code},counties" for unit in UNITS]
    lines.append("闻喜县,,counties")
    import_units("\n".join(["name,code,group", *lines]).encode(), file_name="u.csv")
    for at in (7, 8):
        frame = sample_frame(
            "licence", 200, seed=at, units=UNITS,
            decided=(date(2021, at, 1), date(2021, at, 20)),
        )  # fmt: skip
        receive(
            with_dirt(frame, seed=at).write_csv().encode(),
            file_name="licence.csv",
            category="licence",
            received_at=datetime(2021, at, 28, 17, tzinfo=CHINA),
        )


def drafted(kind, unit, on=ON, period=AUGUST):
    return draft_letter(kind, unit, period, "yuncheng", on=on)


def entered(kind, unit, on=ON):
    return register_letter(drafted(kind, unit, on), lambda _: None)


def test_every_count_of_a_letter_opens_its_rows(city):
    letter = drafted("提示函", "盐湖区").draft

    figures = [
        run
        for each in letter.paragraphs
        for run in each.runs
        if isinstance(run, Figure)
    ]
    assert len(figures) == 3
    for each in figures:
        wanted = Selection(**{**each.query, "period": AUGUST})
        assert select(wanted).count() == int(each.text)


@pytest.mark.parametrize(
    ("on", "text"),
    [
        (date(2021, 9, 11), "不发「预警提醒」：盐湖区截至2021年9月11日"
         "连续 13 天没有报送，不到 14 天。"),
        (date(2021, 8, 28), "不发「预警提醒」：盐湖区截至2021年8月28日"
         "连续 0 天没有报送，不到 14 天。"),
    ],
)  # fmt: skip
def test_a_unit_that_is_not_silent_long_enough_gets_no_warning(city, on, text):
    with pytest.raises(UsageError) as told:
        drafted("预警提醒", "盐湖区", on)

    assert told.value.text == text


def test_the_fourteenth_silent_day_brings_the_warning(city):
    text = drafted("预警提醒", "盐湖区", date(2021, 9, 12)).draft.text

    assert "最近一次报送信用信息是2021年8月28日，截至2021年9月12日已连续14天" in text


def test_who_never_filed_is_silent_since_anybody_did(city):
    text = drafted("预警提醒", "闻喜县").draft.text

    # 29 July to 12 September: 3 + 31 + 12 days.
    assert "自2021年7月28日平台收到首批信息以来" in text
    assert "截至2021年9月13日已连续46天" in text


def test_an_empty_ledger_says_nothing_about_silence(ledger):
    import_units("name,group\n盐湖区,counties\n".encode(), file_name="u.csv")

    with pytest.raises(UsageError) as told:
        drafted("预警提醒", "盐湖区")

    assert told.value.text == "台账里还没有收到过报送，无从判断要不要发「预警提醒」。"


def test_an_interview_needs_two_issued_rankings(city):
    with pytest.raises(UsageError) as told:
        drafted("约谈建议", "闻喜县")
    assert told.value.text == (
        "2021-08 印发的得分里没有「闻喜县」，无从判断要不要发「约谈建议」；"
        "得分请用 gongshi assess --issue 印发。"
    )

    for period in (month("2021-07"), AUGUST):
        issue(assess(period, "yuncheng"))

    text = drafted("约谈建议", "闻喜县").draft.text
    assert "闻喜县得0分，在县（市、区）中列第6名；上一次（7月份）得0分，列第6名" in text
    assert (
        "闻喜县2021年8月报送“双公示”信息0条" in drafted("通报批评", "闻喜县").draft.text
    )
    with pytest.raises(UsageError, match="没有连续两次排名后三"):
        drafted("约谈建议", assess(AUGUST, "yuncheng").ranked[0].card.facts.name)


def test_numbers_run_by_kind_and_year(city):
    numbers = [
        entered(*each).number
        for each in (
            ("提示函", "盐湖区"), ("提示函", "永济市"), ("预警提醒", "盐湖区"),
            ("提示函", "盐湖区", date(2022, 1, 4)), ("提示函", "河津市"),
        )
    ]  # fmt: skip

    assert numbers == [
        "信用提〔2021〕1号", "信用提〔2021〕2号", "信用警〔2021〕1号",
        "信用提〔2022〕1号", "信用提〔2021〕3号",
    ]  # fmt: skip
    assert registered_letters(kind="prompt").count() == 4


def test_the_same_letter_keeps_its_number(city):
    assert entered("提示函", "盐湖区") == entered("提示函", "盐湖区")
    assert Letter.objects.count() == 1


def test_a_letter_that_cannot_be_delivered_gets_no_number(city):
    def refuse(_):
        raise PermissionError

    with pytest.raises(PermissionError):
        register_letter(drafted("提示函", "盐湖区"), refuse)

    assert Letter.objects.count() == 0


@pytest.mark.parametrize("act", ["update", "delete"])
def test_the_register_can_neither_be_changed_nor_cut(city, act):
    found = Letter.objects.filter(pk=entered("提示函", "盐湖区").pk)
    acts = {"update": lambda: found.update(number="改"), "delete": found.delete}

    with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
        acts[act]()


@pytest.mark.parametrize("on", [date(2021, 7, 31), date(2999, 1, 1)])
def test_the_day_lies_between_the_month_and_today(city, on):
    with pytest.raises(UsageError, match=f"落款日期 {on} 应在 2021-08-01 和今天"):
        drafted("提示函", "盐湖区", on)


@pytest.mark.parametrize(("kind", "unit"), [("情书", "盐湖区"), ("提示函", "火星局")])
def test_a_name_nobody_knows_is_refused(city, kind, unit):
    with pytest.raises(UnknownName):
        drafted(kind, unit)


GONGSHI = str(Path(sys.executable).with_name("gongshi"))
LETTERS_EACH = 3


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_two_connections_at_once_never_share_a_number(database, tmp_path):
    place = {**os.environ, "GONGSHI_HOME": str(tmp_path / "home")}
    place.pop("GONGSHI_DB", None)
    named = (
        ("--db", postgresql.create("two_writers")) if database == "postgresql" else ()
    )

    def run(*words):
        done = subprocess.run(
            [GONGSHI, *words], env=place, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    run("init", "--place", "yuncheng", *named)
    units, rows = tmp_path / "units.csv", tmp_path / "rows.csv"
    lines = [f"{unit.name},{unit.code}" for unit in UNITS]
    units.write_text("\n".join(["name,code", *lines]), encoding="utf-8")
    decided = (date(2021, 8, 1), date(2021, 8, 2))
    sample_frame("licence", 60, seed=1, units=UNITS, decided=decided).write_csv(rows)
    run("units", "import", str(units))
    run(
        "submit",
        str(rows),
        "--category",
        "licence",
        "--received-at",
        "2021-08-28T09:00",
    )

    def write(unit):
        return [
            json.loads(
                run("letter", "--kind", "预警提醒", "--unit", unit, "--period", "2021-08",
                    "--on", f"2021-09-{day}", "--format", "json",
                    "--out", str(tmp_path / f"{unit}{day}.md"))
            )["serial"]
            for day in range(20, 20 + LETTERS_EACH)
        ]  # fmt: skip

    with ThreadPoolExecutor(2) as writers:
        serials = [serial for each in writers.map(write, NAMES[:2]) for serial in each]

    assert sorted(serials) == list(range(1, 2 * LETTERS_EACH + 1))
