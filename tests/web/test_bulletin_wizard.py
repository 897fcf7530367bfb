"""From a month to an issued bulletin, without JavaScript, by three persons."""

import html
import re
from datetime import date

import pytest
from django.test import Client

from gongshi.actions import draft_bulletin as drafting
from gongshi.clocks.periods import month
from gongshi.ledger.models import BulletinDraft, IssuedBulletin
from gongshi.people.models import Notice
from tests.people.persons import log_in
from tests.web.conftest import heading, words

DECEMBER = month("2023-12")


class Desk:
    """A person of the office at his browser."""

    def __init__(self, role: str) -> None:
        self._client = Client(raise_request_exception=True)
        log_in(self._client, role)

    def open(
        self, address: str, status: int = 200, headers: dict[str, str] | None = None
    ) -> str:
        answer = self._client.get(address, headers=headers)
        assert answer.status_code == status, address
        return answer.content.decode(errors="replace")

    def send(self, address: str, status: int = 302, **typed: str) -> str:
        answer = self._client.post(address, typed)
        assert answer.status_code == status, answer.content.decode()[-2000:]
        return answer.headers.get("Location") or answer.content.decode()

    def part(self, address: str, **typed: str) -> str:
        answer = self._client.post(address, typed, headers={"HX-Request": "true"})
        return answer.content.decode()

    def file(self, address: str) -> bytes:
        answer = self._client.get(address)
        assert answer.headers["Content-Disposition"].startswith("attachment")
        return answer.content


@pytest.fixture
def analyst(december):
    return Desk("analyst")


@pytest.fixture
def reviewer():
    return Desk("reviewer")


@pytest.fixture
def head():
    return Desk("office_head")


def start(analyst) -> str:
    return analyst.send("/bulletins/start/", period="2023-12")


def seen(page: str) -> str:
    return re.search(r'name="seen" value="([^"]*)"', page)[1]


def box(page: str) -> str:
    return html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.S)[1])


def issue(analyst, reviewer, head) -> str:
    draft = start(analyst)
    analyst.send(f"{draft}send/", remark="按口径")
    reviewer.send(f"{draft}approve/")
    return head.send(
        f"{draft}issue/", number="示信用办〔2024〕1号", signed_on="2024-01-08"
    )


def test_a_bulletin_goes_from_hand_to_hand_to_its_number(analyst, reviewer, head):
    issued = issue(analyst, reviewer, head)

    page = head.open(issued)
    assert heading(page) == "2023年12月通报：2024年1月8日印发"
    assert "示信用办〔2024〕1号" in page
    for form in ("docx", "pdf", "xlsx"):
        assert head.file(f"{issued}file.{form}") == head.file(f"{issued}file.{form}")
    assert "印发 1 份，在办 0 份" in heading(head.open("/bulletins/issued/"))
    assert "已印发" in head.open("/bulletins/2023-12/")


def test_every_paragraph_has_its_pen_and_every_figure_its_rows(analyst):
    page = analyst.open(start(analyst))

    paragraphs = len(drafting.look(BulletinDraft.objects.get()).document.paragraphs)
    assert page.count('class="pen"') == paragraphs
    assert 'class="fig-link"' in page


def test_an_own_wording_is_marked_and_its_figures_still_open(analyst):
    draft = start(analyst)
    address = f"{draft}paragraphs/2/"
    form = analyst.open(address)

    analyst.send(address, seen=seen(form), text="据统计，" + box(form))

    page = analyst.open(draft)
    assert "据统计，" in page
    assert page.count('<sup class="own">改</sup>') == 1


def test_what_is_typed_is_audited_at_once_and_kept_for_its_writer(analyst):
    address = f"{start(analyst)}paragraphs/2/"
    form = analyst.open(address)

    told = analyst.part(f"{address}check/", text=box(form) + "比上月多98765条。")

    assert "98765 是手写的，没有行可查" in told
    again = analyst.open(address)
    assert "98765条" in box(again)
    assert "上次没保存的还在" in again


