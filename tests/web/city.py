"""A small city with one month of filings, for pages to show."""

import csv
import io
from datetime import date, datetime

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.clocks.periods import CHINA
from gongshi.ledger.models import Batch
from gongshi.policy.standards import load_standard

UNITS = """name,code,place,group,functions,aliases,parent
市公安局,,平顶山,departments,licence,,
市审计局,,平顶山,departments,licence,,
鲁山县,,平顶山,counties,licence;penalty,,
鲁山县市场监督管理局,,平顶山,counties,licence,,鲁山县
"""
_CODES = ("914403001922038216", "9152000071430580XT", "91110000710926094P",
          "91440300100012316L", "91440300192181490G")  # fmt: skip
#: A code whose last character is wrong, and a citizen's number as printed in a standard.
WRONG_CODE = "914403001922038217"
CERTIFICATE = "11010519491231002X"


def set_up_units() -> None:
    """Import the register."""
    import_units(UNITS.encode(), file_name="units.csv")


def licence(number: int, decided_on: date, **changed: str) -> dict[str, str]:
    """Write a row without faults."""
    day = f"{decided_on:%Y/%m/%d}"
    return {
        "XK_XDR_MC": f"示例{number}号公司",
        "XK_XDR_LB": "法人及非法人组织",
        "XK_XDR_SHXYM": _CODES[number % len(_CODES)],
        "XK_FRDB": "示例甲",
        "XK_XKWS": "准予行政许可决定书",
        "XK_WSH": f"平示许〔2023〕{number}号",
        "XK_XKLB": "普通",
        "XK_XKZS": "食品经营许可证",
        "XK_XKBH": f"JY{number:08d}",
        "XK_NR": "准予食品销售经营",
        "XK_JDRQ": day,
        "XK_YXQZ": day,
        "XK_YXQZI": "2028/12/31",
        "XK_XKJG": "示例局",
        "XK_XKJGDM": "11230500001755309F",
        "XK_ZT": "1",
        "XK_LYDW": "示例局",
        "XK_LYDWDM": "11320100MB1886843H",
    } | changed


def file_rows(
    rows: list[dict[str, str]], unit: str, at: datetime, name: str = "报送.csv"
) -> Batch:
    """File rows and give the batch."""
    fields = load_standard("licence").fields
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow([field.title for field in fields])
    writer.writerows([row.get(field.code, "") for field in fields] for row in rows)
    content = file.getvalue().encode()
    receipt = receive(
        content, file_name=name, category="licence", unit=unit, received_at=at
    )
    return receipt.batch


def at(month: int, day: int, hour: int = 10) -> datetime:
    """Give a moment of 2023 in China time."""
    return datetime(2023, month, day, hour, tzinfo=CHINA)


def december() -> Batch:
    """File a month: 11 rows, 1 of them late, 4 faulty; 1 of these mended inside it.

    Returns:
        The batch with the faults.
    """
    set_up_units()
    day = date(2023, 12, 4)
    file_rows([licence(1, day), licence(2, day)], "市公安局", at(12, 5))
    file_rows([licence(3, date(2023, 11, 1))], "市公安局", at(12, 6))
    faulty = file_rows(
        [
            licence(4, day),
            licence(5, day, XK_YXQZI="2021/12/31"),
            licence(6, day, XK_XDR_SHXYM=WRONG_CODE),
            licence(10, day, XK_XDR_SHXYM=WRONG_CODE),
            licence(7, day, XK_FR_ZJLX="身份证", XK_FR_ZJHM=CERTIFICATE[:-1] + "1"),
        ],
        "鲁山县市场监督管理局",
        at(12, 8),
    )
    file_rows([licence(5, day)], "鲁山县市场监督管理局", at(12, 12))
    file_rows([licence(8, day), licence(9, day)], "鲁山县", at(12, 13))
    return faulty
