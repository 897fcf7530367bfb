"""Manners of every page: faults as sentences, nothing kept by the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongshi.desks import failures
from gongshi.errors import UsageError, UserError

_NUL = "地址里有不能用的字符，请从导航重新找起。"
Answer = Callable[[HttpRequest], HttpResponse]


class Manners:
    """Django middleware; it needs state because Django asks for it so."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer a request."""
        response = self._refused(request) or self._answer(request)
        # Pages hold personal data, and a page after a new filing must be new.
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        if "gongshi.strange" in request.META:
            return failures.not_understood(request, UsageError("strange", ""))
        # PostgreSQL takes no NUL in a text, and no honest address has one.
        values = (text for key in request.GET for text in request.GET.getlist(key))
        if "\0" in request.path or any("\0" in text for text in values):
            return failures.told(request, UsageError("bad_address", _NUL))
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Turn what the caller can put right into a page; the rest is ours."""
        if isinstance(exception, UserError):
            return failures.told(request, exception)
        return failures.away(request, exception)
