import tomllib

import pytest

from gongshi.assessment.indicators import indicators, load_indicator


def test_every_file_is_an_indicator_with_its_parameters():
    assert indicators() == {
        "completeness": (),
        "compliance": ("good", "over"),
        "decided": (),
        "timeliness": ("bad", "over"),
        "volume": ("count",),
    }


@pytest.mark.parametrize("name", indicators())
def test_the_page_of_an_indicator_shows_its_keys(name):
    lines = load_indicator(name).__doc__.splitlines()
    example = [line for line in lines if line.startswith("    ") and " = " in line]

    shown = tomllib.loads("\n".join(line.strip() for line in example))

    assert shown.pop("indicator") == name
    assert tuple(shown) == indicators()[name]
