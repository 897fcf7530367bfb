"""`/health`, `/ready`, `/metrics`: what machines ask this server."""

from __future__ import annotations

import hmac
import ipaddress
from collections.abc import Callable, Iterator
from functools import wraps

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from gongshi.actions.readiness import ERROR, OK, WARNING, readiness
from gongshi.desks.requests import answered
from gongshi.jobs.health import counts_by_state, oldest_waiting
from gongshi.ledger.models import Batch, Filing, Office

View = Callable[[HttpRequest], HttpResponse]


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when the ledger can be read, 503 when not."""
    try:
        is_ready = Office.objects.exists()
    except DatabaseError:
        return JsonResponse({"status": "error", "ledger": "unreachable"}, status=503)
    if not is_ready:
        return JsonResponse({"status": "error", "ledger": "not_set_up"}, status=503)
    return JsonResponse({"status": "ok", "ledger": "ready"})


def for_machines(view: View) -> View:
    """Open an address to this very machine, and to whoever has the token.

    For all others it is not there. A proxy on this machine adds `X-Forwarded-For`, so
    what it passes on is not taken for the machine itself.
    """

    @wraps(view)
    def guarded(request: HttpRequest) -> HttpResponse:
        if not (_is_local(request) or _has_token(request)):
            raise Http404
        return view(request)

    return guarded


def _is_local(request: HttpRequest) -> bool:
    if "X-Forwarded-For" in request.headers or "Forwarded" in request.headers:
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _has_token(request: HttpRequest) -> bool:
    wanted = settings.METRICS_TOKEN
    told = request.headers.get("Authorization", "")
    return bool(wanted) and hmac.compare_digest(
        told.encode(), f"Bearer {wanted}".encode()
    )


@for_machines
def ready(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when everything that a server needs is there, 503 when not.

    A warning is no reason to take a server away.
    """
    checks = readiness()
    states = {each.state for each in checks}
    status = next(each for each in (ERROR, WARNING, OK) if each in states)
    told = {
        "status": status,
        "checks": [
            {"key": each.key, "state": each.state, "text": each.text} for each in checks
        ],
    }
    return JsonResponse(
        told,
        status=503 if status == ERROR else 200,
        json_dumps_params={"ensure_ascii": False},
    )


@for_machines
def metrics(request: HttpRequest) -> HttpResponse:  # noqa: ARG001
    """Give numbers as Prometheus reads them."""
    text = "".join(f"{line}\n" for line in _lines())
    kind = "text/plain; version=0.0.4; charset=utf-8"
    return HttpResponse(text, content_type=kind)


def _lines() -> Iterator[str]:
    yield "# HELP gongshi_requests_total Requests that this server answered."
    yield "# TYPE gongshi_requests_total counter"
    for status, count in sorted(answered().items()):
        yield f'gongshi_requests_total{{status="{status}"}} {count}'
    yield "# HELP gongshi_jobs Jobs in each state."
    yield "# TYPE gongshi_jobs gauge"
    for state, count in counts_by_state().items():
        yield f'gongshi_jobs{{state="{state}"}} {count}'
    for name, kind, told, value in (
        ("oldest_waiting_seconds", "gauge", "Wait of the job that waits longest.",
         round(oldest_waiting().total_seconds(), 3)),
        ("filings_total", "counter", "Files received.", Filing.objects.count()),
        ("batches_total", "counter", "Files judged.", Batch.objects.count()),
    ):  # fmt: skip
        yield f"# HELP gongshi_{name} {told}"
        yield f"# TYPE gongshi_{name} {kind}"
        yield f"gongshi_{name} {value}"
