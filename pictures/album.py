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
_OFFICES = {"batches", "batch", "unit", "second_factor"}
OF_OTHERS = {
    "clerk": _OFFICES,
    "unit_head": _OFFICES,
    "analyst": {"second_factor"},
}
#: Parts of other pages, which are pages of their own only without JavaScript.
PARTS = {"rank", "filing_state"}
#: What pages are called whose titles name what stands on them.
_CAPTIONS = {
    "batch": "批次",
    "bulletin": "月度通报",
    "bulletin_draft": "通报稿",
    "bulletin_paragraph": "改通报的一段",
    "evidence": "证据",
    "filing": "核对结果",
    "issued": "印发的通报",
    "look": "先看结果",
    "mend_cause": "同样的错一起改",
    "mend_row": "改一行",
    "month": "月表",
    "policy": "各地办法",
    "receipt": "回执",
    "rehearsal": "预演的结果",
    "row": "一行的来历和时限",
    "row_new": "填一条",
    "rows": "明细",
    "rulebook": "各类规则",
    "score": "一家单位的得分",
    "scores": "得分",
    "unit": "一家单位",
    "withdraw": "撤回一行",
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
            f"| {_caption(shot)}<br>（{ROLES[shot.role].title}）"
            f"| {_picture(shot, 'desktop', 520)} | {_picture(shot, 'phone', 160)} |"
        )
    (out / "README.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _picture(shot: Shot, size: str, width: int) -> str:
    file, where = f"{shot.name}-{size}.webp", {"desktop": "电脑", "phone": "手机"}[size]
    return f'<a href="{file}"><img src="{file}" width="{width}" alt="{_caption(shot)}，{where}"></a>'


def _caption(shot: Shot) -> str:
    return _CAPTIONS.get(shot.name, shot.title)
