"""A broken rulebook tells all its faults in one go, and nothing starts with it."""

import json
import os
import shutil
import socket
import time
from importlib.resources import as_file
from pathlib import Path

import pytest

from gongshi.actions.rulebook_memory import refuse_broken_once
from gongshi.actions.rulebooks import refuse_broken, rulebook_faults
from gongshi.policy.toml import RULEBOOK, RulebookFault
from tests.functional.running import run

WUHAN = "policies/wuhan/2022-06-01.toml"
YUNCHENG = "policies/yuncheng/2021-07-14.toml"
#: File, what stands there first, what is put in its place.
BREAKS = (
    ("blocks/text.toml", 'severity = "return"', 'severity = "fatal"'),
    ("standards/licence/2019-01-01.toml", 'form = "choice"', 'form = "choise"'),
    ("codelists/sex.toml", 'sure = "mem"', 'sure = "maybe"'),
    ("calendar/2024.toml", "year = 2024", "year = 2025"),
    ("registers/units.toml", 'code = "name"', "code = 1"),
    (WUHAN, 'rate = "accepted_rate"', 'rate = "acepted_rate"'),
    (WUHAN, 'scope = "licence"', 'scope = "licenses"'),
    (WUHAN, 'item = "{unit}"', 'item = "{units}"'),
    (WUHAN, 'kind = "form"', 'kind = "forms"'),
    (YUNCHENG, "decimals = 2", "decimals = 9"),
    (YUNCHENG, 'mark = "criticised"', 'mark = "praised"'),
    (YUNCHENG, 'good = "accepted"', 'good = "accpted"'),
    (YUNCHENG, 'indicator = "volume"', 'indicator = "volumes"'),
    (YUNCHENG, 'key = "cap"', 'key = "cup"'),
    (YUNCHENG, "{all.late}", "{al.late}"),
    (YUNCHENG, "most = 3", 'most = "3"'),
    (YUNCHENG, '"score.rank", "unit"', '"score.rang", "unit"'),
)  # fmt: skip
#: File, key, value and what is allowed of each fault that they make.
TOLD = {
    ("blocks/text.toml", "rule I-01.severity", "'fatal'", "return, duplicate"),
    ("standards/licence/2019-01-01.toml", "field[2].form", "'choise'", "name, title"),
    ("codelists/sex.toml", "sure", "'maybe'", "std, notice, mem, inf"),
    ("calendar/2024.toml", "year", "2025", "2024"),
    ("registers/units.toml", "field[0].code", "1", "a str"),
    (WUHAN, "bulletin.passage[0].rate", "'acepted_rate'", "accepted_rate"),
    (WUHAN, "bulletin.passage[0].scope", "'licenses'", "adjudication, award,"),
    (WUHAN, "bulletin.passage[1].item", "'{units}'", "unit, [scope: dual, licence"),
    (WUHAN, "bulletin.table[3].kind", "'forms'", "form, papers, ranking"),
    (YUNCHENG, "rate[0].decimals", "9", "0, 1, 2, 3, 4, 5, 6"),
    (YUNCHENG, "letter[0].ground[0].mark", "'praised'", "warned, interview, excused"),
    (YUNCHENG, "assessment.item[2].good", "'accpted'", "received, accepted"),
    (YUNCHENG, "assessment.item[5].indicator", "'volumes'", "completeness, compliance"),
    (YUNCHENG, "assessment.item[5].count", "'assessed'", ""),
    (YUNCHENG, "assessment.limit[0].key", "'cup'", "cap, floor"),
    (YUNCHENG, "assessment.limit", "'cap'", "one of each: cap, floor"),
    (YUNCHENG, "bulletin.paragraph[2].text", "'{al.late}'", "the period, no, a list ("),
    (YUNCHENG, "bulletin.passage[1].most", "'3'", "a int"),
    (YUNCHENG, "bulletin.table[0].columns[0]", "'score.rang'", "number, unit, what, score.(rank"),
}  # fmt: skip


@pytest.fixture
def rulebook(tmp_path):
    with as_file(RULEBOOK) as packaged:
        return shutil.copytree(packaged, tmp_path / "rulebook")


def broken(rulebook):
    for name, old, new in BREAKS:
        file = rulebook / name
        text = file.read_text(encoding="utf-8")
        assert old in text, (name, old)
        file.write_text(text.replace(old, new, 1), encoding="utf-8")
    return rulebook


