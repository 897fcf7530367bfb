"""A unit sees the gaps of its numbers while it files, and explains them."""

from datetime import date

import pytest

from gongshi.actions import kept_series
from gongshi.actions.gaps import accept_gaps, refuse_gaps
from gongshi.actions.series_map import find_all
from gongshi.desks.unit import left_gaps
from gongshi.ledger.case_models import Case
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.unit.conftest import Clerk, table
from tests.web.unit.conftest import judge as do_what_waits

DAY = date(2023, 12, 4)
PAGE = "/home/series/?year=2023"
EXPLAIN = "/home/series/explain/?year=2023"


def rows(*serials: int) -> bytes:
    own = {"XK_LYDW": "市公安局", "XK_LYDWDM": "", "XK_XKJG": "市公安局"}
    return table(*(city.licence(serial, DAY, **own) for serial in serials))


def spelled(*serials: int) -> str:
    return " ".join(f"平示许〔2023〕{serial}号" for serial in serials)


@pytest.fixture
def unsearched(monkeypatch) -> None:
    """Let no filing have series searched, not even one of before that is due meanwhile."""
    monkeypatch.setattr(kept_series, "_SETTLING", 10**9)


@pytest.fixture
def filed(clerk) -> Clerk:
    clerk.filed(rows(1, 2, 5, 6, 8))
    find_all()()
    return clerk


def explain(clerk: Clerk, *numbers: str, status: int = 302, **more: str):
    form = {"number": list(numbers), "reason": "void", "text": "", **more}
    answer = clerk.client.post(EXPLAIN, form)
    assert answer.status_code == status
    return answer.headers.get("Location") or answer.content.decode()


def test_the_page_shows_the_series_and_what_is_missing(filed):
    page = filed.open(PAGE)

    assert heading(page) == "平示许〔2023〕1—8 号"
    told = words(page)
    assert "报了 5 个，没有记录的 3 个，3 个" in told
    assert "3—4 号 共 2 个" in told
    assert page.count('class="gap"') == 4  # with that of the key
    assert "应有 8 个号，有记录的 5 个，缺 3 个" in told


def test_what_was_filed_just_now_is_found_in_the_background(clerk):
    filing = clerk.filed(rows(1, 2, 5))
    page = clerk.open(PAGE)
    assert "2023 年报来的文书号正在整理" in words(page)
    assert 'hx-trigger="load delay:2s"' in page

    do_what_waits()

    assert heading(clerk.open(PAGE)) == "平示许〔2023〕1—5 号"
    assert "还缺 3—4 号" in words(clerk.open(f"/filings/{filing.number}/gaps/"))


def test_the_pages_of_a_unit_ask_no_more_for_more_numbers(filed, django_queries):
    own = [PAGE, f"/filings/{filed.filed(rows(9, 11)).number}/gaps/"]
    find_all()()
    few = [django_queries(lambda page=page: filed.open(page)) for page in own]

    filed.filed(rows(*range(20, 400, 2)), name="多.csv")
    find_all()()

    assert [django_queries(lambda page=page: filed.open(page)) for page in own] == few
    assert max(few) <= 20


def test_before_filing_the_look_says_what_would_be_missing(filed):
    told = words(filed.look(rows(3, 10)))

    assert "本次报送后，平示许〔2023〕还缺 4、7、9 号，共 3 个。" in told


def test_a_unit_with_very_many_numbers_is_told_after_filing(filed, monkeypatch):
    monkeypatch.setattr(left_gaps, "_READ_AT_ONCE", 0)

    told = words(filed.look(rows(3, 10)))

    assert "本单位的文书号太多，收下以后再列出还缺的号。" in told


@pytest.mark.usefixtures("unsearched")
def test_after_filing_its_page_says_what_is_missing(filed):
    filing = filed.filed(rows(3, 10), name="下周.csv")

    page = filed.open(f"/filings/{filing.number}/")
    part = f"/filings/{filing.number}/gaps/"

    assert f'hx-get="{part}"' in page
    assert "正在找这次报送后还缺的号" in words(filed.open(part))
    find_all()()
    for told in (filed.open(part), filed.open(part, **{"HX-Request": "true"})):
        assert "还缺 4、7、9 号，共 3 个。" in words(told)
        assert "/home/series/?unit=" in told


def test_home_names_the_gaps_until_they_are_explained(filed):
    assert "文书号缺 3 个" in words(filed.open("/home/"))

    explain(filed, spelled(3, 4), spelled(7))
    do_what_waits()

    assert "文书号缺" not in words(filed.open("/home/"))


def test_a_run_is_explained_in_one_form(filed):
    address = explain(filed, spelled(3, 4), text="整本作废")

    told = words(filed.open(address))
    assert "已送信用办审核：2 个号。" in told
    assert "待审核 作废：整本作废 报送员" in told
    assert "2 个待审核，1 个" in told


def test_what_the_office_says_of_it_is_shown(filed):
    explain(filed, spelled(3), spelled(4), spelled(7))
    pks = {each.number_key[-1]: each.pk for each in Case.objects.all()}
    accept_gaps([pks["3"]], "analyst")
    refuse_gaps([pks["4"]], "analyst", "again", "请附审批单")
    refuse_gaps([pks["7"]], "analyst", "omitted", "查实是漏报")

    page = filed.open(PAGE)

    told = words(page)
    assert "没有记录的 3 个：1 个已认可，2 个未认可" in told
    assert "信用办：请附审批单" in told
    assert "信用办：查实是漏报" in told
    # Only what was asked again can be explained again.
    assert f'value="{spelled(4)}"' in page
    assert f'value="{spelled(7)}"' not in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"reason": ""}, "请选一个原因"),
        ({"reason": "other"}, "请写明情况"),
        ({"number": []}, "请至少选一个缺号"),
        ({"number": [spelled(5)]}, "不是市公安局现在的缺号"),
        ({"text": "长" * 501}, "最多写 500 字"),
    ],
)
def test_what_is_wrong_is_told_on_the_page(filed, typed, told):
    page = explain(filed, spelled(3), status=422, **typed)

    assert told in words(page)
    assert not Case.objects.exists()


def test_a_foreign_unit_sees_none_of_it(filed):
    other = Clerk("市审计局")

    assert "2026 年还没有报过" in words(other.open("/home/series/"))
    other.open(f"/home/series/?unit={filed.unit.pk}", 404)
    answer = other.client.post(EXPLAIN, {"number": spelled(3), "reason": "void"})
    assert answer.status_code == 422
    assert not Case.objects.exists()


def test_a_year_without_numbers_says_so(filed):
    assert "2019 年还没有报过带文书号的决定" in words(
        filed.open("/home/series/?year=2019")
    )
