"""The rows that came back: by cause, one by one, all at once."""

from collections.abc import Iterator

import pytest
from django.test import Client

from gongshi.ledger.known import reference
from gongshi.ledger.models import Batch, Entry, Filing, Record
from gongshi.ledger.withdrawals import Wish, withdraw
from gongshi.people.models import Notice, Question
from tests.databases import DATABASES, ledger_on
from tests.people.persons import log_in, person
from tests.web import city
from tests.web.conftest import words
from tests.web.unit.desk import Seat, box, key_of, waiting

RIGHT = "914403001922038216"


@pytest.fixture(autouse=True, params=DATABASES)
def _ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    with ledger_on(request.param):
        city.december()
        yield


@pytest.fixture
def seat() -> Seat:
    return Seat()


@pytest.fixture
def entry() -> Entry:
    return waiting("平示许〔2023〕6号")


def test_list_groups_by_cause_and_says_what_to_do(seat):
    told = seat.words("/mend/")

    assert "有 3 行要改" in told
    assert "2行 行政相对人代码_1（统一社会信用代码）" in told
    assert "2 行都用建议" in told
    assert "看这 1 行" in told


def test_list_of_another_unit_is_empty():
    assert "没有要改的行" in Seat(unit="市公安局").words("/mend/")


def test_row_shows_only_what_is_wrong_and_the_rest_folded(seat, entry):
    source = seat.open(f"/mend/{entry.pk}/")

    told = words(source)
    assert "这一行有 1 处要改" in told
    assert "其余" in told.split("项没有问题")[0]
    assert box(source, "XK_XDR_SHXYM") == city.WRONG_CODE
    assert box(source, "XK_NR") == "准予食品销售经营"
    assert "第 4 行" in told
    assert "7 个工作日" in told


def test_saving_files_the_row_and_leads_to_the_next(seat, entry):
    key = key_of(seat.open(f"/mend/{entry.pk}/"))

    onward = seat.send(f"/mend/{entry.pk}/", f__XK_XDR_SHXYM=RIGHT, key=key)

    batch = Batch.objects.latest("pk")
    assert onward.startswith("/mend/")
    assert onward.endswith(f"?done={batch.number}")
    assert f"改好了：已入库，回执 {batch.number}" in seat.words(onward)
    assert Filing.objects.get(number=batch.number).brought_by == seat.me.login
    assert Record.objects.get(entry__document_number="平示许〔2023〕6号").versions == 1


def test_a_double_click_is_one_filing(seat, entry):
    key = key_of(seat.open(f"/mend/{entry.pk}/"))

    first = seat.send(f"/mend/{entry.pk}/", f__XK_XDR_SHXYM=RIGHT, key=key)
    count = Batch.objects.count()
    second = seat.send(f"/mend/{entry.pk}/", f__XK_XDR_SHXYM=RIGHT, key=key)

    assert first == second
    assert Batch.objects.count() == count


def test_what_is_still_wrong_is_shown_with_what_was_typed(seat, entry):
    count = Batch.objects.count()

    source = seat.send(f"/mend/{entry.pk}/", 422, f__XK_XDR_SHXYM="914403001922038219")

    assert "还有 1 处不对，没有保存" in words(source)
    assert box(source, "XK_XDR_SHXYM") == "914403001922038219"
    assert Batch.objects.count() == count


def test_the_second_of_two_is_told_who_was_first_with_both_values(entry):
    mine, other = Seat(), Seat("unit_head")
    stale = key_of(mine.open(f"/mend/{entry.pk}/"))
    other.send(f"/mend/{entry.pk}/", f__XK_XDR_SHXYM=RIGHT, key="theirs")
    count = Batch.objects.count()

    source = mine.send(
        f"/mend/{entry.pk}/", 409, f__XK_XDR_SHXYM="9152000071430580XT", key=stale
    )

    told = words(source)
    assert "这一行刚才由别人改了" in told
    assert f"{other.me.name} 在" in told
    assert f"{city.WRONG_CODE} 9152000071430580XT {RIGHT}" in told
    assert Batch.objects.count() == count


