from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

from gongshi.bulletin.document import Document, Figure, Paragraph, Table
from gongshi.bulletin.render import render
from gongshi.bulletin.render.html import article

BULLETIN = Document(
    organ="示例市信用办",
    number="示信用办〔2024〕1号",
    title_lines=("关于2023年12月份", "公示情况的通报"),
    period="2023-12",
    recipients="各单位：",
    paragraphs=(
        Paragraph(1, ("一、总体情况",)),
        Paragraph(0, ("迟报", Figure("7", {"late": 1}), "条。")),
    ),
    tables=(
        Table(
            "late", "统计表", ("单位", "迟报"), (("合计", "7"),), annex=1, total=True
        ),
    ),
    signed_by="示例市信用办",
    signed_on=date(2024, 1, 8),
)


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)


def test_the_paper_has_the_classes_of_the_desk() -> None:
    assert article(BULLETIN) == "\n".join(
        [
            '<article class="paper">',
            '<p class="head">示例市信用办</p>',
            '<p class="no to">示信用办〔2024〕1号</p>',
            "<hr>",
            '<h2 class="title">关于2023年12月份<br class="w">公示情况的通报</h2>',
            '<p class="to">各单位：</p>',
            '<p class="h1">一、总体情况</p>',
            "<p>迟报7条。</p>",
            '<p class="signed">示例市信用办</p>',
            '<p class="signed">2024年1月8日</p>',
            '<p class="annex to h1">附件</p>',
            '<table class="dense">',
            "<caption>统计表</caption>",
            '<thead><tr><th scope="col">单位</th><th scope="col">迟报</th></tr></thead>',
            "<tbody>",
            '<tr class="sum"><th scope="row">合计</th><td>7</td></tr>',
            "</tbody>",
            "</table>",
            "</article>",
        ]
    )


def test_a_figure_becomes_a_link_when_the_caller_knows_its_address() -> None:
    page = article(
        BULLETIN, link=lambda figure: f"/rows?late={figure.query['late']}&a=1"
    )

    assert '迟报<a class="fig-link" href="/rows?late=1&amp;a=1">7</a>条。' in page


def test_a_figure_without_an_address_stays_text() -> None:
    assert article(BULLETIN, link=lambda _: None) == article(BULLETIN)


def test_the_page_is_whole_and_asks_nothing_of_other_hosts() -> None:
    page = render(BULLETIN, "html").decode()
    tags = _Tags()

    tags.feed(page)

    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert not tags.tags & {"script", "link", "img", "iframe"}
    assert not tags.attributes & {"style", "src", "href", "onclick", "onload"}


def test_the_page_carries_its_style_with_it() -> None:
    page = render(BULLETIN, "html").decode()

    assert ".paper .head { color: #c8102e;" in page
    assert "url(" not in page


def test_the_total_stretches_over_empty_cells_and_the_note_follows() -> None:
    table = replace(
        BULLETIN.tables[0],
        header=("序号", "单位", "迟报"),
        rows=(("1", "甲局", "7"), ("合计", "", "7")),
        note="按报达时间统计",
    )

    page = article(replace(BULLETIN, tables=(table,)))

    assert '<th scope="row" colspan="2">合计</th><td>7</td></tr>' in page
    assert '</table>\n<p class="note to">按报达时间统计</p>' in page
