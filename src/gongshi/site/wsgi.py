"""The site for WSGI servers."""

import codecs
import os
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.utils.http import parse_header_parameters

from gongshi.actions.rulebook_memory import refuse_broken_once

#: What forms and programs in China write, as Python names it.
_CHARSETS = ("utf-8", "ascii", "gb2312", "gbk", "gb18030", "iso8859-1")


class _Handler(WSGIHandler):
    """Marks what Django cannot even begin to read, so that `desks.middleware` answers.

    Django decodes the question while it makes the request, before any middleware, by
    whatever charset a stranger names; some of them are no text.
    """

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if _is_strange(environ):
            environ |= {"gongshi.strange": True, "CONTENT_TYPE": "", "QUERY_STRING": ""}
        return super().__call__(environ, start_response)


def _is_strange(environ: dict[str, Any]) -> bool:
    fields = environ.get("QUERY_STRING", "").count("&") + 1
    try:
        _, told = parse_header_parameters(environ.get("CONTENT_TYPE", ""))
        charset = codecs.lookup(told.get("charset", "utf-8")).name
    except (LookupError, ValueError):
        return True
    return charset not in _CHARSETS or fields > settings.DATA_UPLOAD_MAX_NUMBER_FIELDS


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshi.site.settings")
refuse_broken_once(settings.RULEBOOK_FILE)
django.setup(set_prefix=False)
application = _Handler()