def test_a_row_that_is_mended_already_says_so(seat):
    entry = Entry.objects.get(document_number="平示许〔2023〕5号", outcome="faulty")

    assert "这一行已经由别人改了" in seat.words(f"/mend/{entry.pk}/")


@pytest.mark.parametrize("page", ["mend/{}/", "mend/{}/ask/", "withdraw/{}/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_rows_of_a_foreign_unit_are_not_there(entry, page, method):
    stranger = Seat(unit="市公安局")

    response = getattr(stranger.client, method)("/" + page.format(entry.pk))

    assert response.status_code == 404
    assert "没有编号为" in response.content.decode()
    assert not Notice.objects.exists()


def test_a_certificate_number_is_not_shown_and_stays_when_left_blank(seat):
    entry = waiting("平示许〔2023〕7号")

    source = seat.open(f"/mend/{entry.pk}/")

    assert city.CERTIFICATE[:-1] not in source
    assert box(source, "XK_FR_ZJHM") == ""
    again = seat.send(f"/mend/{entry.pk}/", 422, f__XK_FR_ZJHM="")
    assert city.CERTIFICATE[:-1] not in again
    seat.send(f"/mend/{entry.pk}/", f__XK_FR_ZJHM=city.CERTIFICATE)
    assert (
        Record.objects.get(entry__replaces=entry).entry.row["XK_FR_ZJHM"]
        == city.CERTIFICATE
    )


def test_a_certificate_number_is_emptied_by_its_mark(seat):
    entry = waiting("平示许〔2023〕7号")

    seat.send(
        f"/mend/{entry.pk}/", e__XK_FR_ZJHM="1", e__XK_FR_ZJLX="1", f__XK_FR_ZJLX=""
    )

    assert "XK_FR_ZJHM" not in Record.objects.get(entry__replaces=entry).entry.row


SCRIPT = "<script>alert(1)</script>\"'&{{ 7|add:7 }}=1+1"


def test_what_is_typed_stays_text_everywhere(seat, entry):
    codes = [
        "XK_XDR_MC", "XK_XDR_LB", "XK_XDR_SHXYM", "XK_FRDB", "XK_XKWS", "XK_WSH", "XK_XKLB",
        "XK_NR", "XK_JDRQ", "XK_XKJG", "BZ",
    ]  # fmt: skip

    source = seat.send(
        f"/mend/{entry.pk}/", 422, **{f"f__{code}": SCRIPT for code in codes}
    )

    assert "<script>alert" not in source
    assert [box(source, code) for code in codes if code not in ("XK_XDR_LB",)] == [
        SCRIPT
    ] * 10


def test_the_office_is_asked_with_the_row(seat, entry):
    analyst = person("analyst")

    onward = seat.send(f"/mend/{entry.pk}/ask/", why="没有这个代码  了")
    seat.send(f"/mend/{entry.pk}/ask/", why="又点了一次")

    notice = Notice.objects.get(person=analyst)
    assert notice.link == f"/rows/{entry.pk}/"
    assert reference(entry) in notice.text
    assert "没有这个代码 了" in notice.text
    assert "已经告诉信用办" in seat.words(onward)


def test_no_suggestion_is_adopted_that_was_not_made(seat, entry):
    source = seat.send(f"/mend/{entry.pk}/", 200, adopt="XK_NR")

    assert box(source, "XK_NR") == "准予食品销售经营"
    assert waiting("平示许〔2023〕6号") == entry


def slip(number: int) -> dict[str, str]:
    """Write a row whose code has a letter O, which the checks know to put right."""
    day = city.at(12, 4).date()
    return city.licence(number, day, XK_XDR_SHXYM="9144O3001922038216"[:18])


def test_a_suggestion_is_one_click_away(seat):
    city.file_rows([slip(31)], "鲁山县市场监督管理局", city.at(12, 14))
    entry = waiting("平示许〔2023〕31号")

    source = seat.send(f"/mend/{entry.pk}/", 200, adopt="XK_XDR_SHXYM", key="k")

    assert box(source, "XK_XDR_SHXYM") == RIGHT
    seat.send(f"/mend/{entry.pk}/", f__XK_XDR_SHXYM=RIGHT, key="k")
    assert Record.objects.filter(entry__replaces=entry).exists()


def test_all_equal_errors_take_their_suggestion_at_once(seat):
    city.file_rows(
        [slip(31), slip(32), slip(33)], "鲁山县市场监督管理局", city.at(12, 14)
    )
    told = seat.words("/mend/")
    entry = waiting("平示许〔2023〕31号")
    rule = entry.finding_set.get().rule
    address = f"/mend/cause/?category=licence&rule={rule}&field=XK_XDR_SHXYM"

    source = seat.open(address)
    assert "行都用建议" in words(source) or "行都用建议" in told
    count = Batch.objects.count()
    onward = seat.send(address, adopt="1", key=key_of(source))
    seat.client.post(address, {"adopt": "1", "key": key_of(source)})

    assert Batch.objects.count() == count + 1
    assert "5 行改好了" in seat.words(onward)
    assert Record.objects.filter(entry__batch=Batch.objects.latest("pk")).count() == 5


def test_a_row_takes_its_equals_along(seat):
    city.file_rows([slip(31), slip(32)], "鲁山县市场监督管理局", city.at(12, 14))
    entry = waiting("平示许〔2023〕31号")
    source = seat.open(f"/mend/{entry.pk}/")
    assert "同样的错还有 1 行" in words(source)

    seat.send(
        f"/mend/{entry.pk}/",
        f__XK_XDR_SHXYM=RIGHT,
        equal=f"{entry.finding_set.get().pk}",
        key=key_of(source),
    )

    numbers = ["平示许〔2023〕31号", "平示许〔2023〕32号"]
    assert Record.objects.filter(entry__document_number__in=numbers).count() == 2


@pytest.mark.parametrize(
    "address", ["/mend/cause/", "/mend/cause/?category=x&rule=y&field=z"]
)
def test_a_cause_without_rows_is_not_there(seat, address):
    assert "已经没有要改的行" in seat.words(address, 404)


@pytest.fixture
def twin(seat) -> Entry:
    """Give a row that was returned because it contradicts the row before it."""
    day = city.at(12, 4).date()
    rows = [city.licence(41, day), city.licence(41, day, XK_NR="准予餐饮服务经营")]
    city.file_rows(rows, "鲁山县市场监督管理局", city.at(12, 6))
    return waiting("平示许〔2023〕41号")


def test_a_row_that_contradicts_another_shows_both_values(seat, twin):
    source = seat.open(f"/mend/{twin.pk}/")

    told = words(source)
    assert "许可内容 准予餐饮服务经营 准予食品销售经营" in told
    assert "这一行不要了，撤回" in told
    assert f'href="/withdraw/{twin.pk}/"' in source
    assert box(source.split("<details")[0], "XK_NR") == "准予餐饮服务经营"


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "什么都没有改，要改的还在。这一行和"),
        ({"f__XK_NR": "准予餐饮服务"}, "还是同一条记录，只能留一行"),
        ({"f__XK_NR": "准予食品销售经营"}, "台账里已经有了"),
    ],
)
def test_it_is_not_saved_while_the_other_row_stands(seat, twin, typed, said):
    count = Batch.objects.count()

    assert said in words(seat.send(f"/mend/{twin.pk}/", 422, save="1", **typed))
    assert Batch.objects.count() == count


