import re
import time
from datetime import date, timedelta
from urllib.parse import urlencode

from django.utils import timezone

from gongshi.actions.take import JUDGE
from gongshi.jobs.leases import claim
from gongshi.jobs.models import Job
from gongshi.ledger.models import Filing
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.unit.conftest import FOREIGN, Clerk, judge, table, taken

DAY = date(2026, 11, 17)


def test_filing_is_received_at_once_and_asks_again_until_it_is_judged(clerk):
    filing = taken(table(city.licence(1, DAY)), clerk.unit)
    address = f"/filings/{filing.number}/"

    waiting = clerk.open(address)
    part = clerk.open(f"{address}state/", **{"HX-Request": "true"})
    judge()
    done = clerk.open(f"{address}state/", **{"HX-Request": "true"})

    assert heading(waiting) == f"收到了：{filing.number}"
    assert "入库" not in heading(waiting)
    assert 'hx-trigger="every 300ms"' in part
    assert "<html" not in part
    assert heading(done) == "1 行核对完了：1 行入库。"
    assert "hx-get" not in done.partition("</div>")[0]


def test_verdict_shows_counts_causes_and_effect(clerk):
    filing = clerk.filed(
        table(city.licence(1, DAY), city.licence(2, DAY, XK_XDR_SHXYM=city.WRONG_CODE))
    )

    source = clerk.open(f"/filings/{filing.number}/")

    assert heading(source) == "2 行核对完了：1 行入库，1 行要改。"
    assert "校验位应为 6，现为 7" in source
    assert "改完这 1 行 100% 2 / 2" in words(source)
    assert f"/batches/{filing.number}/returned.xlsx" in source


def test_refused_filing_says_why_and_what_to_do(clerk):
    filing = clerk.filed(b"a,b\n1,2\n")

    source = clerk.open(f"/filings/{filing.number}/")

    assert heading(source) == "收到了，但是读不了"
    assert "没有找到" in source
    assert "/templates/licence.xlsx" in source
    assert "hx-get" not in source


def test_filing_whose_work_stopped_is_not_filed_again(clerk):
    filing = taken(table(city.licence(1, DAY)), clerk.unit)
    Job.objects.update(state="dead")

    told = words(clerk.open(f"/filings/{filing.number}/"))

    assert "原件已留存" in told
    assert "不用重新报送" in told


def test_a_filing_that_waits_says_what_it_waits_for(clerk):
    first = taken(table(city.licence(1, DAY)), clerk.unit)
    second = taken(table(city.licence(2, DAY)), clerk.unit)

    def said(of: Filing) -> str:
        return words(clerk.open(f"/filings/{of.number}/state/"))

    assert "排队等核对，通常几秒就轮到" in said(first)
    assert "排队等核对，前面还有 1 个文件" in said(second)

    Job.objects.update(run_after=timezone.now() - timedelta(minutes=2))
    assert "后台现在没有在核对，原件已经存好" in said(second)

    assert claim([JUDGE])
    assert "正在核对，通常几秒就好" in said(first)
    assert "排队等核对，前面还有 1 个文件" in said(second)


def test_a_page_looks_again_when_the_filings_before_it_may_be_done(clerk):
    taken(table(city.licence(1, DAY)), clerk.unit)
    second = taken(table(city.licence(2, DAY)), clerk.unit)
    now = time.time_ns() // 1_000_000

    def pause(**seen: object) -> int:
        source = clerk.open(f"/filings/{second.number}/state/?{urlencode(seen)}")
        return int(re.findall(r'hx-trigger="every (\d+)ms"', source)[0])

    # One is before it. Of three in a second, another one takes half of one; of none,
    # or by a page that tells nothing of use, nobody knows.
    assert pause() == 340
    assert 800 <= pause(before=3, at=now - 1000) < 1300
    assert pause(before=1, at=now - 1000) == 340
    assert pause(before=2, at=now - 60_000) == 1300
    assert pause(before=2, at=now + 60_000) == 300
    assert pause(before="x", at="9" * 99) == 340
    part = clerk.open(f"/filings/{second.number}/state/")
    assert re.search(r'hx-get="[^"]+/state/\?before=1&amp;at=\d{13}"', part)


def test_a_page_that_goes_on_waiting_asks_seven_queries(clerk, django_queries):
    filing = taken(table(city.licence(1, DAY)), clerk.unit)
    address = f"/filings/{filing.number}/state/?before=0&at=1700000000000"
    part = {"HX-Request": "true"}

    # session · person · units that are seen · filing · its job · those before · office
    assert django_queries(lambda: clerk.open(address, **part)) == 7


def test_foreign_filings_are_not_there(clerk):
    filing = Clerk(FOREIGN).filed(table(city.licence(1, DAY)))

    for part in ("", "state/", "receipt/", "code.svg"):
        there = clerk.open(f"/filings/{filing.number}/{part}", 404)
        nowhere = clerk.open(f"/filings/GS-20990101-0001/{part}", 404)
        assert words(there).replace(filing.number, "·") == words(nowhere).replace(
            "GS-20990101-0001", "·"
        )


def test_filings_are_listed_found_and_sorted(clerk):
    clerk.filed(table(city.licence(1, DAY)), name="甲.csv")
    clerk.filed(b"a,b\n1,2\n", name="乙.csv")
    Clerk(FOREIGN).filed(table(city.licence(4, DAY)), name="别家.csv")
    taken(table(city.licence(3, DAY)), clerk.unit, name="丙.csv")

    source = clerk.open("/filings/")

    assert heading(source) == "报送记录：3 次"
    assert source.index("丙.csv") < source.index("乙.csv") < source.index("甲.csv")
    assert "别家" not in source
    assert heading(clerk.open("/filings/?state=refused")) == "符合条件的报送：1 次"
    assert heading(clerk.open("/filings/?state=waiting")) == "符合条件的报送：1 次"
    assert heading(clerk.open("/filings/?q=甲")) == "符合条件的报送：1 次"
    oldest = clerk.open("/filings/?sort=oldest")
    assert oldest.index("甲.csv") < oldest.index("丙.csv")


def test_filings_refuse_an_order_that_there_is_not(clerk):
    assert "排序不对" in clerk.open("/filings/?sort=x", 400)
    assert "状态不对" in clerk.open("/filings/?state=x", 400)


def test_filings_say_what_to_do_when_there_are_none(clerk):
    assert "还没有报送过" in clerk.open("/filings/")
    assert "放宽一些" in clerk.open("/filings/?q=查无")


def test_filings_are_paged(clerk):
    for number in range(31):
        taken(table(city.licence(1, DAY)), clerk.unit, name=f"{number:02}.csv")

    assert "第 1 / 2 页" in clerk.open("/filings/")
    assert "00.csv" in clerk.open("/filings/?page=2")
    assert "00.csv" in clerk.open("/filings/?page=99")


def test_filings_are_exported_without_formulas(clerk):
    clerk.filed(table(city.licence(1, DAY)), name="=1+1.csv")

    assert ",'=1+1.csv," in clerk.open("/filings.csv")
    assert clerk.open("/filings.xlsx").startswith("PK")


def test_filings_ask_eleven_queries(clerk, django_queries):
    clerk.filed(table(city.licence(1, DAY)))
    clerk.filed(table(city.licence(2, DAY)))

    # session · person · office · units that are seen · how many · filings · batches ·
    # refusals · own unit · what waits
    assert django_queries(lambda: clerk.open("/filings/")) == 11
