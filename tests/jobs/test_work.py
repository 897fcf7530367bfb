"""The kinds of job that the schedule enqueues, and what people are told by them."""

import os
from datetime import date, datetime, timedelta

import pytest
from django.utils import timezone

from gongshi.actions import work
from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.actions.scheduling import plan, rounds
from gongshi.actions.withdraw import withdraw_reference
from gongshi.actions.work import due_soon
from gongshi.clocks.periods import CHINA
from gongshi.jobs.enqueue import enqueue
from gongshi.jobs.keeping import kept
from gongshi.jobs.leases import claim
from gongshi.jobs.models import DONE, Job, Schedule
from gongshi.jobs.stopping import Stop
from gongshi.jobs.working import patient, run
from gongshi.ledger import archive
from gongshi.ledger.case_models import Case
from gongshi.ledger.models import Entry, Filing, Office, Unit
from gongshi.ledger.series_models import NumberSeries
from gongshi.people.models import Notice, Person
from gongshi.people.rights import ANALYST, CLERK, SUPERVISOR, SYSTEM_ADMIN
from gongshi.policy.policies import policy_in_force
from gongshi.samples import SampleUnit, made_up_code, sample_frame, with_dirt

NAMES = ("武昌区", "江岸区")
UNITS = [
    SampleUnit(name=name, code=made_up_code(at), sign=f"武{name[0]}", domain="market",
               weight=1)
    for at, name in enumerate(NAMES, 1)
]  # fmt: skip


@pytest.fixture
def hubei(ledger):
    Office.objects.update(place="hubei")
    lines = [f"{unit.name},{unit.code},cities" for unit in UNITS]
    import_units("\n".join(["name,code,group", *lines]).encode(), file_name="u.csv")
    unit = Unit.objects.get(name="武昌区")
    for login, role in (("a", ANALYST), ("s", SUPERVISOR), ("r", SYSTEM_ADMIN)):
        Person.objects.create(login=login, name="某", role=role)
    Person.objects.create(login="c", name="某", role=CLERK, unit=unit)


def file(day: int, *, rows: int = 40, dirty: bool = False) -> None:
    """File licences of 武昌区 on a day of October 2022, all of them late."""
    frame = sample_frame(
        "licence", rows, seed=day, units=UNITS[:1],
        decided=(date(2022, 8, 15), date(2022, 8, 31)),
    )  # fmt: skip
    frame = with_dirt(frame, seed=day) if dirty else frame
    receive(
        frame.write_csv().encode(),
        file_name="licence.csv",
        category="licence",
        unit="武昌区",
        received_at=datetime(2022, 10, day, 17, tzinfo=CHINA),
    )


def do(kind: str, slot: str, after: str = "") -> Job:
    """Enqueue a slot as the schedule does, and work until nothing waits."""
    job = enqueue(kind, key=f"{kind}:{slot}", slot=slot, after=after)
    run(work.load(), Stop())
    job.refresh_from_db()
    assert (job.state, job.error) == (DONE, "")
    return job


def notices(**wanted: object) -> list[str]:
    return list(Notice.objects.filter(**wanted).values_list("text", flat=True))


def test_the_schedule_is_what_the_policy_asks_for():
    asked = {
        place: set(rounds(policy_in_force(place, date(2026, 11, 21))))
        for place in ("hubei", "pingdingshan")
    }
    everywhere = set.intersection(*asked.values())

    assert everywhere >= {"calendar_warning", "series_map", "raise_gaps"}
    assert everywhere >= {"monthly_draft", "silence_digest"}
    assert asked["hubei"] - everywhere == {
        *("daily_table", "quarterly_review", "return_faulty"),
    }
    assert asked["pingdingshan"] == everywhere


