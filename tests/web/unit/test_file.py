import re
from datetime import date

import pytest
from django.test import Client

from gongshi.actions.foreseen import mark_of
from gongshi.actions.take import JUDGE
from gongshi.desks.unit.filed import work_on
from gongshi.jobs.leases import claim
from gongshi.jobs.models import Job
from gongshi.ledger.models import Batch, Entry, Filing
from gongshi.policy.standards import load_standard
from tests.people.persons import log_in
from tests.web import city
from tests.web.conftest import words
from tests.web.unit.conftest import FOREIGN, KEY, OWN, Clerk, judge, table

DAY = date(2026, 11, 17)


def test_form_offers_the_units_own_categories_first(clerk):
    source = clerk.open("/file/")

    assert (
        source.index("本单位应报") < source.index("行政许可") < source.index("其他类别")
    )
    assert re.search('name="key" value="[A-Za-z0-9_-]{22}"', source)


def test_look_tells_what_would_become_of_the_file_and_stores_nothing(clerk):
    rows = [city.licence(1, DAY), city.licence(2, DAY, XK_XDR_SHXYM=city.WRONG_CODE)]

    told = words(clerk.look(table(*rows)))

    assert "2 行里：1 行入库，1 行退回" in told
    assert "校验位应为 6，现为 7" in told
    assert "合格率 — 0 / 0 50% 1 / 2" in told
    assert not Filing.objects.exists()
    assert not Entry.objects.exists()
    assert not Job.objects.exists()


def test_look_without_a_script_is_a_whole_page(clerk):
    source = clerk.look(table(city.licence(1, DAY)), is_part=False)

    assert '<html lang="zh-CN">' in source
    assert "1 行入库" in source


def test_look_refuses_another_table_in_one_sentence(clerk):
    told = words(clerk.look(b"a,b\n1,2\n"))

    assert told.startswith("这个文件收不了：")
    assert "行政许可" in told
    assert "gongshi" not in told


def test_look_says_when_this_very_file_was_filed(clerk):
    content = table(city.licence(1, DAY))
    filing = clerk.filed(content)

    told = words(clerk.look(content))

    assert f"报送过，编号 {filing.number}" in told
    assert "1 重复" not in told
    assert "重复 1" in told


def test_look_does_not_tell_of_another_units_filing(clerk):
    content = table(city.licence(1, DAY))
    Clerk(FOREIGN).filed(content)

    assert "报送过" not in clerk.look(content)


def test_look_leaves_large_files_to_the_background(clerk):
    rows = [city.licence(1, DAY)] * 2_001

    told = words(clerk.look(table(*rows)))
    large = words(clerk.look(table(city.licence(1, DAY)) + b"\n" * (4 << 20)))

    assert "在后台核对" in told
    assert "在后台核对" in large


def test_look_hides_certificate_numbers(clerk):
    row = city.licence(
        7, DAY, XK_FR_ZJLX="身份证", XK_FR_ZJHM=city.CERTIFICATE[:-1] + "1"
    )

    assert city.CERTIFICATE[:-1] not in clerk.look(table(row))


def test_hostile_names_and_cells_stay_text(clerk):
    hostile = "<script>alert(1)</script>"
    row = city.licence(1, DAY, XK_XDR_MC=f"{hostile}公司", XK_WSH="=HYPERLINK(1)")

    look = clerk.look(table(row), name="<img src=x>.csv")
    number = clerk.file(table(row), name="<img src=x>=1+1.csv")["Location"].split("/")[
        2
    ]
    judge()

    pages = (
        f"/filings/{number}/",
        f"/filings/{number}/receipt/",
        "/filings/",
        "/home/",
    )
    for source in (look, *map(clerk.open, pages)):
        assert "<script>alert" not in source
        assert "<img src=x" not in source
    assert "'=HYPERLINK" in clerk.open("/rows.csv?period=all")


def test_filing_leads_to_its_own_page(clerk):
    answer = clerk.file(table(city.licence(1, DAY)))

    filing = Filing.objects.get()
    assert (answer.status_code, answer["Location"]) == (
        303,
        f"/filings/{filing.number}/",
    )
    assert (filing.unit, filing.brought_by) == (clerk.unit, clerk.person.login)


def test_the_same_form_twice_is_one_filing(clerk):
    content = table(city.licence(1, DAY))

    first, second = clerk.file(content), clerk.file(content)
    judge()

    assert first["Location"] == second["Location"]
    assert Batch.objects.count() == Filing.objects.count() == 1


def test_a_form_that_was_used_for_another_file_says_so(clerk):
    clerk.file(table(city.licence(1, DAY)))

    answer = clerk.file(table(city.licence(2, DAY)))

    assert answer.status_code == 422
    assert "已经报送过另一个文件" in answer.content.decode()
    assert Filing.objects.count() == 1


