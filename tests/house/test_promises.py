"""The page of promises names tests that there are."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/explanation/what-must-never-happen.md").read_text(encoding="utf-8")
LINES = [
    line
    for line in PAGE.splitlines()
    if line.startswith("| ") and not line.startswith("| promise |")
]


def test_every_promise_names_a_test():
    assert len(LINES) > 40
    assert [line for line in LINES if "`tests/" not in line.split(" | ")[-1]] == []


def test_every_test_that_is_named_is_there():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
    missing = [
        (file, name)
        for file, name in named
        if not (ROOT / file).is_file()
        or f"def {name}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]

    assert PAGE.count("`tests/") == len(named)
    assert missing == []


def test_every_fault_that_is_tried_is_promised():
    tried = {
        f"tests/faults/{file.name}"
        for file in (ROOT / "tests/faults").glob("test_*.py")
    }

    assert {file for file in tried if file not in PAGE} == set()
