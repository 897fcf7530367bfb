"""How many questions each page asks, however much there is to show."""

from datetime import date

import pytest

from tests.web import city
from tests.web.unit.conftest import table

DAY = date(2026, 11, 17)
#: Page → queries; session and person among them.
PAGES = {
    "/home/": 24,
    "/file/": 8,
    "/filings/{number}/": 20,
    "/filings/{number}/receipt/": 12,
    "/templates/": 7,
    "/notices/": 9,
}


@pytest.mark.parametrize("address", PAGES)
def test_page_asks_as_many_queries_for_many_rows(clerk, django_queries, address):
    wrong = {"XK_XDR_SHXYM": city.WRONG_CODE}
    one = clerk.filed(table(city.licence(1, DAY, **wrong)))
    # The first one counts the months that are over, for all that follow; what is added
    # has this month counted again.
    clerk.open(address.format(number=one.number))
    one = clerk.filed(table(city.licence(2, DAY, **wrong)))
    asked = django_queries(lambda: clerk.open(address.format(number=one.number)))

    rows = [city.licence(n, DAY, **wrong) for n in range(10, 30)]
    many = clerk.filed(table(*rows))
    again = django_queries(lambda: clerk.open(address.format(number=many.number)))

    assert asked == again == PAGES[address]
