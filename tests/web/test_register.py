"""Units are changed on pages: by whom it may be, told beforehand, listed for ever."""

import html
import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from gongshi.ledger.models import Unit, UnitChange
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

TYPED = {"on": "2024-01-01", "reason": "平编〔2023〕5号"}


@pytest.fixture
def head(december):
    return Desk("office_head")


@pytest.fixture
def admin(december):
    return Desk("system_admin")


def key(name: str) -> int:
    return Unit.objects.get(name=name).pk


def file(text: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("名录.csv", text.encode())


def test_the_register_is_open_to_the_administrator_and_the_head_alone(head, admin):
    for desk in (head, admin):
        page = desk.open("/units/register/")
        assert heading(page) == "单位名录：4 家"
    for role in ("analyst", "reviewer", "security_admin"):
        Desk(role).open("/units/register/", 403)
        Desk(role).open(f"/units/{key('市公安局')}/change/", 403)


def test_a_merger_is_told_before_it_is_done_and_listed_after(admin, head):
    address = f"/units/{key('市审计局')}/change/"
    assert "并入哪个单位" in admin.open(f"{address}?kind=merge")
    typed = {**TYPED, "kind": "merge", "to": "市公安局"}

    look = words(admin.send(address, 200, **typed, step="look"))

    assert "自 2024年1月1日起，「市审计局」并入「市公安局」" in look
    assert not UnitChange.objects.exists()
    assert admin.send(address, **typed, step="send") == address
    assert Unit.objects.get(name="市审计局").parent_id == key("市公安局")
    told = words(head.open(f"/units/{key('市审计局')}/"))
    assert "自 2024年1月1日起，「市审计局」并入「市公安局」" in told
    assert "平编〔2023〕5号 系统管理员" in told
    assert "并入" in words(head.open(f"/units/{key('市公安局')}/"))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"kind": "rename", "to": "市公安局"}, "已是「市公安局」的名称"),
        ({"kind": "rename", "to": "审计", "on": "2999-01-01"}, "还没有到"),
        ({"kind": "rename", "to": "审计", "on": "明年"}, "不是日期"),
        ({"kind": "rename", "to": "审计", "reason": " "}, "请写明依据"),
        ({"kind": "merge", "to": ""}, "请从列出的单位里选"),
        ({"kind": "marry", "to": "市公安局"}, "可办：更名"),
    ],
)
@pytest.mark.parametrize("step", ["look", "send"])
def test_what_does_not_fit_is_told_and_nothing_changes(admin, typed, told, step):
    address = f"/units/{key('市审计局')}/change/"

    page = admin.send(address, 422, **{**TYPED, **typed}, step=step)

    assert told in words(page)
    assert not UnitChange.objects.exists()


def test_sent_twice_it_is_done_once(admin):
    address = f"/units/{key('市公安局')}/change/"
    typed = {**TYPED, "kind": "split", "to": "交警支队", "step": "send"}

    admin.send(address, **typed)
    assert "已是「交警支队」的名称" in words(admin.send(address, 422, **typed))

    assert Unit.objects.filter(name="交警支队").count() == 1


def test_going_back_keeps_what_was_typed(admin):
    address = f"/units/{key('市公安局')}/change/"
    typed = {**TYPED, "kind": "rename", "to": "市公安总局"}

    page = admin.send(address, 200, **typed, step="edit")

    assert 'value="市公安总局"' in page
    assert "平编〔2023〕5号" in page


def test_a_unit_that_is_not_there_is_not_found(admin):
    assert "没有编号为 777777 的单位" in admin.open("/units/777777/change/", 404)


def test_an_import_is_looked_at_before_it_is_done(head):
    text = "name,place\n市公安局,鲁山\n新局,\n"

    page = head.send("/units/import/", 200, file=file(text), step="look")

    assert heading(page) == "名录.csv：新增 1 家，改 1 处"
    assert "市公安局 地方 平顶山 鲁山" in words(page)
    assert Unit.objects.count() == 4
    assert (
        head.send("/units/import/", **hidden(page), step="send") == "/units/register/"
    )
    assert Unit.objects.get(name="市公安局").place == "鲁山"
    assert Unit.objects.count() == 5


def test_an_import_that_moves_a_unit_asks_from_when_and_why(head):
    text = "name,parent\n鲁山县市场监督管理局,市公安局\n"
    page = head.send("/units/import/", 200, file=file(text), step="look")
    assert "划转 1 家" in words(page)

    refused = head.send("/units/import/", 422, **hidden(page), step="send")
    assert "要写明从哪天起" in words(refused)
    head.send("/units/import/", **hidden(page), **TYPED, step="send")

    change = UnitChange.objects.get()
    assert (change.kind, change.on, change.made_by) == (
        "transfer", date(2024, 1, 1), "office_head",
    )  # fmt: skip


def test_a_register_changed_meanwhile_is_shown_again(head):
    text = "name,place\n市公安局,鲁山\n"
    page = head.send("/units/import/", 200, file=file(text), step="look")
    Unit.objects.filter(name="市公安局").update(place="汝州")

    again = head.send("/units/import/", 422, **hidden(page), step="send")

    assert "名录刚被别人改过" in words(again)
    assert "市公安局 地方 汝州 鲁山" in words(again)


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        ({}, "请选一个文件"),
        ({"content": "@@"}, "请选一个文件"),
        ({"file": "name,parent\n甲,某某\n"}, "不在名录里"),
        ({"file": "甲,乙\n1,2\n"}, "没有"),
        ({"file": "name\n" + "长" * 400_000}, "超过 1 MB"),
    ],
)
def test_a_file_that_cannot_be_imported_says_why(head, sent, told):
    if "file" in sent:
        sent = {"file": file(sent["file"])}

    assert told in words(head.send("/units/import/", 422, **sent, step="look"))


def hidden(page: str) -> dict[str, str]:
    """Take what a page sends back unseen."""
    found = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: html.unescape(text) for name, text in found}
