"""In a person's own wording the computed figures stay figures."""

import pytest

from gongshi.bulletin.document import Document, Figure, Paragraph
from gongshi.bulletin.edits import (
    MOST_CHARS,
    Edit,
    Remark,
    apply,
    edit,
    edited,
    remarks,
)

RECEIVED, LATE = Figure("120", {"outcome": "all"}), Figure("3", {"late": True})
COMPOSED = Paragraph(0, ("本月收到", RECEIVED, "条，迟报", LATE, "条。"))


def runs(written: str):
    return apply(COMPOSED, edit(COMPOSED, written)).runs


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("本月收到120条，迟报3条。", COMPOSED.runs),
        (
            "12月共收到120条，其中迟报3条，偏多。",
            ("12月共收到", RECEIVED, "条，其中迟报", LATE, "条，偏多。"),
        ),
        ("迟报3条。", ("迟报", LATE, "条。")),
        ("本月收到1204条，迟报3条。", ("本月收到1204条，迟报", LATE, "条。")),
        ("本月收到0.120条，迟报3条。", ("本月收到0.120条，迟报", LATE, "条。")),
        ("本月收到120.5条，迟报3条。", ("本月收到120.5条，迟报", LATE, "条。")),
        ("本月收到很多条。", ("本月收到很多条。",)),
        ("本月收到120", ("本月收到", RECEIVED)),
    ],
)
def test_figures_are_found_again_in_what_was_written(written, kept):
    assert runs(written) == kept


def test_new_figures_stand_in_an_old_wording():
    own = edit(COMPOSED, "共收到120条，迟报3条。")
    now = Paragraph(0, ("本月收到", Figure("130", {}), "条，迟报", LATE, "条。"))

    assert own.fits(now)
    assert apply(now, own).text == "共收到130条，迟报3条。"


def test_a_wording_of_other_words_does_not_fit():
    own = edit(COMPOSED, "共收到120条，迟报3条。")
    now = Paragraph(0, ("本月收到", RECEIVED, "条，没有迟报。"))

    assert not own.fits(now)
    assert edited(document(now), {0: own}).paragraphs == (now,)


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("本月收到120条，迟报3条，都改好了。", []),
        ("本月收到120条，迟报4条。", [Remark("lost", "3"), Remark("typed", "4")]),
        (
            "本月收到120条，迟报3条，占2.5%。",
            [Remark("typed", "2.5%")],
        ),
        ("没有。", [Remark("lost", "120"), Remark("lost", "3")]),
    ],
)
def test_lost_figures_and_typed_numbers_are_told(written, told):
    assert remarks(COMPOSED, edit(COMPOSED, written)) == told


def test_a_number_of_the_wording_itself_is_no_typed_one():
    composed = Paragraph(0, ("12月收到", RECEIVED, "条。"))

    assert remarks(composed, edit(composed, "在12月，收到120条。")) == []


def test_white_space_becomes_one_and_length_has_an_end():
    own = edit(COMPOSED, "甲 \n\n 乙" + "长" * MOST_CHARS)

    (text,) = own.runs
    assert text.startswith("甲 乙长")
    assert len(text) == MOST_CHARS


def test_only_the_paragraph_that_was_worded_changes():
    other = Paragraph(1, ("一、总体情况",))
    own = Edit(("甲写的。",), "本月收到□条，迟报□条。")

    found = edited(document(COMPOSED, other), {0: own}).paragraphs

    assert found == (Paragraph(0, ("甲写的。",)), other)


def document(*paragraphs: Paragraph) -> Document:
    return Document(
        organ="", number="", title_lines=(), period="2023-12", recipients="",
        paragraphs=paragraphs, tables=(), signed_by="", signed_on=None,
    )  # fmt: skip
