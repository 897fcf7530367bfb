"""One record typed into a form: checked while it is typed, filed when it is right."""

import html
import time
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongshi.ledger.models import Batch, Record
from gongshi.people.drafts import KEPT, find_draft, forget_old
from gongshi.people.models import Draft
from gongshi.policy.standards import categories
from tests.databases import DATABASES, ledger_on
from tests.web import city
from tests.web.conftest import words
from tests.web.unit.desk import MARKET, Seat, box, key_of

FORM = "/rows/new/licence/"
LIVE = {"HX-Request": "true"}


@pytest.fixture(autouse=True, params=DATABASES)
def _ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    with ledger_on(request.param):
        city.set_up_units()
        yield


@pytest.fixture
def seat() -> Seat:
    return Seat()


def typed(**changed: str) -> dict[str, str]:
    """Fill a form in with a record of two days ago, source and authority its own."""
    day = timezone.localdate() - timedelta(days=2)
    row = city.licence(1, day, XK_XKJG="示例局", XK_YXQZI="2099/12/31") | changed
    return {f"f.{code}": text for code, text in row.items()}


def check(seat: Seat, boxes: dict[str, str]) -> str:
    response = seat.client.post(f"{FORM}check/", boxes, headers=LIVE)
    assert response.status_code == 200
    return response.content.decode()


def test_every_category_has_a_form_with_all_its_fields(seat):
    for key in categories():
        source = seat.open(f"/rows/new/{key}/")

        assert 'name="key"' in source
        assert "必填" in source


def test_form_has_lists_groups_hints_and_who_reports(seat):
    source = seat.open(FORM)

    told = words(source)
    assert told.index("相对人") < told.index("决定") < told.index("状态与来源")
    assert "<option>法人及非法人组织</option>" in source
    assert "YYYY/MM/DD，不晚于今天" in told
    assert box(source, "XK_LYDW") == MARKET


def test_what_is_typed_is_checked_beside_its_box(seat):
    source = check(seat, typed(XK_XDR_SHXYM=city.WRONG_CODE, XK_NR=""))

    assert 'id="w-XK_XDR_SHXYM" class="said" hx-swap-oob="true"' in source
    assert "校验位" in source
    assert "采用建议" in source
    assert "现在报会退回" in source
    assert "1 处填得不对，1 处必填的还空着" in words(source)
    assert "许可内容」为必填项" not in source
    assert not Batch.objects.exists()


def test_what_was_emptied_again_is_told(seat):
    check(seat, typed())

    assert "许可内容」为必填项" in html.unescape(check(seat, typed(XK_NR="")))


def test_outcome_and_due_day_are_foreseen(seat):
    told = words(check(seat, typed()))

    assert "可以入库" in told
    assert "现在报是按时" in told


def test_an_empty_form_is_told_so(seat):
    assert "还没有填" in check(seat, {"f.XK_NR": ""})


def test_checks_are_quick(seat):
    boxes = typed(XK_XDR_SHXYM=city.WRONG_CODE)
    check(seat, boxes)

    started = time.process_time()
    for _ in range(5):
        check(seat, boxes)

    assert (time.process_time() - started) / 5 < 0.25


def test_a_right_record_is_filed_and_judged_at_once(seat):
    key = key_of(seat.open(FORM))

    onward = seat.client.post(FORM, typed() | {"key": key}).headers["Location"]
    again = seat.client.post(FORM, typed() | {"key": key}).headers["Location"]

    batch = Batch.objects.get()
    assert (batch.accepted, batch.channel, batch.unit) == (1, "screen", seat.unit)
    assert onward == again == f"{FORM}?done={batch.number}"
    assert Record.objects.get().entry.unit == seat.unit
    assert batch.number in seat.words(onward)


def test_a_wrong_record_is_not_filed_and_kept_as_typed(seat):
    response = seat.client.post(FORM, typed(XK_XDR_SHXYM=city.WRONG_CODE, XK_NR=""))

    source = response.content.decode()
    assert response.status_code == 422
    assert "还有 2 处不对，没有报送" in words(source)
    assert box(source, "XK_XDR_SHXYM") == city.WRONG_CODE
    assert not Batch.objects.exists()


def test_a_record_that_is_there_already_is_not_filed_again(seat):
    seat.client.post(FORM, typed())

    response = seat.client.post(FORM, typed())

    assert response.status_code == 422
    assert "已经报过" in response.content.decode()
    assert Batch.objects.count() == 1


def test_a_suggestion_is_put_into_its_box(seat):
    response = seat.client.post(
        FORM, typed(XK_XDR_SHXYM=city.WRONG_CODE) | {"adopt": "XK_XDR_SHXYM"}
    )

    assert box(response.content.decode(), "XK_XDR_SHXYM") == "914403001922038216"
    assert not Batch.objects.exists()


def test_a_half_filled_form_survives_a_reload_and_is_nobody_elses(seat):
    check(seat, typed(XK_NR="写到一半"))

    assert box(seat.open(FORM), "XK_NR") == "写到一半"
    assert "上次没填完的还在" in seat.words(FORM)
    assert box(Seat("unit_head").open(FORM), "XK_NR") == ""
    assert box(seat.open("/rows/new/confirmation/"), "QR_LYDW") == MARKET


def test_a_draft_goes_when_it_is_filed_or_not_wanted(seat):
    check(seat, typed(XK_NR="写到一半"))
    assert seat.client.get(f"{FORM}?empty=1").headers["Location"] == FORM
    assert not Draft.objects.exists()

    check(seat, typed())
    seat.client.post(FORM, typed())

    assert not Draft.objects.exists()


def test_a_draft_is_gone_after_a_day_and_when_it_was_changed(seat):
    check(seat, typed())
    draft = Draft.objects.get()
    assert find_draft(seat.me, draft.key)["XK_NR"] == "准予食品销售经营"

    Draft.objects.update(body=draft.body.replace("食品", "药品"))
    assert find_draft(seat.me, draft.key) == {}

    Draft.objects.update(
        body=draft.body, saved_at=timezone.now() - KEPT - timedelta(seconds=1)
    )
    assert find_draft(seat.me, draft.key) == {}
    forget_old()
    assert not Draft.objects.exists()


def test_a_form_sent_after_the_session_ended_is_held(seat):
    seat.client.post("/login/", {})
    told = seat.client
    told.logout()

    response = told.post(FORM, typed())

    assert response.status_code == 302
    assert response.headers["Location"].startswith("/login/")
    assert not Batch.objects.exists()


def test_script_and_formula_stay_text(seat):
    script = "<script>alert(1)</script>\"'=1+1"
    boxes = dict.fromkeys(typed(), script)

    live, sent = check(seat, boxes), seat.client.post(FORM, boxes).content.decode()

    assert "<script>alert" not in live + sent
    assert box(sent, "XK_NR") == script


@pytest.mark.parametrize("text", ["长" * 6000, "😀", "\u202e\u200b"])
def test_odd_characters_break_nothing(seat, text):
    assert "现在报会退回" in check(
        seat, typed(XK_XDR_MC=text, XK_WSH=text, XK_JDRQ=text)
    )


def test_an_unknown_category_is_not_there(seat):
    assert seat.client.get("/rows/new/nothing/").status_code == 404


def test_people_of_the_office_are_told_to_use_a_unit():
    from tests.people.persons import log_in

    client = Client()
    log_in(client, "analyst")

    assert client.get(FORM).status_code == 400
