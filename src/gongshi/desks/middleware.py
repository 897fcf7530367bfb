"""Manners of every page: faults as sentences, nothing kept by the browser."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from gongshi.desks import failures
from gongshi.desks.marks import has_nul
from gongshi.errors import UsageError, UserError

_IN_ADDRESS = "地址里有不能用的字符，请从导航重新找起。"
_IN_COOKIE = "浏览器送来的 Cookie 里有不能用的字符，请清除本站的 Cookie 后重新登录。"
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
        # PostgreSQL takes no NUL in a text, and no honest address or cookie has one.
        # Forms are looked at behind the gate (`Guarded`), which reads none of a stranger.
        if "\0" in request.path or has_nul(request.GET):
            return failures.told(request, UsageError("bad_address", _IN_ADDRESS))
        if any("\0" in text for pair in request.COOKIES.items() for text in pair):
            # The page that says so must not look for a session by it.
            request.COOKIES.clear()
            return failures.told(request, UsageError("bad_cookie", _IN_COOKIE))
        return None

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        """Turn what the caller can put right into a page; the rest is ours."""
        if isinstance(exception, UserError):
            return failures.told(request, exception)
        return failures.away(request, exception)
