"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Names the app."""

    name = "gongshi.ledger"
    label = "ledger"
    verbose_name = "台账"
