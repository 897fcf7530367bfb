"""The way back: return, mend as suggested, submit the workbook, count the month."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime

import openpyxl
import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import Receipt, receive
from gongshi.actions.return_faulty import return_faulty
from gongshi.clocks.periods import CHINA, month
from gongshi.errors import UsageError
from gongshi.ledger.facts import Counts, counts_by, standing
from gongshi.ledger.models import Entry
from gongshi.policy.standards import load_standard

UNIT, BRANCH, OTHER = "示例市市场监管局", "示例市市场监管局新城分局", "示例市交通运输局"
UNITS = (
    "name,code,parent\n"
    f"{UNIT},11100000000013039Y,\n{BRANCH},,{UNIT}\n{OTHER},11230500001755309F,\n"
)
TITLES = {field.code: field.title for field in load_standard("licence").fields}
GOOD = {
    "XK_XDR_MC": "华为技术有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_FRDB": "赵一",
    "XK_XKWS": "食品经营许可决定书",
    "XK_XKLB": "普通",
    "XK_JDRQ": "2023/12/01",
    "XK_YXQZ": "2023/12/01",
    "XK_YXQZI": "2028/11/30",
    "XK_XKJG": UNIT,
    "XK_XKJGDM": "11100000000013039Y",
    "XK_ZT": "1",
    "XK_LYDW": UNIT,
    "XK_LYDWDM": "11100000000013039Y",
}
WRONG_CODE = {"XK_XDR_SHXYM": "91440300192203821O"}
WRONG_KIND = {"XK_XKLB": "普通许可"}
NO_CONTENT = {"XK_NR": ""}
DECEMBER = "2023-12-05"


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def table(*faults: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=TITLES)
    writer.writerow(TITLES)
    for number, fault in enumerate(faults, 1):
        own = {"XK_WSH": f"示市监许〔2023〕{number}号", "XK_NR": f"准予经营{number}"}
        writer.writerow(GOOD | own | fault)
    return text.getvalue().encode()


def submit(
    content: bytes, day: str = DECEMBER, *, unit: str = UNIT, name: str = "一周.csv"
) -> Receipt:
    at = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=CHINA)
    return receive(
        content, file_name=name, category="licence", unit=unit, received_at=at
    )


def mended(
    number: str, fixes: Mapping[int, Mapping[str, str]], *, drop: str = ""
) -> bytes:
    """Fix cells of a returned workbook as a clerk does: row of the sheet → cells."""
    book = openpyxl.load_workbook(io.BytesIO(return_faulty(number).content))
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[1]}
    for row, fix in fixes.items():
        for code, text in fix.items():
            sheet.cell(row, columns[TITLES.get(code, code)]).value = text
    if drop:
        sheet.delete_cols(columns[drop])
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def counted(period: str) -> Counts:
    span = month(period)
    return counts_by(standing(span.start, span.end), "category").get(
        ("licence",), Counts()
    )


def replaced(receipt: Receipt) -> list[int | None]:
    entries = Entry.objects.filter(batch=receipt.batch).order_by("pk")
    return list(entries.values_list("replaces__row_number", flat=True))


FIX_CODE = {"XK_XDR_SHXYM": "914403001922038216"}
FIX_KIND = {"XK_XKLB": "普通"}


def test_rows_are_accepted_when_mended_as_suggested():
    first = submit(table({}, WRONG_CODE, WRONG_KIND))

    second = submit(
        mended(first.batch.number, {2: FIX_CODE, 3: FIX_KIND}), "2023-12-06"
    )

    assert first.counts == Counts(accepted=1, faulty=2)
    assert second.counts == Counts(accepted=2)
    assert replaced(second) == [3, 4]


def test_suggestions_are_what_makes_the_rows_right():
    first = submit(table({}, WRONG_CODE, WRONG_KIND))

    book = openpyxl.load_workbook(io.BytesIO(return_faulty(first.batch.number).content))

    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("修改建议") + 1
    assert [sheet.cell(row, column).value for row in (2, 3)] == [
        "行政相对人代码_1（统一社会信用代码）：改为「914403001922038216」",
        "许可类别：改为「普通」",
    ]


def test_mended_row_leaves_the_count_when_it_comes_in_the_same_month():
    first = submit(table({}, WRONG_CODE))

    submit(mended(first.batch.number, {2: FIX_CODE}), "2023-12-31")

    assert counted("2023-12") == Counts(accepted=2, late=1)
    assert counted("2024-01") == Counts()


def test_mended_row_counts_in_its_own_month_when_it_comes_in_the_next():
    first = submit(table({}, WRONG_CODE))

    submit(mended(first.batch.number, {2: FIX_CODE}), "2024-01-01")

    assert counted("2023-12") == Counts(accepted=1, faulty=1)
    assert counted("2024-01") == Counts(accepted=1, late=1)


def test_second_attempt_takes_the_place_of_the_first_when_it_is_faulty_too():
    first = submit(table({}, WRONG_CODE))

    second = submit(mended(first.batch.number, {2: WRONG_KIND}), "2023-12-06")
    third = submit(mended(second.batch.number, {2: FIX_CODE | FIX_KIND}), "2023-12-07")

    assert second.counts == Counts(faulty=1)
    assert third.counts == Counts(accepted=1)
    assert counted("2023-12") == Counts(accepted=2)
    assert Entry.objects.get(batch=third.batch).replaces.batch == second.batch


def test_old_workbook_puts_right_the_latest_attempt():
    first = submit(table(WRONG_CODE))
    workbook = mended(first.batch.number, {2: FIX_CODE})
    second = submit(mended(first.batch.number, {2: WRONG_KIND}), "2023-12-06")

    third = submit(workbook, "2023-12-07")

    assert Entry.objects.get(batch=third.batch).replaces.batch == second.batch
    assert counted("2023-12") == Counts(accepted=1)


def test_all_rows_are_duplicate_when_the_same_workbook_comes_twice():
    first = submit(table({}, WRONG_CODE, WRONG_KIND))
    workbook = mended(first.batch.number, {2: FIX_CODE, 3: FIX_KIND})
    submit(workbook, "2023-12-06")

    again = submit(workbook, "2023-12-07")

    assert again.counts == Counts(duplicate=2)
    assert replaced(again) == [None, None]
    assert counted("2023-12") == Counts(accepted=3, duplicate=2)


def test_rows_are_found_by_their_record_when_the_column_was_deleted():
    first = submit(table({}, WRONG_KIND, NO_CONTENT))
    fixes = {2: FIX_KIND, 3: {"XK_NR": "准予经营"}}

    second = submit(mended(first.batch.number, fixes, drop="退回编号"), "2023-12-06")

    assert second.counts == Counts(accepted=2)
    assert replaced(second) == [3, 4]


def test_column_leads_back_when_the_fault_was_in_the_record_number_itself():
    first = submit(table({"XK_WSH": "示市监许*"}))

    second = submit(
        mended(first.batch.number, {2: {"XK_WSH": "示市监许〔2023〕9号"}}), "2023-12-06"
    )

    assert replaced(second) == [2]
    assert counted("2023-12") == Counts(accepted=1)


@pytest.mark.parametrize(
    "written",
    ["GS-20231205-0009-2", "GS-20231205-0001-99", "GS-20231205-0001-", "-2", "?",
     "GS-20231205-0001-" + "9" * 5000],
    ids=["no batch", "no row", "row left out", "batch left out", "nonsense", "endless"],
)  # fmt: skip
def test_number_that_names_nothing_is_not_obeyed(written: str):
    first = submit(table({"XK_WSH": "示市监许*"}))
    fix = {"XK_WSH": "示市监许〔2023〕9号", "退回编号": written}

    second = submit(mended(first.batch.number, {2: fix}), "2023-12-06")

    assert replaced(second) == [None]
    assert counted("2023-12") == Counts(accepted=1, faulty=1)


def test_number_is_read_when_it_was_typed_with_spaces():
    first = submit(table({"XK_WSH": "示市监许*"}))
    fix = {"XK_WSH": "示市监许〔2023〕9号", "退回编号": " gs-20231205-0001-2 "}

    second = submit(mended(first.batch.number, {2: fix}), "2023-12-06")

    assert replaced(second) == [2]


def test_row_stays_faulty_when_another_unit_mends_it():
    first = submit(table(WRONG_CODE))

    second = submit(mended(first.batch.number, {2: FIX_CODE}), "2023-12-06", unit=OTHER)

    assert replaced(second) == [None]
    assert counted("2023-12") == Counts(accepted=1, faulty=1)


def test_row_is_mended_when_a_unit_of_the_same_tree_files_it():
    first = submit(table(WRONG_CODE))

    second = submit(
        mended(first.batch.number, {2: FIX_CODE}), "2023-12-06", unit=BRANCH
    )

    assert replaced(second) == [2]


def test_row_of_nobody_is_mended_by_whoever_files_it():
    nobody = {"XK_LYDW": "", "XK_LYDWDM": "", "XK_XKJG": "", "XK_XKJGDM": ""}
    first = submit(table(nobody), unit="auto")
    fix = {code: GOOD[code] for code in nobody}

    second = submit(mended(first.batch.number, {2: fix}), "2023-12-06")

    assert replaced(second) == [2]
    assert counted("2023-12") == Counts(accepted=1)


def test_row_is_mended_once_when_two_rows_name_it():
    first = submit(table({"XK_WSH": "示市监许*"}, {"XK_WSH": "示市监许**"}))
    number = f"{first.batch.number}-2"
    fixes = {
        2: {"XK_WSH": "示市监许〔2023〕8号", "退回编号": number},
        3: {"XK_WSH": "示市监许〔2023〕9号", "退回编号": number},
    }

    second = submit(mended(first.batch.number, fixes), "2023-12-06")

    assert replaced(second) == [2, None]


def test_returned_workbook_leaves_out_what_was_mended_since():
    first = submit(table(WRONG_KIND, WRONG_CODE))
    submit(table({}), "2023-12-06")

    left = return_faulty(first.batch.number)

    sheet = openpyxl.load_workbook(io.BytesIO(left.content)).worksheets[0]
    assert left.rows == 1
    assert [row[-1].value for row in sheet.iter_rows(min_row=2)] == [
        f"{first.batch.number}-3"
    ]


def test_unmended_row_is_returned_with_the_later_batch_when_it_came_back_as_it_was():
    first = submit(table(WRONG_CODE, WRONG_KIND))

    second = submit(mended(first.batch.number, {2: FIX_KIND | FIX_CODE}), "2023-12-06")

    assert return_faulty(second.batch.number).rows == 1
    with pytest.raises(UsageError, match="这一批没有要改的行"):
        return_faulty(first.batch.number)


def test_nothing_is_returned_when_all_rows_are_right():
    first = submit(table({}))

    with pytest.raises(UsageError, match="这一批没有要改的行"):
        return_faulty(first.batch.number)