def test_it_is_saved_as_another_record_late_as_its_page_says(seat, twin):
    assert "已过，改好也算迟报" in seat.words(f"/mend/{twin.pk}/")

    seat.send(f"/mend/{twin.pk}/", f__XK_WSH="平示许〔2023〕42号")

    assert Record.objects.get(entry__replaces=twin).entry.late


def test_it_is_saved_as_it_is_when_the_other_row_is_gone(seat, twin):
    other = Record.objects.get(entry__document_number="平示许〔2023〕41号").entry
    withdraw(Wish(other, "报错了"))
    assert "可以原样保存" in seat.words(f"/mend/{twin.pk}/")

    seat.send(f"/mend/{twin.pk}/", save="1")

    assert Record.objects.get(entry__replaces=twin).entry.late


def test_nothing_changed_is_said(seat, entry):
    told = words(seat.send(f"/mend/{entry.pk}/", 422, save="1"))

    assert "什么都没有改" in told


def test_the_clock_of_a_known_record_is_that_of_its_first_row(seat):
    day = city.at(12, 4).date()
    city.file_rows([city.licence(43, day)], "鲁山县市场监督管理局", city.at(12, 5))
    wrong = city.licence(43, day, XK_YXQZI="2021/12/31")
    city.file_rows([wrong], "鲁山县市场监督管理局", city.at(12, 6))
    entry = waiting("平示许〔2023〕43号")

    assert "这条记录先前已经入库" in seat.words(f"/mend/{entry.pk}/")

    seat.send(f"/mend/{entry.pk}/", f__XK_YXQZI="2028/12/30")
    assert not Record.objects.get(entry__replaces=entry).entry.late


