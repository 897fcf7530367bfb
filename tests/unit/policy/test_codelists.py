from datetime import date

import pytest

from gongshi.policy.codelists import CodeValue, load_codelist
from gongshi.policy.toml import RulebookFault


@pytest.mark.parametrize(
    ("day", "holds"),
    [
        (date(2021, 7, 14), (True, False)),
        (date(2021, 7, 15), (False, True)),
        (None, (True, True)),
    ],
)
def test_a_value_holds_from_its_first_day_to_its_last(day, holds):
    old = CodeValue("旧", (), None, date(2021, 7, 14))
    new = CodeValue("新", (), date(2021, 7, 15), None)

    assert (old.holds_on(day), new.holds_on(day)) == holds


def test_the_list_of_penalties_changes_with_the_law():
    penalties = load_codelist("penalty_kind")
    before, after = (set(penalties.texts(date(2021, 7, day))) for day in (14, 15))

    assert before - after == {
        "没收违法所得、没收非法财物",
        "暂扣或者吊销许可证、暂扣或者吊销执照",
    }
    assert {"通报批评", "限制从业", "责令关闭"} <= after - before
    assert before | after == set(penalties.texts())


def test_what_people_write_instead_is_known():
    licences = load_codelist("licence_kind")

    assert [licences.meant(text) for text in ("普通许可", "03", "普通", "备案")] == [
        "普通",
        "认可",
        None,
        None,
    ]


def test_every_fault_of_a_list_is_reported_at_once(tmp_path):
    (tmp_path / "codelists").mkdir()
    (tmp_path / "codelists" / "x.toml").write_text(
        'title = "甲"\nsure = "perhaps"\n[[value]]\ntext = 1\nfrom = "2021"\nfirst = 1\n',
        encoding="utf-8",
    )

    with pytest.raises(RulebookFault) as broken:
        load_codelist("x", tmp_path)

    assert [(each.file, each.key) for each in broken.value.faults] == [
        ("codelists/x.toml", "source"),
        ("codelists/x.toml", "sure"),
        ("codelists/x.toml", "value[0].text"),
        ("codelists/x.toml", "value[0].from"),
        ("codelists/x.toml", "value[0].first"),
    ]
