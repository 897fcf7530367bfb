"""What a receipt promises: every row counted once, nothing changed, nothing lost."""

import csv
import io
from collections.abc import Mapping
from datetime import datetime

import pytest
from django.db import DatabaseError, connection, transaction

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import Receipt, receive
from gongshi.checks import OUTCOMES
from gongshi.clocks.periods import CHINA
from gongshi.errors import FileFault, UnknownName, UsageError
from gongshi.ledger import archive
from gongshi.ledger.facts import standing
from gongshi.ledger.models import Batch, Entry, Finding, Record
from gongshi.policy.standards import load_standard

UNIT, COUNTY = "示例市市场监管局", "示例县"
UNITS = f"name,code,parent\n{UNIT},11100000000013039Y,\n{COUNTY},,\n示例县卫健委,,{COUNTY}\n"
TITLES = {field.code: field.title for field in load_standard("licence").fields}
GOOD = {
    "XK_XDR_MC": "示例食品有限公司",
    "XK_XDR_LB": "法人及非法人组织",
    "XK_XDR_SHXYM": "914403001922038216",
    "XK_FRDB": "赵一",
    "XK_XKWS": "食品经营许可决定书",
    "XK_XKLB": "普通",
    "XK_NR": "准予食品销售经营",
    "XK_JDRQ": "2023/12/01",
    "XK_YXQZ": "2023/12/01",
    "XK_YXQZI": "2028/11/30",
    "XK_XKJG": UNIT,
    "XK_XKJGDM": "11100000000013039Y",
    "XK_ZT": "1",
    "XK_LYDW": UNIT,
    "XK_LYDWDM": "11100000000013039Y",
}


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    import_units(UNITS.encode(), file_name="units.csv")


def table(*rows: Mapping[str, str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=TITLES)
    writer.writerow(TITLES)
    for number, row in enumerate(rows, 1):
        writer.writerow(GOOD | {"XK_WSH": f"示许〔2023〕{number}号"} | row)
    return text.getvalue().encode()


def submit(content: bytes, day: str = "2023-12-05", unit: str = "auto") -> Receipt:
    at = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=CHINA)
    return receive(
        content, file_name="一周.csv", category="licence", unit=unit, received_at=at
    )


def counts(receipt: Receipt) -> dict[str, int]:
    return {name: each for name, each in receipt.counts.named().items() if each}


def test_each_row_gets_one_outcome_and_they_add_up():
    receipt = submit(
        table(
            {},
            {"XK_XKLB": "普通许可"},
            {"XK_WSH": "示许〔2023〕01号"},
            {"XK_LYDW": "外地某局", "XK_LYDWDM": "11230500001755309F",
             "XK_XKJG": "外地某局", "XK_XKJGDM": "11230500001755309F"},
            {"XK_JDRQ": "2023/11/20"},
        )
    )  # fmt: skip

    assert counts(receipt) == {
        "received": 5,
        "accepted": 2,
        "faulty": 1,
        "duplicate": 1,
        "pending": 1,
        "late": 1,
    }
    stored = {outcome: getattr(receipt.batch, outcome) for outcome in OUTCOMES}
    assert sum(stored.values()) == receipt.batch.received == Entry.objects.count() == 5


def test_the_receipt_names_a_file_that_is_kept_byte_for_byte():
    content = table({})

    receipt = submit(content)

    assert receipt.batch.number == "GS-20231205-0001"
    assert archive.fetch(receipt.batch.file_hash) == content
    assert len(receipt.batch.file_hash) == len(receipt.batch.rulebook) == 64


def test_numbers_of_a_day_count_up():
    numbers = [submit(table({}), day).batch.number
               for day in ("2023-12-05", "2023-12-05", "2023-12-06")]  # fmt: skip

    assert numbers == ["GS-20231205-0001", "GS-20231205-0002", "GS-20231206-0001"]


def test_the_same_file_again_is_all_repeats_that_name_the_first():
    submit(table({}, {}))

    again = submit(table({}, {}), "2023-12-06")

    assert counts(again) == {"received": 2, "duplicate": 2}
    assert Finding.objects.filter(rule="U-04").first().message == (
        "与已报送记录重复（GS-20231205-0001-2，2023-12-05），内容一致，已忽略"
    )
    assert Record.objects.count() == 2


