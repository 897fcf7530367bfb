"""No text of 10 000 characters keeps a rule busy, and patterns read alike everywhere."""

import re
import time
from collections.abc import Mapping

import polars as pl
import pytest

from gongshi.checks.cells import ValueCell
from gongshi.checks.plan import plan
from gongshi.intake.normalise import normalise
from gongshi.policy.standards import FORMS, categories, load_standard
from tests.properties.rows import SURROUNDINGS

CHARACTERS = 10_000
#: Going over such a text again for each of its characters takes many times as long.
LIMIT_MS = 150
#: Pieces that, said again and again, make careless patterns go back over the text.
PIECES = [
    "1", "0", "19", "2023", "一", "字", "a", "A", " ", "-", "、", ";", "；", "/", "*", "?",
    "<", "<a", "<a ", "</", "《", "》", "《a", "《》", "第", "第1", "第一", "条", "(", "[", "〔",
    "〔2023〕", "(2023)第", "其他-", "其他", "其他-a", "警告;", "警告", "罚款", "罚款人民币",
    "罚款：", "罚款1", "罚款一", "款", "没收违法所得、没收非法财物;", "没收违法所得、",
    "暂扣或者吊销许可证、暂扣或者吊销执照、", "家住", "62", "139", "1101051949", "null",
    "Test", "javascript", "2099-", "9.1E+", "\u3000", "\u200b", "\n", "\x00", "\U0001f600",
]  # fmt: skip
ENDS = ["", "!", "元", "x;"]
TEXTS = [
    (piece * CHARACTERS)[: CHARACTERS - len(end)] + end
    for piece in PIECES
    for end in ENDS
]
CHECKS = {
    f"{check.rule.id} {category}": check
    for category in categories()
    for check in plan(load_standard(category)).checks
}


def patterns():
    """Name every pattern that a rule of the rulebook states."""
    named = {}
    for check in CHECKS.values():
        several = check.parameters.get("patterns")
        found = several if isinstance(several, Mapping) else {}
        if isinstance(one := check.parameters.get("pattern"), str):
            found = {"": one}
        named |= {f"{check.rule.id} {name}": each for name, each in found.items()}
    return named


def milliseconds(work):
    """Take the quickest of three runs, in time of this thread."""
    runs = []
    for _ in range(3):
        begun = time.thread_time()
        work()
        runs.append((time.thread_time() - begun) * 1000)
        if runs[-1] <= LIMIT_MS:
            break
    return min(runs)


@pytest.mark.parametrize("name", CHECKS)
def test_a_check_answers_in_time_whatever_the_text(name):
    check = CHECKS[name]
    names = {check.field.code, "CF_NR"}

    def judge(text):
        row = dict.fromkeys(names, text)
        if check.field.form == "amount":
            row[check.field.code] = "2000"
        cell = ValueCell(row, check.field.code, SURROUNDINGS)
        for body in ("value", "explain", "suggest"):
            getattr(check.kind, body, lambda *_, **__: None)(cell, **check.parameters)

    slow = {
        text[:20]: round(spent)
        for text in TEXTS
        if (spent := milliseconds(lambda text=text: judge(text))) > LIMIT_MS
    }
    assert slow == {}


@pytest.mark.parametrize("form", FORMS)
def test_the_normal_form_is_found_in_time_whatever_the_text(form):
    slow = {
        text[:20]: round(spent)
        for text in TEXTS
        if (spent := milliseconds(lambda text=text: normalise(text, form))) > LIMIT_MS
    }
    assert slow == {}


@pytest.mark.parametrize(("name", "pattern"), patterns().items())
def test_a_pattern_is_quick_in_polars_too(name, pattern):
    slow = {}
    for text in TEXTS:
        series = pl.Series([text])
        spent = milliseconds(lambda series=series: series.str.contains(pattern))
        if spent > LIMIT_MS:
            slow[text[:20]] = round(spent)
    assert slow == {}


@pytest.mark.parametrize(("name", "pattern"), patterns().items())
def test_a_pattern_says_the_same_to_python_and_rust(name, pattern):
    forbidden = re.findall(r"\\[dDsSwWbBAzZ]|\(\?[^:]|\(\?P", pattern)

    assert forbidden == []
