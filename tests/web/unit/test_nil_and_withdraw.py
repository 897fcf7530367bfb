"""Nil returns and withdrawals on the pages of both desks."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongshi.actions.withdraw import answer
from gongshi.clocks.spans import span_of
from gongshi.errors import UsageError
from gongshi.ledger.models import (
    Entry,
    NilReturn,
    Record,
    Withdrawal,
    WithdrawalRequest,
)
from gongshi.people.models import Notice
from tests.databases import DATABASES, ledger_on
from tests.people.persons import log_in
from tests.web import city
from tests.web.conftest import words
from tests.web.unit.desk import MARKET, Seat


@pytest.fixture(autouse=True, params=DATABASES)
def _ledger(request: pytest.FixtureRequest) -> Iterator[None]:
    with ledger_on(request.param):
        city.december()
        yield


@pytest.fixture
def seat() -> Seat:
    return Seat()


@pytest.fixture
def accepted() -> Entry:
    return Entry.objects.get(document_number="平示许〔2023〕4号")


def this_week() -> str:
    return span_of(timezone.localdate(), "week").key


def test_a_nil_return_is_declared_and_listed(seat):
    assert "还有 1 类没有报" in seat.words("/nil/")

    onward = seat.send(
        "/nil/", category="licence", span=this_week(), reason="no_decision"
    )

    told = seat.words(onward)
    assert "没有作出行政许可决定（本期没有作出这类决定）" in told
    assert "● 相符" in told
    assert "各类都有交代" in told
    nil = NilReturn.objects.get()
    assert (nil.unit, nil.declared_by) == (seat.unit, seat.me.login)


def test_a_contradicted_nil_return_is_shown_on_both_desks(seat):
    last = timezone.localdate() - timedelta(days=7)
    span = span_of(last, "week")
    seat.send(
        "/nil/", category="licence", span=span.key, reason="other", written="放假"
    )
    day = span.first_day
    rows = [city.licence(77, day), city.licence(78, day)]
    city.file_rows(rows, MARKET, timezone.now())

    told = seat.words("/nil/")
    assert "1 次零报告后来又有了决定" in told
    assert "与实报不符：后来又收到这一期的 2 行" in told
    client = Client()
    log_in(client, "analyst")
    office = words(client.get(f"/units/{seat.unit.pk}/").content.decode())
    assert "与实报不符" in office
    assert "放假" in office


@pytest.mark.parametrize(
    ("boxes", "told"),
    [
        ({"reason": "other"}, "请选一个原因"),
        ({"reason": "no_decision", "span": "2099-W01"}, "还没有开始"),
        ({"reason": "no_decision", "span": "<script>"}, "不是周或月"),
        ({"reason": "no_decision", "category": "x"}, "没有名为"),
        ({"reason": "no_decision", "span": "2023-12-04"}, "已经收到"),
    ],
)
def test_what_cannot_be_declared_is_told(seat, boxes, told):
    sent = {"category": "licence", "span": this_week()} | boxes

    source = seat.send("/nil/", 422, **sent)

    assert told in words(source)
    assert not NilReturn.objects.exists()


def test_a_unit_says_nothing_for_another(seat):
    foreign = Seat(unit="市公安局").unit

    assert seat.client.get(f"/nil/?unit={foreign.pk}").status_code == 404
    assert (
        Seat(unit="鲁山县").client.get(f"/nil/?unit={seat.unit.pk}").status_code == 200
    )


def test_a_clerk_asks_and_the_head_agrees(seat, accepted):
    head = Seat("unit_head")
    address = f"/withdraw/{accepted.pk}/"
    assert "请单位负责人确认撤回" in seat.words(address)

    seat.send(address, reason="重复报了")
    seat.send(address, reason="又点了一次")

    assert Record.objects.filter(entry=accepted).exists()
    notice = Notice.objects.get(person=head.me)
    assert (notice.kind, notice.link) == ("withdraw", address)
    assert "报送员请求撤回这一行" in head.words(address)
    head.send(address, answer="yes")

    done = Withdrawal.objects.get()
    assert (done.asked_by, done.withdrawn_by) == (seat.me.login, head.me.login)
    assert not Record.objects.filter(entry=accepted).exists()
    assert "同意了，已经撤回" in Notice.objects.get(person=seat.me).text
    assert "已撤回" in seat.words(f"/rows/{accepted.pk}/")
    assert "重复报了" in seat.words("/withdrawals/")
    assert "这一行不能撤回" in seat.words(address)


def test_a_head_may_refuse(seat, accepted):
    head = Seat("unit_head")
    seat.send(f"/withdraw/{accepted.pk}/", reason="重复报了")

    head.send(f"/withdraw/{accepted.pk}/", answer="no")

    assert not Withdrawal.objects.exists()
    assert WithdrawalRequest.objects.get().is_granted is False
    assert "没有同意" in Notice.objects.get(person=seat.me).text
    again = head.send(f"/withdraw/{accepted.pk}/", 422, answer="yes")
    assert "已经答复过了" in again


@pytest.mark.parametrize("first", [True, False])
def test_of_two_answers_at_once_the_second_changes_nothing(seat, accepted, first):
    me = Seat("unit_head").me
    seat.send(f"/withdraw/{accepted.pk}/", reason="重复报了")
    early, late = (WithdrawalRequest.objects.get() for _ in range(2))
    answer(early, me, is_granted=first)

    with pytest.raises(UsageError, match="已经答复过了"):
        answer(late, me, is_granted=not first)

    assert WithdrawalRequest.objects.get().is_granted is first
    assert Withdrawal.objects.exists() is first


def test_a_clerk_cannot_agree_with_himself(seat, accepted):
    seat.send(f"/withdraw/{accepted.pk}/", reason="重复报了")

    source = seat.send(f"/withdraw/{accepted.pk}/", 422, answer="yes")

    assert "要由单位负责人确认" in source
    assert not Withdrawal.objects.exists()


def test_a_faulty_row_is_withdrawn_by_the_clerk_alone(seat):
    entry = Entry.objects.get(document_number="平示许〔2023〕6号")

    seat.send(f"/withdraw/{entry.pk}/", reason="<script>alert(1)</script>=1+1")

    assert Withdrawal.objects.get().entry == entry
    assert "<script>alert" not in seat.open("/withdrawals/")
    assert "这一行已经撤回" in seat.words(f"/mend/{entry.pk}/")
    assert "有 2 行要改" in seat.words("/mend/")


@pytest.mark.parametrize("reason", ["", "长" * 201])
def test_a_reason_is_needed(seat, accepted, reason):
    source = seat.send(f"/withdraw/{accepted.pk}/", 422, reason=reason)

    assert "原因" in source
    assert not WithdrawalRequest.objects.exists()


def test_nobody_sees_what_others_withdrew(seat, accepted):
    Seat("unit_head").send(f"/withdraw/{accepted.pk}/", reason="重复报了")

    told = Seat(unit="市公安局").words("/withdrawals/")

    assert "没有撤回过" in told
    assert "重复报了" not in told
