from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, time, timedelta

import pytest
from django.db import connections

from gongshi.clocks.periods import CHINA
from gongshi.jobs.models import Job, Schedule
from gongshi.jobs.schedule import arrange, tick
from gongshi.jobs.slots import Round

KINDS = ("look",)
ROUNDS = {"look": Round("day", time(0, 5))}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CHINA)


def keys() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("key", flat=True))


@pytest.fixture
def arranged(ledger):
    arrange(ROUNDS, at("2026-11-20 12:00"))


def test_a_new_round_waits_for_its_next_slot(arranged):
    tick(at("2026-11-20 23:59"), KINDS)
    tick(at("2026-11-21 00:04"), KINDS)

    assert keys() == []


def test_a_slot_is_one_job_however_often_it_is_looked_for(arranged):
    for minute in range(5, 10):
        tick(at(f"2026-11-21 00:0{minute}"), KINDS)

    assert keys() == ["look:2026-11-21"]
    assert Job.objects.get().arguments == {"slot": "2026-11-21", "after": "2026-11-20"}


def test_slots_that_were_missed_are_one_run_which_is_told_the_last_before(arranged):
    tick(at("2026-11-28 07:00"), KINDS)
    tick(at("2026-11-28 07:01"), KINDS)

    assert keys() == ["look:2026-11-28"]
    assert Job.objects.get().arguments["after"] == "2026-11-20"


def test_a_clock_that_goes_back_over_midnight_repeats_nothing(arranged):
    for moment in ("11-21 00:10", "11-22 00:10", "11-21 23:50", "11-22 00:30"):
        tick(at(f"2026-{moment}"), KINDS)

    assert keys() == ["look:2026-11-21", "look:2026-11-22"]


def test_a_clock_that_was_years_ahead_does_not_stop_the_schedule(arranged):
    for moment in ("2030-01-01 00:10", "2026-11-21 00:10", "2026-11-22 00:10"):
        tick(at(moment), KINDS)

    assert keys()[1:] == ["look:2026-11-21", "look:2026-11-22"]


def test_arranging_again_keeps_the_slots(arranged):
    tick(at("2026-11-21 00:05"), KINDS)

    arrange(ROUNDS, at("2026-11-23 00:05"))
    tick(at("2026-11-23 00:05"), KINDS)

    assert keys() == ["look:2026-11-21", "look:2026-11-23"]


def test_a_round_that_the_policy_no_longer_has_comes_no_more(arranged):
    arrange({}, at("2026-11-20 13:00"))

    assert not Schedule.objects.exists()


def test_eight_workers_at_once_make_one_job(queue):
    arrange(ROUNDS, at("2026-11-20 12:00"))

    def look(_: int) -> None:
        tick(at("2026-11-20 12:00") + timedelta(days=1), KINDS)
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(look, range(24)))

    assert keys() == ["look:2026-11-21"]
    assert Schedule.objects.get().last_slot == "2026-11-21"


def test_two_workers_that_arrange_at_once_make_one_row(queue):
    def once(_: int) -> None:
        arrange(ROUNDS, at("2026-11-20 12:00"))
        connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(once, range(16)))

    assert Schedule.objects.count() == 1