def test_planning_twice_makes_each_row_once(hubei):
    now = datetime(2026, 11, 21, 12, tzinfo=CHINA)

    plan(now)
    plan(now)

    twice_weekly = Schedule.objects.get(kind="return_faulty")
    kinds = list(Schedule.objects.order_by("kind").values_list("kind", flat=True))
    assert kinds == sorted(rounds(policy_in_force("hubei", now.date())))
    assert (twice_weekly.weekdays, twice_weekly.last_slot) == ([2, 5], "2026-11-20")


def test_the_table_of_the_day_before_is_kept(hubei):
    file(12)

    do("daily_table", "2022-10-13", "2022-10-12")

    found = kept("daily_table", "2022-10-12").content
    assert found["period"] == "2022-10-12"
    assert "武昌区" in str(found["tables"])


def test_missed_days_get_their_tables(hubei):
    do("daily_table", "2022-10-13", "2022-10-10")

    days = ("2022-10-09", "2022-10-10", "2022-10-11", "2022-10-12", "2022-10-13")
    assert [kept("daily_table", day) is not None for day in days] == [
        *(False, True, True, True, False)
    ]


def test_a_silent_unit_is_told_once_for_each_step(hubei):
    Office.objects.update(created_at=datetime(2022, 10, 12, tzinfo=CHINA))
    file(12)
    told = []

    for slot in ("2022-10-26", "2022-10-27", "2022-10-28", "2022-11-10", "2022-11-11"):
        do("silence_digest", slot)
        told.append(len(notices(unit__name="武昌区")))

    assert told == [0, 1, 1, 2, 2]
    assert notices(unit__name="武昌区")[1] == (
        "武昌区已有 14 天没有报送（预警提醒）。有产生的请尽快报送，没有的请报零报告。"
    )


def test_the_office_gets_one_digest_of_all_silent_units(hubei):
    Office.objects.update(created_at=datetime(2022, 10, 12, tzinfo=CHINA))

    do("silence_digest", "2022-10-27")

    assert notices(person__isnull=False) == [
        "今天有 2 家单位未报天数到了新的一级：武昌区（预警提醒）、江岸区（预警提醒）。"
    ]
    assert notices(person__login="a") != []


def test_a_unit_with_rows_to_mend_is_told_where_they_wait(hubei):
    file(12, dirty=True)

    do("return_faulty", "2022-10-14")
    do("return_faulty", "2022-10-18")

    told = Notice.objects.order_by("pk")
    assert [each.key.rpartition(":")[0] for each in told] == [
        "return_faulty:2022-10-14",
        "return_faulty:2022-10-18",
    ]
    assert told[0].text.startswith("武昌区有 ")
    assert told[0].link == "/batches/GS-20221012-0001/"


def test_a_unit_with_nothing_to_mend_is_told_nothing(hubei):
    file(12)

    do("return_faulty", "2022-10-14")

    assert notices(kind="return") == []


def test_the_analysts_learn_that_a_month_can_be_drafted(hubei):
    file(12)

    do("monthly_draft", "2022-11")

    assert (
        notices(kind="draft", person__login="a")
        == notices(kind="draft")
        == [
            "2022年10月的通报可以起草了：收到 40 行，正确 40，问题 0，迟报 40。"
            "数字是暂定的，印发前还会变。"
        ]
    )


def test_a_quarter_is_the_three_months_before(hubei):
    file(12)

    do("quarterly_review", "2023-Q1")

    assert notices(kind="review") == [
        "2022年10月至2022年12月的季度评估考核可以开始了：三个月收到 40 行，"
        "正确 40，问题 0，迟报 40。"
    ]


@pytest.mark.parametrize(
    ("slot", "told"), [("2026-10-31", []), ("2026-11-01", ["a", "r"])]
)
def test_a_calendar_that_ends_is_told_sixty_days_before(hubei, slot, told):
    do("calendar_warning", slot)
    do("calendar_warning", "2026-10-01")

    names = Notice.objects.order_by("pk").values_list("person__login", flat=True)
    assert list(names) == told


