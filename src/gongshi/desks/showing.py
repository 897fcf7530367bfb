"""What every page of the office desk needs: whose desk it is and under which rules."""

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongshi.clocks.periods import Period, local_day, month, period
from gongshi.errors import NotReady
from gongshi.ledger import pages
from gongshi.ledger.models import Office
from gongshi.policy.fingerprint import fingerprint
from gongshi.policy.policies import Policy, policy_in_force


@dataclass(frozen=True)
class Desk:
    """The office on one day, and what holds there."""

    #: What stands in the bar.
    name: str
    policy: Policy
    #: Today in China.
    today: date

    @property
    def rulebook(self) -> str:
        """Give the fingerprint of the rules that this program holds."""
        return fingerprint()


def desk(on: date | None = None) -> Desk:
    """Find the office of this ledger.

    Args:
        on: The day whose policy is wanted; today when absent.

    Raises:
        NotReady: The ledger was not set up.
    """
    office = Office.objects.first()
    if office is None:
        raise NotReady(
            "not_ready", "这里还没有台账，请先运行 gongshi init --place 城市。"
        )
    today = local_day(timezone.now())
    return Desk(office.name, policy_in_force(office.place, on or today), today)


def asked_period(request: HttpRequest) -> Period:
    """Read month or day from the address; the latest month with rows without one."""
    if written := request.GET.get("period"):
        return period(written)
    return pages.latest_period() or month(f"{local_day(timezone.now()):%Y-%m}")


def show(
    request: HttpRequest, template: str, desk: Desk, **context: object
) -> HttpResponse:
    """Render a page of the office desk."""
    return render(request, template, {"desk": desk, **context})
