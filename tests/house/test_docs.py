"""The documents are whole, and what they say can be done is done here."""

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import Counter
from datetime import date
from importlib import import_module
from pathlib import Path
from types import ModuleType

import click
import pytest

from gongshi.assessment.counts import Counts
from gongshi.bulletin.document import plain
from gongshi.bulletin.figures import Figures, UnitCounts
from gongshi.bulletin.outline import read_outline
from gongshi.cli import COMMANDS, attribute
from gongshi.clocks.periods import month
from gongshi.intake.headers import Heads
from gongshi.policy.policies import deadline_for, policy_in_force
from gongshi.policy.standards import categories, load_standard

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
TOURS = ("README.md", "README.zh-CN.md", "docs/tutorial/first-bulletin.md")
#: What the tour brings, on each of its pages.
BROUGHT = (
    "新增 6 家",
    "收到 25 行：正确 19，问题 5，重复 1",
    "回执 GS-20231208-0001",
    "5 行要改",
    "收到 5 行：正确 5",
    "迟 2 天",
    "应于",
)
SOURCE = "\n".join(
    file.read_text(encoding="utf-8")
    for file in (ROOT / "src").rglob("*")
    if file.suffix in (".py", ".toml", ".html")
)


def text_of(page: str) -> str:
    return (ROOT / page).read_text(encoding="utf-8")