def test_the_second_of_two_writers_is_told_and_keeps_his_words(analyst):
    address = f"{start(analyst)}paragraphs/2/"
    form = analyst.open(address)
    analyst.send(address, seen=seen(form), text="甲写的这一段。")

    told = analyst.send(address, 409, seen=seen(form), text="乙写的这一段。")

    assert "刚保存了这一段，您的没有盖上去" in told
    assert box(told) == "乙写的这一段。"
    assert "甲写的这一段。" in words(told)
    analyst.send(address, seen=seen(told), text=box(told))
    assert "乙写的这一段。" in analyst.open(address)


def test_words_of_a_writer_that_cannot_be_saved_any_more_are_kept(analyst):
    draft = start(analyst)
    address = f"{draft}paragraphs/2/"
    form = analyst.open(address)
    analyst.send(f"{draft}send/", remark="按口径")

    told = analyst.send(address, 422, seen=seen(form), text="晚了一步。")

    assert "已送审，不能再改" in told


def test_a_script_in_a_wording_stays_text(analyst):
    draft = start(analyst)
    form = analyst.open(f"{draft}paragraphs/0/")

    analyst.send(
        f"{draft}paragraphs/0/", seen=seen(form), text="<script>alert(1)</script>"
    )

    assert "<script>alert" not in analyst.open(draft)


def test_what_is_wrong_with_a_number_is_told_and_what_was_typed_stays(
    analyst, reviewer, head
):
    draft = start(analyst)
    analyst.send(f"{draft}send/", remark="按口径")
    reviewer.send(f"{draft}approve/")

    told = head.send(
        f"{draft}issue/", 422, number="甲〔2024〕1号", signed_on="2999-01-01"
    )

    assert "成文日期 2999-01-01 应在" in told
    assert 'value="甲〔2024〕1号"' in told
    assert not IssuedBulletin.objects.exists()


def test_the_next_number_is_offered(analyst, reviewer, head):
    issue(analyst, reviewer, head)
    draft = analyst.send("/bulletins/start/", period="2023-12", correction="一处")
    analyst.send(f"{draft}send/", remark="按口径")
    reviewer.send(f"{draft}approve/")

    year = date.today().year  # noqa: DTZ011
    offered = "示信用办〔2024〕2号" if year == 2024 else f"示信用办〔{year}〕1号"
    assert offered in head.open(draft)


def test_a_returned_draft_tells_its_writer_why(analyst, reviewer):
    draft = start(analyst)
    analyst.send(f"{draft}send/", remark="按口径")

    reviewer.send(f"{draft}return/", why="第二段太长")

    assert "第二段太长" in analyst.open(draft)


@pytest.mark.parametrize(
    ("role", "act"),
    [
        ("analyst", "approve"), ("analyst", "issue"), ("reviewer", "issue"),
        ("reviewer", "send"), ("supervisor", "drop"), ("office_head", "renew"),
    ],
)  # fmt: skip
def test_nobody_does_what_is_not_his(analyst, role, act):
    draft = start(analyst)

    Desk(role).send(f"{draft}{act}/", 403)


def test_an_issued_month_is_reopened_only_as_an_amendment(analyst, reviewer, head):
    issue(analyst, reviewer, head)

    told = analyst.send("/bulletins/start/", 422, period="2023-12")

    assert "不能重开" in told


def test_the_policy_of_another_place_can_be_chosen(analyst):
    page = analyst.open("/bulletins/2023-12/?policy=yuncheng")

    assert "运城市，2021-07-14 版" in page


def test_who_has_to_answer_or_issue_is_led_to_the_draft(analyst, reviewer, head):
    draft = start(analyst)
    analyst.send(f"{draft}send/", remark="按口径")

    assert "通报有1份等您办" in words(reviewer.open("/rulebook/"))
    assert reviewer._client.get("/bulletins/").headers["Location"] == draft
    assert analyst._client.get("/bulletins/").headers["Location"] != draft
    reviewer.send(f"{draft}approve/")
    assert "等您办" not in words(reviewer.open("/rulebook/"))
    assert head._client.get("/bulletins/").headers["Location"] == draft


def test_the_units_of_its_tables_are_told_of_an_issue(analyst, reviewer, head):
    issue(analyst, reviewer, head)

    told = Notice.objects.get(kind="bulletin", unit__name="市公安局")
    assert "2023年12月的通报已印发（示信用办〔2024〕1号" in told.text
