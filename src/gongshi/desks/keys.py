"""Reads keys from addresses."""

import re

from django.http import HttpRequest

from gongshi.errors import UsageError


def asked_key(request: HttpRequest, name: str) -> int | None:
    """Read the key of an item; None when the address has none.

    Raises:
        UsageError: It is no key.
    """
    written = request.GET.get(name, "")
    if not written:
        return None
    if not re.fullmatch("[0-9]{1,18}", written):
        raise UsageError("bad_key", "地址里的页码不对，请回到第一页。")
    return int(written)
