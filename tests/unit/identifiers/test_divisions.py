import pytest

from gongshi.identifiers import divisions


@pytest.mark.parametrize(
    "code", ["100000", "420000", "420100", "410400", "429004", "440304", "820000"]
)
def test_a_region_is_recognised(code):
    assert divisions.is_region(code)


@pytest.mark.parametrize(
    "code", ["990000", "420001", "42010", "4201001", "42010A", "4２0100", ""]
)
def test_anything_else_is_no_region(code):
    assert not divisions.is_region(code)


def test_the_provinces_are_thirty_four():
    assert len(divisions.PROVINCES) == 34
    assert divisions.is_province("65")
    assert not divisions.is_province("16")
