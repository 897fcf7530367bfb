import re
import shutil
from datetime import date
from importlib.resources import as_file

import pytest

from gongshi.errors import UnknownName
from gongshi.policy.standards import FORMS, PUBLICATIONS, categories, load_standard
from gongshi.policy.toml import RULEBOOK, RulebookFault

LICENCE, PENALTY = (
    "standards/licence/2019-01-01.toml",
    "standards/penalty/2019-01-01.toml",
)


@pytest.fixture
def broken(tmp_path):
    """Give a copy of the rulebook and a function that changes a text in one file."""
    with as_file(RULEBOOK) as folder:
        root = tmp_path / "rulebook"
        shutil.copytree(folder, root)

    def change(file, old, new):
        path = root / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")

    return root, change


def test_the_categories_are_known_by_key():
    assert {"licence", "penalty", "compulsion", "inspection"} <= set(categories())
    assert categories() == sorted(categories())


@pytest.mark.parametrize("name", ["licence", "行政许可", "许可", " XK "])
def test_a_category_is_found_by_what_people_call_it(name):
    assert load_standard(name) is load_standard("licence")


def test_an_unknown_category_is_refused_with_the_known_ones():
    with pytest.raises(
        UnknownName, match=r"没有「信访」这个类别，请用 .*、licence（行政许可）"
    ):
        load_standard("信访")


def test_a_standard_joins_its_blocks_under_its_prefix():
    licence, penalty = load_standard("licence"), load_standard("penalty")

    assert (len(licence.fields), len(penalty.fields)) == (28, 31)
    assert licence.role("name").code == "XK_XDR_MC"
    assert penalty.role("name").code == "CF_XDR_MC"
    assert licence.identity == ("XK_WSH", "#subject", "XK_XKJGDM", "XK_XKBH")
    assert penalty.identity == ("CF_WSH", "#subject", "CF_CFJGDM")


@pytest.mark.parametrize("category", categories())
def test_nothing_of_block_or_role_is_left_over(category):
    standard = load_standard(category)
    codes = {field.code for field in standard.fields}
    named = {code for rule in standard.rules for code in rule.fields} | {
        each.field for rule in standard.rules for each in rule.when
    }

    assert named - codes == {"#surplus"}
    assert set(standard.roles.values()) <= codes
    assert not {"{P}", "{T}", "{S}"} & set(re.findall(r"{[A-Z]}", repr(standard)))


@pytest.mark.parametrize("category", categories())
def test_fields_have_codes_and_headers_of_their_own(category):
    fields = load_standard(category).fields
    titles = [field.title for field in fields]

    assert len({field.code for field in fields}) == len(fields)
    assert sorted(set(titles)) == sorted(titles)
    assert {field.form for field in fields} <= set(FORMS)
    assert {field.publication for field in fields} <= set(PUBLICATIONS)


def test_certificates_of_persons_are_never_published():
    for category in categories():
        fields = load_standard(category).fields
        shown = [each.code for each in fields if "证件" in each.title and
                 each.publication != "never"]  # fmt: skip

        assert shown == [], category


def test_the_edition_of_2016_is_read_as_todays():
    mapping = load_standard("penalty").mappings[0]

    assert mapping.edition == "E2016"
    assert mapping.columns["处罚类别1"] == mapping.columns["处罚类别2"] == "CF_CFLB"


def test_the_first_edition_serves_for_days_before_it():
    assert load_standard("licence", date(2016, 1, 1)).since == date(2019, 1, 1)


def test_a_later_edition_holds_from_its_day(broken):
    root, _ = broken
    later = root / "standards" / "licence" / "2027-01-01.toml"
    shutil.copy(root / LICENCE, later)

    since = [
        load_standard("licence", on, root).since
        for on in (date(2026, 12, 31), date(2027, 1, 1), None)
    ]

    assert since == [date(2019, 1, 1), date(2027, 1, 1), date(2027, 1, 1)]


def test_every_fault_of_a_standard_is_reported_at_once(broken):
    root, change = broken
    change(LICENCE, 'form = "title"', 'form = "poem"')
    change(LICENCE, 'state = "XK_ZT"', 'state = "XK_STATE"')
    change(LICENCE, 'publication = "public"', 'publication = "everyone"')
    change(LICENCE, 'others = ["XK_XKWS", "XK_XKZS"]\nseverity = "remind"',
           'others = ["XK_XKWS", "XK_XKZS"]\nseverity = "warn"')  # fmt: skip
    change(LICENCE, 'field = "XK_YXQZI"', 'field = "XK_END"')
    change(LICENCE, 'edition = "E2019"', 'edition = "E2019"\nremarks = "1"')

    with pytest.raises(RulebookFault) as found:
        load_standard("licence", root=root)

    told = [(each.file, each.key, each.found) for each in found.value.faults]
    assert {file for file, _, _ in told} == {LICENCE}
    assert [(key, value) for _, key, value in told] == [
        ("field[0].form", "'poem'"),
        ("field[0].publication", "'everyone'"),
        ("rule G-14.severity", "'warn'"),
        ("remarks", "'1'"),
        ("roles.state", "'XK_STATE'"),
        ("rule L-08", "'XK_STATE'"),
        ("rule L-08b", "'XK_STATE'"),
        ("rule D-04", "'XK_END'"),
    ]