def run(script: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a script in the folder of the repository; what it leaves goes to `folder`."""
    own = {name: os.environ[name] for name in os.environ if "GONGSHI" not in name}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    return subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**own, "PATH": path, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def tour(page: str) -> str:
    """Join the tour's commands on a page; each may end with 0 or, for faulty rows, 1."""
    blocks = re.findall(r"<!-- tour -->\n```sh\n(.*?)```", text_of(page), re.DOTALL)
    lines = [line for line in "".join(blocks).splitlines() if line != "./run setup"]
    return "\n".join(f"{line} || [ $? -eq 1 ] || exit 9" for line in lines)


@pytest.mark.parametrize("page", TOURS)
def test_the_tour_works_when_it_is_pasted(page, tmp_path):
    done = run(tour(page), tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert [words for words in BROUGHT if words not in done.stdout] == []


def test_both_readmes_take_the_same_tour():
    assert tour("README.md") == tour("README.zh-CN.md")


def example(page: str, language: str) -> str:
    """Take the one piece of code or data that a how-to page shows."""
    (found,) = re.findall(
        rf"^ *```{language}\n(.*?)```",
        text_of(f"docs/how-to/{page}.md"),
        re.DOTALL | re.MULTILINE,
    )
    return found


def module_of(page: str) -> ModuleType:
    """Run the module that a how-to page shows."""
    module = ModuleType(page)
    exec(example(page, "python"), module.__dict__)
    return module


@pytest.fixture
def rulebook(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT / "src/gongshi/rulebook", tmp_path / "rulebook")


def test_the_rule_of_the_how_to_can_be_added(rulebook):
    file = rulebook / "standards/licence/2019-01-01.toml"
    file.write_text(f"{file.read_text()}\n{example('add-a-rule', 'toml')}")

    rule = load_standard("licence", root=rulebook).rules[-1]

    assert (rule.id, rule.fields) == ("L-10", ("XK_XKBH",))


def test_the_city_of_the_how_to_has_its_own_deadline(rulebook):
    folder = rulebook / "policies/yunling"
    folder.mkdir()
    (folder / "2024-01-01.toml").write_text(example("add-a-city", "toml"))

    policy = policy_in_force("云陵市", date(2024, 1, 2), rulebook)

    days = (date(2023, 12, 29), date(2024, 1, 2))
    assert [deadline_for(policy, "licence", day).days for day in days] == [7, 5]


def test_the_format_of_the_how_to_reads_a_table():
    module = module_of("add-a-file-format")
    content = "| 行政许可决定文书号 | 许可内容 | 备注 |\n|-|-|-|\n| 云许〔2023〕1号 | 准予 |  |\n"

    table = module.read(content.encode(), Heads(load_standard("licence")))

    assert module.recognises(content.encode())
    assert list(zip(table.row_numbers, table.rows, strict=True)) == [
        (3, ("云许〔2023〕1号", "准予", None))
    ]


def test_the_table_of_the_how_to_lists_units_with_returned_rows():
    policy = policy_in_force("pingdingshan", date(2023, 12, 31))
    added = tomllib.loads(example("add-a-bulletin-table", "toml"))["bulletin"]["table"]
    bulletin = {**policy.bulletin, "table": [*policy.bulletin["table"], *added]}
    outline = read_outline(bulletin, policy.files[0]).tables[-1]
    counts = (Counts(accepted=2), Counts(accepted=3, faulty=1))
    units = [
        UnitCounts(name, "departments", at, {"licence": each}, {})
        for at, (name, each) in enumerate(zip("甲乙", counts, strict=True))
    ]
    figures = Figures(
        month("2023-12"), units, policy.rates, {"": ("licence", "penalty")}
    )

    rows = module_of("add-a-bulletin-table").fill(outline, figures)

    assert [tuple(map(plain, row)) for row in rows] == [
        ("1", "乙", "1", "75"),
        ("合计", "", "1", "83.33"),
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_page_links_only_to_what_there_is(page):
    links = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    files = [link.partition("#")[0] for link in links if "://" not in link]

    assert [each for each in files if each and not (page.parent / each).exists()] == []


def test_every_page_can_be_found():
    linked = {
        (page.parent / link.partition("#")[0]).resolve()
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    }
    decisions = set((DOCS / "adr").iterdir())

    assert set(PAGES) - linked - decisions == set()


def commands() -> dict[str, click.Command]:
    """Name every command that does something, groups opened."""
    found: dict[str, click.Command] = {}
    for name, module in COMMANDS.items():
        command = getattr(import_module(f"gongshi.cli.{module}"), attribute(name))
        if isinstance(command, click.Group):
            found |= {f"{name} {key}": each for key, each in command.commands.items()}
        else:
            found[name] = command
    return found


def options(command: click.Command) -> set[str]:
    """List the options of a command as people write them."""
    named = [each for each in command.params if isinstance(each, click.Option)]
    return {text for each in named for text in (*each.opts, *each.secondary_opts)}


def test_the_command_line_page_names_every_command_and_option():
    parts = re.split(
        r"^## gongshi (.+)$",
        text_of("docs/reference/command-line.md"),
        flags=re.MULTILINE,
    )
    named = {
        name: set(re.findall(r"^\| `(--[a-z-]+)`|；`(--[a-z-]+)`", body, re.MULTILINE))
        for name, body in zip(parts[1::2], parts[2::2], strict=True)
    }
    told = {
        name: {text for pair in pairs for text in pair if text}
        for name, pairs in named.items()
    }

    assert told == {name: options(each) for name, each in commands().items()}


def keys(answer: object) -> set[str]:
    """List every key of an answer, at any depth."""
    if isinstance(answer, list):
        return set().union(*map(keys, answer))
    if not isinstance(answer, dict):
        return set()
    return set(answer).union(*map(keys, answer.values()))


def test_the_json_page_names_every_key(tmp_path):
    words = (
        "check docs/tour/licences.csv --category licence --on 2023-12-08",
        "units import docs/tour/units.csv",
        "units list",
        "submit docs/tour/licences.csv --category licence --received-at 2023-12-08T16:30",
        f"return GS-20231208-0001 --out {tmp_path}/x.xlsx",
        "stats --from 2023-12-01 --to 2023-12-31",
        "stats --from 2023-12-01 --to 2023-12-31 --by day",
        "rows --period 2023-12",
        "bulletin --period 2023-12",
        "due --place pingdingshan --category licence --decided 2023-12-01",
        "policy show --place pingdingshan",
        "rules",
        "rehearse --rulebook src/gongshi/rulebook --from 2023-12-01 --to 2023-12-31",
        "audit tests/cases/audit/pingdingshan-2023-12.md",
    )
    lines = [f"gongshi {each} --format json; echo ,\x1f" for each in words]
    done = run(
        "\n".join(
            [
                f"export GONGSHI_HOME={tmp_path}/home",
                "gongshi init --place pingdingshan >/dev/null",
                *lines,
            ]
        ),
        tmp_path,
    )
    answers = [json.loads(each) for each in done.stdout.split(",\x1f\n")[:-1]]
    named = set(re.findall(r"`([a-z_]+)`", text_of("docs/reference/json.md")))

    assert len(answers) == len(words)
    assert keys(answers) - named - set(categories()) == set()


def test_the_settings_page_names_every_variable():
    asked = set(re.findall(r"environ(?:\.get\(|\[)\"(GONGSHI_[A-Z_]+)", SOURCE))
    told = set(
        re.findall(
            r"^\| `(GONGSHI_[A-Z_]+)`",
            text_of("docs/reference/settings.md"),
            re.MULTILINE,
        )
    )

    assert told == asked


def test_the_rulebook_page_names_every_key_that_is_read():
    told = set(re.findall(r"[a-z_]+", text_of("docs/reference/rulebook.md")))
    readers = [
        *(ROOT / "src/gongshi/policy").glob("*.py"),
        ROOT / "src/gongshi/bulletin/outline.py",
    ]
    read = {
        key
        for file in readers
        for key in re.findall(r"\.take(?:_\w+)?\(\s*\w+, \"(\w+)\"", file.read_text())
    }

    assert read - told - {"issued", "from_sure"} == set()


GLOSSARY = [
    re.split(r"\s*\|\s*", line.strip("| "))
    for line in text_of("docs/glossary.md").splitlines()
    if line.startswith("| ") and "`" in line
]


def test_the_glossary_has_every_term_once():
    columns = zip(*GLOSSARY, strict=True)
    twice = [text for each in columns for text, n in Counter(each).items() if n > 1]

    assert len(GLOSSARY) > 50
    assert twice == []


@pytest.mark.parametrize("identifier", [row[2].strip("`") for row in GLOSSARY])
def test_an_identifier_of_the_glossary_is_used(identifier):
    assert re.search(rf"\b{identifier}\b", SOURCE)


def test_every_package_at_run_time_has_a_decision_record():
    project = tomllib.loads(text_of("pyproject.toml"))["project"]
    needed = {re.split(r"[\[~=<>! ]", each)[0] for each in project["dependencies"]}
    records = sorted((DOCS / "adr").iterdir())
    decided = [
        re.fullmatch(r"[0-9]{4}-(.+)\.md", record.name)[1]
        for record in records
        if all(
            word in record.read_text(encoding="utf-8")
            for word in ("**Need.**", "**Options", "**Choice.**")
        )
    ]

    assert sorted(decided) == sorted(needed)
    assert [each.name[:4] for each in records] == [
        f"{number:04d}" for number in range(1, len(records) + 1)
    ]
