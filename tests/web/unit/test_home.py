from datetime import date, timedelta

from django.test import Client
from django.utils import timezone

from gongshi.clocks.periods import local_day
from gongshi.ledger.models import NilReturn
from gongshi.people.models import Notice
from gongshi.people.notices import notify
from tests.days import workday_before
from tests.people.persons import log_in
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.unit.conftest import FOREIGN, Clerk, table


def recent(days: int = 2) -> date:
    return local_day(timezone.now()) - timedelta(days=days)


def test_a_new_unit_is_led_to_its_first_filing(clerk):
    source = clerk.open("/home/")

    assert heading(source) == "还没有报送过：选一个文件，先看结果再报。"
    assert "没有待改的行" in source
    assert "还没有通知" in source


def test_home_shows_the_month_with_links_to_its_rows(clerk):
    clerk.filed(
        table(
            city.licence(1, recent()),
            city.licence(2, recent(), XK_XDR_SHXYM=city.WRONG_CODE),
        )
    )

    source = clerk.open("/home/")
    told = words(source)

    assert "合格率 50% 1 / 2 行" in told
    assert "行政许可 2 1 1 0 0 0" in told
    assert "outcome=accepted&amp;" not in source.partition("合格率")[0]
    assert "category=licence" in source


def test_home_lists_rows_to_mend_with_their_days(clerk):
    clerk.filed(table(city.licence(2, recent(), XK_XDR_SHXYM=city.WRONG_CODE)))

    told = words(clerk.open("/home/"))

    assert "待改 1 行" in told
    assert "校验位应为 6，现为 7" in told
    assert "个工作日已过" in clerk.open("/home/")


def test_home_says_which_rows_to_mend_are_of_this_month(clerk):
    wrong = {"XK_XDR_SHXYM": city.WRONG_CODE}
    old = timezone.now() - timedelta(days=40)
    city.file_rows([city.licence(1, recent(45), **wrong)], clerk.unit.name, old)
    clerk.filed(table(city.licence(2, recent(60), **wrong)))

    assert "待改 2 行，其中本月 1 行。" in words(clerk.open("/home/"))


def test_home_lists_what_can_still_come_in_time_first(clerk):
    wrong = {"XK_XDR_SHXYM": city.WRONG_CODE}
    clerk.filed(
        table(
            city.licence(1, recent(), XK_JDRQ="何时"),
            city.licence(2, recent(60), **wrong),
            city.licence(3, workday_before(1), **wrong),
            city.licence(4, workday_before(3), **wrong),
        )
    )

    source = clerk.open("/home/").partition('id="h-mend"')[2]
    places = [source.index(f"示例{number}号公司") for number in (4, 3, 2, 1)]

    assert places == sorted(places)
    assert "已过" in source
    assert "期限待定" in source


def test_home_counts_the_tree_but_not_its_neighbours(clerk):
    Clerk(FOREIGN).filed(table(city.licence(1, recent())))
    child = Clerk("鲁山县市场监督管理局")
    child.filed(table(city.licence(3, recent())))

    assert "还没有报送过" in clerk.open("/home/")
    assert "报送 1 行" in words(Clerk("鲁山县").open("/home/"))


def test_home_names_what_comes_round(clerk):
    assert "双公示周清" in words(clerk.open("/home/"))
    assert "行政许可：本月还没有报送" in words(clerk.open("/home/"))


def test_home_asks_no_more_once_nothing_was_declared(clerk):
    declare_nil_today(clerk)

    assert "行政许可：本月还没有报送" not in words(clerk.open("/home/"))


def declare_nil_today(clerk):
    today = recent(0)
    NilReturn.objects.create(
        unit=clerk.unit, category="licence", first_day=today, last_day=today,
        told="本月没有产生", declared_at=timezone.now(), policy="pingdingshan@2023-01-01",
    )  # fmt: skip


def test_home_of_a_foreign_unit_is_not_there(clerk):
    foreign = Clerk(FOREIGN).unit.pk

    there = clerk.open(f"/home/?unit={foreign}", 404)
    nowhere = clerk.open("/home/?unit=999999", 404)

    assert words(there).replace(str(foreign), "·") == words(nowhere).replace(
        "999999", "·"
    )


def test_the_office_chooses_a_unit_first(clerk):
    client = Client()
    log_in(client, "analyst")

    assert client.get("/home/")["Location"] == "/units/"
    assert client.get(f"/home/?unit={clerk.unit.pk}").status_code == 200


def test_rank_says_when_there_is_none(clerk):
    assert "还排不出名次" in clerk.open("/home/rank/")


def test_notice_is_read_where_it_leads_and_only_by_its_reader(clerk):
    notify(
        kind="return",
        text="有 1 行退回待改。",
        key="a",
        link="/filings/",
        unit=clerk.unit,
    )
    notify(kind="x", text="别家的事。", key="b", unit=Clerk(FOREIGN).unit)
    mine, theirs = Notice.objects.order_by("pk")

    before = clerk.open("/notices/")
    answer = clerk.client.post("/notices/read/", {"notice": [mine.pk]})
    clerk.client.post("/notices/read/", {"notice": [theirs.pk]})

    assert heading(before) == "有 1 条通知没有读"
    assert answer["Location"] == "/filings/"
    assert heading(clerk.open("/notices/")) == "通知都读过了"
    assert "别家的事" not in before
    assert not theirs.read_by.exists()


def test_notice_leads_nowhere_off_the_site(clerk):
    notify(kind="x", text="看这里。", key="a", link="//evil.example/", unit=clerk.unit)

    answer = clerk.client.post("/notices/read/", {"notice": [Notice.objects.get().pk]})

    assert answer["Location"] == "/notices/"


def test_unit_logs_in_to_its_home(clerk):
    assert clerk.client.get("/")["Location"] == "/home/"
