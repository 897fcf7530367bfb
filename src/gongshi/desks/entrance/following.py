"""Where a person goes on after a page that stood in his way."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from gongshi.people.models import Person


def asked_next(request: HttpRequest) -> str:
    """Read the page to go on to; "" unless it is one of ours."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours and wanted.startswith("/") else ""


def go_on(request: HttpRequest, me: Person) -> HttpResponseRedirect:
    """Lead to the page that was asked for, or to the person's own first page."""
    return HttpResponseRedirect(asked_next(request) or reverse(me.duty.home))


def with_next(request: HttpRequest, name: str) -> str:
    """Give the address of a page that leads on to the same one."""
    wanted = asked_next(request)
    return reverse(name) + (
        f"?{urlencode({'next': wanted}, safe='/')}" if wanted else ""
    )
