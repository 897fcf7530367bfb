"""What went round the triggers is found, and named."""

import pytest
from django.db import connection

from gongshi.actions.import_units import import_units
from gongshi.actions.receive import receive
from gongshi.actions.verify import verify_ledger
from gongshi.ledger import archive, seals, verifying
from gongshi.ledger.evidence import keep_issue
from gongshi.ledger.models import (
    AdjustmentRequest,
    Batch,
    Entry,
    Filing,
    Finding,
    IssuedBulletin,
    IssuedScores,
    Letter,
    Seal,
    Unit,
    Unmended,
)
from gongshi.people import audit
from tests.ledger.test_receiving import UNIT, UNITS, table


@pytest.fixture(autouse=True)
def filed(ledger: None) -> Batch:
    """A batch of a good, a faulty and a repeated row; issued scores; a letter."""
    import_units(UNITS.encode(), file_name="units.csv")
    rows = table({}, {"XK_XKLB": "普通许可"}, {})
    batch = receive(rows, file_name="a.csv", category="licence", unit=UNIT).batch
    told = {"place": "yuncheng", "period": "2023-12", "policy": "p", "rulebook": "r"}
    at = batch.received_at
    keep_issue(IssuedScores(**told, as_of=at, issued_at=at, content='{"total": 91.5}'))
    Letter.objects.create(
        **told, kind="prompt", year=2023, serial=1, number="信用提〔2023〕1号",
        title="提示函", unit=Unit.objects.first(), signed_on=at, text_hash="ab",
        registered_at=at,
    )  # fmt: skip
    IssuedBulletin.objects.create(
        **told, version=1, number="示〔2024〕1号", signed_on=at, drafted_by="甲",
        approved_by="乙", issued_by="丙", issued_at=at, as_of=at, document="{}",
        document_hash="ab",
    )  # fmt: skip
    AdjustmentRequest.objects.create(
        place="yuncheng", period="2023-12", unit=Unit.objects.first(), kind="media",
        is_met=True, reason="报道", asked_by="甲", asked_at=at,
    )  # fmt: skip
    audit.record("unit.rename", actor="甲", target="1")
    audit.record("unit.rename", actor="甲", target="2")
    return batch


