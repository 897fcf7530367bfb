"""The ledger as a Django app."""

from django.apps import AppConfig


class LedgerConfig(AppConfig):
    """Names the app."""

    name = "gongshi.ledger"
    label = "ledger"
    verbose_name = "台账"

    def ready(self) -> None:
        """Seal every row that never changes in the transaction that saves it."""
        from django.db.models.signals import post_save

        from gongshi.ledger import seals

        for model in seals.SINGLE:
            post_save.connect(seals.seal_row, sender=model)
