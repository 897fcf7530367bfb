"""The faces of the PDF: for each face the standard asks for, what may stand in for it.

A licensed face wins when the computer has it, then Fandol (only GB2312), then Noto, which
holds 郏 彧 硚 郟 and every other character of GBK. The fall back is by character, so a
rare character in a name is drawn from the next face in the row.
"""

from collections.abc import Collection

from gongshi.errors import UsageError

_SERIF = ("Noto Serif CJK SC", "Noto Serif SC", "Source Han Serif SC", "SimSun", "宋体")
_SANS = ("Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei")
_LATIN = ("Times New Roman", "Liberation Serif", "Tinos")
_LAST = (*_SERIF, *_SANS, "AR PL UMing CN", "WenQuanYi Zen Hei", "WenQuanYi Micro Hei")
_FANGSONG = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong", "FandolFang R")
_TITLE = ("方正小标宋简体", "FZXiaoBiaoSong-B05S", "方正小标宋_GBK")
_HEI = ("黑体", "SimHei", "FandolHei")
_KAI = ("楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi", "FandolKai", "AR PL UKai CN")

#: The faces wanted, by the name the template uses.
_WANTED = {
    "fangsong": (*_FANGSONG, *_LAST),
    "title": (*_TITLE, *_LAST),
    "hei": (*_HEI, *_SANS, *_LAST),
    "kai": (*_KAI, *_LAST),
    "song": ("宋体", "SimSun", *_LAST),
}


def choose(families: Collection[str]) -> dict[str, list[str]]:
    """Return the faces to draw with, best first, of those the computer has.

    Args:
        families: Names of all font families present.

    Returns:
        Names by use: fangsong, title, hei, kai, song; and latin, which may be empty.

    Raises:
        UsageError: When no face holds Chinese.
    """
    if not set(families) & {*_LAST, *_FANGSONG}:
        text = (
            "这台计算机上没有中文字体，无法生成 PDF；"
            "请安装 fonts-noto-cjk（apt install fonts-noto-cjk）后重试，或改用 docx 格式。"
        )
        raise UsageError("no_chinese_font", text)
    chosen = {use: _present(names, families) for use, names in _WANTED.items()}
    return {**chosen, "latin": _present(_LATIN, families)}


def _present(names: tuple[str, ...], families: Collection[str]) -> list[str]:
    known = {family.casefold(): family for family in families}
    found = (known[name.casefold()] for name in names if name.casefold() in known)
    return list(dict.fromkeys(found))
