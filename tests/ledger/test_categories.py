"""Every category is received: each row counted once, known again, and due where said."""

import csv
import io
from datetime import date, datetime

import pytest
from django.db.models import QuerySet

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import Receipt, receive
from gongshi.checks import OUTCOMES
from gongshi.checks.templates import example_row
from gongshi.clocks.periods import CHINA
from gongshi.ledger.known import entry_row
from gongshi.ledger.models import Entry, Record
from gongshi.policy.policies import deadline_for, policy_in_force
from gongshi.policy.standards import categories, load_standard

DAY = date(2026, 11, 20)
PROMISED = "41040220231201000001"
UNITS = "name,code\n示例市市场监督管理局,11439900000000019X\n"


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    """A ledger that knows the unit, and the commitment that 履约践诺 speaks of."""
    import_units(UNITS.encode(), file_name="units.csv")
    promised = {"CN_BM": PROMISED, "CN_ZCRQ": "2023/12/1"}
    submit("commitment", good_row("commitment") | promised)


def good_row(category: str) -> dict[str, str]:
    row = example_row(load_standard(category), DAY)
    return row | {"JN_BM": PROMISED} if "JN_BM" in row else row


def entries(category: str) -> QuerySet[Entry]:
    """Give what came after the commitment."""
    return Entry.objects.filter(category=category, batch_id__gt=1)


def submit(category: str, *rows: dict[str, str], day: int = 20) -> Receipt:
    text = io.StringIO()
    titles = {each.code: each.title for each in load_standard(category).fields}
    writer = csv.DictWriter(text, fieldnames=titles)
    writer.writerow(titles)
    writer.writerows(rows)
    return receive(
        text.getvalue().encode(),
        file_name="一周.csv",
        category=category,
        received_at=datetime(2026, 11, day, 9, tzinfo=CHINA),
    )


@pytest.mark.parametrize("category", categories())
def test_every_row_of_a_category_gets_one_outcome(category):
    good = good_row(category)
    first = next(each.code for each in load_standard(category).fields if each.required)
    nameless = {code: text for code, text in good.items() if code != first}

    counts = submit(category, good, good, nameless).counts

    told = {outcome: getattr(counts, outcome) for outcome in OUTCOMES}
    assert told == {
        "accepted": 1, "faulty": 1, "duplicate": 1, "pending": 0, "excluded": 0,
    }  # fmt: skip
    assert counts.received == sum(told.values()) == entries(category).count() == 3


@pytest.mark.parametrize("category", categories())
def test_a_record_of_a_category_is_known_when_it_comes_again(category):
    good = good_row(category)
    submit(category, good)

    again = submit(category, good, day=21)

    assert (again.counts.accepted, again.counts.duplicate) == (0, 1)
    assert Record.objects.filter(entry__in=entries(category)).count() == 1


@pytest.mark.parametrize("category", categories())
def test_an_entry_of_a_category_reads_back_as_its_row(category):
    good = good_row(category)

    submit(category, good)

    row = entry_row(entries(category).get(), load_standard(category))
    assert {code for code, text in row.items() if text} == set(good)


@pytest.mark.parametrize("category", categories())
def test_a_row_is_due_only_where_its_category_has_a_deadline(category):
    policy = policy_in_force("pingdingshan", DAY)
    standard = load_standard(category)

    submit(category, good_row(category))

    entry = entries(category).get()
    has_day = "decided" in standard.roles
    assert (entry.decided_on is not None) == has_day
    has_deadline = has_day and deadline_for(policy, category, DAY) is not None
    assert (entry.due_on is not None) == has_deadline
    assert (entry.late, entry.days_late) == (False, 0 if has_deadline else None)


@pytest.mark.parametrize("category", ["award", "inspection"])
def test_a_category_is_published_only_when_its_standard_says_so(category):
    standard = load_standard(category)

    submit(category, good_row(category))

    assert entries(category).get().publish == (standard.publication == "public")


@pytest.mark.parametrize("backwards", [False, True])
def test_the_examples_of_all_templates_are_accepted_one_after_the_other(backwards):
    # A fulfilment is of a commitment, which therefore comes before it.
    keys = sorted(categories(), reverse=backwards)
    keys.remove("fulfilment")

    for key in (*keys, "fulfilment"):
        submit(key, example_row(load_standard(key), DAY))

    filed = Entry.objects.filter(batch_id__gt=1)
    assert set(filed.values_list("outcome", flat=True)) == {"accepted"}
    assert filed.count() == len(categories())