def test_the_packaged_rulebook_has_no_fault_and_is_read_in_a_moment():
    rulebook_faults.cache_clear()

    start = time.process_time()
    faults = rulebook_faults(RULEBOOK)

    assert faults == ()
    assert time.process_time() - start < 1.5


def test_every_fault_of_every_file_is_told_in_one_go(rulebook):
    with pytest.raises(RulebookFault) as told:
        refuse_broken(broken(rulebook))

    for file, key, found, allowed in TOLD:
        assert [
            each
            for each in told.value.faults
            if (each.file, each.key, each.found) == (file, key, found)
            and each.allowed.startswith(allowed)
        ], (file, key, found)


@pytest.mark.parametrize(
    ("name", "content", "key", "allowed"),
    [
        ("calendar/2024.toml", b"year =", "-", "TOML"),
        ("codelists/sex.toml", b"title = '\xff'", "-", "UTF-8"),
        ("policies/wuhan/2022-6-1.toml", b"", "-", "a folder with files YYYY-MM-DD"),
        ("calendar/next.toml", b"", "-", "a year"),
        (
            "mappings/licence-X.toml",
            b"category = 'licens'",
            "category",
            "the first part",
        ),
    ],
)
def test_a_file_that_is_none_is_told(rulebook, name, content, key, allowed):
    (rulebook / name).write_bytes(content)

    faults = [each for each in rulebook_faults(rulebook) if each.file == name]

    told = {each.key: each.allowed for each in faults}
    assert told[key].startswith(allowed)


def test_a_code_list_that_is_gone_is_told_where_it_is_named(rulebook):
    (rulebook / "codelists/grade.toml").unlink()

    told = [(each.file, each.key, each.found) for each in rulebook_faults(rulebook)]

    assert told == [("standards/grading/2019-01-01.toml", "field[4].list", "'grade'")]


def test_places_that_extend_each_other_are_told(rulebook):
    file = rulebook / "policies/hubei/2022-08-12.toml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('extends = "national"', 'extends = "huangshi"'))

    told = {(each.file, each.key, each.found) for each in rulebook_faults(rulebook)}

    assert ("policies/hubei/2022-08-12.toml", "extends", "'hubei'") in told


def test_the_command_tells_the_faults_and_what_to_do(rulebook, tmp_path):
    clean = run(tmp_path, "rules", "--check")
    faulty = run(tmp_path, "rules", "--check", "--rulebook", str(broken(rulebook)))

    assert (clean.returncode, clean.stdout) == (0, "规则库没有错。\n")
    first, *faults = faulty.stderr.splitlines()
    assert (faulty.returncode, first) == (2, "规则库有误，请改好再运行：")
    assert len(faults) >= len(BREAKS)


def test_programs_are_told_the_same(rulebook, tmp_path):
    done = run(tmp_path, "rules", "--check", "--rulebook", str(broken(rulebook)),
                   "--format", "json")  # fmt: skip

    faults = json.loads(done.stdout)["faults"]
    assert done.returncode == 2
    assert {"file": "calendar/2024.toml", "key": "year", "found": "2025",
            "allowed": "2024"} in faults  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (("--rulebook", "."), "--rulebook 只与 --check 合用。\n"),
        (("--check", "--category", "licence"),
         "--check 核对整个规则库，不与别的条件合用。\n"),
        (("--check", "--rulebook", str(Path(__file__).parent)),
         "」不是规则库，缺少目录 standards、blocks、codelists、mappings、policies、calendar；"
         "请指向与 src/gongshi/rulebook 同样布局的目录。\n"),
    ],
)  # fmt: skip
def test_a_command_that_makes_no_sense_is_refused(tmp_path, arguments, text):
    done = run(tmp_path, "rules", *arguments)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.endswith(text)


