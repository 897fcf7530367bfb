"""Nothing with data in it is kept by a browser, and every file names its hash."""

import pytest
from django.test import Client

from gongshi.ledger.models import Batch, Entry, Filing, Unit
from gongshi.people.rights import ROLES
from tests.people.persons import log_in
from tests.people.test_matrix import ROUTES, Target, filled


@pytest.mark.parametrize("role", ["clerk", "office_head", "system_admin"])
@pytest.mark.parametrize("is_part", [False, True], ids=["page", "part"])
def test_no_address_lets_its_answer_be_kept(december, role, is_part):
    unit = Unit.objects.get(name="鲁山县市场监督管理局")
    target = Target(unit, december, Entry.objects.filter(batch=december).first())
    client = Client(raise_request_exception=True)
    log_in(client, role, unit if ROLES[role].is_of_unit else None)
    headers = {"HX-Request": "true"} if is_part else {}

    # Logging out is last, or nobody would be there for the others.
    answers = {
        route.name: client.get(filled(route, target), headers=headers)
        for route in ROUTES
    }

    assert {
        name: each.headers.get("Cache-Control")
        for name, each in answers.items()
        if each.headers.get("Cache-Control") != "no-store"
    } == {}


def test_a_file_filed_again_is_another_filing_with_its_own_hash(december):
    client = Client()
    log_in(client, "analyst")
    filings = list(Filing.objects.filter(unit__name="市公安局"))

    pages = {
        each.file_hash: client.get(f"/filings/{each.number}/receipt/").content.decode()
        for each in filings
    }

    assert len(pages) == len(filings) == 2
    for file_hash, page in pages.items():
        shown = [each for each in pages if each[:8] in page.replace(" ", "")]
        assert shown == [file_hash]
    assert Batch.objects.count() == 5
