"""From which network address a request came; log-in locks count by it."""

from django.http import HttpRequest


def direct(request: HttpRequest) -> str:
    """Give the address of the one who connected."""
    return str(request.META.get("REMOTE_ADDR", ""))


def behind_proxy(request: HttpRequest) -> str:
    """Give the address that our own proxy saw: the last one, which nobody can forge."""
    seen = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2]
    return seen.strip() or direct(request)