def test_a_rulebook_that_was_found_whole_is_not_read_anew(tmp_path):
    rulebook_faults.cache_clear()
    refuse_broken_once(tmp_path / "whole")
    assert rulebook_faults.cache_info().misses == 1

    rulebook_faults.cache_clear()
    refuse_broken_once(tmp_path / "whole")
    assert rulebook_faults.cache_info().misses == 0

    (tmp_path / "whole").write_text("another rulebook")
    refuse_broken_once(tmp_path / "whole")
    assert rulebook_faults.cache_info().misses == 1


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("rulebook/calendar/2024.toml", "year = 2024", "year = 2025"),
        ("policy/toml.py", '"std", "notice", "mem"', '"std", "notice"'),
    ],
)
def test_a_site_whose_rules_or_program_changed_reads_them_anew(
    tmp_path, file, old, new
):
    import gongshi as package

    source, home = tmp_path / "source", tmp_path / "home"
    copied = shutil.copytree(Path(package.__file__).parent, source / "gongshi")
    run(home, "init", "--place", "wuhan", source=source)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        # It goes as far as its address, and no further.
        serve = ("serve", "--port", f"{taken.getsockname()[1]}")
        assert "请用 --port 换一个端口" in run(home, *serve, source=source).stderr
        text = (copied / file).read_text(encoding="utf-8")
        assert old in text
        (copied / file).write_text(text.replace(old, new), encoding="utf-8")

        done = run(home, *serve, source=source)

    assert (home / "rulebook.whole").exists()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("规则库有误，请改好再运行：\n")


@pytest.mark.parametrize(
    "arguments",
    [("init", "--place", "wuhan"), ("demo", "--no-serve"), ("serve",)],
)
def test_nothing_starts_with_a_broken_rulebook(tmp_path, arguments):
    import gongshi as package

    source, home = tmp_path / "source", tmp_path / "home"
    copied = shutil.copytree(Path(package.__file__).parent, source / "gongshi")
    broken(copied / "rulebook")

    done = run(home, *arguments, source=source)

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("规则库有误，请改好再运行：\n")
    assert done.stderr.count("\n") > len(BREAKS)
    assert not home.exists()


@pytest.mark.parametrize(
    ("name", "before", "after", "key", "allowed"),
    [
        ("standards/licence/2019-01-01.toml", "max_chars = 200", "max_chars = -1",
         "field[0].max_chars", "1–1000000"),
        ("standards/licence/2019-01-01.toml", "max_chars = 200",
         f"max_chars = 1{'0' * 23}", "field[0].max_chars", "1–1000000"),
        (YUNCHENG, 'key = "decimals"\nvalue = 2', 'key = "decimals"\nvalue = 20000000',
         "assessment.limit[2].value", "0–6"),
        (YUNCHENG, "running = 2", "running = 100000000",
         "assessment.caution[1].running", "1–120"),
        (YUNCHENG, "widths = [", "widths = [13000, ", "bulletin.table[0].widths[0]",
         "1–420"),
        (YUNCHENG, 'units = [', 'units = ["盐湖区", "盐湖区", ',
         "assessment.ranking[0].units[1]", "每家单位只写一次"),
        ("standards/fulfilment/2019-01-01.toml", 'pattern = "[1-8]', 'pattern = "([1-8]',
         "rule K-01.pattern", "正则表达式"),
    ],
)  # fmt: skip
def test_a_value_beyond_all_sense_is_told(rulebook, name, before, after, key, allowed):
    text = (rulebook / name).read_text(encoding="utf-8")
    assert before in text
    (rulebook / name).write_text(text.replace(before, after, 1), encoding="utf-8")

    told = rulebook_faults(rulebook)

    assert (name, key, allowed) in {(e.file, e.key, e.allowed) for e in told}


def test_a_year_that_is_missing_between_others_is_told(rulebook):
    (rulebook / "calendar/2015.toml").unlink()

    assert [each.file for each in rulebook_faults(rulebook)] == ["calendar/2015.toml"]


def test_a_queue_is_told_and_never_read(rulebook):
    os.mkfifo(rulebook / "codelists" / "queue.toml")

    (told,) = rulebook_faults(rulebook)

    assert (told.file, told.allowed) == ("codelists/queue.toml", "普通文件")


def test_nesting_without_end_is_told_in_words(rulebook):
    (rulebook / "codelists/sex.toml").write_text(f"a = {'[' * 9000}", encoding="utf-8")

    text = "".join(map(str, rulebook_faults(rulebook)))

    assert "太深了" in text
    assert "RecursionError" not in text


def test_a_file_named_after_no_day_is_named_itself(rulebook):
    folder = rulebook / "policies" / "nowhere"
    folder.mkdir()
    (folder / "2019-13-01.toml").touch()

    (told,) = rulebook_faults(rulebook)

    assert told.file == "policies/nowhere/2019-13-01.toml"
