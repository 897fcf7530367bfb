"""A unit's own register of a month is matched with the ledger; what is left is missing."""

import csv
import io
from dataclasses import replace

import openpyxl
import pytest

from gongshi.actions.draws.making import Wanted, make, publish
from gongshi.actions.registers.confirming import Said, confirm
from gongshi.actions.registers.keeping import keep
from gongshi.actions.registers.listing import registers_of, told_of
from gongshi.actions.registers.matching import Brought, look
from gongshi.actions.registers.reading import RegisterFile, names_of
from gongshi.clocks.periods import month
from gongshi.errors import FileFault, UsageError
from gongshi.ledger.case_models import Case, Signal
from gongshi.ledger.evidence import standing_evidence
from gongshi.ledger.models import Entry, Evidence, Office, Unit
from gongshi.ledger.register_models import RegisterAnswer, RegisterCheck
from tests.ledger.test_mending import GOOD, NO_CONTENT, UNIT, UNITS, submit, table

DECEMBER = month("2023-12")
PARTY = GOOD["XK_XDR_MC"]
HEADER = ("序号", "许可文号", "当事人", "许可日期", "备注")


@pytest.fixture(autouse=True)
def register(ledger: None) -> None:
    from gongshi.actions.import_units import import_units

    import_units(UNITS.encode(), file_name="units.csv")
    Office.objects.update(place="yuncheng")


@pytest.fixture
def filed() -> None:
    submit(table({}, {}, {}, {"XK_JDRQ": "2023/12/04"}))


def line(serial: int, **more: str) -> tuple[str, ...]:
    told = {
        "序号": f"{serial}",
        "许可文号": f"示市监许〔2023〕{serial}号",
        "当事人": PARTY,
        "许可日期": "2023-12-01",
        "备注": "",
    }
    return tuple((told | more).values())


