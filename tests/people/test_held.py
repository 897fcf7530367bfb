from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from gongshi.people import held
from gongshi.people.held import Sent
from gongshi.people.models import HeldRequest
from tests.people.persons import log_in, person

SENT = Sent("/x/", "a=1", "multipart/form-data; boundary=b", b"\x00\xff" * 500)


@pytest.fixture
def clerk(ledger):
    return person("analyst")


def test_what_was_kept_comes_back_byte_for_byte_and_once(clerk):
    word = held.hold(clerk.pk, SENT)

    assert held.take(word, clerk) == SENT
    assert held.take(word, clerk) is None


def test_only_its_sender_and_its_word_find_it(clerk):
    word = held.hold(clerk.pk, SENT)

    assert held.find(word, person("supervisor")) is None
    assert held.find(word + "x", clerk) is None
    assert word not in HeldRequest.objects.get().token


@pytest.mark.parametrize(
    "change", [{"body": b"other"}, {"path": "/people/add/"}, {"content_type": "x"}]
)
def test_what_was_changed_meanwhile_is_not_given_back(clerk, change):
    word = held.hold(clerk.pk, SENT)
    HeldRequest.objects.update(**change)

    assert held.find(word, clerk) is None


def test_a_person_has_five_and_old_ones_go(clerk):
    words = [held.hold(clerk.pk, SENT) for _ in range(7)]
    HeldRequest.objects.filter(pk=HeldRequest.objects.earliest("pk").pk).update(
        created_at=timezone.now() - timedelta(hours=2)
    )

    assert HeldRequest.objects.count() == 5
    assert held.find(words[-1], clerk) is not None
    held.hold(clerk.pk, SENT)
    assert not HeldRequest.objects.filter(
        created_at__lt=timezone.now() - held.KEPT
    ).exists()


def test_a_stranger_leaves_nothing_behind(embedded):
    late = Client().post("/rulebook/windows/new/", {"name": "x" * 1000})

    assert late["Location"] == "/login/?sent=lost"
    assert not HeldRequest.objects.exists()


def test_a_part_of_a_page_sends_the_whole_page_to_the_door(embedded):
    answer = Client().get("/rows/", headers={"HX-Request": "true"})

    assert answer.status_code == 401
    assert answer["HX-Redirect"] == "/login/?next=/rows/"


def test_a_session_is_not_written_by_every_request(embedded):
    client = Client()
    log_in(client, "analyst")

    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as asked:
        client.get("/rows/")

    assert not [each for each in asked if "UPDATE" in each["sql"]]
