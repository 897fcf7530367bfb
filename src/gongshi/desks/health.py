"""`/health`: whether this server can serve, for machines."""

from django.db import DatabaseError
from django.http import HttpRequest, JsonResponse

from gongshi.ledger.models import Office


def health(request: HttpRequest) -> JsonResponse:  # noqa: ARG001
    """Answer 200 when the ledger can be read, 503 when not."""
    try:
        is_ready = Office.objects.exists()
    except DatabaseError:
        return JsonResponse({"status": "error", "ledger": "unreachable"}, status=503)
    if not is_ready:
        return JsonResponse({"status": "error", "ledger": "not_set_up"}, status=503)
    return JsonResponse({"status": "ok", "ledger": "ready"})
