from datetime import date

import pytest

from gongshi.policy.examples import Example, examples_of, load_examples
from gongshi.policy.standards import load_standard
from gongshi.policy.toml import RulebookFault

LICENCE = load_standard("licence", date(2023, 12, 1))


@pytest.mark.parametrize(
    ("code", "first"),
    [
        ("XK_XDR_MC", "示例食品有限公司"),
        ("XK_FRDB", "张三"),
        ("XK_XKJG", "示例市市场监督管理局"),
        ("XK_JDRQ", "{decided}"),
        ("XK_YXQZI", "{later}"),
    ],
)
def test_a_field_is_known_by_its_role_or_title(code, first):
    own, _ = examples_of(LICENCE.field(code), LICENCE)

    assert own[0] == first


def test_what_any_field_of_a_form_may_say_comes_last():
    own, general = examples_of(LICENCE.field("XK_NR"), LICENCE)

    assert (own, len(general)) == ([], 1)


def test_a_part_with_a_dollar_stands_at_the_end_of_a_title():
    example = Example(role="", form="", title=("止$",), values=("x",))

    assert example.fits(LICENCE.field("XK_YXQZI"), LICENCE) is False
    assert Example("", "", ("至$",), ("x",)).fits(LICENCE.field("XK_YXQZI"), LICENCE)


def test_every_fault_of_the_file_is_reported(tmp_path):
    (tmp_path / "examples.toml").write_text(
        'x = 1\n[[example]]\nform = "poem"\nrule = "name"\n', encoding="utf-8"
    )

    with pytest.raises(RulebookFault) as broken:
        load_examples(tmp_path)

    assert [fault.key for fault in broken.value.faults] == [
        "example[0].form", "example[0].values", "example[0].rule", "x",
    ]  # fmt: skip
