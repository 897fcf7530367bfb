"""No page asks more for many rows than for few: each is opened over ten and a hundred."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver

from gongshi.actions.draft_bulletin import start
from gongshi.actions.draws.making import Wanted, make, publish
from gongshi.actions.exposures.adding import add_file
from gongshi.actions.issue_bulletin import Signature, issue_composed
from gongshi.actions.registers.keeping import keep
from gongshi.actions.registers.matching import Brought, look
from gongshi.actions.registers.reading import RegisterFile
from gongshi.actions.series_map import find_all
from gongshi.clocks.periods import month
from gongshi.jobs.enqueue import enqueue
from gongshi.ledger.models import Batch, Entry, Unit
from gongshi.ledger.register_models import DrawNotice, RegisterCheck
from gongshi.ledger.series_models import NumberSeries
from gongshi.people.rights import may
from tests.people.test_matrix import Target, asked_case, client_of, filled
from tests.web import city

#: Most queries of any page, session and person among them.
MOST = 21
DAY = date(2023, 12, 4)
#: It is shown, leads on, or only takes forms.
SHOWN = (200, 302, 405)
#: Pages that ask once more when not everything is on the first of them: how many.
LONG = {"rows": 1}
#: Letters and papers with an attachment are downloads.
FILES = ("letter_file", "evidence_file", "case_paper", "exposure_file")
#: What a page is asked beside its address.
ASKED = {
    "month": "?period=2023-12",
    "ranking": "?period=2023-12",
    "units": "?period=2023-12",
    "unit": "?period=2023-12",
    "rows": "?period=2023-12&sort=name",
    "nil": "?unit={unit}",
    "rows_new": "?unit={unit}",
    "row_new": "?unit={unit}",
    "mend_cause": "?category=licence&rule=S-02&field=XK_XDR_SHXYM",
    "scores": "?period=2023-12&policy=yuncheng",
    "score": "?period=2023-12&policy=yuncheng",
    "evidence": "?period=2023-12&policy=yuncheng",
    "unit_series": "?unit={unit}&year=2023",
    "signal_cases": "?kind=gap&stage=cases",
    "evidence_new": "?period=2023-12&policy=yuncheng&kind=drawn",
    "registers": "?period=2023-12",
}
PAGES = [
    each
    for each in get_resolver().url_patterns
    if "<file:" not in str(each.pattern)
    and "<paper:" not in str(each.pattern)
    and each.name not in FILES
]


def file_rows(count: int, first: int) -> Batch:
    """File rows of a unit, half of them with a fault."""
    wrong = {"XK_XDR_SHXYM": city.WRONG_CODE}
    rows = [
        city.licence(first + n, DAY, **(wrong if n % 2 else {})) for n in range(count)
    ]
    return city.file_rows(rows, "鲁山县", city.at(12, 8), name=f"{first}.csv")


def queries(client, address: str) -> tuple[int, int]:
    """Open a page; gives its status and the number of its queries."""
    # What is looked up once a process is not the page's.
    client.get(address)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    return answer.status_code, len(captured)


@pytest.fixture
def target():
    city.set_up_units()
    batch = file_rows(10, 1)
    found = Entry.objects.filter(batch=batch, outcome="faulty").first()
    unit = Unit.objects.get(name="鲁山县")
    return Target(unit, batch, found, asked_case(unit))


@pytest.fixture
def papers(target):
    """An issued bulletin, a draft, a rehearsal and an exposure; gives what fills their addresses."""
    signed = Signature("示信用办〔2024〕1号", date(2024, 1, 8), "甲", "乙", "丙")
    issued = issue_composed(month("2023-12"), "pingdingshan", signed)
    draft = start(month("2023-12"), "wuhan", "analyst")
    job = enqueue("rehearse", rulebook="other", since="2023-12-01", until="2023-12-31")
    # With a gap, for few rows as for many.
    file_rows(2, 12)
    find_all()()
    seen = add_file("示例1号公司被罚款\n示例3号公司被罚款\n".encode(), "a.txt")
    return {
        "bulletin_id": issued.pk,
        "draft_id": draft.pk,
        "job_id": job.pk,
        "series_id": NumberSeries.objects.get().pk,
        "exposure_id": seen.exposures[0].pk,
        "check_id": a_check(target.unit).pk,
        "draw_id": a_draw().pk,
    }


def a_check(unit: Unit) -> RegisterCheck:
    """Match a register in which one row is near and one is missing."""
    rows = (
        "文号,相对人,决定日期",
        "平示许〔2023〕1号,示例一号公司,2023-12-04",
        ",甲公司,2023-12-04",
    )
    file = RegisterFile("\n".join(rows).encode(), "台账.csv")
    return keep(look(Brought(file, unit, "licence", month("2023-12"))))


def a_draw() -> DrawNotice:
    """Draw numbers."""
    notice = publish(Wanted("numbers", month("2023-12"), "种子"))
    make(notice, made_by="analyst", reviewer="分析员")
    return notice


@pytest.mark.parametrize("role", ["clerk", "analyst", "office_head"])
def test_no_page_asks_more_for_more_rows(target, papers, role):
    client = client_of(role, target.unit)
    pages = {
        page.name: address_of(page, target, papers)
        for page in PAGES
        if any(may(role, right) for right in page.callback.rights)
    }

    few = {name: queries(client, address) for name, address in pages.items()}
    file_rows(90, 100)
    find_all()()
    many = {name: queries(client, address) for name, address in pages.items()}

    more = {name: asked - few[name][1] for name, (_, asked) in many.items()}
    assert {name: each for name, each in more.items() if each > LONG.get(name, 0)} == {}
    assert {name: asked for name, (_, asked) in many.items() if asked > MOST} == {}
    odd = {name: each[0] for name, each in many.items() if each[0] not in SHOWN}
    # Nothing was sent too late, so there is nothing to go on with; and no window waits.
    gone = {"resume": 404, "window_close": 404}
    assert odd == {name: each for name, each in gone.items() if name in many}


def address_of(page, target: Target, papers: dict[str, int]) -> str:
    """Fill an address with what there is."""
    address = filled(page, target)
    for name, key in papers.items():
        if name in str(page.pattern):
            address = address.replace("999999999999", f"{key}", 1)
    return address + ASKED.get(page.name, "").format(unit=target.unit.pk)