def test_another_content_of_a_known_record_is_an_update_that_is_asked_about():
    submit(table({}))

    changed = submit(table({"XK_YXQZI": "2027/11/30"}), "2024-03-01")

    assert counts(changed) == {"received": 1, "accepted": 1}
    assert [each.message for each in changed.rules] == [
        "与原记录（GS-20231205-0001-2，2023-12-05）不一致：有效期至；"
        "已按更正处理，原记录留档，请确认"
    ]
    assert Record.objects.get().versions == 2


def test_an_update_is_not_late_when_its_record_came_in_time():
    submit(table({}), "2023-12-05")

    submit(table({"XK_YXQZI": "2027/11/30"}), "2024-03-01")

    assert not Entry.objects.filter(late=True).exists()


def test_a_row_counts_for_the_unit_that_its_source_names():
    submit(table({"XK_LYDW": "示例县卫健委", "XK_LYDWDM": "11230500001755309F"}))

    assert Entry.objects.get().unit.name == "示例县卫健委"


def test_a_faulty_row_that_was_sent_again_by_name_and_number_is_mended():
    submit(table({"XK_XDR_SHXYM": "91440300192203821O"}))

    submit(table({}), "2023-12-06")

    mended = Entry.objects.get(outcome="accepted")
    assert mended.replaces == Entry.objects.get(outcome="faulty")


def test_a_row_of_an_older_edition_is_read_as_one_of_today():
    old = (
        "行政许可决定书文号,项目名称,审批类别,许可内容,行政相对人名称,行政相对人代码_1,"
        "法定代表人姓名,许可决定日期,许可截止期,许可机关,当前状态,地方编码\n"
        "示许〔2017〕1号,食品经营许可,普通,准予食品销售经营,示例食品有限公司,"
        f"914403001922038216,赵一,2017-03-01,2022-02-28,{UNIT},0,410400\n"
    )

    receipt = submit(old.encode(), unit=UNIT)

    assert receipt.batch.edition == "E2016"
    assert {each.rule for each in receipt.rules if each.severity == "return"} == {
        "G-01"
    }
    row = Entry.objects.get().row
    assert row["XK_ZT"] == "1"
    assert row["XK_XDR_LB"] == "法人及非法人组织"
    assert row["XK_YXQZ"] == "2017-03-01"


@pytest.mark.parametrize("model", [Batch, Entry, Finding])
def test_what_was_received_cannot_be_changed_or_deleted(model):
    submit(table({"XK_XKLB": "普通许可"}))

    table_name = model._meta.db_table
    for act in (f"UPDATE {table_name} SET id = id", f"DELETE FROM {table_name}"):
        with (
            pytest.raises(DatabaseError, match="append only"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(act)

    assert model.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "unit", "fault"),
    [
        (b"", "auto", FileFault),
        (b"%PDF-1.4", "auto", FileFault),
        (b"a,b\n1,2\n", "auto", FileFault),
        (table({}), "没有这家", UnknownName),
    ],
)
def test_what_is_refused_leaves_nothing_behind(content, unit, fault):
    with pytest.raises(fault):
        submit(content, unit=unit)

    assert not Batch.objects.exists()
    assert not Entry.objects.exists()


def test_a_row_that_waited_for_its_unit_leaves_the_count_when_it_comes_again():
    elsewhere = {
        "XK_LYDW": "外地某局",
        "XK_LYDWDM": "11230500001755309F",
        "XK_XKJG": "外地某局",
        "XK_XKJGDM": "11230500001755309F",
    }
    submit(table(elsewhere), "2023-12-05")
    import_units(
        "name,code\n外地某局,11230500001755309F\n".encode(), file_name="more.csv"
    )

    submit(table(elsewhere), "2023-12-20")

    month = (datetime(2023, 12, 1, tzinfo=CHINA), datetime(2024, 1, 1, tzinfo=CHINA))
    assert [each.outcome for each in standing(*month)] == ["accepted"]
    # The office kept it waiting: the clock stopped when it first came.
    assert not Entry.objects.get(outcome="accepted").late


def test_a_moment_that_has_not_come_is_refused():
    with pytest.raises(UsageError, match="还没有到"):
        submit(table({}), "2999-01-01")

    assert not Batch.objects.exists()
