"""Sealed lines are those of the standard library, byte by byte, whoever writes them."""

import json
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from gongshi.ledger.canonical import line, plain

CELLS = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.characters(max_codepoint=0xFF)),
    st.integers(-(2**63), 2**63 - 1),
    st.booleans(),
    st.none(),
    st.floats(),
    st.datetimes(timezones=st.just(UTC)),
    st.dates(),
    st.times(),
    st.binary(),
)


@given(st.lists(CELLS))
@settings(max_examples=2000, deadline=None)
def test_a_line_is_what_the_standard_library_writes(cells):
    written = json.dumps(
        cells, ensure_ascii=False, separators=(",", ":"), default=plain
    )

    assert line(cells) == written.encode() + b"\n"


def test_moments_are_told_to_the_microsecond_in_utc():
    moment = datetime(2023, 12, 5, 1, 2, 3, tzinfo=UTC)

    assert line([moment, None, "甲"]) == (
        '["2023-12-05T01:02:03.000000+00:00",null,"甲"]\n'.encode()
    )
