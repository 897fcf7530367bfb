from datetime import date

from gongshi.assessment.counts import Counts
from gongshi.clocks.periods import month
from gongshi.ledger import pages
from gongshi.ledger.facts import counts_by_head, heads
from gongshi.ledger.models import Unit
from tests.web import city

MONTHS = [month(key) for key in ("2023-11", "2023-12", "2024-01")]


def test_tallies_add_up_to_the_counts_of_bulletins(december):
    _mend_in_january()

    for period in MONTHS:
        assert _by_head(pages.tallies(period.start, period.end)) == counts_by_head(
            period
        )


def test_tallies_tell_what_a_later_month_mended(december):
    _mend_in_january()
    period = month("2023-12")

    tallies = pages.tallies(period.start, period.end)

    assert sum(tally.mended for tally in tallies) == 1


def test_months_of_a_unit_add_up_to_the_counts_of_bulletins(december):
    _mend_in_january()
    unit = Unit.objects.get(name="鲁山县")
    below = pages.units_below(unit.pk, Unit.objects.all())

    counted = pages.counts_by_month(below, MONTHS)

    assert counted == {
        period: counts_by_head(period).get(unit.pk, Counts()) for period in MONTHS
    }


def _mend_in_january() -> None:
    """Mend the row whose certificate was wrong, a month too late."""
    row = city.licence(7, date(2023, 12, 4), XK_FR_ZJLX="身份证",
                       XK_FR_ZJHM=city.CERTIFICATE)  # fmt: skip
    moment = city.at(12, 8).replace(year=2024, month=1)
    city.file_rows([row], "鲁山县市场监督管理局", moment)


def _by_head(tallies: list[pages.Tally]) -> dict[int | None, Counts]:
    tops = heads()
    summed: dict[int | None, Counts] = {}
    for tally in tallies:
        top = None if tally.unit_id is None else tops[tally.unit_id].pk
        summed[top] = summed.get(top, Counts()) + tally.counts
    return summed
