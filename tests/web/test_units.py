from tests.web.conftest import heading


def test_register_lists_units_below_their_parent(reader, december):
    source = reader.open("/units/")

    assert heading(source) == "名录里有 4 家单位"
    assert source.index(">鲁山县<") < source.index("鲁山县市场监督管理局")


def test_register_says_what_to_do_when_it_is_empty(reader):
    assert "gongshi units import" in reader.words("/units/")


def test_unit_counts_what_counts_towards_it(reader, december):
    key = _key("鲁山县")

    source = reader.open(f"/units/{key}/")

    assert heading(source) == "鲁山县 2023年12月：报送 7 行，没有迟报"


def test_unit_lists_its_months_batches_and_faults(reader, december):
    words = reader.words(f"/units/{_key('鲁山县市场监督管理局')}/")

    assert "2023年12月 5 2 3 0 0 0 0 0% 2 / 5 40%" in words
    assert december.number in words
    assert "S-02" in words


def test_unit_hides_certificate_numbers(reader, december):
    source = reader.open(f"/units/{_key('鲁山县市场监督管理局')}/")

    assert "11010519491231002" not in source


def test_unit_asks_fifteen_queries_and_fewer_until_something_is_added(reader, december):
    reader.open(f"/units/{_key('鲁山县')}/?period=2023-12")

    # register · office · what was added last, before this month and twice in it · counts · ids of batches ·
    # mended rows · withdrawn rows · counts by batch · batches · findings · changes
    assert reader.queries == 15

    reader.open(f"/units/{_key('鲁山县')}/?period=2023-12")
    assert reader.queries == 9


def test_unit_that_does_not_exist_is_not_found(reader, december):
    assert "名录里没有编号为 999999 的单位" in reader.words(
        "/units/999999/", status=404
    )


def _key(name: str) -> int:
    from gongshi.ledger.models import Unit

    return Unit.objects.get(name=name).pk
