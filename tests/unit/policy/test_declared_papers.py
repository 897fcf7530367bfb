"""Papers are declared strictly: what is wrong in one is told at once."""

from gongshi.policy.papers import refuse_alike_papers, take_paper
from gongshi.policy.toml import Reader

SOURCE = {"title": "通知", "number": "", "article": "一"}


def field(key: str, kind: str = "count", **more: object) -> dict[str, object]:
    return {"key": key, "title": f"{key}数", "kind": kind, **more}


def rate(**counts: str) -> dict[str, object]:
    told = {"decimals": 2, "rounding": "half_up", "whole": "bare", "empty": "-"}
    return {
        "key": "r",
        "title": "率",
        "source": SOURCE,
        "sure": "inf",
        **told,
        **counts,
    }


def paper(**more: object) -> dict[str, object]:
    told = {"key": "check", "title": "核查", "source": SOURCE, "sure": "inf"}
    return {**told, "field": [field("due"), field("omitted")], **more}


def faults(table: dict[str, object]) -> list[str]:
    reader = Reader("x.toml")
    take_paper(reader, table)
    return [each.key for each in reader.faults]


def test_a_paper_is_read_with_its_fields_and_rates():
    told = paper(rate=[rate(numerator="omitted", denominator="due")], adds_up=True)

    found = take_paper(Reader("x.toml"), told)

    assert (found.key, found.adds_up, found.needs_file) == ("check", True, False)
    assert [each.key for each in found.fields] == ["due", "omitted"]
    assert found.rates[0].numerator == "omitted"


def test_a_paper_without_fields_is_a_decision_alone():
    assert faults(paper(field=[])) == []


def test_a_key_that_means_something_else_is_a_fault():
    assert faults(paper(key="all")) == ["key"]
    assert faults(paper(field=[field("papers"), field("x_so_far")])) == [
        "field[0].key",
        "field[1].key",
    ]


def test_a_bound_has_to_be_another_count():
    fields = [
        field("due"),
        field("a", no_more_than="a"),
        field("b", "text", no_more_than="due"),
        field("c", no_more_than="none"),
    ]

    assert faults(paper(field=fields)) == [
        f"field[{number}].no_more_than" for number in (1, 2, 3)
    ]


def test_a_rate_divides_counts_of_the_paper():
    broken = [rate(numerator="late", denominator="due")]

    assert faults(paper(rate=broken)) == ["rate[0].numerator"]


def test_names_of_fields_are_told_apart():
    fields = [field("due"), field("b", aliases=["due"])]

    assert faults(paper(field=fields)) == ["field"]


def test_papers_of_a_file_are_told_apart():
    reader = Reader("x.toml")
    papers = [take_paper(reader, paper()) for _ in range(2)]

    refuse_alike_papers(reader, papers)

    assert [each.key for each in reader.faults] == ["paper.key", "paper.title"]
