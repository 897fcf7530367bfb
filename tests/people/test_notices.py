import pytest

from gongshi.ledger.models import Unit
from gongshi.people.models import Notice
from gongshi.people.notices import mark_read, notify, unread
from tests.people.persons import person
from tests.web import city


@pytest.fixture
def units(ledger) -> dict[str, Unit]:
    city.set_up_units()
    return {each.name: each for each in Unit.objects.all()}


def test_a_unit_is_told_once_however_often_it_is_told(units):
    for _ in range(3):
        notify(unit=units["鲁山县"], kind="return", text="退回 5 行。", key="return:1")

    assert [each.text for each in Notice.objects.all()] == ["退回 5 行。"]


def test_each_person_reads_for_himself(units):
    clerk = person("clerk", units["鲁山县"])
    head = person("unit_head", units["鲁山县"])
    notify(unit=units["鲁山县"], kind="return", text="退回 5 行。", key="return:1")

    mark_read(clerk, [each.pk for each in unread(clerk)])

    assert (unread(clerk).count(), unread(head).count()) == (0, 1)


def test_nobody_reads_what_others_are_told(units):
    clerk = person("clerk", units["鲁山县"])
    analyst = person("analyst")
    notify(unit=units["市公安局"], kind="return", text="甲", key="1")
    notify(person=analyst, kind="digest", text="乙", key="2")

    mark_read(clerk, list(Notice.objects.values_list("pk", flat=True)))

    assert not unread(clerk).exists()
    assert [each.text for each in unread(analyst)] == ["乙"]
    assert not Notice.objects.filter(read_by=clerk).exists()