def test_what_a_killed_writer_left_goes_after_an_hour_and_nothing_else(hubei):
    file(10)
    kept = archive.path_of(Filing.objects.get().file_hash)
    left, young = (kept.with_suffix(f".{each}.tmp") for each in (1, 2))
    for each in (left, young):
        each.write_bytes(b"half")
    for each in (kept, left):
        os.utime(each, (0, 0))

    do("sweep_archive", "2022-10-11")

    assert [each.exists() for each in (kept, left, young)] == [True, False, True]
    young.unlink()


def test_a_job_done_twice_tells_once(hubei):
    do("calendar_warning", "2026-11-01")
    do("calendar_warning", "2026-11-02")

    assert len(notices(person__login="a")) == 1


def test_a_unit_is_told_once_a_day_of_rows_that_are_nearly_due(hubei):
    file(12, dirty=True)
    due_on = Entry.objects.filter(outcome="faulty").earliest("due_on").due_on

    for days in (4, 3, 3, 0):
        due_soon.tell(due_on - timedelta(days=days))
    do("due_soon", f"{due_on}")

    told = notices(kind="due", unit__name="武昌区")
    assert len(told) == 2
    assert "行退回的快到期，最早的应于" in told[0]


def test_the_map_of_series_is_found_every_night_and_after_a_filing(hubei):
    file(12)

    do("series_map", "2022-10-13")

    count = NumberSeries.objects.count()
    assert count
    unit = Unit.objects.get(name="武昌区")
    years = set(NumberSeries.objects.values_list("year", flat=True))
    NumberSeries.objects.all().delete()
    enqueue("series_map", unit=unit.pk, years=sorted(years))
    run(work.load(), Stop())
    assert NumberSeries.objects.filter(units=unit).count() == count


def test_gaps_that_nobody_explained_become_cases_and_analysts_are_told_once(hubei):
    file(12)
    withdrawn = Entry.objects.exclude(series_prefix="").order_by("pk")[5]
    withdraw_reference(f"{withdrawn.batch.number}-{withdrawn.row_number}", "报错了", "")

    do("raise_gaps", "2022-11-07")
    do("raise_gaps", "2022-11-14")

    cases = Case.objects.filter(signals__kind="gap")
    assert withdrawn.document_number in cases.values_list("document_number", flat=True)
    assert notices(kind="gap", person__login="a") == [
        f"过了说明期限的缺号立为线索，新立 {cases.count()} 件。"
    ]


def test_work_for_which_nobody_waits_is_done_last(hubei):
    done: list[str] = []

    @patient
    def later(job: Job) -> None:
        done.append(job.kind)

    enqueue("later")
    enqueue("soon")
    run({"later": later, "soon": lambda job: done.append(job.kind)}, Stop())

    assert done == ["soon", "later"]


def test_work_for_which_nobody_waits_keeps_one_worker_at_most(hubei):
    done: list[int] = []

    @patient
    def later(job: Job) -> None:
        done.append(job.pk)

    kinds = {"later": later}
    first, second = enqueue("later"), enqueue("later")
    other = claim(kinds)
    assert other is not None
    assert other.pk == first.pk

    run(kinds, Stop())
    assert done == []

    # The other one died, and its lease is over.
    Job.objects.filter(pk=first.pk).update(lease_until=timezone.now())
    run(kinds, Stop())
    assert done == [first.pk, second.pk]


def test_work_for_which_nobody_waits_is_ended_before_others_once_it_was_begun(hubei):
    """Where there is always something to do, it would else never be taken up again."""
    done: list[str] = []

    @patient
    def later(job: Job) -> None:
        done.append(job.kind)

    kinds = {"later": later, "soon": lambda job: done.append(job.kind)}
    enqueue("later")
    died = claim(["later"])
    assert died is not None
    Job.objects.filter(pk=died.pk).update(lease_until=timezone.now())
    enqueue("soon")

    run(kinds, Stop())

    assert done == ["later", "soon"]
