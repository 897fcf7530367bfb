import hashlib
import json
import re
from datetime import UTC, date

from django.test import Client

from gongshi.actions import receipts
from gongshi.ledger.models import Batch, Refusal
from tests.web import city
from tests.web.conftest import heading, words
from tests.web.unit.conftest import table, taken

DAY = date(2026, 11, 17)


def verified(number: str, seal: str) -> str:
    return Client().get("/verify/", {"number": number, "seal": seal}).content.decode()


def test_seal_is_the_sm3_of_the_text_in_the_manual(clerk):
    filing = taken(table(city.licence(1, DAY)), clerk.unit, name="周报“甲”.csv")

    moment = filing.received_at.astimezone(UTC).isoformat(timespec="microseconds")
    text = (
        f'["gongshi-receipt-1","{filing.number}",{clerk.unit.pk},"licence",'
        f'"周报“甲”.csv","{filing.file_hash}",{filing.size},"{moment}"]'
    )

    assert receipts.receipt_text(filing) == text
    assert (
        receipts.receipt_seal(filing) == hashlib.new("sm3", text.encode()).hexdigest()
    )


def test_verdicts_seal_names_the_receipt_and_every_count(clerk):
    filing = clerk.filed(table(city.licence(1, DAY)))
    batch = Batch.objects.get()

    parts = json.loads(receipts.verdict_text(filing, batch))

    assert parts[:3] == ["gongshi-verdict-1", receipts.receipt_seal(filing), "judged"]
    assert parts[3:11] == [1, 1, 0, 0, 0, 0, batch.late, 0]
    assert parts[11:14] == [batch.edition, batch.policy, batch.rulebook]


def test_receipt_shows_what_was_received_and_later_the_verdict(clerk):
    filing = taken(table(city.licence(1, DAY)), clerk.unit)
    early = words(clerk.open(f"/filings/{filing.number}/receipt/"))
    from tests.web.unit.conftest import judge

    judge()
    late = words(clerk.open(f"/filings/{filing.number}/receipt/"))

    assert "还在核对" in early
    assert "结果印记" not in early.partition("验真：")[0]
    assert "共 1 行：正确 1" in late
    assert filing.file_hash[:8] in late
    assert receipts.verdict_seal(filing, Batch.objects.get())[:8] in late


def test_receipt_of_a_refused_file_says_why(clerk):
    filing = clerk.filed(b"a,b\n1,2\n")

    told = words(clerk.open(f"/filings/{filing.number}/receipt/"))

    assert Refusal.objects.get().text.split("，")[0] in told


def test_receipt_has_a_code_for_phones(clerk):
    filing = taken(table(city.licence(1, DAY)), clerk.unit)

    drawn = clerk.open(f"/filings/{filing.number}/code.svg")

    assert drawn.startswith("<?xml")
    assert "style=" not in drawn


def test_anyone_verifies_a_receipt_and_learns_no_row(clerk):
    filing = clerk.filed(table(city.licence(1, DAY)))
    for seal in (
        receipts.receipt_seal(filing),
        receipts.verdict_seal(filing, Batch.objects.get()),
    ):
        source = verified(filing.number.lower(), re.sub("(.{8})", r"\1 ", seal).upper())

        assert heading(source) == "相符：这张回执是真的"
        assert "共 1 行：正确 1" in source
        assert "示例" not in source
        assert clerk.person.login not in source


def test_wrong_numbers_and_wrong_seals_are_told_and_cost_the_same(
    clerk, django_queries
):
    filing = clerk.filed(table(city.licence(1, DAY)))
    seal = receipts.receipt_seal(filing)
    wrong = ("0" if seal[0] != "0" else "1") + seal[1:]
    asked = [
        (filing.number, wrong),
        ("GS-20990101-0001", wrong),
        ("", wrong),
        ("x", "é" * 64),
    ]

    told, costs = [], []
    for number, given in asked:
        costs.append(
            django_queries(lambda n=number, g=given: told.append(verified(n, g)))
        )

    plain = [re.sub('value="[^"]*"', "", each) for each in told]
    assert plain[0] == plain[1] == plain[3]
    assert heading(told[0]) == "不符：没有这样的回执"
    assert costs[0] == costs[1] == costs[3]


def test_no_seal_fits_a_number_that_was_never_given(clerk):
    nobodys = hashlib.new("sm3", b"").hexdigest()

    assert (
        receipts.verify("GS-20990101-0001", receipts.receipt_seal(receipts._NOBODYS))
        is None
    )
    assert receipts.verify("", nobodys) is None


def test_a_changed_receipt_no_longer_fits(clerk):
    filing = clerk.filed(table(city.licence(1, DAY)))
    seal = receipts.receipt_seal(filing)
    other = clerk.filed(table(city.licence(2, DAY)))

    assert receipts.verify(other.number, seal) is None
    assert receipts.verify(filing.number, seal).filing == filing
