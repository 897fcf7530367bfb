from gongshi.clocks.periods import local_day, moment
from gongshi.samples import load_city, weekly_filings

UNTIL = moment("2026-11-21T08:40:00")


def filings(until=UNTIL):
    return list(weekly_filings(load_city(), until=until, seed=1))


def test_a_year_and_the_month_so_far_arrive_in_order():
    moments = [each.received_at for each in filings()]

    assert moments == sorted(moments)
    assert moments[-1] == UNTIL
    months = sorted({f"{at:%Y-%m}" for at in moments})
    assert (months[0], months[-1], len(months)) == ("2025-11", "2026-11", 13)


def test_weeks_are_filed_on_their_last_working_day():
    days = {local_day(each.received_at).isoformat() for each in filings()}

    # A Friday; the Saturday worked before the spring festival; no day of the
    # holiday week of October.
    assert {"2026-11-20", "2026-02-14"} <= days
    assert not any("2026-10-01" <= day <= "2026-10-07" for day in days)


def test_about_twelve_thousand_rows_and_some_come_back_mended():
    made = filings()

    assert 11_000 < sum(each.frame.height for each in made) < 14_000
    assert any(each.mended_at for each in made)
    assert all(len(each.mended_places) == each.mended.height for each in made)
    assert all(each.mended_at <= UNTIL for each in made if each.mended_at)


def test_nothing_is_decided_after_its_filing_but_by_a_slip():
    for each in filings():
        code = "XK_JDRQ" if each.category == "licence" else "CF_JDRQ"
        day = f"{each.received_at:%Y/%m/%d}"
        later = [text for text in each.mended[code] if text > day]
        assert later == []


def test_a_silent_unit_has_filed_nothing_lately():
    weather = next(each for each in load_city() if each.silent_weeks == 6)

    lately = [each for each in filings() if f"{each.received_at:%m-%d}" > "10-18"
              and each.received_at.year == 2026 and each.category == "licence"]  # fmt: skip

    sources = {name for each in lately for name in each.frame["XK_LYDW"]}
    assert weather.unit.name not in sources


def test_the_first_day_of_a_year_without_calendar_still_has_a_year():
    made = filings(moment("2091-01-01T00:00:00"))

    assert made[-1].received_at <= moment("2091-01-01T00:00:00")
    assert len({f"{each.received_at:%Y-%m}" for each in made}) >= 12


def test_the_city_has_forty_units_with_different_codes():
    city = load_city()

    groups = [each.group for each in city]
    assert (groups.count("departments"), groups.count("counties")) == (28, 12)
    assert len({each.unit.code for each in city}) == 40
