"""Opens the ledger for commands that need one; nothing else starts Django."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.conf import settings

if TYPE_CHECKING:
    from gongshi.policy.policies import Policy


def open_ledger(database: str | None = None) -> None:
    """Start Django on the ledger that the environment names.

    Args:
        database: Address of a PostgreSQL database, before the environment's.
    """
    if database:
        os.environ["GONGSHI_DB"] = database
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshi.site.settings")
    if not settings.configured or not apps.ready:
        django.setup()


def with_own_windows(policy: Policy, at: datetime) -> Policy:
    """Put the windows that the office opened itself behind those of a policy.

    Args:
        policy: Of any place.
        at: Aware moment; those that were granted by then.

    Returns:
        The policy as it is where there is no ledger, or one of another place.

    Raises:
        NotReady: There is a ledger, and it cannot be read.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongshi.site.settings")
    # Of the embedded database it is the file.
    name = settings.DATABASES["default"]["NAME"]
    if isinstance(name, Path) and not name.exists():
        return policy
    open_ledger()
    from gongshi.actions.setting_up import office
    from gongshi.ledger.windows import widened

    office()
    return widened(policy, at)
