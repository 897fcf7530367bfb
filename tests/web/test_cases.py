"""The office and the unit work on a case at their desks, each with its own acts only."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from gongshi.actions.cases import Answer, Tip, answer, dispatch, judge, open_case
from gongshi.actions.cases_seen import find_case
from gongshi.ledger.case_models import Case, CaseState, CaseStep
from gongshi.ledger.cases import Suspicion, raise_all
from gongshi.ledger.models import Entry, Unit
from tests.days import this_month, today
from tests.people.persons import log_in, person
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.test_bulletin_wizard import Desk

NUMBER = "平示许〔2023〕77号"
PDF = b"%PDF-1.7\n1 0 obj\nendobj\n%%EOF\n"


class UnitDesk(Desk):
    """A person of a unit at his browser."""

    def __init__(self, name: str, role: str = "clerk") -> None:
        self._client = Client(raise_request_exception=True)
        log_in(self._client, role, Unit.objects.get(name=name))


def find(unit: str) -> Unit:
    return Unit.objects.get(name=unit)


@pytest.fixture
def analyst(december):
    return Desk("analyst")


@pytest.fixture
def case(analyst) -> str:
    """A case of 市公安局 that nobody has looked at."""
    tip = Tip(
        "李某说领了证", find("市公安局"), "licence", NUMBER, subject_name="王小明"
    )
    return open_case(tip, person("analyst")).number


@pytest.fixture
def asked(case) -> str:
    dispatch(find_case(case), find("市公安局"), "", person("analyst"))
    return case


@pytest.fixture
def judged(asked) -> str:
    clerk = person("clerk", find("市公安局"))
    answer(find_case(asked), Answer(text="漏了"), clerk)
    judge(find_case(asked), "omitted", "单位自认", person("analyst"))
    return asked


def test_without_cases_the_list_says_where_they_come_from(analyst):
    page = analyst.open("/cases/")

    assert heading(page) == "漏报瞒报线索：没有"
    assert "缺号、台账、抽号、曝光、无报送" in words(page)


def test_the_list_tells_what_is_suspected_and_where_it_stands(analyst, asked):
    page = words(analyst.open("/cases/"))

    due = CaseState.objects.get().due_on
    assert f"{asked} 市公安局 {NUMBER} 行政许可 举报 待答复 {due}" in page
    assert "王小明" not in page


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 2),
        ("?unit=市公安局", 1),
        ("?state=waiting", 1),
        ("?kind=举报", 2),
        ("?verdict=瞒报", 0),
        (f"?period={this_month().key}", 2),
        ("?period=2023-12", 0),
        ("?q=平示许(2023)第77号", 1),
        ("?overdue=1", 0),
        ("?sort=due", 2),
        ("?sort=unit", 2),
    ],
)
def test_the_list_is_filtered_and_sorted(analyst, asked, query, count):
    open_case(Tip("某局不报"), person("analyst"))

    assert analyst.open(f"/cases/{query}").count('href="/cases/X') == count


@pytest.mark.parametrize("query", ["?state=x", "?sort=x", "?kind=x", "?page=x"])
def test_a_question_that_cannot_be_asked_is_answered_in_words(analyst, query):
    answer = analyst._client.get(f"/cases/{query}")

    assert answer.status_code in (400, 404, 422)
    assert "Traceback" not in answer.content.decode()


def test_the_list_goes_on_over_pages_and_into_files(analyst):
    found = [
        Suspicion("tip", f"t:{at}", f"第 {at} 件", today(), None, document_number=f"=示〔2023〕{at}号")
        for at in range(1, 53)
    ]  # fmt: skip
    raise_all(found, timezone.now())

    page = analyst.open("/cases/?page=2")

    assert "第 2 / 2 页" in words(page)
    assert page.count('href="/cases/X') == 2
    lines = b"".join(analyst._client.get("/cases.csv").streaming_content).decode()
    assert len(lines.splitlines()) == 53
    assert "\n=示" not in lines
    assert ",'=示" in lines or ",\"'=示" in lines
    assert zipfile.is_zipfile(io.BytesIO(analyst.file("/cases.xlsx")))


def test_the_case_file_shows_evidence_rows_and_what_may_follow(analyst, case):
    entry = Entry.objects.filter(outcome="accepted").first()
    found = Suspicion(
        "gap", "g:1", "缺第 77 号", today(), find("市公安局"), document_number=NUMBER,
        evidence={"entries": [entry.pk, 999], "前一号": "76", "key": "x"},
    )  # fmt: skip
    raise_all([found], timezone.now())

    page = analyst.open(f"/cases/{case}/")

    told = words(page)
    assert heading(page) == f"市公安局行政许可决定「{NUMBER}」疑似没有报送"
    assert "李某说领了证" in told
    assert "缺第 77 号 前一号：76 涉及的行" in told
    assert f'href="/rows/{entry.pk}/"' in page
    assert "王*明" in told
    assert "王小明" not in told
    for deed in ("dispatch", "call", "judge", "merge"):
        assert f'name="do" value="{deed}"' in page
    for deed in ("close", "reopen"):
        assert f'name="do" value="{deed}"' not in page


def test_the_case_file_suggests_what_the_ledger_knows(analyst, case):
    city.file_rows([city.licence(77, date(2023, 12, 4))], "市公安局", timezone.now())

    told = words(analyst.open(f"/cases/{case}/"))

    assert "发现线索以后才报来，可以认定「补报」" in told
    assert not CaseStep.objects.exists()


def test_a_second_click_does_nothing_twice(analyst, case):
    typed = {"do": "call", "whom": "办公室", "text": "催办", "key": "abc"}

    for _ in range(2):
        assert analyst.send(f"/cases/{case}/act/", **typed) == f"/cases/{case}/"

    assert CaseStep.objects.count() == 1


def test_the_whole_way_at_both_desks(analyst, case):
    clerk, act = UnitDesk("市公安局"), f"/cases/{case}/act/"
    mine = f"/my-cases/{case}/"
    clerk.open(mine, 404)

    analyst.send(act, do="dispatch", to="市公安局", text="请核实")
    home = words(clerk.open("/home/"))
    assert "答复 1 条漏报瞒报线索" in home
    assert heading(clerk.open("/my-cases/")) == "1 条线索等本单位答复。"
    page = clerk.open(mine)
    assert "有人举报" in words(page)
    assert "李某" not in words(page)
    paper = SimpleUploadedFile("送达回证.pdf", PDF)
    clerk.send(mine, do="answer", reason="revoked", text="没有送达", file=paper)

    told = words(analyst.open(f"/cases/{case}/"))
    assert "答复：未送达或撤销 没有送达 附件：送达回证.pdf" in told
    assert analyst.file(f"/cases/{case}/papers/0/") == PDF
    analyst.send(act, do="judge", verdict="omitted", text="已经送达")
    assert "已认定漏报" in words(clerk.open(mine))
    clerk.send(mine, do="appeal", text="请再核")
    reviewer = Desk("reviewer")
    assert "答复申诉" in words(reviewer.open(f"/cases/{case}/"))
    reviewer.send(act, do="judge", verdict="justified", text="申诉成立")
    analyst.send(act, do="close")

    assert CaseState.objects.get().state == "closed"
    assert "已结案有正当理由" in words(clerk.open(mine))


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"do": "dispatch", "to": ""}, "请写明派单的说明"),
        ({"do": "judge", "verdict": "omitted", "text": "查实"}, "请先派单"),
        ({"do": "merge", "into": "X1"}, "没有「X1」这条线索"),
        ({"do": "close"}, "现在「待派单」，不能结案"),
        ({"do": "call", "whom": "甲", "text": "长" * 1001}, "最多 1000 字"),
        ({"do": "call", "whom": "甲", "text": "\0"}, "NUL"),
        ({"do": "drop"}, "请从线索页面上的表单办理"),
    ],
)
def test_what_cannot_be_done_is_told_and_what_was_typed_stays(
    analyst, case, typed, told
):
    answer = analyst._client.post(f"/cases/{case}/act/", typed)

    assert answer.status_code in (400, 422)
    assert told in words(answer.content.decode())
    assert not CaseStep.objects.exists()


def test_a_county_hands_on_at_its_desk(analyst, case):
    dispatch(find_case(case), find("鲁山县"), "", person("analyst"))
    county, below = UnitDesk("鲁山县"), UnitDesk("鲁山县市场监督管理局")
    below.open(f"/my-cases/{case}/", 404)

    county.send(f"/my-cases/{case}/", do="hand", to="鲁山县市场监督管理局")

    below.open(f"/my-cases/{case}/")
    assert "答复 1 条" in words(below.open("/home/"))
    assert "答复 1 条" not in words(county.open("/home/"))


def test_another_unit_finds_neither_case_nor_paper(judged):
    stranger = UnitDesk("市审计局")

    for address in (f"/my-cases/{judged}/", f"/cases/{judged}/papers/0/"):
        told = words(stranger.open(address, 404))
        assert "77" not in told
    assert judged not in stranger.open("/my-cases/")


def test_a_unit_asked_later_does_not_read_what_another_answered(asked):
    clerk = person("clerk", find("市公安局"))
    answer(find_case(asked), Answer(text="不是我局办的"), clerk)
    dispatch(find_case(asked), find("市审计局"), "请核实", person("analyst"))

    page = words(UnitDesk("市审计局").open(f"/my-cases/{asked}/"))

    assert "请核实" in page
    assert "不是我局办的" not in page


def test_a_tip_is_entered_on_a_page(analyst):
    typed = {
        "told": "网上看到处罚公告",
        "unit": "市审计局",
        "category": "licence",
        "decided_on": f"{today()}",
    }
    assert "请写明举报的内容" in analyst.send(
        "/cases/new/", 422, **typed | {"told": ""}
    )
    future = {"decided_on": f"{today() + timedelta(days=1)}"}
    assert "还没有到" in analyst.send("/cases/new/", 422, **typed | future)

    address = analyst.send("/cases/new/", **typed)

    assert heading(analyst.open(address)) == "市审计局疑似有决定没有报送"
    assert Case.objects.get().decided_on == today()


def test_the_list_of_omissions_is_a_page_and_two_files(analyst, judged):
    page = analyst.open(f"/omissions/?period={this_month().key}")

    assert heading(page) == f"{this_month().title}漏报瞒报：1 条，1 家单位"
    assert f"{NUMBER} 市公安局 行政许可" in words(page)
    for form, part in (("docx", "word/document.xml"), ("xlsx", "xl/sharedStrings.xml")):
        content = analyst.file(
            f"/omissions.{form}?period={this_month().key}&unit=市公安局"
        )
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            assert "77号" in archive.read(part).decode()
    assert "没有" in heading(analyst.open("/omissions/?period=2023-12"))


def test_the_score_opens_the_case_behind_it(analyst, judged):
    unit = find("市公安局")

    page = analyst.open(f"/scores/{unit.pk}/?period={this_month().key}&policy=yuncheng")

    assert "核查认定的漏报、瞒报 1：−25" in words(page)
    assert f'href="/cases/{judged}/"' in page
