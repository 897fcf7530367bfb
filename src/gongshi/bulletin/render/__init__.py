"""Rendering a bulletin; a format is one file of this folder, named like its ending."""

from importlib import import_module
from pkgutil import iter_modules

from gongshi.bulletin.document import Document
from gongshi.errors import UsageError

#: Every format that has a file here, in alphabetical order.
FORMATS = tuple(sorted(module.name for module in iter_modules(__path__)))


def render(document: Document, format: str, **options: object) -> bytes:
    """Return a bulletin as a file of the given format.

    Args:
        document: The bulletin.
        format: One of `FORMATS`.
        **options: Further keywords of that format's own `render`.

    Returns:
        The file; equal documents give equal bytes.

    Raises:
        UsageError: When there is no such format.
    """
    if format not in FORMATS:
        known = "、".join(FORMATS)
        text = f"不支持的通报格式「{format}」；可用的格式：{known}。"
        raise UsageError("unknown_format", text)
    module = import_module(f"{__name__}.{format}")
    rendered: bytes = module.render(document, **options)
    return rendered
