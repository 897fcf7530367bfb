"""Words that pages put in the place of keys, and whom they name first."""

from datetime import date, datetime

import pytest
from django.test import Client

from gongshi.clocks.periods import CHINA
from gongshi.desks.office.silence import ladder
from gongshi.desks.templatetags.gongshi import file_shown, target
from gongshi.ledger.models import Unit
from gongshi.policy.policies import policy_in_force
from gongshi.policy.silence import silence_in_force
from tests.people.persons import log_in
from tests.web.conftest import words


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("pingdingshan:2026-10", "平顶山市 2026年10月"),
        ("pingdingshan:2026-10:2", "平顶山市 2026年10月 第 2 版"),
        ("pingdingshan:7", "平顶山市 7"),
        ("GS-20261120-0001-3", "GS-20261120-0001-3"),
        ("", ""),
    ],
)
def test_what_an_act_was_done_to_is_said_in_words(written, told):
    assert target(written) == told


def test_what_was_typed_is_no_file():
    assert file_shown("在线修改.json") == "在线修改"
    assert file_shown("导出.json") == "导出.json"


def test_a_unit_of_which_nothing_is_known_is_silent_longest():
    units = [Unit(pk=1, name="甲"), Unit(pk=2, name="乙")]
    on = date(2026, 11, 20)
    steps = policy_in_force("pingdingshan", on).silence
    heard = {1: datetime(2026, 9, 1, tzinfo=CHINA)}

    found = ladder(units, heard, on, steps, silence_in_force(on))

    assert [each.unit.name for each in found.silent] == ["乙", "甲"]


def test_the_rules_of_passwords_are_polite():
    client = Client()
    log_in(client, "analyst")

    told = words(client.get("/password/").content.decode())

    assert "你" not in told
    assert "您的" in told


def test_the_rules_page_explains_its_signs():
    client = Client()
    log_in(client, "analyst")

    source = client.get("/rulebook/").content.decode()

    assert "「×」代表这一行实际填的内容" in words(source)
    assert source.index(">行政许可</option>") < source.index(">行政裁决</option>")
