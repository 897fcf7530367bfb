"""Words for templates: numbers, rates and moments as Chinese readers write them."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from fractions import Fraction

# Tables have hundreds of cells: Django's own way to write them took as long as all else.
from html import escape

from django import template
from django.utils.safestring import SafeString

from gongshi.checks.outcomes import TITLES
from gongshi.clocks.periods import CHINA
from gongshi.clocks.periods import period as read_period
from gongshi.clocks.reasons import dated
from gongshi.desks import figures, series_drawing
from gongshi.desks.office.columns import Cell
from gongshi.desks.office.heat import HeatCell
from gongshi.desks.verdict import policy_told
from gongshi.people import acts
from gongshi.policy.policies import places
from gongshi.policy.standards import load_standard

register = template.Library()
#: Where the command line lists the columns of a category.
_COMMAND = re.compile("栏目见 gongshi rules --category [a-z_]+")
#: Where it names its option.
_OPTION = re.compile("请用 --category ([a-z_]+) ")
#: What filings are called that were typed on a page.
_TYPED = ("在线修改.json", "单条填报.json")
_MONTH = re.compile("[0-9]{4}-[0-9]{2}(-[0-9]{2})?")
#: What a rule's words leave open until they are said of a cell.
_BLANK = re.compile(r"\{[a-z_]+\}")
_ZERO = SafeString('<span class="zero">0</span>')


@register.filter
def thousands(value: int) -> str:
    """Write 1592 as 1,592."""
    return f"{value:,}"


@register.simple_tag
def number(value: int, address: str = "") -> SafeString:
    """Write a count, grey when it is zero, as a link to its rows when there are any."""
    if not value:
        return _ZERO
    if not address:
        return SafeString(thousands(value))
    return SafeString(f'<a href="{escape(address)}">{thousands(value)}</a>')


@register.simple_tag
def line(cells: Iterable[Cell]) -> SafeString:
    """Write the cells of a table of counts; in one go, as tables have hundreds."""
    return SafeString("".join(map(_written, cells)))


def _written(cell: Cell) -> str:
    look = "n hot" if cell.is_worst else "n"
    return f'<td class="{look}" data-l="{escape(cell.column.title)}">{_text(cell)}</td>'


def _text(cell: Cell) -> str:
    if cell.ratio is None:
        return number(cell.count, cell.address)
    small = f"<small>{fraction(cell.ratio)}</small> " if cell.ratio.is_small else ""
    return f"<div>{small}{percent(cell.ratio)}</div>"


@register.simple_tag
def heat_line(cells: Iterable[HeatCell]) -> SafeString:
    """Write one unit's days of the heat map."""
    parts = (f'<td class="{cell.classes}">{cell.rows}</td>' for cell in cells)
    return SafeString("".join(parts))


@register.simple_tag
def ten_cells(cells: Iterable[series_drawing.Cell]) -> SafeString:
    """Write ten numbers of a series; what is told of one leads to its line."""
    return SafeString("".join(map(_number_cell, cells)))


def _number_cell(cell: series_drawing.Cell) -> str:
    if not cell.told:
        return f'<i class="{cell.look}"></i>' if cell.look else "<i></i>"
    told = escape(cell.told)
    return (
        f'<a class="{cell.look}" href="#g{cell.serial}" aria-label="{told}" '
        f'title="{told}"><span>{escape(cell.mark)}</span></a>'
    )


@register.simple_tag
def circles(dots: Iterable[series_drawing.Dot], look: str, radius: float) -> SafeString:
    """Draw numbers at their days."""
    end = f'r="{radius}"/>'
    drawn = (f'<circle class="{look}" cx="{dot.x}" cy="{dot.y}" {end}' for dot in dots)
    return SafeString("".join(drawn))


@register.filter
def percent(ratio: figures.Ratio) -> str:
    """Write a ratio in per cent: 98.79%, 100%, —."""
    return figures.percent(ratio)


@register.filter
def on_page(value: str) -> str:
    """Say a refusal to people who have pages and no command line."""
    listed = _COMMAND.sub("栏目见「填报模板」", value)
    return _OPTION.sub(
        lambda found: f"请把类别改选为「{category(found[1])}」，", listed
    )


@register.filter
def points(value: Fraction | None) -> str:
    """Write a score: 98.50, or — for none."""
    return figures.NOTHING if value is None else f"{float(value):.2f}"


@register.filter
def fraction(ratio: figures.Ratio) -> str:
    """Write a ratio as its fraction: 1,551 / 1,570."""
    return f"{ratio.numerator:,} / {ratio.denominator:,}"


@register.filter
def moment(value: datetime) -> str:
    """Write a moment in China time: 2023-12-05 09:30:00."""
    return f"{value.astimezone(CHINA):%Y-%m-%d %H:%M:%S}"


@register.filter
def minute(value: datetime) -> str:
    """Write a moment briefly: 12月5日 09:30."""
    at = value.astimezone(CHINA)
    return f"{at.month}月{at.day}日 {at:%H:%M}"


@register.filter
def with_weekday(value: date) -> str:
    """Write a day with its weekday: 2023-12-01（周五）."""
    return dated(value)


@register.filter
def outcome(value: str) -> str:
    """Name an outcome: accepted → 正确."""
    return TITLES[value]


@register.filter
def category(value: str) -> str:
    """Name a category: licence → 行政许可."""
    return load_standard(value).title


@register.filter
def edition(value: str) -> str:
    """Name an edition of a policy: pingdingshan@2023-01-01 → 平顶山市，2023-01-01 版."""
    return policy_told(value)


@register.filter
def place(value: str) -> str:
    """Name a place: yuncheng → 运城市."""
    return places().get(value, value)


@register.filter
def period(value: str) -> str:
    """Name a month or day: 2023-12 → 2023年12月."""
    return read_period(value).title


@register.filter
def blanks(value: str) -> str:
    """Put a cross where the words of a rule have a blank: 「{value}」 → 「×」."""
    return _BLANK.sub("×", value)


@register.filter
def act(value: str) -> str:
    """Name an act of the audit log: login.failed → 登录失败."""
    return acts.TITLES.get(value, value)


@register.filter
def file_shown(value: str) -> str:
    """Name a file; what was typed on a page is none: 在线修改.json → 在线修改."""
    return value.removesuffix(".json") if value in _TYPED else value


@register.filter
def target(value: str) -> str:
    """Say what an act was done to: pingdingshan:2026-10:2 → 平顶山市 2026年10月 第 2 版."""
    place_key, _, rest = value.partition(":")
    if place_key not in places() or not rest:
        return value
    months, _, more = rest.partition(":")
    told = read_period(months).title if _MONTH.fullmatch(months) else months
    version = f" 第 {more} 版" if more.isdecimal() and told != months else more
    return f"{places()[place_key]} {told}{version and ' ' + version.strip()}"


@register.filter
def eights(value: str) -> str:
    """Part a hash into groups of eight, so that a person can compare it."""
    return " ".join(value[at : at + 8] for at in range(0, len(value), 8))


@register.filter
def at(values: Mapping[str, object], key: str) -> object:
    """Look a key up; "" where there is none."""
    return values.get(key, "")
