"""Rows that point at a record of another category: 履约践诺 at its 信用承诺."""

import csv
import io
from datetime import datetime

import pytest

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.clocks.periods import CHINA
from gongshi.ledger.models import Finding
from gongshi.policy.standards import load_standard

UNIT, UNIT_CODE = "示例市市场监管局", "11100000000013039Y"
PROMISE = {
    "CN_BM": "41040220231201000001",
    "CN_CNR": "示例食品有限公司",
    "CN_CNRLB": "法人及非法人组织",
    "CN_CNRDM": "914403001922038216",
    "CN_LX": "主动型",
    "CN_SY": "主动公开信用承诺",
    "CN_NR": "依法诚信经营",
    "CN_WYZR": "愿意承担相应责任",
    "CN_ZCRQ": "2023/12/01",
    "CN_SLDW": UNIT,
    "CN_SLDWDM": UNIT_CODE,
    "CN_GKLX": "可向社会公开",
}
KEPT = {
    "JN_BM": "410402-20231201-000001",
    "JN_CNR": "示例食品有限公司",
    "JN_ZT": "全部履行",
    "JN_RDDW": UNIT,
    "JN_RDDWDM": UNIT_CODE,
}


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    units = f"name,code\n{UNIT},{UNIT_CODE}\n"
    import_units(units.encode(), file_name="units.csv")


def file_row(category: str, row: dict[str, str]):
    fields = {field.code: field.title for field in load_standard(category).fields}
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=fields)
    writer.writerow(fields)
    writer.writerow(row)
    return receive(
        text.getvalue().encode(),
        file_name="一周.csv",
        category=category,
        unit="auto",
        received_at=datetime(2023, 12, 5, 9, tzinfo=CHINA),
    )


def test_a_commitment_that_was_filed_is_found():
    file_row("commitment", PROMISE)

    receipt = file_row("fulfilment", KEPT)

    assert (receipt.counts.accepted, receipt.counts.faulty) == (1, 0)


def test_a_commitment_that_nobody_filed_is_asked_for():
    receipt = file_row("fulfilment", KEPT)

    (finding,) = Finding.objects.all()
    assert (receipt.counts.accepted, receipt.counts.faulty) == (0, 1)
    assert finding.rule == "K-06"
    assert finding.message == (
        "找不到承诺编码「41040220231201000001」的信用承诺；"
        "请先报送信用承诺，或更正承诺编码"
    )
