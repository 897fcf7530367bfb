"""Log-ins that failed, for the audit log."""

from collections.abc import Mapping

from django.contrib.auth.signals import user_login_failed
from django.http import HttpRequest

from gongshi.people import audit
from gongshi.people.models import Person


def listen() -> None:
    """Hear of every log-in that fails."""
    user_login_failed.connect(_failed, dispatch_uid="gongshi.people.failed_logins")


def _failed(
    sender: object,  # noqa: ARG001
    credentials: Mapping[str, str],
    request: HttpRequest | None = None,
    **_: object,
) -> None:
    # People type passwords into the wrong box: only logins that exist are written down.
    login = credentials.get("login", "")
    known = login if Person.objects.filter(login=login).exists() else ""
    address = str(request.META.get("REMOTE_ADDR", "")) if request else ""
    audit.record("login.failed", actor=known, address=address)