def test_an_answer_reaches_who_asked_and_is_kept(seat, entry):
    office = Client()
    analyst = log_in(office, "analyst")
    seat.send(f"/mend/{entry.pk}/ask/", why="没有这个代码")
    month = words(office.get("/?period=2023-12").content.decode())
    assert "通知有1条没有读" in month
    assert "单位请信用办看的行" in month

    office.post(f"/rows/{entry.pk}/answer/", {"answer": "用新的代码"})

    notice = Notice.objects.get(person=seat.me)
    assert notice.text.endswith(f"答复您请看的 {reference(entry)}：用新的代码")
    told = seat.words(notice.link)
    assert f"{seat.me.name}问：没有这个代码" in told
    assert f"{analyst.name}答：用新的代码" in told
    assert "单位请信用办看的行" not in words(
        office.get("/?period=2023-12").content.decode()
    )


def test_only_an_analyst_answers(seat, entry):
    seat.send(f"/mend/{entry.pk}/ask/")

    assert (
        seat.client.post(f"/rows/{entry.pk}/answer/", {"answer": "好"}).status_code
        == 403
    )
    assert "还没有答复" in seat.words(f"/rows/{entry.pk}/")


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_mended_row_cannot_be_asked_about(seat, method):
    entry = Entry.objects.get(document_number="平示许〔2023〕5号", outcome="faulty")

    answer = getattr(seat.client, method)(f"/mend/{entry.pk}/ask/")

    assert "这一行已经由别人改了" in words(answer.content.decode())
    assert not Question.objects.exists()


def test_the_rows_of_one_filing_are_mended_by_themselves(seat):
    batch = city.file_rows([slip(31)], "鲁山县市场监督管理局", city.at(12, 14))
    address = f"/mend/?batch={batch.number}"

    told = seat.words(address)
    assert "有 1 行要改" in told
    assert f"只看 {batch.number} 的行 看全部待改" in told.replace("行看", "行 看")
    entry = waiting("平示许〔2023〕31号")
    assert f'href="/mend/{entry.pk}/?batch={batch.number}"' in seat.open(address)
    row = f"/mend/{entry.pk}/?batch={batch.number}"
    assert "第 1 行，共 1 行" in seat.words(row)
    rule = entry.finding_set.get().rule
    cause = f"/mend/cause/?category=licence&rule={rule}&field=XK_XDR_SHXYM"
    assert "1 行错得一样" in seat.words(f"{cause}&batch={batch.number}")
    assert "/mend/?done=" in (onward := seat.send(row, f__XK_XDR_SHXYM=RIGHT))
    assert f"batch={batch.number}" in onward


def test_a_value_of_a_list_is_chosen_or_written_out(seat):
    row = city.licence(51, city.at(12, 4).date(), XK_XKLB="某种")
    city.file_rows([row], "鲁山县市场监督管理局", city.at(12, 6))
    entry = waiting("平示许〔2023〕51号")

    source = seat.open(f"/mend/{entry.pk}/")
    assert '<select id="i-XK_XKLB"' in source
    assert "某种（现在填的，不在表里）" in words(source)
    assert box(source, "XK_XKLB") == "某种"

    seat.send(f"/mend/{entry.pk}/", f__XK_XKLB="某种", o__XK_XKLB="备案")
    assert Record.objects.get(entry__replaces=entry).entry.row["XK_XKLB"] == "其他-备案"