def csv_of(*rows: tuple[str, ...]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def brought(*rows: tuple[str, ...], name: str = "台账.csv", **more: object) -> Brought:
    content = more.pop("content", None) or csv_of(HEADER, *rows)
    return Brought(
        RegisterFile(content, name),
        Unit.objects.get(name=UNIT),
        "licence",
        DECEMBER,
        made_by="clerk",
        reviewer="张三",
        **more,
    )


def counts(check: RegisterCheck) -> dict[str, int]:
    return {key: each for key, each in told_of(check)["counts"].items() if each}


def paper() -> tuple[int, int]:
    (found,) = standing_evidence("yuncheng", "2023-12").filter(kind="register")
    return found.due, found.concealed


def test_rows_are_joined_excused_missing_or_no_rows(filed):
    check = keep(
        look(
            brought(
                line(1),
                line(2, 许可文号="示市监许（2023）第002号"),
                line(3, 许可文号=""),
                line(700),
                line(8, 备注="适用简易程序"),
                line(9, 备注="不涉密"),
                line(1),
                ("合计", "", "7件", "", ""),
            )
        )
    )

    assert counts(check) == {
        "rows": 8,
        "due": 5,
        "excluded": 1,
        "no_rows": 2,
        "joined": 3,
        "missing": 1,
        "unconfirmed": 1,
    }
    told = {
        each["row"]: (each["state"], each["why"]) for each in told_of(check)["rows"]
    }
    assert told[6] == ("excluded", "简易程序")
    assert told[8] == ("no_row", "与上面一行重复")
    assert told[9] == ("no_row", "合计行")
    assert paper() == (5, 1)


def test_a_row_that_another_unit_filed_is_found_by_its_number(filed):
    whose = Unit.objects.create(name="示例市卫生健康委员会", position=9)

    check = look(replace(brought(line(1)), unit=whose)).check

    assert (check.joined, check.near, check.missing) == (1, 0, 0)


def test_what_is_missing_becomes_suspected_once(filed):
    keep(look(brought(line(1), line(700))))
    keep(look(brought(line(1), line(700), line(2))))

    (case,) = Case.objects.all()
    assert (case.document_number, case.subject_name, case.unit.name) == (
        "示市监许〔2023〕700号",
        PARTY,
        UNIT,
    )
    assert [each.kind for each in Signal.objects.all()] == ["register"]


def test_counts_add_up_before_and_after_somebody_confirms(filed):
    check = keep(look(brought(line(1), line(2, 当事人="华为技术公司"), line(700))))
    (near,) = check.result["near"]
    assert paper() == (3, 1)

    confirm(
        check.pk, [Said(3, near["candidates"][0][0])], made_by="li", reviewer="李四"
    )
    assert counts(check) == {
        "rows": 3,
        "due": 3,
        "joined": 1,
        "confirmed": 1,
        "missing": 1,
    }
    assert paper() == (3, 1)

    confirm(check.pk, [Said(3, None)], made_by="li", reviewer="李四")
    assert counts(check)["missing"] == 2
    assert paper() == (3, 2)
    assert Evidence.objects.filter(kind="register").count() == 2
    assert Case.objects.count() == 2


def test_the_same_answer_twice_is_one(filed):
    check = keep(look(brought(line(2, 当事人="华为技术公司"))))
    for _ in range(2):
        confirm(check.pk, [Said(2, None)], made_by="li", reviewer="李四")

    assert RegisterAnswer.objects.count() == 1


def test_a_record_is_confirmed_for_one_row_only(filed):
    check = keep(
        look(
            brought(
                line(2, 当事人="华为技术公司"), line(2, 当事人="华为技术有限责任公司")
            )
        )
    )
    entry = check.result["near"][0]["candidates"][0][0]

    with pytest.raises(UsageError, match="一条记录只能对上一行"):
        confirm(
            check.pk, [Said(2, entry), Said(3, entry)], made_by="li", reviewer="李四"
        )


def test_what_was_confirmed_holds_when_the_register_is_brought_again(filed):
    renamed = line(2, 当事人="华为技术公司")
    check = keep(look(brought(renamed)))
    entry = check.result["near"][0]["candidates"][0][0]
    confirm(check.pk, [Said(2, entry)], made_by="li", reviewer="李四")

    again = keep(look(brought(line(1), renamed)))

    assert counts(again) == {"rows": 2, "due": 2, "joined": 1, "confirmed": 1}


def test_a_returned_row_is_not_missing_and_a_row_made_up_for_is_joined(filed):
    submit(table({"XK_WSH": "示市监许〔2023〕700号", **NO_CONTENT}))
    first = keep(look(brought(line(700), line(800))))
    assert (first.joined, first.missing) == (1, 1)

    submit(table({"XK_WSH": "示市监许〔2023〕800号"}))

    again = keep(look(brought(line(700), line(800))))
    assert (again.joined, again.missing) == (2, 0)
    assert paper() == (2, 0)


def test_one_number_of_fifty_parties_is_fifty_rows():
    number = "示市监许〔2023〕5号"
    parties = [f"{PARTY}第{n}分公司" for n in range(50)]
    submit(table(*({"XK_WSH": number, "XK_XDR_MC": each} for each in parties)))
    assert Entry.objects.count() == 50

    check = keep(
        look(
            brought(*(line(5, 当事人=each) for each in (*parties, "未报食品有限公司")))
        )
    )

    assert check.joined + check.near + check.missing == 51
    assert check.joined == Entry.objects.exclude(outcome="duplicate").count()


def workbook(*rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for each in merged:
        book.active.merge_cells(each)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def test_merged_headers_titles_sums_and_signatures_are_understood(filed):
    content = workbook(
        ("示例市市场监管局2023年12月行政许可台账", None, None, None, None, None),
        ("序号", "行政相对人", None, "决定", None, "备注"),
        (None, "名称", "代码", "文号", "日期", None),
        (1, PARTY, "x", "示市监许〔2023〕1号", "2023.12.1", None),
        ("小计", None, None, None, 1, None),
        (2, PARTY, "x", "示市监许〔2023〕900号", "2023年12月2日", None),
        ("合计：2件", None, None, None, None, None),
        ("填表人：张三", None, None, None, None, None),
        merged=("A1:F1", "A2:A3", "B2:C2", "D2:E2", "F2:F3"),
    )

    looked = look(brought(content=content, name="台账.xlsx"))

    assert dict(looked.read.columns) == {
        "行政相对人/名称": "subject",
        "文号": "number",
        "决定/日期": "decided",
        "备注": "remark",
    }
    assert {k: v for k, v in told_of(looked.check)["counts"].items() if v} == {
        "rows": 5,
        "due": 2,
        "no_rows": 3,
        "joined": 1,
        "missing": 1,
    }


def test_what_stands_where_a_number_should_is_said(filed):
    header = ("文书号", "申请人", "许可时间")
    texts = ("JY13201010000123", "待定", "示市监许〔2023〕900号", "")
    rows = [(each, "别处食品有限公司", "2023-12-04") for each in texts]

    looked = look(brought(content=csv_of(header, *rows)))

    told = {row["number"] or "": row["why"] for row in told_of(looked.check)["rows"]}
    assert told == {
        "JY13201010000123": "证照编号，不是文书号，不参加连号判断",
        "待定": "读不出机关代字、年份和序号，不参加连号判断",
        "示市监许〔2023〕900号": "",
        "": "",
    }


def test_a_register_without_numbers_is_matched_by_party_day_and_authority(filed):
    header = ("申请人", "许可时间")
    rows = ((PARTY, "2023-12-04"), ("别处食品有限公司", "2023-12-04"))

    looked = look(brought(content=csv_of(header, *rows)))

    assert [each[2] for each in looked.result["joined"]] == ["described"]
    assert [each["subject"] for each in looked.result["missing"]] == [
        "别处食品有限公司"
    ]


def test_columns_that_nobody_knows_are_mapped_once_and_remembered(filed):
    header = ("甲", "乙", "丙")
    content = csv_of(header, ("示市监许〔2023〕1号", PARTY, "2023-12-01"))
    with pytest.raises(FileFault, match="它的列有：「甲」、「乙」、「丙」"):
        look(brought(content=content))
    file = RegisterFile(content, "a.csv")
    assert names_of(file, "licence", DECEMBER.last_day) == header

    mapped = {"甲": "文书号", "乙": "subject", "丙": "决定日期"}
    keep(look(brought(content=content, mapped=mapped)))
    again = look(brought(content=content + b"\n"))

    assert again.check.joined == 1


def test_a_column_that_is_not_there_is_told(filed):
    with pytest.raises(UsageError, match="台账里没有「文号」这一列"):
        look(brought(line(1), mapped={"文号": "文书号"}))


def test_who_brought_nothing_is_named_when_drawn(filed):
    keep(look(brought(line(1))))
    other = Unit.objects.get(name="示例市交通运输局")
    Evidence.objects.create(
        place="yuncheng",
        period="2023-12",
        unit=other,
        kind="drawn",
        is_met=True,
        reviewer="张三",
        policy="yuncheng@2021-07-14",
        received_at="2024-01-02T09:00+08:00",
    )

    states = {
        each.unit.name: (each.state, each.told) for each in registers_of(DECEMBER)
    }

    assert states[UNIT] == ("given", "")
    assert states[other.name] == ("unanswered", "被抽到，还没有交台账，也没有说明")


def test_registers_count_by_the_rules_of_another_place_once_it_drew(filed):
    Office.objects.update(place="pingdingshan")
    keep(look(brought(line(1), line(700))))
    assert not Evidence.objects.exists()

    asked = Wanted("units", DECEMBER, "种子", place="yuncheng")
    make(publish(asked), made_by="li", reviewer="李四")

    assert paper() == (2, 1)
    keep(look(brought(line(1), line(700), line(800))))
    assert paper() == (3, 2)
