"""The template of every category: what it holds, and that its example is right."""

import io
from dataclasses import replace
from datetime import date
from typing import Any

import openpyxl
import pytest

from gongshi.checks import check, findings
from gongshi.checks.cells import Surroundings
from gongshi.checks.plan import plan
from gongshi.checks.templates import example_row, write
from gongshi.checks.templates.requirements import requirements, told
from gongshi.errors import FileFault, UsageError
from gongshi.intake import read
from gongshi.policy.standards import categories, load_standard, load_standards

DAYS = (date(2024, 2, 29), date(2026, 1, 1), date(2026, 11, 20))
LICENCE, PENALTY = load_standard("licence"), load_standard("penalty")


def opened(standard: Any, on: date = DAYS[-1]) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write(standard, on)))


def column_of(validation: Any) -> int:
    (place,) = validation.sqref.ranges
    return place.min_col


def saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def example_of(book: openpyxl.Workbook) -> dict[str, str]:
    """Read the example where a clerk reads it: title → text."""
    lines = [[cell.value for cell in row] for row in book["填写说明"].iter_rows()]
    start = next(at for at, row in enumerate(lines) if row[0] == "栏目")
    ends = (at for at, row in enumerate(lines) if at > start and not row[0])
    end = next(ends, len(lines))
    return {row[0]: row[5] for row in lines[start + 1 : end] if row[5]}


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("category", categories())
def test_a_template_with_its_example_is_accepted_without_findings(category, on):
    standard = load_standard(category, on)
    book = opened(standard, on)
    example = example_of(book)
    sheet = book[book.sheetnames[0]]
    for cell in sheet[1]:
        sheet.cell(2, cell.column, example.get(cell.value.removeprefix("*")))

    file = read(
        saved(book), file_name="x.xlsx", standard=standard, others=load_standards(on)
    )
    checked = check(file, standard, Surroundings(on=on))

    assert [each.message for each in findings(checked)] == []
    assert checked.outcomes == ["accepted"]


@pytest.mark.parametrize("category", categories())
def test_an_empty_template_has_nothing_to_file(category):
    standard = load_standard(category)

    with pytest.raises(FileFault) as fault:
        read(write(standard, DAYS[-1]), file_name="x.xlsx", standard=standard)

    assert fault.value.code == "no_rows"


@pytest.mark.parametrize("category", categories())
def test_every_field_has_a_column_a_hint_and_a_line(category):
    standard = load_standard(category, DAYS[-1])
    book = opened(standard)
    sheet = book[book.sheetnames[0]]

    titles = [
        f"*{each.title}" if each.required else each.title for each in standard.fields
    ]
    hinted = {column_of(each) for each in sheet.data_validations.dataValidation}
    told_of = [row[0].value for row in book["填写说明"].iter_rows()]

    assert [cell.value for cell in sheet[1]] == titles
    assert hinted == set(range(1, len(titles) + 1))
    assert {field.title for field in standard.fields} <= set(told_of)
    assert set(example_row(standard, DAYS[-1])) >= {
        field.code for field in standard.fields if field.required
    }


@pytest.mark.parametrize("category", categories())
def test_every_rule_is_told_with_its_source(category):
    standard = load_standard(category, DAYS[-1])
    guide = opened(standard)["填写说明"]
    text = "\n".join(
        str(cell.value) for row in guide.iter_rows() for cell in row if cell.value
    )

    missing = [
        rule.id
        for rule in standard.rules
        if rule.fields and not (rule.id in text and rule.source in text)
    ]

    assert missing == []


def test_columns_are_text_and_the_header_stands_still():
    sheet = opened(LICENCE)["行政许可"]

    assert {sheet.column_dimensions["C"].number_format, sheet["A1"].number_format} == {
        "@"
    }
    assert sheet.freeze_panes == "B2"
    assert sheet.max_row == 1


def test_one_value_is_chosen_from_a_hidden_list_and_several_are_typed():
    licence, penalty = opened(LICENCE), opened(PENALTY)
    drop_downs = {
        column_of(each): each
        for each in licence["行政许可"].data_validations.dataValidation
        if each.type == "list"
    }
    kinds = {
        column_of(each): each.type
        for each in penalty["行政处罚"].data_validations.dataValidation
    }
    kind = [field.code for field in LICENCE.fields].index("XK_XKLB") + 1
    several = [field.code for field in PENALTY.fields].index("CF_CFLB") + 1

    assert licence["代码表"].sheet_state == "hidden"
    assert drop_downs[kind].formula1.startswith("'代码表'!")
    assert drop_downs[kind].errorStyle == "warning"
    assert kinds[several] in (None, "none")


def test_a_hint_says_what_is_needed_and_fits_a_box():
    by_code = {each.field.code: each for each in requirements(LICENCE, DAYS[-1])}

    assert by_code["XK_JDRQ"].hint == (
        "必填。YYYY/MM/DD，不晚于今天。日期，如 2026/11/20。"
    )
    assert by_code["XK_FRDB"].needed == "视情况必填"


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("L-07:XK_NR", "许可内容「…」过于简单，请填写许可决定的主要内容"),
        ("D-07:XK_JDRQ", "「日期」的「…」距今超过 2 年，请确认是否补报"),
        ("D-03:XK_JDRQ", "「日期」的「…」晚于今天"),
        ("D-04:XK_YXQZI", "有效期至「…」不能早于有效期自「…」"),
        ("S-17:XK_XKJGDM", "「日期」的「…」不正确"),
    ],
)
def test_a_rule_is_told_without_the_values_of_a_row(label, text):
    found = next(each for each in plan(LICENCE).checks if each.label == label)

    assert told(found, "日期") == text


def test_the_same_day_gives_the_same_bytes():
    assert write(LICENCE, DAYS[0]) == write(LICENCE, DAYS[0])


def test_a_category_whose_rules_no_row_keeps_is_noticed():
    model = next(rule for rule in LICENCE.rules if rule.id == "L-07")
    never = replace(model, id="X-01", kind="blank", parameters={})
    standard = replace(LICENCE, rules=(*LICENCE.rules, never))

    with pytest.raises(UsageError, match="（X-01）；请换一天"):
        example_row(standard, DAYS[-1])


@pytest.mark.parametrize("category", ["licence", "penalty", "grading", "joint_case"])
def test_a_day_on_which_no_example_holds_is_told(category):
    with pytest.raises(UsageError, match="按 9999-12-31 的规则，「"):
        example_row(load_standard(category), date.max)


def test_all_examples_are_of_one_subject():
    standards = list(load_standards(DAYS[-1]))
    rows = [(each, example_row(each, DAYS[-1])) for each in standards]

    for role in ("name", "code", "authority_code"):
        said = {row[each.roles[role]] for each, row in rows if role in each.roles}
        assert len(said) <= 1, role
    promised = {row["CN_BM"] for _, row in rows if "CN_BM" in row}
    assert promised == {row["JN_BM"] for _, row in rows if "JN_BM" in row}


def test_a_hint_that_is_too_long_for_its_box_is_cut():
    wordy = replace(PENALTY.field("CF_CFLB"), hint="写" * 300)
    fields = tuple(
        wordy if each.code == wordy.code else each for each in PENALTY.fields
    )
    sheet = opened(replace(PENALTY, fields=fields))["行政处罚"]

    longest = max(len(each.prompt) for each in sheet.data_validations.dataValidation)

    assert longest == 255
