"""Our own bulletins are audited before issue: ours are clean, a wrong wording is told."""

import shutil
from datetime import date, datetime, timedelta
from importlib.resources import as_file

import pytest

from gongshi.actions import issue
from gongshi.actions.audit_draft import audit_draft
from gongshi.actions.import_units import import_units
from gongshi.actions.issue import compose_bulletin, draft_bulletin
from gongshi.actions.receive import receive
from gongshi.bulletin.composing import Imprint, compose
from gongshi.bulletin.outline import read_outline
from gongshi.clocks.periods import CHINA, month, period
from gongshi.ledger.models import Office
from gongshi.policy.policies import policy_in_force
from gongshi.policy.toml import RULEBOOK
from gongshi.samples import SampleUnit, made_up_code, sample_frame, with_dirt

NAMES = ("云陵县", "白石区", "青河市", "石桥县", "市教育局", "市公安局", "市水务局")
UNITS = [
    SampleUnit(name=name, code=made_up_code(at), sign=f"云{name[0]}", domain="market",
               weight=at)
    for at, name in enumerate(NAMES, 1)
]  # fmt: skip


def fill(place, on):
    """Make a ledger of a place with rows of two categories, dirt among them."""
    Office.objects.update(place=place)
    groups = [each.key for each in policy_in_force(place, on).groups]
    # The first group listed may be either; a unit named 市… is of the departments.
    departments = "departments" if "departments" in groups else groups[-1]
    others = next(each for each in groups if each != departments)
    lines = [
        f"{each.name},{each.code},{departments if each.name[0] == '市' else others}"
        for each in UNITS
    ]
    import_units("\n".join(["name,code,group", *lines]).encode(), file_name="u.csv")
    for category, seed in (("licence", 1), ("penalty", 2)):
        frame = sample_frame(
            category, 300, seed=seed, units=UNITS,
            decided=(on - timedelta(days=25), on - timedelta(days=3)),
        )  # fmt: skip
        receive(
            with_dirt(frame, seed=seed).write_csv().encode(),
            file_name=f"{category}.csv",
            category=category,
            received_at=datetime(on.year, on.month, on.day, 17, tzinfo=CHINA),
        )


@pytest.mark.parametrize(
    ("place", "on", "of"),
    [
        ("pingdingshan", date(2023, 12, 26), "2023-12"),
        ("wuhan", date(2022, 6, 28), "2022-06"),
        ("yuncheng", date(2021, 8, 27), "2021-08"),
        ("hubei", date(2022, 10, 26), "2022-10"),
        ("hubei", date(2022, 10, 26), "2022-10-26"),
    ],
)
def test_our_own_bulletins_have_no_contradictions(ledger, place, on, of):
    fill(place, on)

    found = audit_draft(compose_bulletin(period(of), place, signed_on=None))

    assert [(each.place, each.kind, each.message) for each in found] == []


def test_a_wording_that_says_a_fixed_number_is_told(ledger, tmp_path):
    fill("pingdingshan", date(2023, 12, 26))
    with as_file(RULEBOOK) as packaged:
        root = shutil.copytree(packaged, tmp_path / "rulebook")
    file = root / "policies/pingdingshan/2023-01-01.toml"
    text = file.read_text(encoding="utf-8")
    assert "{all.volume}条" in text
    file.write_text(text.replace("{all.volume}条", "381条", 1), encoding="utf-8")
    policy = policy_in_force("pingdingshan", date(2023, 12, 31), root)
    outline = read_outline(policy.bulletin, policy.files[0])
    figures = issue.month_figures(month("2023-12"), policy, outline)

    found = audit_draft(compose(outline, figures, Imprint("", None, "", "", "")))

    # The rates of that sentence do not come from 381 either.
    assert [each.found for each in found][:1] == ["381"]
    assert len({each.place for each in found}) == 1


def test_what_an_office_should_know_comes_along(ledger):
    fill("yuncheng", date(2021, 8, 27))

    notes = draft_bulletin(month("2021-08"), "yuncheng").notes

    assert "2021年7月的得分没有印发，无从判断是否连续排名靠后。" in notes
    assert [each for each in notes if each.startswith("文件列出的市直部门 33 家中")]
