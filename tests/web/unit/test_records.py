from datetime import date

from gongshi.ledger.models import Entry
from tests.web import city
from tests.web.conftest import heading
from tests.web.unit.conftest import FOREIGN, Clerk, table

DAY = date(2026, 11, 17)


def test_a_unit_sees_its_own_rows_only(clerk):
    clerk.filed(table(city.licence(1, DAY)))
    Clerk(FOREIGN).filed(table(city.licence(2, DAY)))

    source = clerk.open("/rows/?period=all")

    assert heading(source) == "全部：1 行"
    assert "示例2号公司" not in source
    assert FOREIGN not in source


def test_rows_are_found_by_code(clerk):
    row = city.licence(1, DAY)
    clerk.filed(table(row, city.licence(2, DAY)))

    found = clerk.open(f"/rows/?period=all&q={row['XK_XDR_SHXYM'].lower()}")

    assert heading(found).endswith("1 行")


def test_rows_are_sorted_and_paged(clerk):
    clerk.filed(table(*(city.licence(n, DAY) for n in range(100, 161))))

    first = clerk.open("/rows/?period=all&sort=number")
    address = first.split("后 50 行")[0].rpartition('href="')[2].partition('"')[0]
    second = clerk.open(address.replace("&amp;", "&"))

    assert first.index("100号") < first.index("149号")
    assert "150号" in second
    assert "149号" not in second
    assert "排序不对" in clerk.open("/rows/?sort=x", 400)


def test_row_opens_with_its_clock_and_foreign_ones_do_not(clerk):
    clerk.filed(table(city.licence(1, DAY)))
    other = Clerk(FOREIGN)
    other.filed(table(city.licence(2, DAY)))
    mine = Entry.objects.get(unit=clerk.unit)
    theirs = Entry.objects.get(unit=other.unit)

    assert "7 个工作日内报送" in clerk.open(f"/rows/{mine.pk}/")
    clerk.open(f"/rows/{theirs.pk}/", 404)
