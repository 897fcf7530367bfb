"""The page that shows the pictures, by desk."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from gongshi.people.rights import ROLES

HERE = Path(__file__).parent.parent / "docs" / "pictures"
#: Role → desk; the first role that may see a page is the one who is pictured.
DESKS = {
    "clerk": "报送单位",
    "unit_head": "报送单位",
    "analyst": "信用办",
    "reviewer": "信用办",
    "office_head": "信用办",
    "system_admin": "系统、安全、审计",
    "security_admin": "系统、安全、审计",
    "audit_admin": "系统、安全、审计",
}
#: Pages that a role may see too, but that are another's daily work.
OF_OTHERS = {
    "clerk": {"batches", "batch", "unit", "rank", "filing_state", "second_factor"},
    "analyst": {"rank", "filing_state", "second_factor"},
    "unit_head": {"batches", "batch", "unit", "rank", "filing_state", "second_factor"},
}
_HEAD = """# 页面

这里是每一页的样子，由 `./run pictures` 从演示城市里照下来；点图看原大。
云陵市是虚构的，单位、当事人和数字全是编的。很长的页面只照上面一截。
"""


@dataclass(frozen=True)
class Shot:
    """One page that was pictured."""

    role: str
    #: Of site/urls.py.
    name: str
    title: str


def write(out: Path, shots: Iterable[Shot]) -> None:
    """Write the page beside its pictures."""
    lines, desk = [_HEAD], ""
    for shot in shots:
        if DESKS[shot.role] != desk:
            desk = DESKS[shot.role]
            lines.append(f"\n## {desk}\n\n| 页面 | 电脑 | 手机 |\n|---|---|---|")
        lines.append(
            f"| {shot.title}<br>（{ROLES[shot.role].title}）"
            f"| {_picture(shot, 'desktop', 520)} | {_picture(shot, 'phone', 160)} |"
        )
    (out / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _picture(shot: Shot, size: str, width: int) -> str:
    file, where = f"{shot.name}-{size}.webp", {"desktop": "电脑", "phone": "手机"}[size]
    return f'<a href="{file}"><img src="{file}" width="{width}" alt="{shot.title}，{where}"></a>'