@pytest.mark.parametrize(
    ("more", "told"),
    [
        ({"category": "nothing"}, "请先选择类别"),
        ({"unit": "999999"}, "请选择报送单位"),
        ({"unit": "x"}, ""),
        ({"file": ""}, "还没有选择文件"),
        ({"key": "short"}, "表单不完整"),
    ],
)
def test_a_form_with_something_missing_is_shown_again(clerk, more, told):
    if more == {"unit": "x"}:
        # What is no number names no unit, so it is the person's own.
        assert clerk.file(table(city.licence(1, DAY)), **more).status_code == 303
        return
    answer = clerk.file(table(city.licence(1, DAY)), **({"key": KEY} | more))

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Filing.objects.exists()


@pytest.mark.parametrize(
    ("content", "told"), [(b"", "空文件"), (b"%PDF-1.7 \x00", "这是 PDF 文件")]
)
def test_a_file_that_is_never_read_is_not_received(clerk, content, told):
    answer = clerk.file(content, name="a.pdf")

    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Filing.objects.exists()


def test_nobody_files_for_a_foreign_unit(clerk):
    answer = clerk.file(table(city.licence(1, DAY)), unit=str(Clerk(FOREIGN).unit.pk))

    assert answer.status_code == 422
    assert not Filing.objects.exists()


def test_an_analyst_chooses_the_unit(clerk):
    client = Client()
    log_in(client, "analyst")

    assert "请选择" in client.get("/file/").content.decode()


def test_a_reader_of_the_office_files_nothing(clerk):
    client = Client()
    log_in(client, "supervisor")

    assert client.get("/file/").status_code == 403
    assert client.post("/file/look/").status_code == 403


def test_rows_of_another_unit_are_filed_only_when_that_is_confirmed(clerk):
    rows = [city.licence(1, DAY), city.licence(2, DAY, XK_LYDW=FOREIGN)]
    content, said = table(*rows), f"1 行写的数据来源单位不是{OWN}（{FOREIGN}）"

    assert said in words(clerk.look(content))
    refused = clerk.file(content)
    assert refused.status_code == 422
    assert f"还没有收：{said}" in words(refused.content.decode())
    assert not Filing.objects.exists()

    number = clerk.file(content, others="1")["Location"].split("/")[2]
    judge()
    assert said in words(clerk.open(f"/filings/{number}/"))
    assert said in words(clerk.open(f"/filings/{number}/receipt/"))


def test_what_was_looked_at_is_not_read_through_again(clerk):
    own, foreign = (
        table(city.licence(number, DAY, XK_LYDW=unit))
        for number, unit in ((1, OWN), (2, FOREIGN))
    )
    marks = [re.findall(r'name="looked" value="(\w+)"', clerk.look(each))
             for each in (own, foreign)]  # fmt: skip

    assert marks == [[mark_of(own, clerk.unit, "licence")], []]
    # The mark of one file says nothing of another.
    assert clerk.file(foreign, looked=marks[0][0]).status_code == 422
    mark = mark_of(foreign, clerk.unit, "licence")
    assert clerk.file(foreign, looked=mark).status_code == 303


def test_a_parent_files_for_its_children(clerk):
    parent = Clerk("鲁山县")
    row = city.licence(1, DAY, XK_LYDW="鲁山县市场监督管理局")

    assert parent.file(table(row)).status_code == 303


def test_look_names_the_category_to_choose_instead(clerk):
    titles = ",".join(each.title for each in load_standard("penalty").fields)

    told = words(clerk.look(f"{titles}\n1\n".encode()))

    assert "请把类别改选为「行政处罚」，或改用「行政许可」模板" in told
    assert "--category" not in told


def test_the_verdict_leads_to_what_is_to_mend_of_this_filing(clerk):
    filing = clerk.filed(table(city.licence(2, DAY, XK_XDR_SHXYM=city.WRONG_CODE)))

    source = clerk.open(f"/filings/{filing.number}/")

    assert f'href="/mend/?batch={filing.number}"' in source
    assert f'href="/mend/{Entry.objects.get().pk}/"' in source


def test_what_a_unit_brings_is_judged_in_its_order(clerk):
    many = table(*(city.licence(n, DAY) for n in range(1, 40)))
    for at, content in enumerate((many, table(city.licence(1, DAY)))):
        clerk.file(content, key=f"{at}" * 22)
    later = Filing.objects.latest("pk")
    Clerk("市审计局").file(table(city.licence(50, DAY)), others="1", key="C" * 22)

    first, _, other = Job.objects.filter(kind="judge_filing").order_by("pk")

    assert work_on(later).before >= 1
    assert {claim([JUDGE]) for _ in range(3)} == {first, other, None}