def alter(name: str, statement: str) -> None:
    """Change a row behind the triggers' back, as one with the file in his hands can."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
        else:
            cursor.execute(f"DROP TRIGGER {name}_no_update")
            cursor.execute(f"DROP TRIGGER {name}_no_delete")
        cursor.execute(statement)


def faults() -> list[tuple[str, str]]:
    return [(each.place, each.reason) for each in verify_ledger().faults]


def test_an_untouched_ledger_is_whole():
    told = verify_ledger()

    assert told.faults == ()
    assert (told.batches, told.entries, told.files) == (1, 3, 1)
    assert told.audit_entries == 3


@pytest.mark.parametrize(
    "change",
    [
        "subject_name = '示例食品有限公习'",
        "days_late = 1",
        "publish = NOT publish",
        "content = replace(content, substr(content, 1, 1), 'x')",
        "due_on = '2023-12-13'",
        "received_at = '2023-12-08 08:30:00.000001+00:00'",
    ],
)
def test_a_flipped_bit_of_a_row_is_named(filed, change):
    alter("ledger_entry", f"UPDATE ledger_entry SET {change} WHERE row_number = 2")

    assert faults() == [(f"批次 {filed.number} 第 2 行", "内容被改过")]


def test_a_row_whose_json_is_changed_is_named(filed):
    wanted = {"sqlite": "row", "postgresql": "row::text"}[connection.vendor]
    cast = {"sqlite": "", "postgresql": "::jsonb"}[connection.vendor]
    alter(
        "ledger_entry",
        f"UPDATE ledger_entry SET row = replace({wanted}, '赵一', '赵二'){cast}"
        " WHERE row_number = 3",
    )

    assert faults() == [(f"批次 {filed.number} 第 3 行", "内容被改过")]


def test_a_row_that_is_gone_is_missed(filed):
    findings = Finding.objects.count()
    alter("ledger_finding", "DELETE FROM ledger_finding")
    Unmended.objects.all().delete()
    alter("ledger_entry", "DELETE FROM ledger_entry WHERE row_number = 3")

    told = dict(faults())

    assert told[f"批次 {filed.number} 的行"] == "应有 3 条，现有 2 条"
    assert told[f"批次 {filed.number} 的问题"] == f"{findings} 条不见了"
    assert "收到 记 3，数得 2" in told[f"批次 {filed.number}"]


def test_an_outcome_that_was_changed_is_told_with_the_sums(filed):
    alter(
        "ledger_entry",
        "UPDATE ledger_entry SET outcome = 'accepted' WHERE outcome = 'faulty'",
    )

    assert faults() == [
        (f"批次 {filed.number} 第 3 行", "内容被改过"),
        (f"批次 {filed.number}", "正确 记 2，数得 3；问题 记 1，数得 0"),
        (f"批次 {filed.number} 第 3 行", "不该列入待改"),
    ]


def test_a_row_that_waits_and_is_not_kept_as_waiting_is_named(filed):
    Unmended.objects.all().delete()

    assert faults() == [(f"批次 {filed.number} 第 3 行", "没有列入待改")]


@pytest.mark.parametrize(
    ("name", "change", "place"),
    [
        ("ledger_issuedscores", "content = '{\"total\": 93.5}'", "印发的得分 {} 号"),
        ("ledger_letter", "serial = 3", "函 {} 号"),
        ("ledger_issuedbulletin", "document = '{ }'", "印发的通报 {} 号"),
        ("ledger_issuedbulletin", "number = '示〔2024〕2号'", "印发的通报 {} 号"),
        ("ledger_adjustmentrequest", "asked_by = '乙'", "加减分提请 {} 号"),
    ],
)
def test_what_was_issued_is_named(name, change, place):
    alter(name, f"UPDATE {name} SET {change}")
    (model,) = [each for each in seals.SINGLE if each._meta.db_table == name]

    assert faults() == [(place.format(model.objects.get().pk), "内容或它的封记被改过")]


def test_a_filing_whose_hash_was_changed_is_named(filed):
    alter("ledger_filing", "UPDATE ledger_filing SET size = size + 1")

    assert faults() == [(f"报送 {filed.number}", "内容或它的封记被改过")]


def test_a_seal_that_is_gone_leaves_its_row_unproved(filed):
    alter("ledger_seal", "DELETE FROM ledger_seal WHERE \"table\" = 'ledger_entry'")

    assert faults() == [
        (f"批次 {filed.number} 的行", "没有封记：不是本软件写入的，或封记被删")
    ]


@pytest.mark.parametrize(
    ("table", "change", "place"),
    [
        ("ledger_entry", "hash = replace(hash, substr(hash, 1, 1), 'x')", "的行"),
        ("ledger_finding", "rows = rows + 1", "的问题"),
        ("ledger_filing", "hash = 'ab'", ""),
    ],
)
def test_a_seal_that_was_changed_is_found_by_its_row(filed, table, change, place):
    alter("ledger_seal", f"UPDATE ledger_seal SET {change} WHERE \"table\" = '{table}'")

    found = faults()

    title = "报送" if table == "ledger_filing" else "批次"
    assert [where for where, _ in found] == [
        f"{title} {filed.number}{' ' if place else ''}{place}"
    ]


def test_whatever_is_sealed_has_a_name_for_people():
    sealed = {each._meta.db_table for each in (*seals.SINGLE, *seals.BY_BATCH)}

    assert sealed <= set(verifying.TITLES)


def test_the_end_of_the_audit_log_that_was_changed_is_named():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE people_audithead SET hash = 'ab'")

    assert [reason for _, reason in faults()] == ["链尾的登记被改过"]


def test_an_act_that_was_changed_is_named():
    alter(
        "people_auditentry",
        "UPDATE people_auditentry SET actor = '乙' WHERE number = 2",
    )

    assert faults() == [("审计日志第 2 条", "内容被改过")]


@pytest.mark.parametrize("is_gone", [False, True])
def test_a_file_of_the_archive_is_named(is_gone):
    file_hash = Filing.objects.get().file_hash
    file = archive.path_of(file_hash)
    content = file.read_bytes()
    if is_gone:
        file.unlink()
    else:
        file.write_bytes(bytes([content[0] ^ 1]) + content[1:])

    try:
        assert faults() == [
            (
                f"档案 archive/{file_hash[:2]}/{file_hash}",
                "不见了" if is_gone else "内容被改过",
            )
        ]
    finally:
        file.write_bytes(content)


@pytest.mark.parametrize("ledger", ["sqlite"], indirect=True)
def test_a_row_that_cannot_even_be_read_is_named(filed):
    alter(
        "ledger_entry",
        "UPDATE ledger_entry SET subject_name = CAST(x'ff' AS TEXT) WHERE row_number = 2",
    )

    assert faults() == [(f"批次 {filed.number} 的行", "内容已损坏，读不出来")]


def test_whatever_is_append_only_is_sealed():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tbl_name FROM sqlite_master WHERE name LIKE 'ledger%_no_update'"
            if connection.vendor == "sqlite"
            else "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE tgname LIKE 'ledger%_append_only'"
        )
        refused = {row[0] for row in cursor.fetchall()}
    sealed = {each._meta.db_table for each in (*seals.SINGLE, *seals.BY_BATCH)}

    assert refused == sealed | {Seal._meta.db_table}


def test_rows_of_before_the_seals_are_sealed_as_new_ones_are():
    kept = set(Seal.objects.values_list("table", "key", "columns", "rows", "hash"))
    alter("ledger_seal", "DELETE FROM ledger_seal")

    seals.seal_all(Seal, (*seals.SINGLE, *seals.BY_BATCH))

    assert (
        set(Seal.objects.values_list("table", "key", "columns", "rows", "hash")) == kept
    )
    assert Entry.objects.count() == 3
