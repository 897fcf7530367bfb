"""The subject library: 基础信息 that was accepted is what names are compared with."""

import csv
import io
from datetime import datetime

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.clocks.periods import CHINA
from gongshi.intake.batch import FEW_ROWS
from gongshi.ledger.models import Entry, Finding
from gongshi.policy.standards import load_standard

UNIT, UNIT_CODE = "示例市市场监管局", "11100000000013039Y"
CODE, STRANGER = "914403001922038216", "91350100M000100Y43"
BASE = {
    "JB_XDR_LB": "法人及非法人组织",
    "JB_XDR_SHXYM": CODE,
    "JB_FRDB": "赵一",
    "JB_QYLX": "有限责任公司",
    "JB_CLRQ": "2015/06/24",
    "JB_ZS": "示例路1号",
    "JB_DJJG": UNIT,
    "JB_ZT": "存续",
}
SUPPLY = {
    "TD_LX": "水",
    "TD_SHXYM": CODE,
    "TD_ZQ": "2023-11",
    "TD_YJJE": "100",
    "TD_SJJE": "60",
    "TD_QFJE": "40",
    "TD_QFQS": "1",
    "TD_TJRQ": "2023/12/01",
    "TD_LYDW": UNIT,
    "TD_LYDWDM": UNIT_CODE,
}


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    units = f"name,code\n{UNIT},{UNIT_CODE}\n"
    import_units(units.encode(), file_name="units.csv")


def file_rows(category: str, *rows: dict[str, str], day: str = "2023-12-05"):
    fields = {field.code: field.title for field in load_standard(category).fields}
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=fields)
    writer.writerow(fields)
    writer.writerows(rows)
    at = datetime.fromisoformat(f"{day}T09:00:00").replace(tzinfo=CHINA)
    return receive(
        text.getvalue().encode(),
        file_name="一周.csv",
        category=category,
        unit="auto",
        received_at=at,
    )


def register_subject(name: str, former: str = "", day: str = "2023-12-01"):
    file_rows("subject_base", BASE | {"JB_XDR_MC": name, "JB_CYM": former}, day=day)


def outcomes(*names: str) -> list[str]:
    """File one bill for each name and tell what became of it."""
    bills = [
        SUPPLY | {"TD_QYMC": name, "TD_YHBH": f"01{number:03}"}
        for number, name in enumerate(names)
    ]
    file_rows("specific", *bills)
    entries = Entry.objects.filter(category="specific").order_by("id")
    return list(entries.values_list("outcome", flat=True))


def test_the_registered_name_and_former_names_are_accepted():
    register_subject("示例食品（集团）有限公司", "示例食品有限公司；示例小食品厂")

    found = outcomes("示例食品(集团)有限公司", "示例食品有限公司", "示例小食品厂")

    assert found == ["accepted", "accepted", "accepted"]


def test_the_name_before_an_update_of_the_library_is_a_former_name():
    register_subject("示例食品有限公司")
    register_subject("示例饮料有限公司", day="2023-12-02")

    assert outcomes("示例饮料有限公司", "示例食品有限公司") == ["accepted", "accepted"]


def test_another_name_is_returned_with_the_registered_one():
    register_subject("示例饮料有限公司", "示例食品有限公司")

    found = outcomes("错名食品有限公司")

    (finding,) = Finding.objects.filter(entry__category="specific")
    assert found == ["faulty"]
    assert (finding.rule, finding.suggestion) == ("S-08", "示例饮料有限公司")
    assert finding.message == (
        "主体名称「错名食品有限公司」与代码不匹配，请核对名称和代码"
        "（登记名称：示例饮料有限公司；曾用名：示例食品有限公司）"
    )


def test_a_long_file_is_compared_as_a_short_one():
    register_subject("示例饮料有限公司")

    found = outcomes(*["示例饮料有限公司"] * FEW_ROWS, "错名食品有限公司")

    assert found == ["accepted"] * FEW_ROWS + ["faulty"]


def test_without_a_library_nothing_is_asked():
    assert outcomes("错名食品有限公司") == ["accepted"]


def test_a_code_that_a_small_library_lacks_is_not_held_up():
    register_subject("示例饮料有限公司")
    bill = SUPPLY | {"TD_QYMC": "外地示例公司", "TD_YHBH": "1", "TD_SHXYM": STRANGER}

    file_rows("specific", bill)

    assert Entry.objects.get(category="specific").outcome == "accepted"
