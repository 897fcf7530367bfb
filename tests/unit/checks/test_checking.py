"""A file checked: what belongs to the rows, what is left out, and one outcome each."""

from dataclasses import replace

import polars as pl
import pytest

from gongshi.checks import Checked, check, findings
from gongshi.intake.batch import Damage
from gongshi.policy.standards import load_standard
from tests.properties.rows import SURROUNDINGS, batch, whole

LICENCE = load_standard("licence")
ROW = whole("licence")
OTHER = ROW | {"XK_WSH": "平示许〔2025〕13号", "XK_NR": "散装食品销售"}
BOTH = pytest.mark.parametrize("as_frame", [False, True])


def checked(file):
    return check(file, LICENCE, SURROUNDINGS)


@BOTH
def test_rows_are_given_raw_and_in_normal_form(as_frame):
    result = checked(batch(LICENCE, [ROW], as_frame=as_frame))

    assert len(result) == len(list(result.rows)) == 1
    assert result.raw[0]["XK_JDRQ"] == "2025/12/01"
    assert result.rows[0]["XK_JDRQ"] == "2025-12-01"
    assert result.standard is LICENCE


@BOTH
def test_what_stands_right_of_the_headed_columns_returns_the_row(as_frame):
    file = batch(LICENCE, [ROW, OTHER], as_frame=as_frame)
    damage = (
        Damage(2, 30, "surplus", "9.5"),
        Damage(2, 31, "surplus", "元"),
        Damage(3, 2, "scientific", "4.1E+17"),
    )

    result = checked(replace(file, damage=damage))

    assert result.outcomes == ["faulty", "accepted"]
    (told,) = findings(result)
    assert (told.field, told.value) == ("#surplus", "9.5 元")


@BOTH
def test_columns_that_no_field_has_are_left_out(as_frame):
    file = batch(LICENCE, [ROW], as_frame=as_frame)
    cells = [(*row, "多余") for row in file.tuples()]
    wide = replace(file, codes=(*file.codes, None), headers=(*file.headers, "栏"))
    wide = replace(wide, rows=cells)
    wide = replace(wide, rows=wide.frame() if as_frame else cells)

    result = checked(wide)

    assert result.outcomes == ["accepted"]
    assert set(result.raw[0]) == {field.code for field in LICENCE.fields}


@BOTH
def test_a_field_that_the_file_lacks_is_blank(as_frame):
    lacking = pl.DataFrame({"c0": ["李四"]})
    file = replace(
        batch(LICENCE, [ROW]), codes=("XK_XDR_MC",), headers=("相对人名称",),
        rows=lacking if as_frame else lacking.rows(),
    )  # fmt: skip

    told = list(findings(checked(file)))

    required = {field.code for field in LICENCE.fields if field.required}
    assert {each.field for each in told if each.rule == "G-01"} == (
        required - {"XK_XDR_MC"}
    )


@BOTH
def test_the_gravest_of_several_findings_decides(as_frame):
    rows = [
        ROW,
        ROW,
        OTHER | {"XK_LYDW": "外地某局", "XK_LYDWDM": "11320100MB1886843H",
                 "XK_XKJG": "外地某局", "XK_XKJGDM": "11320100MB1886843H"},
        OTHER | {"XK_YXQZI": "2099/01/31"},
        OTHER | {"XK_WSH": "双环许可2025", "XK_XKLB": "备案"},
    ]  # fmt: skip

    result = checked(batch(LICENCE, rows, as_frame=as_frame))

    assert result.outcomes == ["accepted", "duplicate", "pending", "accepted", "faulty"]
    assert list(result.clean()) == [0, 1, 2, 3]
    assert [key.place for key in Checked.keys(result)] == [0, 1, 2, 3]


@BOTH
def test_the_fields_that_differ_are_named_in_the_order_of_the_standard(as_frame):
    result = checked(batch(LICENCE, [ROW, OTHER], as_frame=as_frame))

    assert result.changed(0, 1) == "行政许可决定文书号、许可内容"
    assert result.changed(1, 1) == ""
